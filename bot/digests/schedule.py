"""When a digest is due: each local day or week once, whatever the clocks there do."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.deliveries.model import Delivery
from bot.digests.model import Subscription
from bot.insights.model import Period

LATE_AFTER = timedelta(hours=1)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A digest that is due at `end`, and tells of the time since `start`. `day` is the local day that it is for."""

    day: date
    start: datetime
    end: datetime


def first_moment(day: date, at: time, zone: str) -> datetime:
    """When the clocks of a zone show that time on that day for the first time, in UTC.

    A time that is left out there (clocks go forward) is the first moment after it; one that comes twice (they go back)
    is the first of both. APScheduler's cron trigger would run such a job not at all, or twice
    (https://apscheduler.readthedocs.io/en/3.x/modules/triggers/cron.html).
    """
    there = ZoneInfo(zone)
    wall = datetime.combine(day, at.replace(fold=0), there)
    moment = wall.astimezone(UTC)
    if moment.astimezone(there).replace(tzinfo=None, fold=0) == wall.replace(tzinfo=None):
        return moment
    # The clocks jump over it between these two: fold tells by which of the two offsets it is read.
    low = wall.replace(fold=1).astimezone(UTC)
    offset = moment.astimezone(there).utcoffset()
    seconds = range(int((moment - low).total_seconds()) + 1)
    return (
        low
        + bisect_left(seconds, 1, key=lambda one: (low + one * _SECOND).astimezone(there).utcoffset() == offset)
        * _SECOND
    )


def occurrences(subscription: Subscription, after: datetime, until: datetime) -> Iterator[Occurrence]:
    """Those that are due after a moment and until another (included), oldest first; their periods abut."""
    there = ZoneInfo(subscription.zone)
    last = until.astimezone(there).date() + 2 * _DAY
    day = _on_or_before(subscription, after.astimezone(there).date() - 2 * _DAY)
    start = _due(subscription, day)
    while (day := _following(subscription, day)) <= last:
        end = _due(subscription, day)
        if after < end <= until:
            yield Occurrence(day, start, end)
        start = end


def latest(subscription: Subscription, now: datetime) -> Occurrence:
    """The last one that was due until now, whether it was sent or not."""
    return list(occurrences(subscription, now - timedelta(days=2 * _WEEK), now))[-1]


def upcoming(subscription: Subscription, now: datetime) -> Occurrence:
    """The next one after now."""
    return next(occurrences(subscription, now, now + timedelta(days=2 * _WEEK)))


def changed(before: Subscription, after: Subscription, now: datetime) -> Subscription:
    """`after`, as it is to be kept: what would have been due by another hour, or during a pause, is not sent later."""
    resumed = before.paused and not after.paused
    same = _clock_of(before) == _clock_of(after) and not resumed
    return replace(
        after,
        created_at=before.created_at if same else now,
        resumed_at=now if resumed else before.resumed_at,
    )


def is_late(due_at: datetime, now: datetime) -> bool:
    """Whether what is sent now must say that it was due before."""
    return now - due_at > LATE_AFTER


def is_zone(name: str) -> bool:
    """Whether a name is that of a time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def key_of(subscription_id: str, day: date) -> str:
    """The key of a digest's delivery: one for each local day, so that no day's is sent twice."""
    return f"digest:{subscription_id}:{day.isoformat()}"


def delivery_of(subscription: Subscription, occurrence: Occurrence) -> Delivery:
    """What is to be sent then."""
    return Delivery(
        key=key_of(subscription.id, occurrence.day),
        kind="news" if subscription.kind == "news" else "digest",
        surface=subscription.surface,
        workspace=subscription.workspace,
        receiver=subscription.receiver,
        about={
            "subscription": subscription.id,
            "start": occurrence.start.isoformat(),
            "end": occurrence.end.isoformat(),
        },
        due_at=occurrence.end,
    )


def period_of(delivery: Delivery) -> Period:
    """The time that a digest's delivery tells of."""
    return Period(datetime.fromisoformat(delivery.about["start"]), datetime.fromisoformat(delivery.about["end"]))


def _clock_of(subscription: Subscription) -> tuple[object, ...]:
    weekday = subscription.weekday if subscription.every == "week" else None
    return subscription.every, weekday, subscription.at, subscription.zone


def _due(subscription: Subscription, day: date) -> datetime:
    return first_moment(day, subscription.at, subscription.zone)


def _on_or_before(subscription: Subscription, day: date) -> date:
    if subscription.every == "week":
        return day - ((day.weekday() - subscription.weekday) % _WEEK) * _DAY
    return day if _is_there(day, subscription.zone) else day - _DAY


def _following(subscription: Subscription, day: date) -> date:
    if subscription.every == "week":
        return day + _WEEK * _DAY
    return day + _DAY if _is_there(day + _DAY, subscription.zone) else day + 2 * _DAY


def _is_there(day: date, zone: str) -> bool:
    """A place that moves across the date line leaves a day out: Samoa had no 30 December 2011."""
    return first_moment(day, time(0), zone) < first_moment(day + _DAY, time(0), zone)
