"""How likely the first passages answer the question: a logistic regression on a few signs, and two thresholds."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from content_index.generation import LexicalScores
from retrieval.model import Status


@dataclass(frozen=True, slots=True)
class Signs:
    """What confidence is judged by; every sign is from 0 to 1 and does not depend on the size of the content.

    `passage` and `sentence`: the best cosines among the first passages (0 where the model does not know the language).
    `coverage`: the share of the question's terms, by weight, that the best of the first passages holds; `rarest`: the
    share of the question's most telling terms (its upper half) that it holds. `agreement`: how far the lexical and the
    dense side put the same passages first. `margin`: how far the first document is ahead of the next.
    """

    passage: float
    sentence: float
    coverage: float
    rarest: float
    agreement: float
    margin: float


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


@cache
def calibration(*, language_known: bool) -> Calibration:
    """The calibration that ships with Cornerman; another one where only the lexical side can judge."""
    fitted = json.loads(files("retrieval").joinpath("confidence.json").read_text(encoding="utf-8"))
    return Calibration(**fitted["both_sides" if language_known else "lexical_alone"])


def covered(question: Sequence[str], passage: frozenset[str], lexical: LexicalScores) -> tuple[float, float]:
    """The weighted share of the question's terms that a passage holds: of all, and of the more telling half."""
    weighed = sorted(((lexical.weight(term), term) for term in dict.fromkeys(question)), reverse=True)
    telling = weighed[: math.ceil(len(weighed) / 2)]
    return _share(weighed, passage), _share(telling, passage)


def agreement(lexical: Sequence[float], dense: Sequence[float], depth: int = 5) -> float:
    """The share of the first `depth` candidates of one side that are among the first `depth` of the other."""
    if not lexical:
        return 0.0
    first = [set(sorted(range(len(side)), key=lambda row: -side[row])[:depth]) for side in (lexical, dense)]
    return len(first[0] & first[1]) / min(depth, len(lexical))


def _share(weighed: Sequence[tuple[float, str]], held: frozenset[str]) -> float:
    total = sum(weight for weight, _ in weighed)
    return sum(weight for weight, term in weighed if term in held) / total if total else 0.0
