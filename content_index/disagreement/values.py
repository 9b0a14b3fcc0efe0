"""Whether two values of two claims can both be true."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from content_index.disagreement.model import Claim, Value
from content_index.disagreement.quantities import bounded_by

Verdict = Literal["same", "compatible", "loosely", "differs", "apart"]
"""`loosely`: both may be true, since one of them is a bound; `apart`: they do not measure the same thing."""
_DAY, _MONTH, _YEAR = 24.0, 730.5, 8766.0
_PEOPLE = frozenset(
    {
        "employee",
        "recipi",
        "seat",
        "customer",
        "participant",
        "person",
        "teilnehm",
        "attende",
        "name",
        "signer",
        "learner",
        "student",
        "member",
        "agent",
        "head",
        "patient",
    }
)
"""What people are called that are counted."""
_REQUESTS = frozenset({"ticket", "call", "queri", "hit"})
"""What programs send that are counted; "request" is among the words for tickets."""
_LIMITS = ("storage", "count/time")
"""What is given of these is the most that one gets, whether that is said or not."""
_ROUNDED_DOWN = 1.1
"""So many times 120 may be what "more than 120" rounds down."""
_DOWNTIME = 0.06


def measures(value: Value) -> frozenset[str]:
    """What two values must share to be worth comparing; a share and a time may both tell of outages."""
    base = value.dimension.partition(":")[0].removesuffix("/time")
    if value.dimension == "money:*":  # "free": neither a price nor a commission
        return frozenset({"money", "share"})
    if value.dimension in ("unlimited", "no minimum"):
        return frozenset({"money", "share", "count", "storage", "time"})
    if value.dimension == "time/time" or base == "percent":
        return frozenset({"share"})
    return frozenset({"day" if base.startswith("day") else base})


def verdict(first: Value, second: Value, one: Claim, other: Claim) -> Verdict:
    """What two values, each of its claim, are to each other."""
    if first.kind != second.kind or not measures(first) & measures(second):
        return "apart"
    if first.kind == "name":
        return _names(first, second)
    if first.kind == "date":
        return _dates(first, second)
    return _numbers(first, second, one, other)


def _names(first: Value, second: Value) -> Verdict:
    if first.dimension != second.dimension and "name:cell" not in (first.dimension, second.dimension):
        return "apart"
    return "same" if first.counted & second.counted else "differs"


def _dates(first: Value, second: Value) -> Verdict:  # noqa: PLR0911 - a case each
    day, _, role = first.dimension.partition(":")
    other_day, _, other_role = second.dimension.partition(":")
    if role and other_role and role != other_role:
        return "apart"
    if day == "weekday" == other_day:
        if first.counted == second.counted:
            return "same"
        return "compatible" if first.counted < second.counted or second.counted < first.counted else "differs"
    if {day, other_day} == {"day", "day of year"}:
        first, second = _without_year(first), _without_year(second)
    elif day != other_day:
        return "apart"
    zones = first.counted and second.counted and first.counted != second.counted
    if day == "clock" and (zones or (first.low < first.high) != (second.low < second.high)):
        return "apart"  # of other time zones, or a time and opening hours
    if day == "clock" and (first.low, first.high) != (second.low, second.high):
        return "differs"
    if day in ("clock", "every"):
        return "same" if math.isclose(first.low, second.low, rel_tol=0.02) else "differs"
    if first.low <= second.high and second.low <= first.high:
        return "same" if (first.low, first.high) == (second.low, second.high) else "compatible"
    return "differs"


def _without_year(value: Value) -> Value:
    from datetime import date

    low, high = date.fromordinal(int(value.low)), date.fromordinal(int(value.high))
    try:
        return replace(value, low=low.replace(year=4).toordinal(), high=high.replace(year=4).toordinal())
    except ValueError:
        return value


def _numbers(first: Value, second: Value, one: Claim, other: Claim) -> Verdict:  # noqa: PLR0911 - a case each
    if first.per and second.per and not (first.per & second.per or _of_people(first.per, second.per)):
        return "apart"
    dimension, other_dimension = first.dimension, second.dimension
    if "no minimum" in (dimension, other_dimension):
        least = second if dimension == "no minimum" else first
        return "differs" if bounded_by(least, (other if least is second else one).own).bound == "least" else "apart"
    if "unlimited" in (dimension, other_dimension):
        limit = second if dimension == "unlimited" else first
        return "differs" if limit.bound == "most" else "same" if math.isinf(limit.low) else "apart"
    tolerance = max(first.tolerance, second.tolerance) if first.dimension == second.dimension else 0.02
    if {dimension, other_dimension} == {"percent", "time/time"}:
        return _downtime(first, second, one, other)
    base, other_base = dimension.removesuffix("/time"), other_dimension.removesuffix("/time")
    if base == other_base == "count" and not _same_thing(first, second, one, other):
        return "apart"
    if base != other_base:
        if "money:*" not in (base, other_base):
            return "apart"
        return "same" if first.high == second.high else "differs"
    if dimension != other_dimension:
        return _rates(first, second, one, other)
    return _bounds(bounded_by(first, one.own), bounded_by(second, other.own), tolerance)


def _same_thing(first: Value, second: Value, one: Claim, other: Claim) -> bool:
    if first.counted and second.counted:
        one_kind = _of_people(first.counted, second.counted) or (
            first.dimension == second.dimension == "count/time"
            and _REQUESTS & first.counted
            and _REQUESTS & second.counted
        )
        return bool(first.counted & second.counted or one_kind)
    named, words = (first.counted, other.context) if first.counted else (second.counted, one.context)
    return not named or bool(named & words.keys())


def _of_people(some: frozenset[str], others: frozenset[str]) -> bool:
    return bool(_PEOPLE & some and _PEOPLE & others)


def _rates(first: Value, second: Value, one: Claim, other: Claim) -> Verdict:
    """One says "a month" and the other nothing: its words or the head of its column may, else either is possible."""
    rate, alone, words = (first, second, other.own) if first.dimension.endswith("/time") else (second, first, one.own)
    if alone.bound == "range" or rate.bound == "range" or {alone.bound, rate.bound} == {"least", "most"}:
        return "apart"
    per_hour = alone.raw / _period(words) if _period(words) else 0
    if per_hour:
        return "same" if math.isclose(per_hour, _ends(rate), rel_tol=0.02) else "differs"
    if alone.dimension == "storage":  # their units may differ
        periods = (_DAY, _MONTH, _YEAR)
        alike = any(math.isclose(_ends(alone), _ends(rate) * each, rel_tol=0.02) for each in periods)
        return "same" if alike else "differs"
    possible = (rate.raw, _ends(rate) * _MONTH, _ends(rate) * _YEAR)
    exact = alone.dimension == "percent"  # 99.9 and 99.99 are far apart
    return (
        "same"
        if any(math.isclose(alone.raw, each, rel_tol=1e-6 if exact else 0.02) for each in possible)
        else "differs"
    )


def _period(words: Mapping[str, float]) -> float:
    """The hours of "monthly" or "annual" among a claim's concepts."""
    monthly, yearly = "monthly" in words, "annual" in words
    return 0.0 if monthly == yearly else _MONTH if monthly else _YEAR


