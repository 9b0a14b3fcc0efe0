"""Which days a page tells of: picked in its address, told in the company's time zone. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.insights.model import Period

PRESETS = (7, 30, 90)
USUAL = 30
LONGEST = 1_100
"""Days: three years. What a page draws day by day grows with them."""


class PeriodError(ValueError):
    """The address names no period that can be told of."""


@dataclass(frozen=True, slots=True)
class Picked:
    """Whole days, from `first` to `last`, both included; the last ends now where it is today.

    `days` is the number of a preset, None where the days were picked one by one.
    """

    first: date
    last: date
    period: Period
    days: int | None

    @property
    def query(self) -> dict[str, str]:
        """What an address carries to mean the same."""
        if self.days is not None:
            return {"days": str(self.days)}
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


def picked(query: Mapping[str, str], now: datetime, zone: ZoneInfo, usual: int = USUAL) -> Picked:
    """`days` up to today, or `from` and `to`; `usual` days where the address names none.

    Raises PeriodError for what is no day, lies in the future, or is longer than `LONGEST`.
    """
    today = now.astimezone(zone).date()
    first, last = query.get("from", "").strip(), query.get("to", "").strip()
    if first or last:
        return _between(_day(first) if first else None, _day(last) if last else None, now, zone)
    text = query.get("days", "").strip() or str(usual)
    days = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(LONGEST)) else 0
    if not 0 < days <= LONGEST:
        raise PeriodError
    return _of(today - timedelta(days=days - 1), today, now, zone, days)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which a day begins there, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _between(first: date | None, last: date | None, now: datetime, zone: ZoneInfo) -> Picked:
    today = now.astimezone(zone).date()
    end = min(last or today, today)
    begin = first or end - timedelta(days=USUAL - 1)
    if begin > end or (end - begin).days >= LONGEST:
        raise PeriodError
    return _of(begin, end, now, zone, None)


def _of(first: date, last: date, now: datetime, zone: ZoneInfo, days: int | None) -> Picked:
    return Picked(first, last, Period(start_of(first, zone), min(start_of(last + timedelta(1), zone), now)), days)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise PeriodError from None
    if not date(1990, 1, 1) <= day <= date(9990, 1, 1):
        raise PeriodError
    return day
