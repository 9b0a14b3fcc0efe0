"""Fits what speaks for two questions being one gap, and prints it for bot/gaps/sameness.py.

    python -m benchmarks.fit_gaps [--data cornerman-data] [FILE.jsonl …]

Questions arrive in several orders and are put where they belong; each is compared with what the index finds for it,
as it would be while serving. In some of the rounds a part of the lists (bot/gaps/kinds.py, glossary.py) is unknown: the
questions were written by those who wrote the lists, and other companies' topics stand in them less completely. Weights
may only have the sign that makes sense. Figures are cross-validated over gaps: each question is placed by weights that
were fitted without its gap.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from unittest import mock

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from benchmarks.gap_questions import DEV_FILES, Labelled, Reader, b_cubed, read
from bot.gaps import evidence, sameness
from bot.gaps.clusters import Clusters
from bot.gaps.evidence import said
from bot.gaps.gathering import gathered

ROUNDS = ((0.0, 1), (0.0, 2), (0.4, 3), (0.4, 4), (0.7, 5), (0.7, 6))
"""Which share of the lists is unknown, and the seed."""
FOLDS = 4
LEANING = 3.0
NAMES = [field.name for field in fields(sameness.Signs)]
NEGATIVE = frozenset({"contradicting", "one_sided", "left_over", "sparse"})

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pairs:
    """Pairs that were compared: their signs, whether they are one gap, and the gaps of both."""

    signs: _Floats
    same: npt.NDArray[np.bool_]
    gaps: list[tuple[str, str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=list(DEV_FILES))
    parser.add_argument("--data", type=Path, default=Path("cornerman-data"), help="where the model is kept")
    given = parser.parse_args()
    files = {path.stem: read(path) for path in given.files}
    reader = Reader(given.data)
    pairs = compared(files, reader)
    folds = _folds({gap for one in pairs for pair in one.gaps for gap in pair})
    for fold in range(FOLDS):
        print(f"fitted without part {fold}:", _told(fit(pairs, folds, fold)))
    for name, questions in files.items():
        print(
            name, "cross-validated: P {:.3f} R {:.3f} F1 {:.3f}".format(*_unseen(name, questions, pairs, folds, reader))
        )
    print("fitted to all:", _told(fit(pairs)))


def compared(files: Mapping[str, Sequence[Labelled]], reader: Reader) -> list[Pairs]:
    """The pairs of every round."""
    found = []
    for share, seed in ROUNDS:
        with unknown(share, seed):
            for name, questions in files.items():
                shuffled = list(questions)
                random.Random(seed).shuffle(shuffled)
                found.append(_pairs(name, shuffled, reader))
    return found


@contextmanager
def unknown(share: float, seed: int) -> Iterator[None]:
    """A share of what the lists tell is unknown while the block runs."""
    everything = list(evidence.expressions())
    drawn = random.Random(seed)
    gone = {thing for thing in sorted({(kind, name) for kind, name, _ in everything}) if drawn.random() < share}
    left = [(kind, name, words) for kind, name, words in everything if (kind, name) not in gone]
    with mock.patch.object(evidence, "expressions", return_value=left):
        evidence.forget_lists()
        yield
    evidence.forget_lists()


def fit(pairs: Sequence[Pairs], folds: Mapping[str, int] | None = None, without: int = -1) -> tuple[float, _Floats]:
    """Intercept and weights, most probable where weights are expected around 0; of pairs without a fold's gaps."""
    chosen = [
        np.array([folds is None or without not in (folds[a], folds[b]) for a, b in one.gaps], bool) for one in pairs
    ]
    signs = np.concatenate([one.signs[keep] for one, keep in zip(pairs, chosen, strict=True)])
    same = np.concatenate([one.same[keep] for one, keep in zip(pairs, chosen, strict=True)])
    mean, spread = signs.mean(axis=0), signs.std(axis=0)
    spread[spread == 0] = 1
    columns = np.column_stack([np.ones(len(signs)), (signs - mean) / spread])

    def loss(weights: _Floats) -> tuple[float, _Floats]:
        totals = columns @ weights
        held = np.array([0.0, *weights[1:]])
        gradient = columns.T @ (expit(totals) - same) + LEANING * held
        return float(np.sum(np.logaddexp(0, totals) - same * totals) + 0.5 * LEANING * held @ held), gradient

    bounds = [(None, None), *[(None, 0) if name in NEGATIVE else (0, None) for name in NAMES]]
    found = minimize(loss, np.zeros(columns.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = found[1:] / spread
    return float(found[0] - mean @ weights), weights


@contextmanager
def weighed(intercept: float, weights: _Floats) -> Iterator[None]:
    """Clusters go by these weights while the block runs."""
    named = dict(zip(NAMES, weights.tolist(), strict=True))
    with mock.patch.multiple(sameness, INTERCEPT=intercept, WEIGHTS=named):
        yield


def _pairs(name: str, questions: Sequence[Labelled], reader: Reader) -> Pairs:
    clusters = Clusters()
    signs: list[tuple[float, ...]] = []
    same: list[bool] = []
    gaps: list[tuple[str, str]] = []
    for labelled, asked in zip(questions, reader.asked(questions), strict=True):
        own = f"{name}:{labelled.gap}"
        for other, compared_with in clusters.compared(asked, said(asked.text, asked.language)):
            signs += [astuple(one) for one in compared_with]
            same += [other == own] * len(compared_with)
            gaps += [(own, other)] * len(compared_with)
        clusters.add(asked, own)
    return Pairs(np.array(signs, float), np.array(same), gaps)


def _unseen(
    name: str, questions: Sequence[Labelled], pairs: Sequence[Pairs], folds: Mapping[str, int], reader: Reader
) -> tuple[float, float, float]:
    asked = reader.asked(questions)
    truth = {one.id: one.gap for one in questions}
    totals = np.zeros(2)
    for fold in range(FOLDS):
        with weighed(*fit(pairs, folds, fold)):
            found = gathered(asked).gaps
        own = [one.id for one in questions if folds[f"{name}:{one.gap}"] == fold]
        precision, recall, _ = b_cubed(found, truth, own)
        totals += np.array([precision, recall]) * len(own)
    precision, recall = totals / len(questions)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _folds(gaps: set[str]) -> dict[str, int]:
    drawn = sorted(gaps)
    random.Random(0).shuffle(drawn)
    return {gap: place % FOLDS for place, gap in enumerate(drawn)}


def _told(fitted: tuple[float, _Floats]) -> str:
    intercept, weights = fitted
    return f"{intercept:.2f} " + ", ".join(f"{n} {w:.2f}" for n, w in zip(NAMES, weights.tolist(), strict=True))


if __name__ == "__main__":
    main()
