"""`/digest`, through the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from around import actions_of, shown
from fake_slack import ADMIN, DIRECT, GUEST, GUESTS, OTHER_REP, OWNER, REP, SALES, SECRET, TEAM, FakeSlack
from gap_fakes import InMemoryBoard, InMemorySubscriptions, ScriptedDigests, gap

from bot.slack.door import SlackDoor

MANAGED = {"roles": {"managers": [REP], "administrators": [ADMIN]}, "owners": {"Petra Pricing": [OWNER]}}


@pytest.fixture
def subscriptions() -> InMemorySubscriptions:
    return InMemorySubscriptions()


@pytest.fixture
def digests() -> ScriptedDigests:
    return ScriptedDigests(gap())


@pytest.fixture
async def door(
    make_door: Callable[..., SlackDoor], subscriptions: InMemorySubscriptions, digests: ScriptedDigests
) -> SlackDoor:
    board = InMemoryBoard(gap())
    door = make_door(board=board, subscriptions=subscriptions, digests=digests, **MANAGED)
    await door.start_socket_mode()
    return door


async def typed(slack: FakeSlack, text: str, user: str = REP, channel: str = SALES) -> Any:
    """Type the command; what its asker alone is told."""
    before = len(slack.ephemerals(channel, user))
    await slack.command(user, channel, "/digest", text)
    await slack.until(lambda: len(slack.ephemerals(channel, user)) > before)
    return slack.ephemerals(channel, user)[-1]


async def test_a_manager_schedules_one_for_the_channel(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions
) -> None:
    said = shown(await typed(slack, "schedule weekly mon 9:00 Europe/Berlin"))
    assert said.startswith(f"Every Monday at 09:00 (Europe/Berlin) to <#{SALES}>, about everybody's questions.")
    assert "The first one comes on Mon 30 Nov, 09:00." in said
    kept = next(iter(subscriptions.kept.values()))
    assert (kept.surface, kept.workspace, kept.receiver, kept.kind) == ("slack", TEAM, SALES, "manager")
    assert (kept.every, kept.weekday, kept.at, kept.zone) == ("week", 0, time(9), "Europe/Berlin")


async def test_without_a_zone_it_goes_by_the_persons_own_clock(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions
) -> None:
    slack.workspace.users[REP].tz = "America/New_York"
    said = shown(await typed(slack, "schedule daily 6pm me"))
    assert said.startswith("Every day at 18:00 (America/New_York) to you")
    assert [one.receiver for one in subscriptions.kept.values()] == [REP]


async def test_scheduling_again_changes_what_there_is(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions
) -> None:
    await typed(slack, "schedule")
    assert "Changed: Every day at 07:30" in shown(await typed(slack, "schedule daily 7:30"))
    assert len(subscriptions.kept) == 1


async def test_a_channel_is_chosen_from_slacks_own_list(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions
) -> None:
    assert f"to <#{SECRET}>" in shown(await typed(slack, f"schedule <#{SECRET}|pricing-desk>"))
    assert [one.receiver for one in subscriptions.kept.values()] == [SECRET]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"schedule <#{GUESTS}|acme-globex>", "people from outside read"),
        ("schedule <#C0OTHER01|random>", "I am not in <#C0OTHER01>"),
        ("schedule <#C0HIDDEN1|board>", "I could not look up who reads <#C0HIDDEN1>"),
        ("schedule #sales", "I do not know the channel #sales"),
        ("schedule Europe/Nowhere", "I know no time zone Europe/Nowhere"),
        ("schedule 25:00", "I do not understand the time 25:00"),
        ("schedule owner Nobody Known", "The content names no owner Nobody Known"),
        ("frobnicate", "I did not understand “frobnicate”"),
        ("help", "`/digest preview`"),
        ("stop", "No digest is sent here or to you."),
    ],
)
async def test_what_cannot_be_is_said(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions, text: str, said: str
) -> None:
    assert said in shown(await typed(slack, text))
    assert not subscriptions.kept


async def test_reps_and_guests_get_none(slack: FakeSlack, door: SlackDoor) -> None:
    assert "Digests are for managers" in shown(await typed(slack, "preview", OTHER_REP))
    slack.workspace.channels[SALES].members.append(GUEST)
    assert "Digests are for managers" in shown(await typed(slack, "now", GUEST))


async def test_an_owner_gets_their_own_alone(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions
) -> None:
    assert "to you, about the content of Petra Pricing" in shown(await typed(slack, "schedule", OWNER))
    kept = next(iter(subscriptions.kept.values()))
    assert (kept.kind, kept.owner, kept.receiver) == ("owner", "Petra Pricing", OWNER)
    assert "As an owner you get" in shown(await typed(slack, "schedule here", OWNER))
    assert "As an owner you get" in shown(await typed(slack, "preview here", OWNER))


async def test_a_preview_is_for_who_asked_alone(slack: FakeSlack, door: SlackDoor) -> None:
    message = await typed(slack, "preview")
    words = shown(message)
    assert words.startswith("Only you see this: what would be sent now.")
    assert "what discount on a three-year deal" in words
    assert "In words: Bar chart" in words
    assert "gap.assign" in actions_of(message)
    assert slack.answers(SALES) == []


async def test_now_is_for_all_who_read_there_with_its_picture(slack: FakeSlack, door: SlackDoor) -> None:
    await slack.command(REP, SALES, "/digest", "now")
    await slack.until(lambda: slack.answers(SALES))
    assert any(one["type"] == "image" for one in slack.answers(SALES)[-1]["blocks"])


async def test_a_command_that_comes_twice_is_done_once(
    slack: FakeSlack, door: SlackDoor, digests: ScriptedDigests
) -> None:
    trigger = slack.trigger(REP)
    for _ in range(2):
        await slack.command(REP, SALES, "/digest", "now", trigger_id=trigger)
    await slack.until(lambda: slack.answers(SALES))
    await typed(slack, "list")
    assert len(slack.answers(SALES)) == len(digests.asked) == 1


async def test_in_a_direct_message_here_is_oneself(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions
) -> None:
    await typed(slack, "schedule", channel=DIRECT)
    assert [one.receiver for one in subscriptions.kept.values()] == [REP]


async def test_what_is_sent_is_listed_paused_gone_on_with_and_stopped(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions
) -> None:
    await typed(slack, "schedule")
    await typed(slack, "schedule me daily")
    listed = shown(await typed(slack, "list"))
    assert "1. Every Monday at 09:00" in listed
    assert "2. Every day at 09:00" in listed
    assert "Say which, by its number: `/digest pause 2`" in shown(await typed(slack, "pause"))
    assert "Paused: Every day at 09:00" in shown(await typed(slack, "pause 2"))
    assert "paused" in shown(await typed(slack, "list"))
    assert "Goes on: Every day at 09:00" in shown(await typed(slack, "resume 2"))
    assert "Stopped: Every Monday at 09:00" in shown(await typed(slack, "stop 1"))
    assert [one.receiver for one in subscriptions.kept.values()] == [REP]


async def test_a_press_beside_it_pauses_and_stops_it(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions
) -> None:
    message = await typed(slack, "schedule")
    assert (await slack.press(REP, message, "cornerman.digest.pause")).ok
    await slack.until(lambda: "Paused:" in shown(slack.ephemerals(SALES, REP)[-1]))
    assert all(one.paused for one in subscriptions.kept.values())
    listed = await typed(slack, "")
    assert (await slack.press(REP, listed, "cornerman.digest.stop")).ok
    await slack.until(lambda: "Stopped:" in shown(slack.ephemerals(SALES, REP)[-1]))
    assert not subscriptions.kept


async def test_a_manager_of_teams_covers_their_people_alone(
    make_door: Callable[..., SlackDoor], slack: FakeSlack, subscriptions: InMemorySubscriptions
) -> None:
    door = make_door(subscriptions=subscriptions, teams_of=lambda ids: ("emea",) if REP in ids else (), **MANAGED)
    await door.start_socket_mode()
    assert "about the questions of emea" in shown(await typed(slack, "schedule"))
    assert "apac is not among the teams that you look after: emea." in shown(await typed(slack, "preview team apac"))


async def test_the_database_being_down_is_a_sentence(
    slack: FakeSlack, door: SlackDoor, subscriptions: InMemorySubscriptions
) -> None:
    subscriptions.is_down = True
    assert "I cannot reach my notes" in shown(await typed(slack, "schedule"))
