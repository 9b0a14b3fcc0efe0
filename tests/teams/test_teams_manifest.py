"""The app's package for Teams, held against Microsoft's own schemas and against what its reference says beside them."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import replace
from importlib.resources import files
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.teams.app_package import PackageError, app_package, checked, problems_of_manifest, problems_of_translation
from bot.teams.manifest import (
    FIND_ANSWER_COMMAND,
    PERSONAL_COMMANDS,
    SCHEMA_VERSION,
    SCOPES,
    SEARCH_COMMAND,
    SEARCH_PARAMETER,
    AppFacts,
    doubt,
    manifest,
    translations,
)
from bot.teams.manifest_words import WORDS

APP = "11111111-2222-3333-4444-555555555555"
PUBLIC = "https://corner.acme.example"
FACTS = AppFacts(APP, base_url=PUBLIC)
OF_THE_COMPANY = replace(
    FACTS,
    name="Секундант продавца № 1",
    developer="Ромашка и партнёры, продажи",
    website="https://acme.example",
    privacy="https://acme.example/privacy",
    terms="https://acme.example/terms",
    accent_color="#FFFFFF",
    language="ru",
    version="12.0.3",
    listen=True,
)
FULL = replace(OF_THE_COMPANY, name="n" * 30, developer="d" * 32)


def unzipped(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(package)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def at(made: Any, place: str) -> Any:
    """What stands at `bots[0].commandLists[1].scopes`."""
    for step in re.findall(r"[^.\[\]]+", place):
        made = made[int(step)] if step.isdigit() else made[step]
    return made


@pytest.mark.parametrize("facts", [FACTS, replace(FACTS, listen=True), replace(FACTS, language="ru"), FULL])
def test_it_is_what_microsofts_schema_describes(facts: AppFacts) -> None:
    made = manifest(facts)
    assert problems_of_manifest(made) == []
    assert [problems_of_translation(said) for said in translations(facts).values()] == [[]]
    assert made["manifestVersion"] == SCHEMA_VERSION
    assert f"/teams/v{SCHEMA_VERSION}/" in made["$schema"]


def test_it_tells_of_the_bot_its_commands_and_its_extension() -> None:
    made = manifest(FACTS)
    bot, extension = made["bots"][0], made["composeExtensions"][0]
    assert made["id"] == bot["botId"] == extension["botId"] == APP
    assert bot["scopes"] == list(SCOPES) == ["personal", "team", "groupChat"]
    assert (bot["supportsFiles"], bot["isNotificationOnly"]) == (False, False)
    assert [each["scopes"] for each in bot["commandLists"]] == [["personal"], ["team"], ["groupChat"]]
    assert [each["title"] for each in bot["commandLists"][0]["commands"]] == list(PERSONAL_COMMANDS)
    search, find = extension["commands"]
    assert (search["id"], search["type"], search["context"]) == (SEARCH_COMMAND, "query", ["compose", "commandBox"])
    assert [each["name"] for each in search["parameters"]] == [SEARCH_PARAMETER]
    assert (find["id"], find["type"], find["context"]) == (FIND_ANSWER_COMMAND, "action", ["message"])
    assert find["fetchTask"] is True
    assert made["validDomains"] == ["corner.acme.example"]


def test_the_companys_addresses_are_the_consoles_unless_they_are_set() -> None:
    assert manifest(FACTS)["developer"] == {
        "name": "Cornerman",
        "websiteUrl": PUBLIC,
        "privacyUrl": PUBLIC,
        "termsOfUseUrl": PUBLIC,
    }
    assert manifest(OF_THE_COMPANY)["developer"] == {
        "name": "Ромашка и партнёры, продажи",
        "websiteUrl": "https://acme.example",
        "privacyUrl": "https://acme.example/privacy",
        "termsOfUseUrl": "https://acme.example/terms",
    }


def test_it_asks_to_hear_everything_only_where_it_is_told_to() -> None:
    assert not {"webApplicationInfo", "authorization"} & set(manifest(FACTS))
    made = manifest(replace(FACTS, listen=True))
    assert made["webApplicationInfo"]["id"] == APP
    assert made["webApplicationInfo"]["resource"]
    assert made["authorization"]["permissions"]["resourceSpecific"] == [
        {"name": "ChannelMessage.Read.Group", "type": "Application"},
    ]


@pytest.mark.parametrize(("facts", "other"), [(FACTS, "ru"), (OF_THE_COMPANY, "en")])
def test_every_text_is_there_in_the_other_language_at_its_place(facts: AppFacts, other: str) -> None:
    made = manifest(facts)
    assert made["localizationInfo"] == {
        "defaultLanguageTag": facts.language,
        "additionalLanguages": [{"languageTag": other, "file": f"{other}.json"}],
    }
    said = translations(facts)[f"{other}.json"]
    same = {place for place, text in said.items() if not place.startswith("$") and at(made, place) == text}
    assert same == {"name.short"}  # the app's name is the same everywhere
    texts = {"name", "description", "title"}
    in_manifest = re.findall(r'"(?:title|description)": "', json.dumps([made["bots"], made["composeExtensions"]]))
    assert len(said) == len(in_manifest) + len(texts) + 2  # name and description twice each, and the schema's address


@pytest.mark.parametrize("facts", [FACTS, FULL])
def test_it_keeps_to_the_limits_of_the_reference(facts: AppFacts) -> None:
    for made in (manifest(facts), manifest(replace(facts, language="en" if facts.language == "ru" else "ru"))):
        assert made["name"]["short"] != made["name"]["full"]
        assert len(made["name"]["full"]) <= 100
        assert len(made["description"]["short"]) <= 80
        assert made["description"]["short"] not in made["description"]["full"]
        lists = made["bots"][0]["commandLists"]
        assert len(lists) <= 3
        assert all(0 < len(each["commands"]) <= 12 for each in lists)
        menus = [one for each in lists for one in each["commands"]] + made["composeExtensions"][0]["commands"]
        for line in [*menus, *made["composeExtensions"][0]["commands"][0]["parameters"]]:
            assert 0 < len(line["title"]) <= 32
            assert 0 < len(line["description"]) <= 128


def test_each_language_has_words_for_each_command() -> None:
    assert all(set(words.commands) == set(PERSONAL_COMMANDS) for words in WORDS.values())


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)  # halves of a pair are no text


@given(name=TEXT, developer=TEXT)
def test_whatever_it_is_called_it_is_taken_or_told_by_its_field(name: str, developer: str) -> None:
    facts = replace(FACTS, name=name, developer=developer)
    if len(name) <= 30 and len(developer) <= 32 and name.strip() and name.casefold() != "null":
        made = json.loads(unzipped(app_package(facts))["manifest.json"])
        assert (made["name"]["short"], made["developer"]["name"]) == (name, developer)
        return
    with pytest.raises(PackageError) as error:
        app_package(facts)
    assert all("name" in problem for problem in error.value.problems)


def test_the_package_holds_the_manifest_its_translation_and_the_icons_and_nothing_else() -> None:
    package = app_package(OF_THE_COMPANY)
    held = unzipped(package)
    assert set(held) == {"manifest.json", "en.json", "color.png", "outline.png"}
    made = json.loads(held["manifest.json"])
    assert made == manifest(OF_THE_COMPANY)
    assert {made["icons"]["color"], made["icons"]["outline"]} < set(held)
    assert json.loads(held["en.json"]) == translations(OF_THE_COMPANY)["en.json"]
    assert "Ромашка" in held["manifest.json"].decode()  # readable as it is
    assert app_package(OF_THE_COMPANY) == package  # the same facts make the same bytes


def test_the_icons_are_as_teams_wants_them() -> None:
    held = unzipped(app_package(FACTS))
    color, outline = (Image.open(BytesIO(held[name])) for name in ("color.png", "outline.png"))
    assert (color.size, outline.size) == ((192, 192), (32, 32))
    assert color.convert("RGBA").getextrema()[3] == (255, 255)  # nothing shines through
    *white, seen = outline.convert("RGBA").getextrema()
    assert white == [(255, 255)] * 3  # white, and nothing but white …
    assert seen == (0, 255)  # … on what is transparent
    background = color.convert("RGB").getpixel((0, 0))
    symbol = [(x, y) for x in range(192) for y in range(192) if color.convert("RGB").getpixel((x, y)) != background]
    assert all(36 <= x < 156 and 36 <= y < 156 for x, y in symbol)  # what no round or cut corner takes away
    assert len(held["color.png"]) + len(held["outline.png"]) < 10_000


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"app_id": "cornerman"}, "id: 'cornerman' has not the form that Teams wants; set teams.app_id, or give --app"),
        ({"name": "n" * 31}, "name.short: has 31 characters, and Teams takes 30; set teams.app.name"),
        ({"developer": "d" * 33}, "developer.name: has 33 characters, and Teams takes 32; set teams.app.developer"),
        ({"website": "acme.example"}, "developer.websiteUrl: 'acme.example' has not the form"),
        ({"privacy": "https://a.example/" + "p" * 2048}, "developer.privacyUrl: has 2066 characters, and Teams takes"),
        ({"terms": "mailto:a@b.example"}, "set teams.app.terms"),
        ({"accent_color": "green"}, "accentColor: 'green' has not the form that Teams wants; set teams.app.accent_co"),
        ({"version": "1.0"}, "version: '1.0' is no version of three numbers; give --app-version, such as 1.0.1"),
        ({"version": "1.0.1\n"}, "is no version of three numbers"),
    ],
)
def test_what_teams_would_refuse_is_told_by_its_field_with_the_mend(wrong: dict[str, str], told: str) -> None:
    facts = replace(FACTS, **wrong)
    with pytest.raises(PackageError) as error:
        app_package(facts)
    assert any(told in problem for problem in error.value.problems)
    with pytest.raises(PackageError, match=re.escape(told)):
        checked(facts)


def test_a_translation_that_teams_would_refuse_is_told_by_its_file() -> None:
    with pytest.raises(PackageError, match=r"^ru\.json: name\.short: ' ' has not the form"):
        app_package(replace(FACTS, name=" "))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"manifestVersion": "1.19"}, "manifestVersion: '1.27' was expected"),
        ({"surprise": 1}, "manifest.json: Additional properties are not allowed ('surprise' was unexpected)"),
        ({"bots": [{"botId": APP, "scopes": ["everywhere"]}]}, "bots[0].scopes[0]: 'everywhere' is not one of"),
        ({"bots": [{"botId": APP, "scopes": ["team"]}] * 2}, "bots: has 2 entries, and Teams takes 1"),
    ],
)
def test_the_schema_is_asked_to_its_last_word(change: dict[str, Any], told: str) -> None:
    assert any(told in problem for problem in problems_of_manifest(manifest(FACTS) | change))


def test_names_in_translations_have_their_limits_too() -> None:
    said = translations(FACTS)["ru.json"] | {"name.short": "n" * 31, "bots[0].commandLists[3].commands[0].title": "x"}
    told = problems_of_translation(said)
    assert any("name.short: has 31 characters" in one for one in told)
    assert any("commandLists[3]" in one for one in told)


def test_the_schemas_come_with_their_licence() -> None:
    kept = files("bot.teams") / "package"
    told = (kept / "README.md").read_text("utf-8")
    assert "Copyright (c) Microsoft Corporation" in told
    assert f"version {SCHEMA_VERSION}," in told
    assert all(each.name in told for each in kept.iterdir() if each.name != "README.md")


@pytest.mark.parametrize(
    ("base_url", "why"),
    [
        (PUBLIC, None),
        ("http://127.0.0.1:8080", "is an address of this machine alone"),
        ("https://localhost:8080", "is an address of this machine alone"),
        ("https://[::1]", "is an address of this machine alone"),
        ("http://corner.acme.example", "does not begin with https://"),
    ],
)
def test_an_address_that_teams_cannot_reach_is_doubted(base_url: str, why: str | None) -> None:
    doubted = doubt(replace(FACTS, base_url=base_url))
    assert (doubted is None) if why is None else (why in str(doubted) and base_url in str(doubted))
