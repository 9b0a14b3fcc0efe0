"""Where two passages contradict each other: their claims aligned, their values compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from content_index.disagreement.cases import classes_apart, limited_to, other_case
from content_index.disagreement.concepts import FULL, weight
from content_index.disagreement.model import Claim, Disagreement, Kind, Span, Statements, Value
from content_index.disagreement.passages import of_another_case, of_another_edition
from content_index.disagreement.polarity import PREDICATE_WORDS, PREDICATES, waits
from content_index.disagreement.signs import alignment, likelihood, of_claims, of_passages, ratio, share_denied
from content_index.disagreement.values import Verdict, verdict

LIKELY, SURE = 0.55, 0.75
"""Of pairs by blind authors that were told from these on, 87% and 90% contradict, by weights fitted without them; of
those that do, 66% and 44% are told: see docs/decisions/conflicts.md. Of pages that nobody's rules have seen 75% do,
and of any two near pages fewer."""
MOST_MATCHES = 10_000
"""Comparable values of two passages; more have only tables made to be many, and nothing is told of them."""
_EXPLAINS = 0.1
_TENFOLD, _RIVALS = 0.57, 6
_DENIED, _ALIGNED = 0.2, 0.3
_SINCE = re.compile(r"\b(?:since|seit)\b", re.IGNORECASE)
_OF_COSTS = frozenset({"cost", "include", "pay", "invoice", "free", "extra", "addon", "monthly", "annual"})
Values = tuple[Value, Value]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two claims that may contradict; `values` is None where the one denies what the other says."""

    kind: Kind
    one: Claim
    other: Claim
    values: Values | None
    signs: Mapping[str, float]

    @property
    def likelihood(self) -> float:
        """From 0 to 1."""
        return likelihood(self.signs)


@dataclass(frozen=True, slots=True)
class _Match:
    """Two claims that are compared: as a `verdict` on two values, or on yes and no ("differs", without values)."""

    one: Claim
    other: Claim
    values: Values | None
    verdict: Verdict
    fit: float


def disagreement(first: Statements, second: Statements, likely: float = SURE) -> Disagreement | None:
    """The likeliest contradiction of two passages, or None. Symmetric: the other way round it finds the same."""
    best = max(candidates(first, second), key=lambda one: (one.likelihood, _key(one)), default=None)
    if best is None or best.likelihood < likely:
        return None
    return _told(best, first, second)


def candidates(first: Statements, second: Statements) -> Iterator[Candidate]:
    """Each pair of claims that gives different values of one dimension, or yes and no, for what may be one case."""
    if of_another_case(first, second):
        return
    matches = list(islice(_matches(first, second), MOST_MATCHES + 1))
    if len(matches) > MOST_MATCHES:
        return
    rivals, explained = _Rivals(matches), _Explained(matches)
    around = of_passages(first, second) if matches else {}
    other_edition = of_another_edition(first, second)
    for match in matches:
        if match.verdict not in ("differs", "loosely") or (match.values and explained.tells(match)):
            continue
        if other_edition and match.values and match.values[0].kind == "date":
            continue
        kind: Kind = match.values[0].kind if match.values else "yes_no"
        signs = of_claims(
            alignment(match.one, match.other, _left_out(match.values)),
            match.one,
            match.other,
            kind=kind,
            values=match.values,
            best_rival=rivals.best(match),
            loosely=match.verdict == "loosely",
        )
        yield Candidate(kind, match.one, match.other, match.values, {**signs, **around})


def _matches(first: Statements, second: Statements) -> Iterator[_Match]:
    """Claims of the same case whose values measure the same, or of which one denies.

    A claim that stands in both passages word for word contradicts neither; what it gives may explain a difference.
    """
    of_one_customer = bool(first.customer or second.customer)  # those of others are not compared
    in_both = {claim.written for claim in first.claims} & {claim.written for claim in second.claims}
    for one in first.claims:
        for other in second.claims:
            told = one.written in in_both or other.written in in_both
            against = "" if told else _against(one, other)
            if not (against or one.measures & other.measures):
                continue
            apart = classes_apart(one, other)
            if of_one_customer and "case" in apart and _is_story(one, other):
                apart -= {"case"}
            yield from (match for match in _of_values(one, other, apart) if not told or match.verdict == "same")
            if against and not other_case(one, other, apart - {against}, None):
                yield _Match(one, other, None, "differs", alignment(one, other, PREDICATE_WORDS).fit)


def _is_story(one: Claim, other: Claim) -> bool:
    return {*one.qualifiers.get("case", ()), *other.qualifiers.get("case", ())} == {"story"}


def _against(one: Claim, other: Claim) -> str:
    """Why one claim may say no where the other says yes: "denies", "costs", or the class that it is limited in."""
    if one.sign != other.sign and _of_same_predicate(one, other):
        return "denies"
    if not _share_a_subject(one, other):
        return ""
    if one.included * other.included < 0:
        return "costs"
    return limited_to(one, other) if one.only or other.only else ""