def _downtime(first: Value, second: Value, one: Claim, other: Claim) -> Verdict:
    """99.9 % of availability are 43 minutes a month."""
    if "uptime" not in one.context or "uptime" not in other.context:
        return "apart"
    percent, spent = (first, second) if first.dimension == "percent" else (second, first)
    share = percent.raw or percent.high
    lost = (100 - share) / 100
    spent_share = spent.high if math.isfinite(spent.high) else spent.low
    return "same" if math.isclose(lost, spent_share, rel_tol=_DOWNTIME) else "differs"


def _bounds(first: Value, second: Value, tolerance: float) -> Verdict:  # noqa: PLR0911 - a case each
    bounds = {first.bound, second.bound}
    if (len(bounds) == 1 and first.bound != "range") or (first.dimension in _LIMITS and bounds == {"exact", "most"}):
        return _equal(_ends(first), _ends(second), tolerance)
    if "exact" in bounds:
        inner, outer = (first, second) if first.bound == "exact" else (second, first)
        return _exact(inner, outer, tolerance)
    if bounds == {"least", "most"}:
        return "same" if _ends(first) == _ends(second) else "compatible"
    if bounds == {"least", "range"}:
        return "compatible"
    if bounds == {"range"}:
        alike = _equal(first.low, second.low, tolerance) == _equal(first.high, second.high, tolerance) == "same"
        if alike:
            return "same"
        return "compatible" if _within(first, second, 0) or _within(second, first, 0) else "differs"
    most, span = (first, second) if first.bound == "most" else (second, first)
    return "compatible" if span.high <= most.high * (1 + tolerance) else "differs"


def _exact(inner: Value, outer: Value, tolerance: float) -> Verdict:
    """One figure beside a bound or a range."""
    if outer.bound != "range" and _equal(inner.low, _ends(outer), tolerance) == "same":
        return "same"
    # Who says "at least 14 days" and "30 days" of one notice leaves the reader in doubt.
    if not _within(inner, outer, tolerance) or (inner.dimension == "time" and outer.bound == "least"):
        return "differs"
    near = outer.bound == "least" and inner.dimension == "count" and inner.low <= outer.low * _ROUNDED_DOWN
    return "compatible" if outer.bound == "range" or near else "loosely"


def _ends(value: Value) -> float:
    return value.high if value.bound == "most" else value.low


def _equal(one: float, other: float, tolerance: float) -> Verdict:
    return "same" if math.isclose(one, other, rel_tol=max(tolerance, 1e-6), abs_tol=1e-9) else "differs"


def _within(inner: Value, outer: Value, tolerance: float) -> bool:
    low = outer.low - abs(outer.low) * tolerance if math.isfinite(outer.low) else outer.low
    high = outer.high + abs(outer.high) * tolerance if math.isfinite(outer.high) else outer.high
    return low <= inner.low and inner.high <= high
