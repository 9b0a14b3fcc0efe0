"""The bot's home page: only what its viewer may see, and a page for everybody, whatever is down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from around import DownLog, DownStore, asked, dialog, eventually, home, sent, shown
from fake_slack import ADMIN, DIRECT, GUEST, OTHER_REP, OWNER, REP, FakeSlack
from fakes import FixedClock
from library import Library, Page
from reach_samples import came
from serving import serving
from sqlalchemy import Engine

from bot.slack.backstage import Backstage
from bot.slack.home import NO_QUESTION

DANA = {"Dana Reyes": ["dana@acme.example"]}
OVERDUE = Page("old.md", "Old words.", "Old page", more={"reviewed": date(2026, 9, 15), "review_every_days": 30})


@pytest.fixture
async def door(slack: FakeSlack, make_door, database: Engine):
    yesterday = FixedClock().now() - timedelta(days=1)
    came(database, yesterday, ("pricing.md", "added"), ("case.md", "changed"), ("floor.md", "added"))
    options: dict[str, Any] = {
        "groups": {"managers": [OTHER_REP]},
        "owners": DANA,
        "roles": {"managers": [OTHER_REP], "administrators": [ADMIN]},
    }
    async with serving(make_door(**options)) as send:
        slack.use_http(send)
        yield


@pytest.mark.usefixtures("door")
async def test_a_rep_finds_what_is_new_and_how_to_ask(slack: FakeSlack, library: Library, database: Engine) -> None:
    library.pages.append(Page("aged.md", "x", "Aged page"))
    came(database, FixedClock().now() - timedelta(days=31), ("aged.md", "added"))
    page = await home(slack, REP)
    words = shown(page)
    assert "type `/ask your question`" in words
    assert "Nothing yet. Your questions will stand here." in words
    assert "*New*\n*Pricing policy*\nnew on 23 Nov · policy · owner Dana Reyes" in words
    assert "*Changed*\n*Halden Tile case*\nchanged on 23 Nov · policy" in words
    assert "Too few questions this week to tell." in words
    assert not any(title in words for title in ("Price floor", "Aged page", "Onboarding"))
    assert not any(part in words for part in ("Your content", "For managers"))


@pytest.mark.usefixtures("door")
async def test_recent_questions_are_the_persons_own_newest_first_with_what_became_of_them(slack: FakeSlack) -> None:
    await asked(slack)
    await asked(slack, text="zebra crossings in Ulm")
    await asked(slack, OTHER_REP, text="laptop headset")
    (recent,) = [
        line for line in [shown([block]) for block in (await home(slack, REP))["blocks"]] if line.startswith("• ")
    ]
    assert sorted(recent.splitlines()) == [
        "• what discount on a two-year deal  _answered_",
        "• zebra crossings in Ulm  _no answer found_",
    ]


@pytest.mark.usefixtures("door")
async def test_what_two_people_asked_about_is_told_to_who_may_see_it(slack: FakeSlack, library: Library) -> None:
    for user in (REP, OTHER_REP):
        await asked(slack, user)
    for _ in range(3):
        await asked(slack, REP, text="laptop headset day one")
    words = shown(await home(slack, REP))
    most = words[words.index("Most asked about") :]
    assert "*Pricing policy*\n2 questions from 2 people" in most
    assert "Onboarding" not in most, "what one person asked is told to nobody"
    library.pages[0] = Page("pricing.md", "x", "Pricing policy", more={"audience": ("managers",)})
    words = shown(await home(slack, REP))
    assert "Pricing policy" not in words
    assert "*Pricing policy*\n2 questions from 2 people" in shown(await home(slack, OTHER_REP))


@pytest.mark.usefixtures("door")
async def test_a_guest_finds_only_what_is_safe_for_buyers(slack: FakeSlack) -> None:
    words = shown(await home(slack, GUEST))
    assert "Halden Tile case" in words
    assert not any(title in words for title in ("Pricing policy", "Globex battlecard", "Price floor"))


async def test_a_guest_with_a_role_is_not_shown_the_door_to_the_console(slack: FakeSlack, make_door) -> None:
    async with serving(make_door(roles={"managers": [GUEST]})) as send:
        slack.use_http(send)
        assert "For managers" not in shown(await home(slack, GUEST))


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize("user", [OTHER_REP, ADMIN])
async def test_managers_find_the_door_to_the_console(slack: FakeSlack, user: str) -> None:
    page = await home(slack, user)
    buttons = [one for block in page["blocks"] for one in block.get("elements") or () if "url" in one]
    assert [one["url"] for one in buttons] == ["https://corner.acme.example/log"]
    assert (await slack.press(user, page, "cornerman.console")).ok


@pytest.mark.usefixtures("door")
async def test_an_owner_finds_who_waits_and_what_is_overdue(
    slack: FakeSlack, library: Library, backstage: Backstage
) -> None:
    library.pages += [OVERDUE, Page("theirs.md", "x", "Theirs", more=OVERDUE.more | {"owner": "Lee"})]
    answer = await asked(slack)
    await sent(slack, REP, await dialog(slack, REP, answer, "owner"), {})
    page = await home(slack, OWNER)
    words = shown(page)
    assert "Waiting for your reply:" in words
    assert f"<@{REP}>: what discount on a two-year deal" in words
    overdue = words[words.index("*Your pages*") :]
    assert "|Old page>*\nreview due 40 days ago" in overdue
    assert "Theirs" not in words
    said = await sent(slack, OWNER, await dialog(slack, OWNER, page, "reply"), {"words": "20%"})
    assert "kept as a draft" in said
    assert "> 20%" in shown(slack.answers(DIRECT)[-1])
    assert "Waiting for your reply:" not in shown(await home(slack, OWNER))


@pytest.mark.usefixtures("door")
async def test_an_owner_with_nothing_to_do_is_told_so(slack: FakeSlack) -> None:
    assert "Nothing waits for you." in shown(await home(slack, OWNER))


@pytest.mark.usefixtures("door")
async def test_a_page_that_is_opened_from_home_is_counted(slack: FakeSlack, backstage: Backstage) -> None:
    page = await home(slack, REP)
    assert (await slack.press(REP, page, "cornerman.open")).ok
    await eventually(lambda: bool(backstage.feedback.clicks(NO_QUESTION)))
    (click,) = backstage.feedback.clicks(NO_QUESTION)
    assert (click.person, click.clicked_on) == (REP, "home")


@pytest.mark.usefixtures("door")
async def test_the_page_speaks_the_language_of_its_viewer(slack: FakeSlack) -> None:
    slack.workspace.users[REP].locale = "ru-RU"
    words = shown(await home(slack, REP))
    assert "Ваши недавние вопросы" in words
    assert "Новое и изменённое" in words
    assert "новое с 23 нояб. · policy · владелец Dana Reyes" in words


@pytest.mark.usefixtures("door")
async def test_before_anything_is_indexed_there_is_a_page(slack: FakeSlack, library: Library) -> None:
    library.pages.clear()
    words = shown(await home(slack, REP))
    assert "Nothing is new or changed in the last 30 days." in words


@pytest.mark.parametrize(
    "down", [{"log": DownLog()}, {"requests": DownStore()}, {"log": DownLog(), "requests": DownStore()}]
)
async def test_while_the_database_is_down_the_page_says_so(slack: FakeSlack, make_door, down: dict[str, Any]) -> None:
    async with serving(make_door(**down)) as send:
        slack.use_http(send)
        assert shown(await home(slack, REP)) == "I cannot reach my notes just now. Please try again in a minute."


@pytest.mark.usefixtures("door")
async def test_a_viewer_who_cannot_be_looked_up_finds_what_anybody_may_read(slack: FakeSlack) -> None:
    slack.fail("users.info", "internal_error", times=5)
    slack.fail("users.list", "internal_error", times=5)
    words = shown(await home(slack, REP))
    assert "I could not look up who you are" in words
    assert "Halden Tile case" in words
    assert "Pricing policy" not in words


@pytest.mark.usefixtures("door")
async def test_a_page_that_slack_refuses_leaves_one_line(slack: FakeSlack, caplog: pytest.LogCaptureFixture) -> None:
    slack.fail("views.publish", "not_enabled")
    await slack.open_home(REP)
    await eventually(lambda: "not_enabled" in caplog.text)
    assert [one.message for one in caplog.records if one.name.startswith("bot")] == [
        "Slack did not take a home page: not_enabled"
    ]


@pytest.mark.usefixtures("door")
async def test_the_messages_tab_publishes_nothing(slack: FakeSlack) -> None:
    await slack.open_home(REP, tab="messages")
    assert await home(slack, REP)
    assert len(slack.bodies("views.publish")) == 1
