"""Every sentence around gaps and digests, in each language: whole, short enough, with the same blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from gap_fakes import ASKED, NOW, gap

from bot.gap_words import ENGLISH, ENGLISH_DIGESTS, RUSSIAN, RUSSIAN_DIGESTS, gap_words
from bot.gap_words.telling import NearPage, change_told, day_told, gap_told, presses_of
from bot.gaps.model import GAP_KINDS, GAP_STATES, SIGNALS, GapChange, Verb
from bot.gaps.suggesting import OwnerReason

BUTTONS = (
    *("assign", "snooze", "dismiss", "see", "rename", "merge", "apart", "split", "reopen", "undo", "close", "earlier"),
    *("later", "open_page", "open_console", "show_gaps"),
)
BLANK = re.compile(r"\{(\w+)\}")


def texts(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from texts(one, f"{at}.{key}")


def all_of(words: Any) -> dict[str, str]:
    return {at: text for name in fields(words) for at, text in texts(getattr(words, name.name), name.name)}


@pytest.mark.parametrize("words", [ENGLISH, RUSSIAN, ENGLISH_DIGESTS, RUSSIAN_DIGESTS])
def test_nothing_is_empty(words: Any) -> None:
    assert [at for at, text in all_of(words).items() if not text.strip()] == []


@pytest.mark.parametrize(("one", "other"), [(ENGLISH, RUSSIAN), (ENGLISH_DIGESTS, RUSSIAN_DIGESTS)])
def test_both_languages_have_the_same_blanks(one: Any, other: Any) -> None:
    english, russian = all_of(one), all_of(other)
    plurals = {at for at in russian if at.rpartition(".")[2] in {"one", "few", "many", "other"}}
    assert set(english) - plurals == set(russian) - plurals
    differ = [
        at for at in english if at not in plurals and set(BLANK.findall(english[at])) != set(BLANK.findall(russian[at]))
    ]
    assert differ == []


@pytest.mark.parametrize("words", [ENGLISH, RUSSIAN])
def test_names_are_told_in_full(words: Any) -> None:
    assert set(words.kinds) == set(GAP_KINDS)
    assert set(words.states) == set(words.heads) == set(words.none) == set(words.counts) == set(GAP_STATES)
    assert set(words.signals) == set(SIGNALS)
    assert set(words.verbs) == set(get_args(Verb))
    assert set(words.owner_reasons) == set(get_args(OwnerReason)) - {""}


@pytest.mark.parametrize("words", [ENGLISH, RUSSIAN])
def test_buttons_titles_and_labels_have_room(words: Any) -> None:
    assert all(len(getattr(words, name)) <= 40 for name in BUTTONS)
    assert all(len(text) <= 24 for at, text in all_of(words).items() if at.startswith("title_"))
    assert all(len(label) <= 75 for label in (*words.snooze_spans.values(), *words.dismiss_reasons.values()))


@pytest.mark.parametrize(
    ("language", "people", "times", "said"),
    [
        ("en", 1, 1, "1 person asked once, on 12 Nov"),
        ("en", 2, 5, "2 people asked 5 times, on 12 Nov"),
        ("ru", 1, 1, "Спросил 1 человек 1 раз, 12 нояб."),
        ("ru", 3, 22, "Спросили 3 человека 22 раза, 12 нояб."),
        ("ru", 11, 21, "Спросили 11 человек 21 раз, 12 нояб."),
    ],
)
def test_how_often_it_was_asked(language: str, people: int, times: int, said: str) -> None:
    one = gap(people=people, questions=times, last_asked=ASKED)
    assert gap_told(one, NearPage(), language, NOW.date()).lines[0] == said


def test_what_a_gap_is_told_by() -> None:
    today = NOW.date()
    lines = gap_told(gap(product="Vault", competitor="Globex"), NearPage("Discounts", "https://x.example"), "en", today)
    assert lines.lines[1:] == (
        "missing · no answer × 2 · handed to an owner",
        "Nearest, on the same topic: Discounts",
        "Suggested owner: Petra Pricing (owns the nearest page)",
        "About: Vault · Globex",
    )
    assert lines.url == "https://x.example"
    unrelated = gap_told(gap(related=False), NearPage("Discounts"), "en", today)
    assert "Nearest, but on something else: Discounts" in unrelated.lines
    hidden = gap_told(gap(), NearPage(hidden=True), "en", today)
    assert "The nearest page is not for your groups." in hidden.lines
    assert "With Sam Security" in gap_told(gap(assigned="Sam Security"), NearPage(), "en", today).lines
    snoozed = gap(state="snoozed", snoozed_until=NOW + timedelta(days=400))
    assert "Snoozed until 29 Dec 2027" in gap_told(snoozed, NearPage(), "en", today).lines
    dismissed = gap(state="dismissed", state_reason="not for us")
    assert "Dismissed: not for us" in gap_told(dismissed, NearPage(), "en", today).lines
    closed = gap_told(gap(state="closed", closed_by="x.md"), NearPage("Discounts"), "en", today)
    assert "Answered by: Discounts" in closed.lines


def test_what_happened_and_by_whom() -> None:
    change = GapChange("g1", ASKED, "U1", "snoozed")
    assert change_told(change, {}, "en", NOW.date()) == "12 Nov: snoozed — U1"
    assert change_told(change, {"U1": "Robin"}, "en", NOW.date()) == "12 Nov: snoozed — Robin"
    assert change_told(GapChange("g1", ASKED, "", "opened"), {}, "en", NOW.date()) == "12 Nov: opened — Cornerman"


def test_buttons_by_state() -> None:
    assert presses_of(gap()) == ("assign", "snooze", "dismiss", "see")
    assert presses_of(gap(state="closed")) == ("reopen", "see")
    assert presses_of(gap(state="merged")) == ("see",)


def test_days_of_another_year_say_it() -> None:
    assert day_told(date(2025, 3, 1), date(2026, 11, 24), "ru") == "1 мар. 2025\u202fг."


def test_a_language_that_the_bot_does_not_speak_is_english() -> None:
    assert gap_words("fr") is ENGLISH
