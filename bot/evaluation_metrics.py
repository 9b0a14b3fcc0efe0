"""How good answers are, in numbers. Pure functions over plain values; what has nothing to measure is None."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from random import Random

from content_index.plain_text import plain_text
from content_index.terms import terms

EVIDENCE_SHARE = 0.8
"""Share of the evidence's word pairs that a passage must hold, and of its key words that a quote must."""

_WORD = re.compile(r"\w+")


def first_hit(ranked: Sequence[str], relevant: Iterable[str]) -> int | None:
    """The rank, from 1, of the first relevant document; None where there is none."""
    wanted = set(relevant)
    return next((rank for rank, document in enumerate(ranked, start=1) if document in wanted), None)


def holds_evidence(text: str, evidence: str) -> bool:
    """Whether a text holds the evidence: four fifths of its word pairs, lower case, markup and link targets aside."""
    wanted = _pairs(evidence)
    return bool(wanted) and len(wanted & _pairs(text)) >= EVIDENCE_SHARE * len(wanted)


def holds_key_words(text: str, evidence: str, language: str) -> bool:
    """Whether a quote holds four fifths of the evidence's telling words (stemmed, without little words)."""
    wanted = set(terms(plain_text(evidence), language))
    return bool(wanted) and len(wanted & set(terms(plain_text(text), language))) >= EVIDENCE_SHARE * len(wanted)


def mean(values: Iterable[float]) -> float | None:
    """The arithmetic mean."""
    kept = list(values)
    return sum(kept) / len(kept) if kept else None


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """The probability that a positive scores above a negative; a tie counts half."""
    if not positives or not negatives:
        return None
    wins = sum((p > n) + 0.5 * (p == n) for p in positives for n in negatives)
    return wins / (len(positives) * len(negatives))


def coverage_at_precision(judged: Sequence[tuple[float, bool, bool]], precision: float) -> float | None:
    """The largest share of answerable questions that a threshold on confidence answers at this precision.

    Each question is (confidence, right, answerable); questions of equal confidence are answered together.
    """
    answerable = sum(can for _, _, can in judged)
    if not answerable:
        return None
    best, answered, right, reached = 0.0, 0, 0, 0
    ranked = sorted(judged, key=lambda question: -question[0])
    for _, tied in groupby(ranked, key=lambda question: question[0]):
        for _, is_right, can in tied:
            answered, right, reached = answered + 1, right + is_right, reached + can
        if right >= precision * answered:
            best = reached / answerable
    return best


def brier(judged: Sequence[tuple[float, bool]]) -> float | None:
    """The mean squared distance of confidence from the truth, of (confidence, right); 0 is best."""
    return mean((confidence - right) ** 2 for confidence, right in judged)


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies within one tenth: how many, their mean confidence, how many of them right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def reliability(judged: Sequence[tuple[float, bool]], bins: int = 10) -> list[Bin]:
    """Confidence beside the truth, of (confidence, right), in bins of equal width; empty ones are left out."""
    held: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in judged:
        held.setdefault(min(bins - 1, int(confidence * bins)), []).append((confidence, right))
    return [
        Bin(
            low=place / bins,
            high=(place + 1) / bins,
            count=len(one),
            confidence=sum(confidence for confidence, _ in one) / len(one),
            right=sum(right for _, right in one) / len(one),
        )
        for place, one in sorted(held.items())
    ]


def calibration_error(judged: Sequence[tuple[float, bool]]) -> float | None:
    """The expected calibration error: how far confidence is from the truth in its bin, on average; 0 is best."""
    if not judged:
        return None
    return sum(one.count * abs(one.confidence - one.right) for one in reliability(judged)) / len(judged)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value that `share` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None


def interval(groups: Sequence[Sequence[float]], *, resamples: int = 1000, seed: int = 1) -> tuple[float, float] | None:
    """A 95% bootstrap interval of the mean; values of one group are not independent, so whole groups are drawn."""
    if not groups:
        return None
    random = Random(seed)  # noqa: S311 - a statistic that must come out the same each time
    sums = [(sum(group), len(group)) for group in groups]
    means = []
    for _ in range(resamples):
        drawn = random.choices(sums, k=len(sums))
        means.append(sum(total for total, _ in drawn) / sum(count for _, count in drawn))
    means.sort()
    return means[int(0.025 * resamples)], means[int(0.975 * resamples) - 1]


def _pairs(text: str) -> set[tuple[str, str]]:
    words = _WORD.findall(plain_text(text).lower())
    return {(words[0], "")} if len(words) == 1 else set(pairwise(words))
