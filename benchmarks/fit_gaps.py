"""Fits what speaks for two questions being one gap, and prints it for bot/gaps/sameness.py.

    python -m benchmarks.fit_gaps [--data cornerman-data] [FILE.jsonl …]

Questions arrive in several orders and are put where they belong; each is compared with what the index finds for it,
as it would be while serving. In some of the rounds a part of the lists (bot/gaps/kinds.py, glossary.py) is unknown: the
questions were written by those who wrote the lists, and other companies' topics stand in them less completely. Weights
may only have the sign that makes sense. Each file, which is a trade of its own, is judged by a matrix and weights that
were fitted to others, with all of the lists known and with a part of them unknown, at several log-odds to join from. A
third of the files is left out at a time: every third one.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from itertools import product
from pathlib import Path
from unittest import mock

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from benchmarks.fit_reading import learn, turned_by, unknown
from benchmarks.gap_quality import partners
from benchmarks.gap_questions import DEV_FILES, Labelled, Reader, b_cubed, read
from bot.gaps import clusters, sameness
from bot.gaps.evidence import said
from bot.gaps.gathering import gathered
from content_index.ports import Vectors

ROUNDS = ((0.0, 1), (0.4, 3))
"""Which share of the lists is unknown, and the seed."""
UNKNOWN = ((0.0, 0), (0.4, 11))
"""The same where a trade is judged: what another company asks for stands in no list."""
JOINS = (0.3, 0.5, 0.6)
LEFT_OUT = 3
"""One file of so many is judged by the others."""
LEANING = 3.0
NAMES = [field.name for field in fields(sameness.Signs)]
NEGATIVE = frozenset({"contradicting", "one_sided", "left_over", "sparse"})

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pairs:
    """Pairs that were compared: their signs, and whether they are one gap."""

    signs: _Floats
    same: npt.NDArray[np.bool_]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=list(DEV_FILES))
    parser.add_argument("--data", type=Path, default=Path("cornerman-data"), help="where the model is kept")
    given = parser.parse_args()
    files = {path.stem: read(path) for path in given.files}
    reader = Reader(given.data)
    # Each trade is read as one that nothing was learned from: its pairs look as those of an unknown trade do.
    turns: dict[str, Vectors] = {}
    parts = [list(files)[first::LEFT_OUT] for first in range(min(LEFT_OUT, len(files)))]
    for part in parts:
        turns |= dict.fromkeys(part, learn([files[name] for name in files if name not in part], reader))
    pairs = compared(files, turns, reader)
    print("fitted to all:", _told(fit([pair for every in pairs.values() for pair in every])), flush=True)
    for part in parts:
        weights = fit([pair for name in files if name not in part for pair in pairs[name]])
        print(f"without {', '.join(part)}:", _told(weights))
        for name in part:
            _judge(name, files[name], reader, turns[name], weights)


def _judge(
    name: str, questions: Sequence[Labelled], reader: Reader, turn: Vectors, weights: tuple[float, _Floats]
) -> None:
    truth = {one.id: one.gap for one in questions}
    for (share, seed), joins in product(UNKNOWN, JOINS):
        with unknown(share, seed), turned_by(turn), weighed(*weights), mock.patch.object(clusters, "JOINS", joins):
            found = gathered(reader.asked(questions))
        told = "P {:.3f} R {:.3f} F1 {:.3f}".format(*b_cubed(found.gaps, truth))
        right = partners(found.gaps, truth, found.perhaps)
        lists = f"{share:.0%} of the lists unknown"
        print(f"  {name}, {lists}, joins from {joins:.1f}: {told}, partner {right}", flush=True)


def compared(
    files: Mapping[str, Sequence[Labelled]], turns: Mapping[str, Vectors], reader: Reader
) -> dict[str, list[Pairs]]:
    """The pairs of every file, by round."""
    found: dict[str, list[Pairs]] = {name: [] for name in files}
    for share, seed in ROUNDS:
        with unknown(share, seed):
            for name, questions in files.items():
                shuffled = list(questions)
                random.Random(seed).shuffle(shuffled)
                with turned_by(turns[name]):
                    found[name].append(_pairs(shuffled, reader))
    return found


def fit(pairs: Sequence[Pairs]) -> tuple[float, _Floats]:
    """Intercept and weights, most probable where weights are expected around 0."""
    signs = np.concatenate([one.signs for one in pairs])
    same = np.concatenate([one.same for one in pairs])
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


def _pairs(questions: Sequence[Labelled], reader: Reader) -> Pairs:
    known = clusters.Clusters()
    signs: list[tuple[float, ...]] = []
    same: list[bool] = []
    for labelled, asked in zip(questions, reader.asked(questions), strict=True):
        for gap, compared_with in known.compared(asked, said(asked.text, asked.language)):
            signs += [astuple(one) for one in compared_with]
            same += [gap == labelled.gap] * len(compared_with)
        known.add(asked, labelled.gap)
    return Pairs(np.array(signs, float), np.array(same))


def _told(fitted: tuple[float, _Floats]) -> str:
    intercept, weights = fitted
    return f"{intercept:.2f} " + ", ".join(f"{n} {w:.2f}" for n, w in zip(NAMES, weights.tolist(), strict=True))


if __name__ == "__main__":
    main()
