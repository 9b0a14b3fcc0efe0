"""Whether two claims speak of different cases: another region or plan, other bounds, another time."""

from __future__ import annotations

import math

from content_index.disagreement.model import Claim, Kind, Value
from content_index.disagreement.qualifiers import PROPER, differing

_SPARED: dict[Kind, frozenset[str]] = {
    "name": frozenset({"role", "figure", PROPER}),
    "date": frozenset({"tense", "year"}),
    "number": frozenset(),
    "yes_no": frozenset(),
}
"""Classes in which claims that give such values may differ: a role may be the value itself."""
_LIMITING = frozenset({"plan", "platform", "region", "deployment", "segment"})
_TRIALS = frozenset({"trial", "proof", "poc"})
"""What a trial is called."""
_SLACK = 0.05


def classes_apart(one: Claim, other: Claim) -> frozenset[str]:
    """The classes of qualifiers in which two claims name different ones."""
    found = frozenset(differing(one.qualifiers, other.qualifiers))
    if _in_beta(one, other) or _in_beta(other, one):
        found |= {"life"}
    return found | {"paying"} if _on_trial(one, other) or _on_trial(other, one) else found


def _on_trial(one: Claim, other: Claim) -> bool:
    """Whether one claim is about a trial and the other, with all that it stands in, names none."""
    return "trial" in one.qualifiers.get("paying", ()) and not _TRIALS & other.context.keys()


def _in_beta(one: Claim, other: Claim) -> bool:
    """Whether one claim is about what few may use yet, and the other says nothing of that."""
    return "beta" in one.qualifiers.get("life", ()) and "life" not in other.qualifiers


def limited_to(one: Claim, other: Claim) -> str:
    """The class in which one claim holds for some alone ("only on Windows"), and the other for more; "" if none."""
    if one.sign < 0 or other.sign < 0:
        return ""
    for strict, wide in ((one, other), (other, one)):
        for name in _LIMITING & strict.only.keys() & wide.qualifiers.keys():
            if wide.qualifiers[name] - strict.only[name] and name not in wide.only:
                return name
    return ""


def other_case(one: Claim, other: Claim, apart: frozenset[str], values: tuple[Value, Value] | None) -> bool:
    """Whether both may be true since they speak of different cases; `apart` is what `classes_apart` found."""
    kind: Kind = values[0].kind if values else "yes_no"
    if values and values[0].dimension == values[1].dimension == "percent":
        apart -= {"price"}  # "10% below list" and "15% off list" are both discounts
    back = (values[1], values[0]) if values else None
    return bool(apart - _SPARED[kind]) or _conditions_apart(one, other, values) or _conditions_apart(other, one, back)


def _conditions_apart(one: Claim, other: Claim, values: tuple[Value, Value] | None) -> bool:
    """Whether figures beside the compared ones say that they hold for different cases: "from 50 seats", "two-year"."""
    mine_left, yours_left = values or (None, None)
    of_dates = mine_left is not None and mine_left.kind == "date"  # then those beside it are other steps of one plan
    around, around_other = (() if of_dates else each.conditions for each in (one, other))
    theirs = [each for each in (*other.values, *around_other) if each is not yours_left and _conditional(each)]
    ours = [each for each in (*one.values, *around) if each is not mine_left and _conditional(each)]
    for mine in ours:
        alike = [each for each in theirs if _comparable(mine, each)]
        if mine.kind == "date" and not all(
            _disjoint(day, each) for day in ours for each in alike if day.kind == "date"
        ):
            continue  # "in October" and "in April and in October" are no two cases
        if alike and all(_disjoint(mine, each) for each in alike):
            return True
    return False


def _conditional(value: Value) -> bool:
    if value.kind == "date":
        return value.dimension.startswith("day")
    return value.kind == "number" and (value.condition or value.bound in ("least", "most", "range"))


def _comparable(mine: Value, yours: Value) -> bool:
    if mine.kind != yours.kind or mine.dimension.partition(":")[0] != yours.dimension.partition(":")[0]:
        return False
    return not (mine.counted and yours.counted) or bool(mine.counted & yours.counted)


def _disjoint(mine: Value, yours: Value) -> bool:
    if mine.bound == yours.bound == "least":
        return not math.isclose(mine.low, yours.low)
    if mine.bound == yours.bound == "most":
        return not math.isclose(mine.high, yours.high)
    if mine.bound != yours.bound and "exact" not in (mine.bound, yours.bound):
        return mine.low >= yours.high or yours.low >= mine.high
    slack = _SLACK * min(abs(mine.low), abs(yours.low)) if mine.condition else 0
    return mine.low > yours.high + slack or yours.low > mine.high + slack
