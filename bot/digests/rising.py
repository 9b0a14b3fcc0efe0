"""What is asked about more than before: only where chance would hardly make it look so."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist

from bot.insights.model import Figures, Trend

FEWEST_QUESTIONS = 5
FEWEST_PEOPLE = 2
CHANCE = 0.05
"""That anything is told in a digest which did not really rise."""
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

    At least 5 questions of 2 people must be about it now, and more than chance would bring: were its share of all
    questions the same in both periods, its own would fall into them as all questions do (binomially), and so many now
    would be seen less often than once in twenty, divided by the number of things that are looked at. So what only grew
    because more was asked of everything is not told, and neither is the luckiest of four hundred documents.
    """
    now, before = figures
    share = now.questions / max(now.questions + before.questions, 1)
    looked_at = [one for one in asked if one.now >= FEWEST_QUESTIONS and one.people >= FEWEST_PEOPLE]
    if not looked_at:
        return ()
    enough = NormalDist().inv_cdf(1 - CHANCE / len(looked_at))
    found = [(by, one) for one in looked_at if (by := _deviations(one, share)) >= enough]
    found.sort(key=lambda pair: (-pair[0], -pair[1].now, pair[1].name))
    return tuple(Trend(one.name, one.now, one.before, one.people) for _, one in found[:MOST])


def _deviations(one: Asked, share: float) -> float:
    """How many standard deviations there are more now than expected (with the correction for whole numbers)."""
    both = one.now + one.before
    spread = math.sqrt(both * share * (1 - share))
    return (one.now - 0.5 - both * share) / spread if spread else 0.0
