"""Digests that are due become deliveries: each once, also those that were missed while nothing ran."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.deliveries.model import Delivery
from bot.deliveries.ports import Deliveries
from bot.digests.model import Subscription
from bot.digests.ports import Subscriptions
from bot.digests.schedule import Occurrence, delivery_of, is_zone, key_of, occurrences, period_of

MISSED = timedelta(days=31)
"""What was due longer ago is not sent any more."""
_REMEMBERED = 2 * MISSED
"""How long ago the last one may have been: who moves the day again and again, or the hour, is sent none meanwhile."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Planned:
    """The last that was planned of a subscription (a moment long ago: none), and up to when it was looked at."""

    day: date
    end: datetime
    until: datetime


class DigestPlanner:
    """Every replica may plan: whatever two of them plan at once has the same key, and is kept once."""

    def __init__(self, subscriptions: Subscriptions, deliveries: Deliveries) -> None:
        self._subscriptions = subscriptions
        self._deliveries = deliveries
        self._planned: dict[Subscription, _Planned] = {}

    def plan(self, now: datetime) -> int:
        """Adds what has become due since, or was missed; how many were new. Raises KeepingError.

        Call it about once a minute. After it was not called for long (nothing ran), everything that was missed in the
        last 31 days is added, oldest first, but for what was due before the subscription was as it is. The first tells
        of all the time since the last one that was planned, where that was within `_REMEMBERED`.
        """
        active = [one for one in self._subscriptions.all() if not one.paused and is_zone(one.zone)]
        self._planned = {one: self._planned[one] for one in active if one in self._planned}
        added = 0
        for one in active:
            known = self._planned.get(one) or self._as_kept(one, now)
            due = list(_due(one, known, now))
            if due:
                added += self._deliveries.add([delivery_of(one, occurrence) for occurrence in due])
            last = due[-1] if due else Occurrence(known.day, known.end, known.end)
            self._planned[one] = _Planned(last.day, last.end, max(now, known.until))
        return added

    def _as_kept(self, subscription: Subscription, now: datetime) -> _Planned:
        """What this replica, before it started, or another one has planned already."""
        kept = self._last_kept(subscription, now)
        if kept is None:
            since = max(now - MISSED, subscription.created_at or now)
            return _Planned(date.min, datetime.min.replace(tzinfo=UTC), since)
        end = period_of(kept).end
        since = max(now - MISSED, subscription.created_at or end)
        return _Planned(date.fromisoformat(kept.key.rpartition(":")[2]), end, since)

    def _last_kept(self, subscription: Subscription, now: datetime) -> Delivery | None:
        day = now.astimezone(ZoneInfo(subscription.zone)).date() + 2 * _DAY  # in a zone that it had before
        earliest = (now - _REMEMBERED).date()
        while day >= earliest:
            found = self._deliveries.find(key_of(subscription.id, day))
            if found is not None:
                return found
            day -= _DAY
        return None


def _due(subscription: Subscription, known: _Planned, now: datetime) -> Iterator[Occurrence]:
    """Those that follow the last one, and begin where that ended, however the subscription was changed since.

    So the first period after a change is shorter or longer than the others; nothing is told twice, or left out. Only a
    pause that outlasted the last period leaves its time out: then the first one is a whole period, or longer where
    that would not reach back to when the pause ended.
    """
    for one in occurrences(subscription, known.until, now):
        if one.day <= known.day or one.end <= known.end:
            continue
        yield Occurrence(one.day, _start(subscription, known, one), one.end)
        known = _Planned(one.day, one.end, known.until)


def _start(subscription: Subscription, known: _Planned, one: Occurrence) -> datetime:
    if known.day == date.min:
        return one.start
    resumed = subscription.resumed_at
    if resumed is None or resumed <= known.end:
        return known.end
    return max(known.end, min(one.start, resumed))
