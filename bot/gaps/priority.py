"""What to fill first. Pure.

The priority of a gap is reach × weight × recency:

- reach: how many different people asked, and half as much for each question beyond each one's first;
- weight: how bad what happened is, the mean of `SEVERITY` over everything that counts of its questions;
- recency: 1 on the day it was asked last, halved every `HALF_LIFE` after that.

Since recency falls alike for all, the order of gaps does not change while nobody asks: `rank` is the priority's
logarithm against a fixed moment, and is kept beside the gap.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.gaps.model import Gap, Signal

HALF_LIFE = timedelta(days=14)
AGAIN = 0.5
"""What a question counts against one by somebody new."""
SEVERITY: Mapping[Signal, float] = {
    "wrong": 1.5,
    "conflicting": 1.25,
    "outdated": 1.25,
    "escalated": 1.25,
    "no_answer": 1.0,
    "missing": 1.0,
    "unsure": 0.75,
    "unmentioned": 0.75,
    "unhelpful": 0.75,
    "stale": 0.5,
    "too_long": 0.5,
}
"""A rep who says something wrong to a buyer loses more than one who says nothing."""
_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


def reach(people: int, questions: int) -> float:
    """How many ask, as it counts."""
    return people + AGAIN * max(questions - people, 0)


def weight(signals: Mapping[Signal, int]) -> float:
    """How bad it is; 1 where nothing is known."""
    count = sum(signals.values())
    return sum(SEVERITY[signal] * times for signal, times in signals.items()) / count if count else 1.0


def rank(people: int, questions: int, signals: Mapping[Signal, int], last_asked: datetime) -> float:
    """What gaps are ordered by, highest first."""
    return math.log2(max(reach(people, questions), AGAIN) * weight(signals)) + (last_asked - _BEGINNING) / HALF_LIFE


def priority(gap: Gap, now: datetime) -> float:
    """The priority as people are shown it: about the number of people who asked lately."""
    return float(2.0 ** (gap.rank - (now - _BEGINNING) / HALF_LIFE))
