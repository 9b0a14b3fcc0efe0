"""How much speaks for two questions asking for the same missing thing. Pure, and quick: a question meets hundreds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.gaps.evidence import Said, widest

NEAR = 0.75
"""Similarity from which a word in no dictionary is taken for another one that begins with the same letter."""
SHORTEST = 4
MOST_COUNTED = 2
_SMALL = 0.3

Weight = Callable[[str], float]
"""How telling a term is, 0 to 1: one that stands in every gap tells nothing."""


@dataclass(frozen=True, slots=True)
class Closeness:
    """How near the vectors of two questions are, `above` what is usual around both.

    `sparse` is 0 where enough questions are known to tell what is usual, else how many times too few (natural log).
    """

    above: float
    sparse: float


@dataclass(frozen=True, slots=True)
class Signs:
    """What two questions have in common and what keeps them apart; each sign is explained in docs/decisions/gaps.md."""

    closeness: float
    overlap: float
    rarest: float
    contradicting: float
    agreeing: float
    one_sided: float
    left_over: float
    shared_names: float
    shared_meanings: float
    sparse: float


WEIGHTS: Mapping[str, float] = {
    "closeness": 9.84,
    "overlap": 0.87,
    "rarest": 1.43,
    "contradicting": -1.47,
    "agreeing": 0.50,
    "one_sided": -0.32,
    "left_over": -0.99,
    "shared_names": 0.14,
    "shared_meanings": 0.00,
    "sparse": -0.55,
}
"""Fitted by benchmarks/fit_gaps.py to benchmarks/data/gap-questions-dev*.jsonl, each read as an unknown trade."""
INTERCEPT = -1.43


def sameness(signs: Signs) -> float:
    """The log-odds that two questions ask for the same thing."""
    told: float = sum(weight * getattr(signs, name) for name, weight in WEIGHTS.items())
    return INTERCEPT + told


def signs_of(one: Said, other: Said, closeness: Closeness, weight: Weight) -> Signs:
    """Compare two questions."""
    shared, left, others_left = _shared(one, other)
    own, others = sum(map(weight, left)), sum(map(weight, others_left))
    weights = {term: weight(term) for term in shared}
    common = sum(weights.values())
    contradicting = agreeing = one_sided = 0
    for kind in one.named.keys() | other.named.keys():
        here, there = one.named.get(kind), other.named.get(kind)
        if here is None or there is None:
            one_sided += 1
        elif not (here.isdisjoint(widest(there)) and there.isdisjoint(widest(here))):
            agreeing += 1
        else:
            contradicting += 1
    names = one.names | other.names
    return Signs(
        closeness=closeness.above,
        overlap=common / (common + own + others + _SMALL),
        rarest=max(weights.values(), default=0.0),
        contradicting=min(contradicting, MOST_COUNTED),
        agreeing=min(agreeing, MOST_COUNTED),
        one_sided=min(one_sided, MOST_COUNTED),
        left_over=math.tanh(min(own, others)),
        shared_names=float(not names.isdisjoint(shared)),
        shared_meanings=math.tanh(sum(told for term, told in weights.items() if term[0] == "=")),
        sparse=closeness.sparse,
    )


def _shared(one: Said, other: Said) -> tuple[set[str], set[str], set[str]]:
    """The terms of both, and those that only one and only the other has."""
    shared = set(one.terms & other.terms)
    left, others_left = set(one.terms), set(other.terms)
    left -= shared
    others_left -= shared
    _match_joined(left, others_left, other.joined, shared)
    _match_joined(others_left, left, one.joined, shared)
    for name in sorted(left & one.names):
        _match_misspelt(name, left, others_left, shared)
    for name in sorted(others_left & other.names):
        _match_misspelt(name, others_left, left, shared)
    return shared, left, others_left


def _match_joined(left: set[str], others_left: set[str], joined: frozenset[str], shared: set[str]) -> None:
    """As "brightloop" is "bright loop"."""
    for term in sorted(left & joined):
        shared.add(term)
        left.discard(term)
        others_left -= {part for part in others_left if term.startswith(part) or term.endswith(part)}


def _match_misspelt(name: str, left: set[str], others_left: set[str], shared: set[str]) -> None:
    """As "quandry" is "quandary"."""
    from rapidfuzz.distance import OSA

    if len(name) < SHORTEST:
        return
    near = [term for term in others_left if term[0] == name[0] and len(term) >= SHORTEST and ":" not in term]
    for other in sorted(near):
        if OSA.normalized_similarity(name, other, score_cutoff=NEAR) >= NEAR:
            shared.add(other)
            left.discard(name)
            others_left.discard(other)
            return
