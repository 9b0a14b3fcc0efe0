"""Which passages hold which terms, and what each adds to their BM25 score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from content_index.ragged import Rows

WORTH_SKIPPING = 20_000
"""Passages of a common term from which it is worth finding out whether it can still change who is among the best."""
_FILES = ("starts", "rows", "scores")

Scores = npt.NDArray[np.float32]
Asked = Sequence[Mapping[int, float]]
"""Groups of terms that stand for one another, with what each counts."""


@dataclass(frozen=True)
class Postings:
    """The passages that hold term i are `rows[starts[i] : starts[i + 1]]`, ascending; it adds `scores` to theirs."""

    starts: Rows
    rows: npt.NDArray[np.int32]
    scores: Scores
    passages: int

    def save(self, directory: Path) -> None:
        """Writes one file for each array into the directory."""
        for name in _FILES:
            np.save(directory / f"postings_{name}.npy", getattr(self, name))

    @classmethod
    def load(cls, directory: Path, passages: int) -> Postings:
        """Reads what `save` wrote. Raises OSError or ValueError."""
        starts, rows, scores = (np.load(directory / f"postings_{name}.npy") for name in _FILES)
        return cls(starts, rows, scores, passages)

    @cached_property
    def held(self) -> Rows:
        """By term, the number of passages that hold it."""
        return np.diff(self.starts)

    def holders(self, term: int) -> npt.NDArray[np.int32]:
        """Rows of the passages that hold a term, ascending."""
        return self.rows[self.starts[term] : self.starts[term + 1]]

    def at(self, asked: Asked, rows: Rows) -> Scores:
        """The scores of some passages: of each group of terms the best that one holds, counted as the group says."""
        found = np.zeros(len(rows), np.float32)
        for group in asked:
            self._add(group, rows, found)
        return found

    def best(self, asked: Asked, count: int, allowed: npt.NDArray[np.bool_] | None) -> Rows:
        """Rows of the `count` highest scores above 0 (among equals, any of them), ascending; only allowed ones.

        Groups are taken from the most telling one on. As soon as those that are left could not lift any other passage
        among the best, they are looked up for the passages that are still in question only (MaxScore: Turtle and
        Flood, Query evaluation: strategies and optimizations, 1995). Nothing is lost by that.
        """
        bounds = [
            max((count * float(self._largest[term]) for term, count in group.items()), default=0) for group in asked
        ]
        order = sorted(range(len(asked)), key=lambda place: -bounds[place])
        left, scores = sum(bounds), np.zeros(self.passages, np.float32)
        for done, place in enumerate(order):
            if done and sum(int(self.held[term]) for term in asked[place]) >= WORTH_SKIPPING:
                rows = _positive(scores, allowed)
                if len(rows) > count:
                    values = scores[rows]
                    least = np.partition(values, -count)[-count]
                    if least > left:
                        rows = rows[values >= least - left]
                        values = scores[rows] + self.at([asked[each] for each in order[done:]], rows)
                        return _highest(rows, values, count)
            self._add_everywhere(asked[place], scores)
            left -= bounds[place]
        rows = _positive(scores, allowed)
        return _highest(rows, scores[rows], count)

    def _add_everywhere(self, group: Mapping[int, float], scores: Scores) -> None:
        if len(group) == 1:
            ((term, counts),) = group.items()
            scores[self.holders(term)] += np.float32(counts) * self._scores_of(term)
            return
        best = np.zeros(self.passages, np.float32)
        for term, counts in group.items():
            rows = self.holders(term)
            best[rows] = np.maximum(best[rows], np.float32(counts) * self._scores_of(term))
        for term in group:  # what a passage has is taken once, however many of the terms it holds
            rows = self.holders(term)
            scores[rows] += best[rows]
            best[rows] = 0

    def _add(self, group: Mapping[int, float], rows: Rows, scores: Scores) -> None:
        best = np.zeros(len(rows), np.float32)
        for term, counts in group.items():
            holders = self.holders(term)
            if len(holders):
                places = np.minimum(np.searchsorted(holders, rows), len(holders) - 1)
                found = np.where(holders[places] == rows, np.float32(counts) * self._scores_of(term)[places], 0)
                best = np.maximum(best, found)
        scores += best

    def _scores_of(self, term: int) -> Scores:
        return self.scores[self.starts[term] : self.starts[term + 1]]

    @cached_property
    def _largest(self) -> Scores:
        """By term, the most that it adds to any passage's score; 0 where none holds it."""
        largest = np.zeros(len(self.held), np.float32)
        found = self.held > 0
        if found.any():
            largest[found] = np.maximum.reduceat(self.scores, self.starts[:-1][found])
        return largest


def _positive(scores: Scores, allowed: npt.NDArray[np.bool_] | None) -> Rows:
    return np.flatnonzero(scores > 0 if allowed is None else (scores > 0) & allowed)


def _highest(rows: Rows, scores: Scores, count: int) -> Rows:
    return np.sort(rows[np.argpartition(-scores, count - 1)[:count]]) if len(rows) > count else rows
