"""Digests asked for, scheduled, paused and stopped in Teams."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from card_shapes import every, problems_of
from fake_connector import APP_ID, TENANT
from gap_fakes import InMemoryBoard, InMemorySubscriptions, ScriptedDigests, gap
from teams_office import (
    BUYERS,
    CHANNEL,
    DANA,
    GUEST,
    MANAGER,
    OWNER,
    REP,
    Office,
    card_of,
    chat_of,
    words_of,
)
from teams_payloads import TEAM

MANAGER_ID = "00000000-0000-4000-8000-000000000003"


@pytest.fixture
def subscriptions(backstage: Any) -> InMemorySubscriptions:
    kept: InMemorySubscriptions = backstage.subscriptions
    return kept


@pytest.fixture
async def company(open_office: Callable[..., Any], backstage: Any) -> Office:
    board: InMemoryBoard = backstage.board
    board.gaps = {"g1": gap()}
    ports = replace(backstage, digests=ScriptedDigests(gap()))
    office: Office = await open_office(
        ports, roles={"managers": ["lee@acme.example"]}, owners={"Petra Pricing": [DANA]}, charts_key="secret"
    )
    for team in (TEAM, BUYERS):
        data = {"eventType": "teamMemberAdded", "team": {"id": team}}
        await office.happens("conversationUpdate", at=team, membersAdded=[{"id": f"28:{APP_ID}"}], channelData=data)
    await office.idle()
    return office


def now(office: Office, person: str) -> dict[str, Any]:
    return office.said(chat_of(person))[-1]


def form_in(message: dict[str, Any]) -> dict[str, Any]:
    """The fields of a form by their ids."""
    return {one["id"]: one for one in every(card_of(message)) if one["type"].startswith("Input.")}


async def test_a_manager_has_the_digest_of_now(company: Office) -> None:
    said = await company.say(MANAGER, "digest now")

    assert "63 questions" in words_of(card_of(said))
    assert "what discount on a three-year deal" in words_of(card_of(said))
    assert problems_of(card_of(said)) == []


async def test_what_is_done_below_a_digest_that_was_asked_for_is_said_in_a_card_of_its_own(company: Office) -> None:
    said = await company.say(MANAGER, "digest preview")
    before = len(company.said(chat_of(MANAGER)))
    await company.work(MANAGER, said, "gap_assign", "g1", owner="Petra Pricing")

    assert "is with Petra Pricing now" in words_of(await company.after(chat_of(MANAGER), before))
    assert "63 questions" in words_of(company.said(chat_of(MANAGER))[before - 1])


@pytest.mark.parametrize("who", [REP, GUEST])
@pytest.mark.parametrize("typed", ["digest now", "digest schedule", "digest", "digest schedule daily 9:00 here"])
async def test_nobody_else_has_any(company: Office, subscriptions: InMemorySubscriptions, who: str, typed: str) -> None:
    said = await company.say(who, typed)

    assert "Digests are for managers and administrators" in words_of(said)
    assert "63" not in words_of(said)
    assert subscriptions.kept == {}


async def test_a_schedule_is_typed(company: Office, subscriptions: InMemorySubscriptions) -> None:
    said = await company.say(MANAGER, "digest schedule daily 8:30 Europe/Berlin")
    (kept,) = subscriptions.kept.values()

    assert "Every day at 08:30 (Europe/Berlin)" in words_of(said)
    assert (kept.every, kept.at, kept.zone, kept.receiver) == ("day", time(8, 30), "Europe/Berlin", MANAGER_ID)
    assert (kept.surface, kept.workspace, kept.language) == ("teams", TENANT, "en")


async def test_a_schedule_is_filled_in_as_a_form_that_knows_the_persons_time_zone(
    company: Office, subscriptions: InMemorySubscriptions
) -> None:
    form = await company.say(MANAGER, "digest schedule", localTimezone="Asia/Tokyo")
    fields = form_in(form)
    assert problems_of(card_of(form)) == []
    assert fields["zone"]["value"] == "Asia/Tokyo"
    assert ("Sales › EMEA", CHANNEL) in [(one["title"], one["value"]) for one in fields["receiver"]["choices"]]
    given = {"every": "week", "weekday": "2", "at": "07:15", "zone": "Asia/Tokyo", "receiver": CHANNEL, "teams": ""}
    await company.work(MANAGER, form, "digest_save", "new", **given)
    (kept,) = subscriptions.kept.values()

    assert (kept.every, kept.weekday, kept.at, kept.zone) == ("week", 2, time(7, 15), "Asia/Tokyo")
    assert kept.receiver == CHANNEL
    assert now(company, MANAGER)["id"] == form["id"]
    assert "Every Wednesday at 07:15 (Asia/Tokyo) to Sales › EMEA" in words_of(now(company, MANAGER))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("zone", "Mars/Olympus", "I know no time zone Mars/Olympus"),
        ("receiver", BUYERS, "Not there: people from outside read"),
        ("receiver", "19:elsewhere@thread.tacv2", "I do not know the channel"),
    ],
)
async def test_a_form_that_cannot_be_says_why_and_stays(
    company: Office, subscriptions: InMemorySubscriptions, field: str, value: str, said: str
) -> None:
    form = await company.say(MANAGER, "digest schedule")
    await company.work(MANAGER, form, "digest_save", "new", **({"zone": "UTC", "receiver": "me"} | {field: value}))

    assert said in words_of(now(company, MANAGER))
    assert form in company.said(chat_of(MANAGER))
    assert subscriptions.kept == {}


async def test_an_owner_gets_the_digest_about_their_own_content_alone(
    company: Office, subscriptions: InMemorySubscriptions
) -> None:
    form = await company.say(OWNER, "digest schedule")
    assert "receiver" not in form_in(form)
    await company.work(OWNER, form, "digest_save", "new", zone="UTC", receiver=CHANNEL)
    assert subscriptions.kept == {}
    await company.work(OWNER, form, "digest_save", "new", zone="UTC")
    (kept,) = subscriptions.kept.values()

    assert (kept.kind, kept.owner, kept.receiver) == ("owner", "Petra Pricing", DANA)


async def test_what_is_sent_is_listed_paused_resumed_and_stopped(
    company: Office, subscriptions: InMemorySubscriptions
) -> None:
    await company.say(MANAGER, "digest schedule")
    await company.say(MANAGER, "digest schedule weekly")
    (kept,) = subscriptions.kept.values()
    listing = await company.say(MANAGER, "digest")
    assert "Every Monday at 09:00" in words_of(listing)
    await company.work(MANAGER, listing, "digest_pause", kept.id)
    assert subscriptions.kept[kept.id].paused
    listing = await company.say(MANAGER, "digest list")
    await company.work(MANAGER, listing, "digest_resume", kept.id)
    assert not subscriptions.kept[kept.id].paused
    await company.work(MANAGER, await company.say(MANAGER, "digest"), "digest_stop", kept.id)
    assert subscriptions.kept == {}
    assert "Stopped: Every Monday at 09:00" in words_of(now(company, MANAGER))


async def test_nobody_stops_what_is_somebody_elses(company: Office, subscriptions: InMemorySubscriptions) -> None:
    await company.say(MANAGER, "digest schedule weekly")
    (kept,) = subscriptions.kept.values()
    listing = await company.say(MANAGER, "digest")
    await company.work(REP, listing, "digest_stop", kept.id)

    assert subscriptions.kept == {kept.id: kept}
    assert "Digests are for managers" in words_of(now(company, REP))


async def test_mentioned_in_a_channel_it_is_scheduled_there_and_the_channel_is_told_nothing(
    company: Office, subscriptions: InMemorySubscriptions
) -> None:
    said = await company.mention(MANAGER, "digest schedule weekly mon 9:00 here")
    (kept,) = subscriptions.kept.values()

    assert kept.receiver == CHANNEL
    assert "our own chat" in words_of(said)
    assert "Every Monday at 09:00" in words_of(now(company, MANAGER))


async def test_mentioned_in_a_channel_the_digest_of_now_is_for_all_there(company: Office) -> None:
    assert "63 questions" in words_of(card_of(await company.mention(MANAGER, "digest now")))


@pytest.mark.parametrize("typed", ["digest now", "digest schedule weekly"])
async def test_where_buyers_read_along_there_is_none(
    company: Office, subscriptions: InMemorySubscriptions, typed: str
) -> None:
    said = await company.mention(MANAGER, typed, channel=BUYERS)

    assert "63" not in words_of(said)
    assert "people from outside read" in words_of(now(company, MANAGER))
    assert subscriptions.kept == {}


async def test_in_russian(company: Office) -> None:
    said = await company.say(MANAGER, "сводка расписание")

    assert "Сводка" in words_of(card_of(said))


async def test_who_manages_a_team_gets_what_its_people_asked(
    open_office: Callable[..., Any], subscriptions: InMemorySubscriptions
) -> None:
    office = await open_office(teams={"emea": ["lee@acme.example"]})
    await office.say(MANAGER, "digest schedule weekly")
    (kept,) = subscriptions.kept.values()

    assert kept.teams == ("emea",)
    assert "Digests are for managers" in words_of(await office.say(REP, "digest now"))
