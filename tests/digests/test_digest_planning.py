from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Literal

import pytest
from digest_samples import WEEKLY
from hypothesis import given
from hypothesis import strategies as st

from bot.deliveries.model import Delivery
from bot.digests.model import Subscription
from bot.digests.planning import DigestPlanner
from bot.digests.schedule import changed, period_of
from bot.ports import KeepingError

DAILY = replace(WEEKLY, every="day", created_at=datetime(2026, 11, 20, 12, tzinfo=UTC))
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Subscriptions:
    def __init__(self, *held: Subscription) -> None:
        self.held = list(held)

    def all(self) -> Sequence[Subscription]:
        return self.held


class Deliveries:
    """As far as planning goes; every replica sees the same."""

    def __init__(self) -> None:
        self.kept: dict[str, Delivery] = {}
        self.is_down = False

    def add(self, deliveries: Sequence[Delivery]) -> int:
        if self.is_down:
            raise KeepingError("connection refused")
        new = [one for one in deliveries if one.key not in self.kept]
        self.kept |= {one.key: one for one in new}
        return len(new)

    def find(self, key: str) -> Delivery | None:
        return self.kept.get(key)

    @property
    def days(self) -> list[str]:
        return [key.rpartition(":")[2] for key in self.kept]


class Replica(DigestPlanner):
    """A process that plans."""

    def __init__(self, subscriptions: Subscriptions, deliveries: Deliveries) -> None:
        super().__init__(subscriptions, deliveries)  # type: ignore[arg-type] # the verbs that planning needs


def test_a_new_one_is_first_due_at_its_hour_and_then_tells_of_a_whole_period() -> None:
    deliveries = Deliveries()
    replica = Replica(Subscriptions(DAILY), deliveries)
    assert replica.plan(DAILY.created_at + timedelta(minutes=1)) == 0  # type: ignore[operator]
    assert replica.plan(datetime(2026, 11, 21, 8, tzinfo=UTC)) == 1
    (delivery,) = deliveries.kept.values()
    assert delivery.key == "digest:s1:2026-11-21"
    assert delivery.due_at == datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert period_of(delivery).start == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert (delivery.surface, delivery.workspace, delivery.receiver) == ("slack", "T1", "C0SALES01")


def test_what_was_missed_while_nothing_ran_is_added_oldest_first_but_for_what_is_too_long_ago() -> None:
    deliveries = Deliveries()
    old = replace(DAILY, created_at=datetime(2026, 1, 1, tzinfo=UTC))
    Replica(Subscriptions(old), deliveries).plan(datetime(2026, 10, 1, 12, tzinfo=UTC))
    deliveries.kept.clear()
    Replica(Subscriptions(old), deliveries).plan(NOW)
    assert deliveries.days == sorted(deliveries.days)
    assert (deliveries.days[0], deliveries.days[-1], len(deliveries.days)) == ("2026-10-25", "2026-11-24", 31)


def test_two_replicas_and_one_that_starts_again_plan_each_once() -> None:
    deliveries, subscriptions = Deliveries(), Subscriptions(DAILY)
    first, second = Replica(subscriptions, deliveries), Replica(subscriptions, deliveries)
    assert first.plan(NOW) == 4
    assert second.plan(NOW) == 0
    assert Replica(subscriptions, deliveries).plan(NOW + timedelta(days=1)) == 1
    assert first.plan(NOW + timedelta(days=1)) == 0


def test_a_database_that_is_down_delays_and_loses_nothing() -> None:
    deliveries, subscriptions = Deliveries(), Subscriptions(DAILY)
    replica = Replica(subscriptions, deliveries)
    deliveries.is_down = True
    with pytest.raises(KeepingError):
        replica.plan(NOW)
    deliveries.is_down = False
    assert replica.plan(NOW + timedelta(minutes=1)) == 4


def test_a_paused_one_is_not_planned_and_what_it_missed_is_not_sent_later() -> None:
    deliveries, subscriptions = Deliveries(), Subscriptions(DAILY)
    replica = Replica(subscriptions, deliveries)
    replica.plan(datetime(2026, 11, 21, 12, tzinfo=UTC))
    subscriptions.held = [changed(DAILY, replace(DAILY, paused=True), NOW)]
    assert replica.plan(NOW) == 0
    subscriptions.held = [changed(subscriptions.held[0], DAILY, NOW)]
    assert replica.plan(NOW) == 0
    assert replica.plan(NOW + timedelta(days=1)) == 1
    last = list(deliveries.kept.values())[-1]
    assert period_of(last).end - period_of(last).start == timedelta(days=1)


def test_another_hour_on_the_same_day_sends_nothing_twice_and_leaves_nothing_out() -> None:
    deliveries, subscriptions = Deliveries(), Subscriptions(DAILY)
    replica = Replica(subscriptions, deliveries)
    replica.plan(NOW)  # today's, of 9:00
    subscriptions.held = [changed(DAILY, replace(DAILY, at=time(17)), NOW)]
    assert replica.plan(NOW + timedelta(hours=6)) == 0
    assert replica.plan(NOW + timedelta(days=1, hours=6)) == 1
    periods = [period_of(one) for one in deliveries.kept.values()]
    assert all(one.start == before.end for before, one in pairwise(periods))
    assert periods[-1].end - periods[-1].start == timedelta(hours=32)


def test_a_zone_further_west_does_not_send_the_same_day_twice() -> None:
    deliveries, subscriptions = Deliveries(), Subscriptions(DAILY)
    replica = Replica(subscriptions, deliveries)
    replica.plan(NOW)
    subscriptions.held = [changed(DAILY, replace(DAILY, zone="America/Los_Angeles"), NOW)]
    replica.plan(NOW + timedelta(hours=12))  # 9:00 of the same day there
    assert deliveries.days[-1] == "2026-11-24"
    assert deliveries.days.count("2026-11-24") == 1


