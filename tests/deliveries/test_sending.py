from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from delivery_samples import NOW, QUICK, Clock, Deliveries, FakePlatform, busy, digest, until

from bot.deliveries.sending import Pace, Sender, wait_before_next
from bot.deliveries.trouble import UndeliveredError

KEY = digest().key


@asynccontextmanager
async def sending(
    deliveries: Deliveries, platform: FakePlatform, clock: Clock | None = None, pace: Pace = QUICK, holder: str = "a"
) -> AsyncIterator[Sender]:
    sender = Sender([platform], deliveries, clock or Clock(), holder, pace)  # type: ignore[arg-type] # what sending needs
    await sender.start()
    try:
        yield sender
    finally:
        await sender.stop()


async def test_it_is_announced_then_filled_in_the_same_message() -> None:
    deliveries, platform = Deliveries(digest()), FakePlatform()
    async with sending(deliveries, platform):
        await until(lambda: deliveries.rows[KEY].state == "sent")
    assert platform.messages == [[f"{KEY} comes", f"{KEY} whole"]]
    assert (deliveries.rows[KEY].place, deliveries.rows[KEY].message) == ("C1", "0")
    assert deliveries.rows[KEY].sent_at == NOW


async def test_what_was_announced_before_is_filled_and_not_announced_again() -> None:
    deliveries, platform = Deliveries(digest(state="begun", place="C1", message="0")), FakePlatform()
    platform.messages.append(["it comes"])
    async with sending(deliveries, platform):
        await until(lambda: deliveries.rows[KEY].state == "sent")
    assert platform.messages == [["it comes", f"{KEY} whole"]]


async def test_where_nothing_is_to_be_told_it_is_withdrawn() -> None:
    deliveries, platform = Deliveries(digest()), FakePlatform()
    platform.nothing_to_tell = True
    async with sending(deliveries, platform):
        await until(lambda: deliveries.rows[KEY].state == "withdrawn")
    assert platform.messages == []


async def test_a_busy_platform_is_tried_again_a_minute_later() -> None:
    deliveries, clock = Deliveries(digest()), Clock()
    platform = FakePlatform({"announce": [busy()]})
    async with sending(deliveries, platform, clock) as sender:
        await until(lambda: deliveries.rows[KEY].trouble != "")
        assert deliveries.rows[KEY].trouble == "ratelimited"
        assert deliveries.rows[KEY].next_try == NOW + timedelta(minutes=1)
        clock.moment += timedelta(minutes=1)
        sender.wake()
        await until(lambda: deliveries.rows[KEY].state == "sent")
    assert len(platform.messages) == 1
    assert deliveries.rows[KEY].trouble == ""


async def test_one_that_cannot_be_filled_is_filled_later_in_the_same_message() -> None:
    deliveries, clock = Deliveries(digest()), Clock()
    async with sending(deliveries, platform := FakePlatform({"fill": [busy()]}), clock):
        await until(lambda: deliveries.rows[KEY].next_try is not None)
        assert deliveries.rows[KEY].state == "begun"
        clock.moment += timedelta(minutes=1)
        await until(lambda: deliveries.rows[KEY].state == "sent")
    assert platform.messages == [[f"{KEY} comes", f"{KEY} whole"]]