def _of_values(one: Claim, other: Claim, apart: frozenset[str]) -> Iterator[_Match]:
    pairs = [(mine, yours, verdict(mine, yours, one, other)) for mine in one.values for yours in other.values]
    # "$18 in 2024" and "$20 in 2025": the years say when the prices hold, and are none to compare.
    dated = any(found in ("differs", "loosely") and mine.kind == "number" for mine, _, found in pairs)
    for mine, yours, found in pairs:
        if found == "apart" or (dated and mine.dimension.startswith("day")):
            continue
        if other_case(one, other, apart, (mine, yours)):
            continue
        if "money:*" in (mine.dimension, yours.dimension) and not _share_a_subject(one, other):
            continue  # what is free is another thing
        aligned = alignment(one, other, _left_out((mine, yours)))
        strict = mine.kind == "name" or (mine.condition and yours.condition)
        if not strict or aligned.core >= _ALIGNED:
            yield _Match(one, other, (mine, yours), found, aligned.fit)


class _Rivals:
    """How well other matches fit that have one of a match's values (or of its claims, where it has no values)."""

    def __init__(self, matches: Iterable[_Match]) -> None:
        self._best: dict[tuple[int, int], list[_Match]] = {}
        for match in matches:
            for side in _sides(match):
                held = self._best.setdefault(side, [])
                held.append(match)
                held.sort(key=lambda one: -one.fit)
                del held[_RIVALS:]

    def best(self, match: _Match) -> float | None:
        """None where there is no other."""
        return max(
            (
                one.fit
                for side in _sides(match)
                for one in self._best[side]
                if one is not match and not (one.one is match.one and one.other is match.other and _farther(one, match))
            ),
            default=None,
        )


def _farther(rival: _Match, match: _Match) -> bool:
    """Of two clashes of the same claims the one whose values are a tenfold nearer is meant."""
    if not (rival.values and match.values and rival.values[0].kind == match.values[0].kind == "number"):
        return False
    return ratio(*rival.values, rival.one, rival.other) > ratio(*match.values, match.one, match.other) + _TENFOLD


def _sides(match: _Match) -> tuple[tuple[int, int], tuple[int, int]]:
    first, second = match.values or (match.one, match.other)
    return (0, id(first)), (1, id(second))


def _left_out(values: Values | None) -> frozenset[str]:
    """Concepts that say nothing of what is spoken of: those of the values themselves."""
    if values is None:
        return PREDICATE_WORDS
    return values[0].counted | values[1].counted if values[0].kind == "name" else frozenset()


def _of_same_predicate(one: Claim, other: Claim) -> bool:
    """Whether what the one denies may be what the other affirms."""
    denies, affirms = (one, other) if one.sign < 0 else (other, one)
    said = denies.denied & affirms.own.keys() - PREDICATE_WORDS
    if not any(weight(concept) == FULL for concept in said) or share_denied(one, other) < _DENIED:
        return False
    kinds = [{name for name, words in PREDICATES.items() if words & claim.own.keys()} for claim in (denies, affirms)]
    must = [each == {"must"} for each in kinds]
    if must[0] != must[1] and all(kinds):
        return False
    # "Not yet" and "in Q3" are both true.
    return not (waits(denies.written) and any(_to_come(value, affirms) for value in affirms.values))


def _to_come(value: Value, claim: Claim) -> bool:
    """Whether a day may lie ahead: "since November 2022" does not."""
    return value.dimension.startswith("day") and _SINCE.search(claim.written) is None


def _share_a_subject(one: Claim, other: Claim) -> bool:
    return any(weight(concept) == FULL for concept in one.own.keys() & other.own.keys() - PREDICATE_WORDS - _OF_COSTS)


class _Explained:
    """Whether either passage gives the other's value too, beside this one or for what fits it as well."""

    def __init__(self, matches: Iterable[_Match]) -> None:
        self._fits: dict[tuple[int, int], float] = {}
        self._beside: set[tuple[tuple[int, int], int]] = set()
        for each in matches:
            if each.verdict == "same" and each.values:
                for side, start in zip(_sides(each), (each.other.start, each.one.start), strict=True):
                    self._fits[side] = max(self._fits.get(side, each.fit), each.fit)
                    self._beside.add((side, start))

    def tells(self, match: _Match) -> bool:
        """It explains why this match's values differ."""
        starts = (match.other.start, match.one.start)
        return any(
            (side, start) in self._beside or self._fits.get(side, -1.0) >= match.fit - _EXPLAINS
            for side, start in zip(_sides(match), starts, strict=True)
        )


def _key(found: Candidate) -> tuple[object, ...]:
    """Ties are settled alike in both directions."""
    sides = sorted(((found.one.written, found.one.start), (found.other.written, found.other.start)))
    values = sorted(value.written for value in found.values or ())
    return (found.kind, sides, values)


def _told(found: Candidate, first: Statements, second: Statements) -> Disagreement:
    claims = (found.one, found.other)
    names = [statements.title or "one passage" for statements in (first, second)]
    said = [f"“{claim.written.rstrip(' .;,')}”" for claim in claims]
    if found.values:
        values = [value.written for value in found.values]
        told = [f"{value} ({words})" for value, words in zip(values, said, strict=True)]
    else:
        values = ["yes" if claim.sign > 0 else "no" for claim in claims]
        told = said
    return Disagreement(
        found.kind,
        Span(found.one.start, found.one.end),
        Span(found.other.start, found.other.end),
        values[0],
        values[1],
        "; ".join(f"“{name}” says {words}" for name, words in zip(names, told, strict=True)),
        round(found.likelihood, 3),
    )
