"""Which conversation a message goes on with, where a place has no threads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fakes import QuestionLog

from bot.chat.follow_ups import PAUSE, FollowUps
from bot.chat.workers import Workers
from bot.model import LoggedQuestion

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Clock:
    """Goes on by what a test lets pass."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(1, "test")
    yield made
    made.close()


def asked(place: str, thread: str) -> LoggedQuestion:
    return LoggedQuestion(
        id=thread,
        asked_at=NOON,
        question="what discount?",
        asker="rep",
        place=place,
        place_kind="direct",
        workspace="acme",
        thread=thread,
        surface="teams",
        status="answered",
        confidence=0.9,
        passages=(),
        generation="g1",
        latency_ms={},
    )


async def test_what_is_asked_soon_goes_on_and_what_is_asked_late_begins(clock: Clock, workers: Workers) -> None:
    follow_ups = FollowUps(QuestionLog(), clock, workers)
    assert await follow_ups.thread_of("acme", "chat", "rep", "m1") == "m1"
    clock.time += PAUSE
    assert await follow_ups.thread_of("acme", "chat", "rep", "m2") == "m1"
    clock.time += PAUSE
    assert await follow_ups.thread_of("acme", "chat", "rep", "m3") == "m1", "the pause is since the latest"
    clock.time += PAUSE + timedelta(seconds=1)
    assert await follow_ups.thread_of("acme", "chat", "rep", "m4") == "m4"


async def test_each_person_and_each_place_has_its_own(clock: Clock, workers: Workers) -> None:
    follow_ups = FollowUps(QuestionLog(), clock, workers)
    for workspace, place, person in (("acme", "chat", "rep"), ("acme", "chat", "lee"), ("acme", "group", "rep")):
        message = f"{place} {person}"
        assert await follow_ups.thread_of(workspace, place, person, message) == message


async def test_what_another_replica_answered_there_is_gone_on_with(clock: Clock, workers: Workers) -> None:
    follow_ups = FollowUps(QuestionLog([asked("group", "m0"), asked("chat", "m1")]), clock, workers)
    assert await follow_ups.thread_of("acme", "chat", "rep", "m2") == "m1"
    clock.time += PAUSE + timedelta(seconds=1)
    assert await follow_ups.thread_of("acme", "group", "rep", "m3") == "m3"


async def test_a_log_that_is_down_and_a_memory_that_is_full_begin_anew(clock: Clock, workers: Workers) -> None:
    follow_ups = FollowUps(QuestionLog([asked("chat", "m1")], down=True), clock, workers, size=1)
    assert await follow_ups.thread_of("acme", "chat", "rep", "m2") == "m2"
    assert await follow_ups.thread_of("acme", "group", "rep", "m3") == "m3"
    assert await follow_ups.thread_of("acme", "chat", "rep", "m4") == "m4"