def test_it_waits_longer_each_time_and_gives_up_after_a_day() -> None:
    waits = [wait_before_next(attempt) for attempt in range(1, 40)]
    minutes = [wait.total_seconds() / 60 for wait in waits if wait is not None]
    assert minutes[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert 23 * 60 < sum(minutes) <= 24 * 60
    assert all(wait is None for wait in waits[len(minutes) :])


@pytest.mark.parametrize(
    ("error", "attempts"),
    [
        (UndeliveredError("channel_not_found", for_good=True), 0),
        (UndeliveredError("user_not_found", nobody=True), 0),
        (UndeliveredError("ratelimited"), 30),
    ],
)
async def test_what_no_later_try_will_better_is_given_up_with_its_trouble(
    error: UndeliveredError, attempts: int
) -> None:
    deliveries = Deliveries(digest(attempts=attempts))
    async with sending(deliveries, FakePlatform({"announce": [error]})):
        await until(lambda: deliveries.rows[KEY].state == "failed")
    assert deliveries.rows[KEY].trouble == str(error)


async def test_whatever_a_platform_raises_the_others_are_sent_and_nothing_of_it_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    deliveries = Deliveries(digest("2026-11-22"), digest())
    with caplog.at_level(logging.DEBUG):
        async with sending(deliveries, FakePlatform({"announce": [ValueError("what Ana asked")]})):
            await until(lambda: {one.state for one in deliveries.rows.values()} >= {"sent"})
            await until(lambda: "ValueError" in {one.trouble for one in deliveries.rows.values()})
    assert "Ana" not in caplog.text


@pytest.mark.parametrize("verb", ["claim", "begun", "sent"])
async def test_a_database_that_is_away_for_a_moment_makes_nothing_be_said_twice(verb: str) -> None:
    deliveries, platform = Deliveries(digest()), FakePlatform()
    deliveries.down = {verb: 1}
    async with sending(deliveries, platform):
        await until(lambda: deliveries.rows[KEY].state == "sent")
    assert platform.messages == [[f"{KEY} comes", f"{KEY} whole"]]


async def test_an_outage_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    deliveries = Deliveries(digest())
    deliveries.down = {"claim": 5}
    async with sending(deliveries, FakePlatform()):
        await until(lambda: deliveries.rows[KEY].state == "sent")
    assert len([one for one in caplog.records if "waits for the database" in one.getMessage()]) == 1


async def test_who_lost_it_to_another_does_not_fill_it() -> None:
    deliveries, platform = Deliveries(digest()), FakePlatform()
    platform.gates["announce"] = asyncio.Event()
    async with sending(deliveries, platform):
        await until(lambda: platform.at_work == 1)
        deliveries.held[KEY] = ("b", NOW + timedelta(minutes=1))
        platform.gates["announce"].set()
        await until(lambda: len(platform.messages) == 1)
    assert platform.messages == [[f"{KEY} comes"]]
    assert deliveries.rows[KEY].state == "due"


async def test_it_never_works_on_one_twice_even_where_it_holds_it_no_longer() -> None:
    deliveries, platform, clock = Deliveries(digest()), FakePlatform(), Clock()
    platform.gates["announce"] = asyncio.Event()
    async with sending(deliveries, platform, clock):
        await until(lambda: platform.at_work == 1)
        clock.moment += timedelta(hours=1)
        await until(lambda: deliveries.rows[KEY].attempts > 1)  # claimed again, by itself
        platform.gates["announce"].set()
        await until(lambda: deliveries.rows[KEY].state == "sent")
    assert platform.most_at_work == 1
    assert len(platform.messages) == 1


async def test_a_platform_that_never_answers_is_not_waited_for_longer_than_it_is_held() -> None:
    deliveries, platform = Deliveries(digest()), FakePlatform()
    platform.gates["announce"] = asyncio.Event()
    async with sending(deliveries, platform, pace=replace(QUICK, within=0.02)):
        await until(lambda: deliveries.rows[KEY].trouble == "TimeoutError")
    assert Pace().within < Pace().holds


async def test_only_so_many_are_sent_at_once() -> None:
    many = [digest(f"2026-10-{day:02}", receiver=f"C{day}") for day in range(1, 21)]
    deliveries, platform = Deliveries(*many), FakePlatform()
    async with sending(deliveries, platform, pace=replace(QUICK, at_once=3)):
        await until(lambda: all(one.state == "sent" for one in deliveries.rows.values()))
    assert platform.most_at_work == 3
    assert len(platform.messages) == 20


async def test_messages_in_one_place_are_told_apart_in_time() -> None:
    deliveries = Deliveries(*(digest(f"2026-10-0{day}") for day in range(1, 4)))
    loop = asyncio.get_running_loop()
    async with sending(deliveries, FakePlatform(), pace=replace(QUICK, apart=0.05)):
        began = loop.time()
        await until(lambda: all(one.state == "sent" for one in deliveries.rows.values()))
        assert loop.time() - began >= 0.1


async def test_it_ends_cleanly_while_something_is_being_sent() -> None:
    deliveries, platform = Deliveries(digest()), FakePlatform()
    platform.gates["fill"] = asyncio.Event()
    async with sending(deliveries, platform, pace=replace(QUICK, stopping=0.01)):
        await until(lambda: platform.at_work == 1)
    assert deliveries.rows[KEY].state == "begun"  # whoever claims it next goes on from here
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []


async def test_what_is_being_sent_when_it_ends_may_end() -> None:
    deliveries, platform = Deliveries(digest()), FakePlatform()
    platform.gates["fill"] = asyncio.Event()
    async with sending(deliveries, platform):
        await until(lambda: platform.at_work == 1)
        asyncio.get_running_loop().call_later(0.02, platform.gates["fill"].set)
    assert deliveries.rows[KEY].state == "sent"


async def test_it_is_woken_from_any_thread() -> None:
    deliveries = Deliveries()
    async with sending(deliveries, FakePlatform(), pace=replace(QUICK, every=60.0)) as sender:
        await asyncio.sleep(0.02)
        deliveries.rows[KEY] = digest()
        await asyncio.to_thread(sender.wake)
        await until(lambda: deliveries.rows[KEY].state == "sent")
    sender.wake()  # after its end: nothing


async def test_without_a_platform_nothing_is_looked_for() -> None:
    deliveries = Deliveries(digest())
    sender = Sender([], deliveries, Clock(), "a", QUICK)  # type: ignore[arg-type] # what sending needs
    await sender.start()
    await asyncio.sleep(0.03)
    await sender.stop()
    assert deliveries.rows[KEY].attempts == 0
