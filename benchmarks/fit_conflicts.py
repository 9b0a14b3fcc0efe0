"""Fits how likely two claims contradict each other, and prints it for content_index/disagreement/signs.py.

    python -m benchmarks.fit_conflicts --corpus FOLDER [--corpus FOLDER …]

Of a labelled pair that conflicts the likeliest candidate is the conflict, found anew in each round; every candidate of
one that does not is none, nor is one of passages of different pairs that share many words, or of near passages of a
corpus (a folder of Markdown). A company's pages do contradict each other here and there: these count little. Weights
may only have the sign that makes sense. Figures are for each file by weights that were fitted without it.
"""

from __future__ import annotations

import argparse
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from benchmarks.conflict_quality import BLIND_FILES, DEV_FILES, labelled, statements
from content_index.anchors import markdown_parser
from content_index.disagreement.comparing import candidates
from content_index.disagreement.model import Statements
from content_index.disagreement.signs import WEIGHTS
from content_index.disagreement.statements import read
from content_index.front_matter import split_front_matter
from content_index.sections import cut_sections

NAMES = tuple(WEIGHTS)
AGAINST = frozenset({"one-sided", "yes or no", "loosely", "ratio", "siblings", "swapped", "contrast"})
LEANING = 2.0
"""How strongly weights are drawn to nothing, against one pair."""
OF_OTHER_PAIRS, OF_A_CORPUS = 0.2, 0.06
"""What a pair counts that is no labelled one: passages of different pairs speak of one invented company, and where one
pair conflicts these may as well."""
NEAR, NEAR_OF_FEW, LARGEST, FILES, PAIRS, ROUNDS = 0.45, 0.25, 0.9, 220, 9_000, 8

LINES = (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9)
"""Likelihoods from which on figures are told."""

_Floats = npt.NDArray[np.float64]
_Told = tuple[float, bool]
"""How likely a pair is held to conflict, and whether it does."""


@dataclass(frozen=True, slots=True)
class Example:
    """The signs of the candidates of one pair, a row each; `file` is where it comes from (-1: a corpus)."""

    signs: _Floats
    conflict: bool
    weight: float
    file: int


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--corpus", type=Path, action="append", default=[], help="a folder of Markdown")
    given = options.parse_args()
    read_files = [
        [(row, statements(row.pair.a), statements(row.pair.b)) for row in labelled(path)] for path in DEV_FILES
    ]
    examples = [
        Example(_signs(a, b), row.conflict, 1.0, file) for file, rows in enumerate(read_files) for row, a, b in rows
    ]
    others = [
        Example(_signs(a, b), conflict=False, weight=OF_OTHER_PAIRS, file=file)
        for file, rows in enumerate(read_files)
        if file  # the passages of the first are variants of each other
        for (n, one), (m, other) in itertools.combinations(enumerate(rows), 2)
        if m - n > 1
        for a, b in itertools.product(one[1:], other[1:])
        if _near(a, b, NEAR_OF_FEW)
    ]
    natural = [Example(_signs(a, b), False, OF_A_CORPUS, -1) for root in given.corpus for a, b in _pairs_of(root)]
    held_out = natural[1::2]
    taught = [*examples, *others, *natural[::2]]
    print(f"{len(examples)} labelled pairs, {len(others)} others, {len(natural)} of corpora")
    left_out = list[list[_Told]]()
    for file, path in enumerate(DEV_FILES):
        weights = _fit([one for one in taught if one.file != file])
        left_out.append([(_likelihood(one.signs, weights), one.conflict) for one in examples if one.file == file])
        _tell(path.name, left_out[-1])
    _tell("all", list(itertools.chain(*left_out)))
    of_blind = zip(DEV_FILES, left_out, strict=True)
    _tell("all by blind authors", [one for path, each in of_blind if path in BLIND_FILES for one in each])
    weights = _fit(taught)
    flagged = np.array([_likelihood(one.signs, weights) for one in held_out])
    shares = ", ".join(f"{np.mean(flagged >= at):.1%} from {at} on" for at in LINES)
    print(f"told of near passages of corpora: {shares}")
    print("WEIGHTS =", {name: round(float(weight), 2) for name, weight in zip(NAMES, weights[1:], strict=True)})
    print("BIAS =", round(float(weights[0]), 2))


