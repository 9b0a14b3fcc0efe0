"""A channel's manners as plain values for the database, and back. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from bot.channel_manners import AUDIBLE, LISTENING, WEEKDAYS, ChannelManners
from bot.stores.storable import storable_name

_TIME = re.compile(r"(\d\d):(\d\d)", re.ASCII)


def to_record(manners: ChannelManners) -> dict[str, Any]:
    """JSON's own values; times to the minute, as "HH:MM"."""
    return asdict(manners) | {
        "answers_to": [storable_name(group) for group in manners.answers_to],
        "audience": [storable_name(group) for group in manners.audience],
        "reaction": storable_name(manners.reaction),
        "opens": f"{manners.opens:%H:%M}",
        "closes": f"{manners.closes:%H:%M}",
        "weekdays": list(manners.weekdays),
        "zone": storable_name(manners.zone),
    }


def from_record(record: object) -> tuple[ChannelManners, tuple[str, ...]]:
    """The manners, and the keys whose value is not understood or that are unknown: a newer or older version wrote them.

    For such a key, and for one that is missing, the default stands: one bad value never costs a channel the others.
    """
    if not isinstance(record, Mapping):
        return ChannelManners(), ("(no object)",)
    values: dict[str, Any] = {}
    odd: list[str] = []
    for key, value in record.items():
        try:
            values[key] = _READERS[key](value)
        except (KeyError, TypeError, ValueError, OSError):  # OSError: a zone may name a folder of the system's
            odd.append(str(key))
    return ChannelManners(**values), tuple(sorted(odd))


def _one_of(allowed: tuple[str, ...]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in allowed:
            raise ValueError("none of those that are known")
        return str(value)

    return read


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return tuple(_text(one) for one in value)


def _time(value: Any) -> time:
    found = _TIME.fullmatch(_text(value))
    if found is None:
        raise ValueError("no time")
    return time(int(found[1]), int(found[2]))


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("no number of things")
    return value


def _weekdays(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise TypeError("no list")
    days = tuple(_number(day) for day in value)
    if not set(days) <= set(WEEKDAYS):
        raise ValueError("no day of the week")
    return days


def _zone(value: Any) -> str:
    return ZoneInfo(_text(value)).key


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "listening": _one_of(LISTENING),
    "audible": _one_of(AUDIBLE),
    "follow_ups": _truth,
    "answers_to": _texts,
    "audience": _texts,
    "only_confident": _truth,
    "reaction": _text,
    "opens": _time,
    "closes": _time,
    "weekdays": _weekdays,
    "zone": _zone,
    "hourly_cap": _number,
}
