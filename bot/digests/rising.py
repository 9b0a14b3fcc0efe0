"""What is asked about more than before: only where chance would hardly make it look so."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from bot.insights.model import Figures, Trend

FEWEST_QUESTIONS = 5
FEWEST_PEOPLE = 2
SURE = 2.0
"""Standard deviations: about one in forty that did not rise would look so by chance."""
MOST = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """How often something was asked about in a period and in the one before, by at least how many people."""

    name: str
    now: int
    before: int
    people: int


def rising(asked: Iterable[Asked], figures: tuple[Figures, Figures]) -> tuple[Trend, ...]:
    """At most five, those first that rose most surely.

    Something is told where at least 5 questions of 2 people were about it now, and it is clear of chance: were its
    share of all questions the same in both periods, its questions of both would fall into them as all questions do (a
    binomial distribution), and this many or more now would be at least two standard deviations off. So what only grew
    because more was asked of everything is not told.
    """
    now, before = figures
    share = now.questions / max(now.questions + before.questions, 1)
    found = [
        (by, one)
        for one in asked
        if one.now >= FEWEST_QUESTIONS and one.people >= FEWEST_PEOPLE and (by := _deviations(one, share)) >= SURE
    ]
    found.sort(key=lambda pair: (-pair[0], -pair[1].now, pair[1].name))
    return tuple(Trend(one.name, one.now, one.before, one.people) for _, one in found[:MOST])


def _deviations(one: Asked, share: float) -> float:
    both = one.now + one.before
    spread = math.sqrt(both * share * (1 - share))
    return (one.now - both * share) / spread if spread else 0.0