def _signs(a: Statements, b: Statements) -> _Floats:
    rows = [[1.0, *(one.signs[name] for name in NAMES)] for one in candidates(a, b)]
    return np.array(rows, np.float64).reshape(len(rows), len(NAMES) + 1)


def _near(a: Statements, b: Statements, least: float = NEAR) -> bool:
    smaller = min(len(a.words), len(b.words))
    return smaller > 8 and least < len(a.words & b.words) / smaller < LARGEST


def _pairs_of(root: Path) -> Iterator[tuple[Statements, Statements]]:
    drawn = random.Random(3)
    files = sorted(root.rglob("*.md"))
    drawn.shuffle(files)
    passages = [passage for path in files[:FILES] for passage in _passages(path)]
    near = [pair for pair in itertools.combinations(passages, 2) if _near(*pair)]
    drawn.shuffle(near)
    yield from near[:PAIRS]


def _passages(path: Path) -> Iterator[Statements]:
    metadata, text = split_front_matter(path.read_text("utf-8", errors="replace"), path.name)
    first = next((line[2:] for line in text.split("\n") if line.startswith("# ")), path.stem)
    title = str(metadata.get("title") or first)
    for part in cut_sections(text, markdown_parser(), title=title, language="en", unit_level=0):
        yield read(title, " › ".join(part.path), text[part.start : part.end])


def _fit(examples: Sequence[Example]) -> _Floats:
    """The bias, then a weight for each of `NAMES`."""
    sense = [-1.0 if name in AGAINST else 1.0 for name in NAMES]
    weights = np.array([0.0, *sense])
    for _ in range(ROUNDS):
        rows, truth, counts = _rows(examples, weights)

        def loss(point: _Floats, rows: _Floats = rows, truth: _Floats = truth, counts: _Floats = counts):  # noqa: ANN202
            guessed = np.clip(expit(rows @ point), 1e-9, 1 - 1e-9)
            apart = -np.sum(counts * (truth * np.log(guessed) + (1 - truth) * np.log(1 - guessed)))
            return (
                apart + LEANING / 2 * np.sum(point[1:] ** 2),
                rows.T @ (counts * (guessed - truth)) + LEANING * np.concatenate([[0.0], point[1:]]),
            )

        bounds = [(None, None), *(((None, 0.0) if name in AGAINST else (0.0, None)) for name in NAMES)]
        weights = minimize(loss, weights, jac=True, bounds=bounds, method="L-BFGS-B").x
    return weights


def _rows(examples: Sequence[Example], weights: _Floats) -> tuple[_Floats, _Floats, _Floats]:
    rows: list[_Floats] = []
    truth: list[float] = []
    counts: list[float] = []
    for one in examples:
        if not len(one.signs):
            continue
        chosen = one.signs[[int(np.argmax(one.signs @ weights))]] if one.conflict else one.signs
        rows.extend(chosen)
        truth.extend([float(one.conflict)] * len(chosen))
        counts.extend([one.weight / np.sqrt(len(chosen))] * len(chosen))
    return np.array(rows), np.array(truth), np.array(counts)


def _likelihood(signs: _Floats, weights: _Floats) -> float:
    return float(expit(signs @ weights).max()) if len(signs) else 0.0


def _tell(name: str, found: Sequence[_Told]) -> None:
    conflicts = sum(so for _, so in found)
    told = [(at, [so for one, so in found if one >= at]) for at in LINES]
    figures = (f"{at}: {np.mean(so):.2f}/{sum(so) / conflicts:.2f} of {len(so)}" for at, so in told if so)
    print(f"{name}, fitted without each: precision/recall from", ", ".join(figures))


if __name__ == "__main__":
    main()
