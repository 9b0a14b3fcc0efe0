"""Digests as they are asked for in chat, whatever the platform."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

import pytest
from desk_parts import GUEST, MANAGER, OWNER, REP, Rooms, owner_of, viewer
from fakes import FixedClock
from gap_fakes import InMemorySubscriptions, ScriptedDigests, gap

from bot.chat.digest_desk import DigestDesk
from bot.chat.digest_rooms import DigestForm, DigestRoom
from bot.chat.workers import Workers
from bot.gap_words import ENGLISH_DIGESTS, RUSSIAN_DIGESTS


@pytest.fixture
def subscriptions() -> InMemorySubscriptions:
    return InMemorySubscriptions()


@pytest.fixture
def digests() -> ScriptedDigests:
    return ScriptedDigests(gap())


@pytest.fixture
def desk(subscriptions: InMemorySubscriptions, digests: ScriptedDigests) -> Iterator[DigestDesk]:
    workers = Workers(1, "test")
    yield DigestDesk(
        subscriptions=subscriptions,
        digests=digests,
        owners=lambda _viewer: ("Petra Pricing", "Sam Security"),
        clock=FixedClock(),
        workers=workers,
        zone="Europe/Berlin",
    )
    workers.close()


async def test_a_schedule_says_when_where_about_what_and_when_first(
    desk: DigestDesk, subscriptions: InMemorySubscriptions
) -> None:
    reply = await desk.serve(MANAGER, "schedule fri 16:30 Europe/Moscow", Rooms(), "ru", "")
    assert reply.said == (
        "Каждую неделю, пятница, 16:30 (Europe/Moscow) в #sales, о вопросах всех. Первая придёт пт, 27 нояб., 16:30."
    )
    assert reply.saved
    assert reply.listed == tuple(subscriptions.kept.values())
    assert reply.listed[0].language == "ru"


@pytest.mark.parametrize(("own", "zone"), [("America/New_York", "America/New_York"), ("", "Europe/Berlin")])
async def test_whose_clock_it_goes_by(
    desk: DigestDesk, subscriptions: InMemorySubscriptions, own: str, zone: str
) -> None:
    await desk.serve(MANAGER, "schedule", Rooms(), "en", own)
    assert [one.zone for one in subscriptions.kept.values()] == [zone]


async def test_what_is_not_said_again_stays(desk: DigestDesk, subscriptions: InMemorySubscriptions) -> None:
    await desk.serve(MANAGER, "schedule tue 8:00 Europe/Paris", Rooms(), "en", "UTC")
    await desk.serve(MANAGER, "schedule 9:15", Rooms(), "en", "UTC")
    (one,) = subscriptions.kept.values()
    assert (one.weekday, one.at, one.zone) == (1, time(9, 15), "Europe/Paris")


async def test_another_scope_is_another_digest(desk: DigestDesk, subscriptions: InMemorySubscriptions) -> None:
    await desk.serve(MANAGER, "schedule", Rooms(), "en", "")
    await desk.serve(MANAGER, "schedule team emea", Rooms(), "en", "")
    await desk.serve(MANAGER, "schedule owner sam security", Rooms(), "en", "")
    assert [(one.kind, one.teams, one.owner) for one in subscriptions.kept.values()] == [
        ("manager", (), ""),
        ("manager", ("emea",), ""),
        ("owner", (), "Sam Security"),
    ]


async def test_a_preview_is_of_what_is_sent_there(
    desk: DigestDesk, subscriptions: InMemorySubscriptions, digests: ScriptedDigests
) -> None:
    await desk.serve(MANAGER, "schedule daily", Rooms(), "en", "")
    reply = await desk.serve(MANAGER, "preview", Rooms(), "en", "")
    assert digests.asked[-1][0].every == "day"
    assert reply.parcel is not None
    assert reply.parcel.chart is None
    assert not reply.to_all
    assert len(subscriptions.kept) == 1


async def test_now_is_for_all_in_a_channel_and_for_oneself_elsewhere(desk: DigestDesk) -> None:
    reply = await desk.serve(MANAGER, "now", Rooms(), "en", "")
    assert reply.to_all
    assert reply.parcel is not None
    assert reply.parcel.chart is not None
    assert not (await desk.serve(MANAGER, "now me", Rooms(), "en", "")).to_all


@pytest.mark.parametrize(
    ("room", "said"),
    [
        (DigestRoom("C1", "#x", is_person=False, guests=True), ENGLISH_DIGESTS.guests),
        (DigestRoom("C1", "#x", is_person=False, guests=None), ENGLISH_DIGESTS.readers_unknown),
        (DigestRoom("C1", "#x", is_person=False, member=False), ENGLISH_DIGESTS.not_in_channel),
    ],
)
@pytest.mark.parametrize("asked", ["now", "schedule"])
async def test_where_it_does_not_go(
    desk: DigestDesk, subscriptions: InMemorySubscriptions, asked: str, room: DigestRoom, said: str
) -> None:
    reply = await desk.serve(MANAGER, asked, Rooms(here=room), "en", "")
    assert reply.said == said.format(channel="#x")
    assert reply.parcel is None
    assert not subscriptions.kept


@pytest.mark.parametrize("who", [REP, GUEST])
@pytest.mark.parametrize("asked", ["now", "preview", "schedule", "list", "stop"])
async def test_who_may_not(desk: DigestDesk, who: object, asked: str) -> None:
    assert (await desk.serve(who, asked, Rooms(), "en", "")).said == ENGLISH_DIGESTS.not_allowed  # type: ignore[arg-type]
    assert not await desk.may(who)  # type: ignore[arg-type]


async def test_an_owner_gets_their_own_and_touches_no_others(
    desk: DigestDesk, subscriptions: InMemorySubscriptions
) -> None:
    await desk.serve(MANAGER, "schedule", Rooms(), "en", "")
    (channel,) = subscriptions.kept.values()
    rooms = Rooms("U2")
    assert await desk.may(OWNER)
    assert (await desk.serve(OWNER, "list", rooms, "en", "")).said == ENGLISH_DIGESTS.none.format(command="/digest")
    assert "to you, about the content of Petra Pricing" in (await desk.serve(OWNER, "schedule", rooms, "en", "")).said
    refused = await desk.serve(OWNER, "schedule owner Sam Security", rooms, "en", "")
    assert refused.said == ENGLISH_DIGESTS.owner_unknown.format(owner="Sam Security")
    assert (await desk.change(OWNER, channel.id, "stop", rooms, "en")).said == ENGLISH_DIGESTS.not_allowed
    assert channel.id in subscriptions.kept


async def test_a_manager_of_teams_asks_for_theirs_alone(desk: DigestDesk, subscriptions: InMemorySubscriptions) -> None:
    who = viewer("manager", teams=("emea", "dach"))
    await desk.serve(who, "schedule team dach", Rooms(), "en", "")
    assert [one.teams for one in subscriptions.kept.values()] == [("dach",)]
    refused = await desk.serve(who, "schedule team apac", Rooms(), "en", "")
    assert refused.said == ENGLISH_DIGESTS.team_not_yours.format(team="apac", teams="emea, dach")


async def test_a_form_is_kept_like_words(desk: DigestDesk, subscriptions: InMemorySubscriptions) -> None:
    form = DigestForm("day", 0, time(7), "Europe/Rome", "me", ())
    assert (await desk.save(MANAGER, form, Rooms(), "en")).saved
    assert [one.receiver for one in subscriptions.kept.values()] == ["U1"]
    wrong = await desk.save(MANAGER, DigestForm("day", 0, time(7), "Mars", "me"), Rooms(), "en")
    assert (wrong.said, wrong.saved) == (ENGLISH_DIGESTS.zone_unknown.format(zone="Mars"), False)
    own = viewer(owns=owner_of("Petra Pricing"))
    assert (await desk.save(own, form, Rooms(), "en", is_owners=True)).saved


async def test_pausing_and_going_on_starts_anew(desk: DigestDesk, subscriptions: InMemorySubscriptions) -> None:
    await desk.serve(MANAGER, "schedule", Rooms(), "ru", "")
    assert (await desk.serve(MANAGER, "пауза", Rooms(), "ru", "")).said.startswith("Приостановлено: Каждую неделю")
    (one,) = subscriptions.kept.values()
    assert one.paused
    assert (await desk.change(MANAGER, one.id, "resume", Rooms(), "ru")).said.startswith("Продолжается:")
    assert (await desk.change(MANAGER, "gone", "stop", Rooms(), "ru")).said == RUSSIAN_DIGESTS.none.format(
        command="/digest"
    )


async def test_the_database_being_down_is_a_sentence(desk: DigestDesk, subscriptions: InMemorySubscriptions) -> None:
    subscriptions.is_down = True
    assert (await desk.serve(MANAGER, "schedule", Rooms(), "en", "")).said == ENGLISH_DIGESTS.down


async def test_who_manages_a_team_alone_is_promised_no_owners_digest_that_would_not_be_sent(
    desk: DigestDesk, subscriptions: InMemorySubscriptions
) -> None:
    narrowed = viewer("manager", teams=("emea",), owns=owner_of("Petra Pricing"))
    refused = await desk.serve(narrowed, "schedule owner Sam Security", Rooms(), "en", "")
    assert refused.said == ENGLISH_DIGESTS.owner_unknown.format(owner="Sam Security")
    assert (await desk.serve(narrowed, "schedule owner Petra Pricing", Rooms(), "en", "")).saved
    assert [one.owner for one in subscriptions.kept.values()] == ["Petra Pricing"]
