"""How likely the first passages answer the question: a logistic regression on a few signs, and two thresholds."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from content_index.generation import LexicalScores
from retrieval.model import Status


@dataclass(frozen=True, slots=True)
class Signs:
    """What confidence is judged by; no sign depends on the size of the content.

    `cosine`: how near the nearest of the first passages and the nearest of their sentences are to the question (their
    mean; 0 where the model does not know the language). `coverage`: the share of the question's terms, by weight, that
    the best of the first passages holds, 0 to 1.
    """

    cosine: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the signs, fitted by `benchmarks/fit_confidence.py`, and the thresholds of the three statuses."""

    intercept: float
    weights: Mapping[str, float]
    answered: float
    unsure: float

    def confidence(self, signs: Signs) -> float:
        """A probability."""
        total = self.intercept + sum(weight * getattr(signs, name) for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

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


def shipped() -> Calibrations:
    """The calibrations that come with Cornerman."""
    fitted = json.loads(files("retrieval").joinpath("confidence.json").read_text(encoding="utf-8"))
    return Calibrations(Calibration(**fitted["both_sides"]), Calibration(**fitted["lexical_alone"]))


def coverage(question: Sequence[str], passage: frozenset[str], lexical: LexicalScores) -> float:
    """The share of the question's terms, each by its weight, that a passage holds."""
    weights = {term: lexical.weight(term) for term in question}
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in passage) / total if total else 0.0