def test_another_day_of_the_week_does_not_send_the_weeks_that_went_by() -> None:
    deliveries, weekly = Deliveries(), WEEKLY
    subscriptions = Subscriptions(weekly)
    replica = Replica(subscriptions, deliveries)
    replica.plan(NOW)
    kept = len(deliveries.kept)
    subscriptions.held = [changed(weekly, replace(weekly, weekday=2), NOW)]
    assert replica.plan(NOW) == 0
    assert Replica(subscriptions, deliveries).plan(NOW + timedelta(days=1)) == 1
    assert deliveries.days[kept:] == ["2026-11-25"]
    assert period_of(deliveries.kept["digest:s1:2026-11-25"]).start == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_a_zone_that_is_none_holds_up_no_other() -> None:
    deliveries = Deliveries()
    broken = replace(DAILY, id="s0", zone="Mars/Olympus")
    assert Replica(Subscriptions(broken, DAILY), deliveries).plan(NOW) == 4


def test_an_hour_that_is_moved_twice_before_the_next_one_leaves_nothing_out() -> None:
    deliveries, subscriptions = Deliveries(), Subscriptions(DAILY)
    replica = Replica(subscriptions, deliveries)
    replica.plan(NOW)  # today's, of 9:00 in Berlin
    for hours, at in ((20, time(17)), (28, time(8))):  # each after the hour that it moves to
        now = NOW + timedelta(hours=hours)
        subscriptions.held = [changed(subscriptions.held[0], replace(DAILY, at=at), now)]
        replica.plan(now)
    assert Replica(subscriptions, deliveries).plan(NOW + timedelta(hours=44)) == 1
    before, last = [period_of(one) for one in deliveries.kept.values()][-2:]
    assert (last.start, last.end) == (before.end, datetime(2026, 11, 26, 7, tzinfo=UTC))


def test_from_weekly_to_daily_leaves_nothing_out() -> None:
    deliveries, subscriptions = Deliveries(), Subscriptions(WEEKLY)
    replica = Replica(subscriptions, deliveries)
    replica.plan(NOW)  # Monday's
    later = NOW + timedelta(days=2)
    subscriptions.held = [changed(WEEKLY, replace(WEEKLY, every="day"), later)]
    assert replica.plan(later + timedelta(days=1)) == 1
    before, last = [period_of(one) for one in deliveries.kept.values()][-2:]
    assert (before.end, last.start) == (last.start, datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert last.end - last.start == timedelta(days=4)


def test_a_pause_between_two_that_are_due_leaves_nothing_out() -> None:
    deliveries, subscriptions = Deliveries(), Subscriptions(DAILY)
    replica = Replica(subscriptions, deliveries)
    replica.plan(NOW)
    paused = changed(DAILY, replace(DAILY, paused=True), NOW)
    subscriptions.held = [changed(paused, DAILY, NOW + timedelta(minutes=5))]
    assert replica.plan(NOW + timedelta(days=1)) == 1
    before, last = [period_of(one) for one in deliveries.kept.values()][-2:]
    assert before.end == last.start


@dataclass(frozen=True)
class Step:
    """After so many minutes something is done, and then planned or not."""

    minutes: int
    what: str
    at: time
    zone: str
    weekday: int
    plans: bool


STEPS = st.lists(
    st.builds(
        Step,
        minutes=st.integers(0, 4 * 24 * 60),
        what=st.sampled_from(["wait", "hour", "zone", "weekday", "rhythm", "pause", "restart"]),
        at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
        zone=st.sampled_from(["Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kathmandu"]),
        weekday=st.integers(0, 6),
        plans=st.booleans(),
    ),
    max_size=14,
)


def edited(one: Subscription, step: Step) -> Subscription:
    edits: dict[str, Subscription] = {
        "hour": replace(one, at=step.at),
        "zone": replace(one, zone=step.zone),
        "weekday": replace(one, weekday=step.weekday),
        "rhythm": replace(one, every="day" if one.every == "week" else "week"),
        "pause": replace(one, paused=not one.paused),
    }
    return edits.get(step.what, one)


@given(STEPS, st.sampled_from(["day", "week"]))
def test_whatever_is_changed_each_moment_but_those_of_a_pause_is_told_once(
    steps: Sequence[Step], every: Literal["day", "week"]
) -> None:
    now = datetime(2026, 10, 10, 12, tzinfo=UTC)
    subscriptions, deliveries = Subscriptions(replace(DAILY, every=every, created_at=now)), Deliveries()
    replica, resumed = Replica(subscriptions, deliveries), [now]
    for step in (*steps, Step(8 * 24 * 60, "wait", time(), "UTC", 0, plans=True)):
        now += timedelta(minutes=step.minutes)
        if step.plans:
            replica.plan(now)
        held = subscriptions.held[0]
        subscriptions.held = [changed(held, edited(held, step), now)]
        if step.what == "restart":
            replica = Replica(subscriptions, deliveries)
        if held.paused and not subscriptions.held[0].paused:
            resumed.append(now)
    periods = [period_of(one) for one in deliveries.kept.values()]
    assert deliveries.days == sorted(set(deliveries.days))
    assert all(one.start < one.end <= now for one in periods)
    for before, one in pairwise(periods):
        assert one.start >= before.end
        assert one.start == before.end or any(before.end < moment and one.start <= moment for moment in resumed)
