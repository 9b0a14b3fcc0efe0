"""What speaks for and against that two claims are about the same, as figures, and how likely these make it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from content_index.disagreement.model import Claim, Kind, Statements, Value
from content_index.disagreement.polarity import PREDICATE_WORDS
from content_index.disagreement.qualifiers import PROPER, one_sided

WEIGHTS: Mapping[str, float] = {
    "core": 0.33,
    "least": 0.74,
    "most": 0.37,
    "shared": 1.46,
    "heading": 0.16,
    "margin": 1.33,
    "one-sided": -1.13,
    "loosely": -0.53,
    "ratio": -2.45,
    "yes or no": -1.28,
    "siblings": -2.21,
    "swapped": -1.46,
    "contrast": -2.35,
}
"""Of each sign, fitted by `python -m benchmarks.fit_conflicts` (docs/decisions/conflicts.md)."""
BIAS = -0.01
_MOST_SHARED, _MOST_SIDED, _MOST_CONTRAST, _LARGEST_RATIO = 4.0, 3, 2.0, 4.0
_FEW = 2
_PAGES = frozenset(
    [
        "polici",
        "guid",
        "handbook",
        "playbook",
        "faq",
        "sheet",
        "summari",
        "overview",
        "note",
        "list",
        "manual",
        "brief",
        "deck",
        "slide",
        "page",
        "script",
        "templat",
        "book",
        "ticket",
        "question",
        "plan",
        "process",
        "rule",
        "check",
        "checklist",
        "document",
        "leitfaden",
        "handbuch",
    ]
)
"""Kinds of pages: that two titles share one of these makes them no counterparts."""
_OF_TIME = frozenset({"monthly", "annual"})
_ALONE = 0.7
"""The margin of a clash that has no rival."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """How much two claims speak of the same: see `alignment`."""

    core: float
    least: float
    most: float
    shared: float

    @property
    def fit(self) -> float:
        """All in one figure, to tell which of several fits best."""
        return self.core + self.most + self.shared / 4


def alignment(one: Claim, other: Claim, left_out: frozenset[str] = frozenset()) -> Alignment:
    """By the weights of the concepts that both have.

    `core`: the share of what both say themselves, of the shorter; `least` and `most`: the share of what each says that
    stands in the other or around it; `shared`: how much that is.
    """
    own, own_other = _kept(one.own, left_out), _kept(other.own, left_out)
    sum_one, sum_other = sum(own.values()), sum(own_other.values())
    both = covered = shared = covered_other = 0.0
    for concept, weight in own.items():
        if concept in own_other:
            both += weight
        if concept in other.context:
            covered += weight
            shared += weight
    for concept, weight in own_other.items():
        if concept in one.context:
            covered_other += weight
            if concept not in own:
                shared += weight
    shares = (_share(covered, sum_one), _share(covered_other, sum_other))
    return Alignment(
        core=_share(both, min(sum_one, sum_other)),
        least=min(shares),
        most=max(shares),
        shared=shared,
    )


def _kept(own: Mapping[str, float], left_out: frozenset[str]) -> Mapping[str, float]:
    return {concept: weight for concept, weight in own.items() if concept not in left_out} if left_out else own


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


def of_passages(first: Statements, second: Statements) -> dict[str, float]:
    """The signs that are the same for all claims of two passages.

    `heading`: how much of what the heading of the one names stands anywhere in the other, for the better side;
    `siblings`: they stand in one document under different headings; `contrast`: what each is about, by its title and
    text alike, and the other never says.
    """
    named = (_covered(first.named, second.words), _covered(second.named, first.words))
    contrast = min(_untouched(first, second), _untouched(second, first), _MOST_CONTRAST)
    return {
        "heading": max(named),
        "siblings": float(first.title == second.title and first.heading != second.heading),
        "swapped": float(swapped(first, second)),
        "contrast": contrast / _MOST_CONTRAST,
    }


def _untouched(one: Statements, other: Statements) -> float:
    """The weight of what the one is about, by its title and text, and the other never says."""
    return sum(weight for concept, weight in one.topics.items() if concept not in other.words)


def swapped(first: Statements, second: Statements) -> bool:
    """Whether two titles (or headings below one title) are alike but for a word or two: "Tariff Rotterdam"."""
    one, other = first.titled - _PAGES, second.titled - _PAGES
    if one == other:
        one, other = frozenset(first.named), frozenset(second.named)
    shared, mine, yours = len(one & other), len(one - other), len(other - one)
    return 0 < mine <= _FEW and 0 < yours <= _FEW and shared >= max(mine, yours)


def _covered(named: Mapping[str, float], words: frozenset[str]) -> float:
    whole = sum(named.values())
    return sum(weight for concept, weight in named.items() if concept in words) / whole if whole else 0.5


def of_claims(  # noqa: PLR0913
    found: Alignment,
    one: Claim,
    other: Claim,
    *,
    kind: Kind,
    values: tuple[Value, Value] | None,
    best_rival: float | None,
    loosely: bool = False,
) -> dict[str, float]:
    """The signs of one clash.

    `margin`: how much better it fits than the best of those that share one of its values; `one-sided`: of how many
    classes only one claim says anything; `loosely`: both may be true, since one is a bound; `ratio`: how far numbers
    are apart, for those that differ a hundredfold measure different things.
    """
    sided = one_sided(one.qualifiers, other.qualifiers)
    margin = _ALONE if best_rival is None else found.fit - best_rival
    return {
        "core": found.core,
        "least": found.least,
        "most": found.most,
        "shared": min(found.shared, _MOST_SHARED) / _MOST_SHARED,
        "one-sided": min(sum(name != PROPER for name in sided), _MOST_SIDED) / _MOST_SIDED,
        "margin": max(-1.0, min(margin, 1.0)),
        "yes or no": float(kind == "yes_no"),
        "loosely": float(loosely),
        "ratio": ratio(*values, one, other) if values and kind == "number" else 0.0,
    }


def ratio(mine: Value, yours: Value, one: Claim, other: Claim) -> float:
    """How far two numbers are apart, from 0 to 1; those that differ more than fiftyfold have 1."""
    rate, alone = (mine, one), (yours, other)
    if yours.dimension.endswith("/time"):
        rate, alone = alone, rate
    amounts = [value.low if math.isfinite(value.low) else value.high for value in (mine, yours)]
    if (
        rate[0].dimension.endswith("/time")
        and not alone[0].dimension.endswith("/time")
        and _OF_TIME & alone[1].own.keys()
    ):
        amounts = [mine.raw, yours.raw]  # "540 euros list a month": the other was divided by the hours of a month
    if not all(math.isfinite(amount) and amount > 0 for amount in amounts):
        return 0.0
    return min(abs(math.log(amounts[0] / amounts[1])), _LARGEST_RATIO) / _LARGEST_RATIO


def share_denied(one: Claim, other: Claim) -> float:
    """How much of what the one claim denies the other says."""
    denies, affirms = (one, other) if one.sign < 0 else (other, one)
    said = {concept: denies.own.get(concept, 1.0) for concept in denies.denied - PREDICATE_WORDS}
    return _covered(said, frozenset(affirms.own)) if said else 0.0


def likelihood(signs: Mapping[str, float]) -> float:
    """How likely two claims with these signs contradict each other, from 0 to 1."""
    score = BIAS + sum(weight * signs[name] for name, weight in WEIGHTS.items())
    return 1 / (1 + math.exp(-score))
