from __future__ import annotations

import zoneinfo
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from digest_samples import WEEKLY
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.model import Every, Subscription
from bot.digests.schedule import changed, first_moment, is_late, latest, occurrences, upcoming

ZONES = sorted(zoneinfo.available_timezones() - {"Factory", "localtime"})
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@st.composite
def subscriptions(draw: st.DrawFn, every: Every) -> Subscription:
    weekday = draw(st.integers(0, 6))
    return replace(WEEKLY, every=every, zone=draw(st.sampled_from(ZONES)), at=draw(TIMES), weekday=weekday)


@given(subscriptions("day"), MOMENTS)
def test_every_local_day_has_one_occurrence_and_the_periods_abut(subscription: Subscription, after: datetime) -> None:
    found = list(occurrences(subscription, after, after + timedelta(days=40)))
    assert all(before.end == following.start < following.end for before, following in pairwise(found))
    assert len({one.day for one in found}) == len(found) >= 38
    for before, following in pairwise(found):
        left_out = (following.day - before.day).days - 1
        assert left_out in {0, 1}
        if left_out:  # moved across the date line: the day was never there
            there = ZoneInfo(subscription.zone)
            midnight = first_moment(following.day, time(0), subscription.zone)
            assert (midnight - timedelta(seconds=1)).astimezone(there).date() == before.day


@given(subscriptions("week"), MOMENTS)
def test_every_local_week_has_one_occurrence_and_the_periods_abut(subscription: Subscription, after: datetime) -> None:
    found = list(occurrences(subscription, after, after + timedelta(days=100)))
    assert all(before.end == following.start < following.end for before, following in pairwise(found))
    assert {one.day.weekday() for one in found} == {subscription.weekday}
    assert {(b.day - a.day).days for a, b in pairwise(found)} == {7}


@given(subscriptions("day"), MOMENTS, st.integers(0, 60 * 24 * 30))
def test_it_does_not_matter_in_how_many_steps_time_is_looked_at(
    subscription: Subscription, after: datetime, minutes: int
) -> None:
    between, until = after + timedelta(minutes=minutes), after + timedelta(days=30)
    at_once = list(occurrences(subscription, after, until))
    assert [*occurrences(subscription, after, between), *occurrences(subscription, between, until)] == at_once


@given(st.sampled_from(ZONES), st.dates(date(1900, 1, 2), date(2060, 1, 1)), TIMES)
def test_it_is_due_at_the_first_moment_at_which_the_clocks_there_show_that_time_or_a_later_one(
    zone: str, day: date, at: time
) -> None:
    there, moment = ZoneInfo(zone), first_moment(day, at, zone)
    wanted = datetime.combine(day, at)
    shown = moment.astimezone(there).replace(tzinfo=None, fold=0)
    just_before = (moment - timedelta(seconds=1)).astimezone(there).replace(tzinfo=None, fold=0)
    assert shown >= wanted
    assert just_before < wanted
    if shown > wanted:  # the clocks went forward over it at that very moment
        assert moment.astimezone(there).utcoffset() != (moment - timedelta(seconds=1)).astimezone(there).utcoffset()


@pytest.mark.parametrize(
    ("day", "at", "zone", "due"),
    [
        ((2026, 3, 29), time(2, 30), "Europe/Berlin", (2026, 3, 29, 1, 0)),  # 02:00 becomes 03:00
        ((2026, 10, 25), time(2, 30), "Europe/Berlin", (2026, 10, 25, 0, 30)),  # twice; the first
        ((2018, 11, 4), time(0, 15), "America/Sao_Paulo", (2018, 11, 4, 3, 0)),  # midnight itself is left out
        ((2011, 12, 30), time(9), "Pacific/Apia", (2011, 12, 30, 10, 0)),  # no such day: the next begins
        ((2026, 7, 1), time(9), "Asia/Kathmandu", (2026, 7, 1, 3, 15)),
    ],
)
def test_what_clocks_do(day: tuple[int, int, int], at: time, zone: str, due: tuple[int, ...]) -> None:
    assert first_moment(date(*day), at, zone) == datetime(*due, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_the_week_in_which_the_clocks_change_is_an_hour_longer_or_shorter() -> None:
    spring = latest(replace(WEEKLY, weekday=0), datetime(2026, 3, 30, 12, tzinfo=UTC))
    autumn = latest(replace(WEEKLY, weekday=0), datetime(2026, 10, 26, 12, tzinfo=UTC))
    assert spring.end - spring.start == timedelta(days=7) - timedelta(hours=1)
    assert autumn.end - autumn.start == timedelta(days=7) + timedelta(hours=1)
    assert [one.astimezone(ZoneInfo("Europe/Berlin")).hour for one in (spring.start, spring.end, autumn.end)] == [
        9,
        9,
        9,
    ]


def test_the_last_and_the_next_one() -> None:
    now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # the very moment: 9:00 in Berlin, on a Monday
    assert latest(WEEKLY, now).end == now
    assert upcoming(WEEKLY, now).end == now + timedelta(days=7)
    assert upcoming(WEEKLY, now - timedelta(seconds=1)).end == now
    assert upcoming(replace(WEEKLY, every="day"), now).end == now + timedelta(days=1)


def test_what_would_have_been_due_by_another_hour_or_during_a_pause_is_not_due_later() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert changed(WEEKLY, replace(WEEKLY, at=time(17)), now).created_at == now
    assert changed(WEEKLY, replace(WEEKLY, zone="Asia/Tokyo"), now).created_at == now
    assert changed(WEEKLY, replace(WEEKLY, weekday=2), now).created_at == now
    assert changed(replace(WEEKLY, paused=True), WEEKLY, now).created_at == now
    assert changed(WEEKLY, replace(WEEKLY, teams=("emea",)), now).created_at == WEEKLY.created_at
    assert changed(WEEKLY, replace(WEEKLY, paused=True), now).created_at == WEEKLY.created_at
    daily = replace(WEEKLY, every="day")
    assert changed(daily, replace(daily, weekday=4), now).created_at == WEEKLY.created_at


def test_it_is_late_where_more_than_an_hour_went_by() -> None:
    due = datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert not is_late(due, due + timedelta(hours=1))
    assert is_late(due, due + timedelta(hours=1, seconds=1))
