"""How likely the first passages answer the question: a logistic regression on a few signs, and two thresholds."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files

from retrieval.model import Status, Thresholds

SMALLEST, LARGEST = 2.0, 4.0
"""Content of 100 and of 10,000 passages, as decimal logarithms."""
TOUCHED = 0.15
"""Share of the question that the first passage must hold where the content lacks one of its words."""
TOUCHED_BY_WORDS = 0.5
"""The same where words alone are compared: then nothing else tells that the passage speaks of what was asked."""
UNTOUCHED = 0.9
"""The most confidence without that, as a share of what is called answered: most of what was asked is never said."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What confidence is judged by.

    `cosine`: how near the two nearest sentences of one of the first passages are to the question (0 where the model
    does not know the language). `coverage`: the share of the question's terms, by weight, that the first passage holds,
    0 to 1. `length`: the natural logarithm of how many terms the question has, for of many no passage holds all.
    `lead`: by how much the first document's score is ahead of the next one's. `size`: the decimal logarithm of the
    number of passages, for of many passages one is always near. `sentence`: the largest share of the question's own
    terms, each counting alike, that a single sentence of the first passages holds: what is said at once is said of each
    other (docs/decisions/confidence.md). `unheard`: how many of the question's words no passage holds; no weight is
    fitted to it, it bounds (see `UNTOUCHED`). `unspoken`: 1 where the question names competitors of whom
    the first passage says none, or where that says nothing of it beside such a name or what it follows; it bounds, too.
    """

    cosine: float
    coverage: float
    length: float
    lead: float
    size: float
    sentence: float
    unheard: int = 0
    unspoken: int = 0


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the signs, as `retrieval.fitting` fits them, and the thresholds of the three statuses."""

    intercept: float
    weights: Mapping[str, float]
    answered: float
    unsure: float

    def confidence(self, signs: Signs) -> float:
        """A probability."""
        total = self.intercept + sum(weight * getattr(signs, name) for name, weight in self.weights.items())
        probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
        return min(probability, UNTOUCHED * self.answered) if self._untouched(signs) else probability

    def _untouched(self, signs: Signs) -> bool:
        """Whether the first passage is on another company, or lacks most of what the content does not wholly have."""
        if signs.unspoken:
            return True
        least = TOUCHED if self.weights.get("cosine") else TOUCHED_BY_WORDS
        return signs.unheard > 0 and signs.coverage < least

    def status(self, confidence: float) -> Status:
        """What a confidence means for the asker."""
        if confidence >= self.answered:
            return "answered"
        return "unsure" if confidence >= self.unsure else "gap"


@dataclass(frozen=True, slots=True)
class Calibrations:
    """One calibration for questions in a language that the model knows, another where words alone are compared."""

    both_sides: Calibration
    lexical_alone: Calibration


def shipped(_model: str = "") -> Calibrations:
    """The calibrations that come with Cornerman, whatever the model."""
    fitted = json.loads(files("retrieval").joinpath("confidence.json").read_text(encoding="utf-8"))
    return Calibrations(Calibration(**fitted["both_sides"]), Calibration(**fitted["lexical_alone"]))


def size_of(passages: int) -> float:
    """The sign `size`, held within the sizes that were calibrated on, a little beyond: nothing is known further out."""
    return min(LARGEST, max(SMALLEST, math.log10(max(passages, 1))))


def with_thresholds(fitted: Calibrations, wanted: Thresholds) -> Calibrations:
    """The same, with the thresholds that somebody wants in place of the fitted ones."""
    return Calibrations(_moved(fitted.both_sides, wanted), _moved(fitted.lexical_alone, wanted))


def _moved(fitted: Calibration, wanted: Thresholds) -> Calibration:
    answered = fitted.answered if wanted.answered is None else wanted.answered
    unsure = fitted.unsure if wanted.unsure is None else wanted.unsure
    if wanted.answered is None:
        answered = max(answered, unsure)
    return replace(fitted, answered=answered, unsure=min(unsure, answered))
