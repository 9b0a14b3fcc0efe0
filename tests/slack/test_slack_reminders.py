"""Reminders in Slack: found, sent once, each page with its buttons, put off with one press."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from around import actions_of, asked, eventually, shown, told
from fake_slack import ADMIN, GUEST, OTHER_REP, OWNER, REP, SALES, TEAM, FakeSlack
from library import Library

from bot.deliveries.model import Announced, Delivery
from bot.deliveries.trouble import UndeliveredError
from bot.owners import Owners
from bot.slack.backstage import Backstage
from bot.slack.door import SlackDoor
from bot.upkeep.model import DocumentAct
from bot.upkeep.reminding_rounds import ReminderRounds, Rules

OWNERS = {"Dana Reyes": ["dana@acme.example"], "Outside": [GUEST], "Gone": ["U0NOBODY99"]}
DIRECT_OF_OWNER = "D0DANA001"


@pytest.fixture
def overdue(library: Library) -> Library:
    """Two pages of Dana's are overdue; 24 November is a Tuesday."""
    for number, reviewed in ((0, date(2026, 10, 1)), (4, date(2026, 9, 1))):
        page = library.pages[number]
        library.pages[number] = replace(page, more={"reviewed": reviewed, "review_every_days": 30})
    return library


@pytest.fixture
async def door(make_door: Callable[..., SlackDoor], overdue: Library) -> SlackDoor:
    door = make_door(owners=OWNERS, roles={"administrators": [ADMIN]})
    await door.start_socket_mode()
    return door


async def due(slack: FakeSlack, door: SlackDoor, backstage: Backstage, at: time = time(9)) -> list[Delivery]:
    """Somebody has asked; who is to be reminded then."""
    await asked(slack)
    assert backstage.log.flush(30)  # type: ignore[attr-defined] # the real log
    slack.workspace.users[OWNER].tz = "UTC"
    rules = Rules(Owners(OWNERS), (ADMIN,), at)
    rounds = ReminderRounds([door.people], backstage.notices.reminders, rules, backstage.clock)
    await rounds.look()
    await rounds.stop()
    until = backstage.clock.now() + timedelta(hours=1)
    return list(backstage.notices.deliveries.claim(("slack",), "me", until, 60, 10))


async def delivered(door: SlackDoor, backstage: Backstage, delivery: Delivery) -> Announced:
    announced = await door.poster.announce(delivery)
    assert announced is not None
    backstage.notices.deliveries.begun(delivery.key, "me", announced)
    await door.poster.fill(delivery, announced)
    backstage.notices.deliveries.sent(delivery.key, "me", backstage.clock.now())
    return announced


async def test_an_owner_is_told_of_their_pages_the_used_first(
    slack: FakeSlack, door: SlackDoor, backstage: Backstage
) -> None:
    (delivery,) = await due(slack, door, backstage)
    assert (delivery.receiver, delivery.workspace) == (OWNER, TEAM)
    announced = await door.poster.announce(delivery)
    assert announced is not None
    assert announced.place == DIRECT_OF_OWNER
    (line,) = slack.answers(DIRECT_OF_OWNER)
    assert line["text"] == "2 pages of yours want a look"
    await door.poster.fill(delivery, announced)
    (message,) = slack.answers(DIRECT_OF_OWNER)
    words = shown(message)
    assert words.index("Pricing policy") < words.index("Globex battlecard")
    assert "review due 24 days ago · used in 1 answer in 30 days" in words
    assert "review due 54 days ago · not used in 30 days" in words
    buttons = actions_of(message)
    assert [one for one in buttons if one.startswith("page_")] == [
        *("page_verified", "page_needs_work", "page_pulled", "page_retired"),
    ] * 2
    assert buttons[-2:] == ["reminder.rest", "reminder.console"]


async def test_not_this_week(slack: FakeSlack, door: SlackDoor, backstage: Backstage) -> None:
    (delivery,) = await due(slack, door, backstage)
    announced = await delivered(door, backstage, delivery)
    (message,) = slack.answers(announced.place)
    assert await told(slack, OWNER, message, "reminder.rest") == "Nothing of this until Monday."
    kept = backstage.notices.deliveries.find(delivery.key)
    assert kept is not None
    assert kept.about["snoozed"] == "2026-11-30"


async def test_a_later_try_finds_the_line_that_stands_there(
    slack: FakeSlack, door: SlackDoor, backstage: Backstage
) -> None:
    (delivery,) = await due(slack, door, backstage)
    first = await door.poster.announce(delivery)
    assert await door.poster.announce(replace(delivery, attempts=2)) == first
    assert len(slack.answers(DIRECT_OF_OWNER)) == 1


async def test_what_was_dealt_with_is_not_sent(slack: FakeSlack, door: SlackDoor, backstage: Backstage) -> None:
    (delivery,) = await due(slack, door, backstage)
    for number, page in enumerate(("pricing-md", "battlecard-md")):
        at = backstage.clock.now()
        backstage.notices.upkeep.act(
            DocumentAct(f"a{number}", page, f"{page}.md", "", "pulled", OWNER, "Dana", "slack", at), "playbooks"
        )
    assert await door.poster.announce(delivery) is None
    assert slack.answers(slack.workspace.direct(OWNER).id) == []


async def test_before_its_hour_nobody_is_told(slack: FakeSlack, door: SlackDoor, backstage: Backstage) -> None:
    assert await due(slack, door, backstage, time(10)) == []


@pytest.mark.parametrize("owner", ["Outside", "Gone", "Nobody Known", None])
async def test_where_the_owner_cannot_be_told_an_administrator_is(
    slack: FakeSlack, door: SlackDoor, backstage: Backstage, overdue: Library, owner: str | None
) -> None:
    slack.workspace.users[ADMIN].tz = "UTC"
    page = overdue.pages[0]
    overdue.pages[0] = replace(page, more=page.more | {"owner": owner})
    deliveries = {one.receiver: one for one in await due(slack, door, backstage)}
    assert set(deliveries) == {OWNER, ADMIN}
    announced = await delivered(door, backstage, deliveries[ADMIN])
    words = shown(slack.answers(announced.place)[-1])
    assert "so they come to you as an administrator:" in words
    assert "Pricing policy" in words
    assert "Globex" not in words
    assert ("owner: Nobody Known" in words) is (owner == "Nobody Known")


async def test_while_slack_does_not_tell_who_somebody_is_it_waits(
    slack: FakeSlack, door: SlackDoor, backstage: Backstage
) -> None:
    slack.fail("users.lookupByEmail", "internal_error", times=9)
    assert await due(slack, door, backstage) == []


async def test_who_cannot_be_looked_up_at_the_last_moment_is_told_later(
    slack: FakeSlack, door: SlackDoor, backstage: Backstage, make_door: Callable[..., SlackDoor]
) -> None:
    (delivery,) = await due(slack, door, backstage)
    other = make_door(owners=OWNERS)
    await other.start_socket_mode()
    slack.fail("users.info", "internal_error", times=9)
    with pytest.raises(UndeliveredError) as caught:
        await other.poster.announce(delivery)
    assert not caught.value.for_good


async def test_nobody_else_is_told_anything(slack: FakeSlack, door: SlackDoor, backstage: Backstage) -> None:
    (delivery,) = await due(slack, door, backstage)
    for person in (REP, OTHER_REP, GUEST):
        assert await door.poster.announce(replace(delivery, receiver=person)) is None
    await eventually(lambda: len(slack.answers(SALES)) == 1)
