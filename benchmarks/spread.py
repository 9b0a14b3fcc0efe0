"""Times of interleaved rounds become one figure with its spread. Pure functions over plain values."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation_metrics import percentile

Rounds = Sequence[Sequence[float]]
"""Milliseconds of each question, by round."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The median over rounds, and the lowest and highest round."""

    median: float
    lowest: float
    highest: float


def spread(values: Sequence[float]) -> Spread:
    """Of one value a round."""
    return Spread(statistics.median(values), min(values), max(values))


def latency(rounds: Rounds) -> dict[str, float | None]:
    """The median and the 95th percentile of all questions of all rounds, in milliseconds."""
    every = [milliseconds for each in rounds for milliseconds in each]
    return {"p50": percentile(every, 0.50), "p95": percentile(every, 0.95)}


def times_slower(rounds: Rounds, base: Rounds) -> Spread:
    """How many times the median question of `base` one takes, round against round: noise hits both of a round alike."""
    pairs = zip(rounds, base, strict=True)
    return spread([statistics.median(own) / statistics.median(other) for own, other in pairs])


def rates(counts: Sequence[float], seconds: Sequence[float]) -> Spread:
    """So many a second, of rounds."""
    return spread([count / taken for count, taken in zip(counts, seconds, strict=True)])
