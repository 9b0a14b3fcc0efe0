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
SEARCH = 64
"""To look a passage up among those of a term takes about as long as to write down so many of all passages."""
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

    def held_among(self, seen: npt.NDArray[np.bool_]) -> Rows:
        """By term, the number of `seen` passages that hold it."""
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(seen[self.rows], dtype=np.int64)])
        return np.asarray(np.diff(before[self.starts]), np.int64)

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
            if done and self._held_by(asked[place]) >= WORTH_SKIPPING:
                least = self._reached([asked[each] for each in order[:done]], scores, count, allowed)
                if least > left:
                    rows = _rows_of(scores >= least - left, allowed)
                    rest = [(asked[each], bounds[each]) for each in order[done:]]
                    return self._best_of(rows, scores[rows], rest, count)
            self._add_everywhere(asked[place], scores)
            left -= bounds[place]
        rows = _rows_of(scores > 0, allowed)
        return _highest(rows, scores[rows], count)

    def _held_by(self, group: Mapping[int, float]) -> int:
        return sum(int(self.held[term]) for term in group)

    def _reached(self, groups: Asked, scores: Scores, count: int, allowed: npt.NDArray[np.bool_] | None) -> float:
        """What `count` passages score already, at least: seen among those of one term, the most telling ones first."""
        least = 0.0
        for group in groups:
            if least and self._held_by(group) >= WORTH_SKIPPING:
                return least
            for term in group:
                rows = self.holders(term)
                rows = rows if allowed is None else rows[allowed[rows]]
                if len(rows) >= count:
                    least = max(least, _least(scores[rows], count))
        return least

    def _best_of(
        self, rows: Rows, scores: Scores, rest: Sequence[tuple[Mapping[int, float], float]], count: int
    ) -> Rows:
        """Of some rows with what they score so far; `rest` are groups to come, each with the most that it may add."""
        left = sum(bound for _, bound in rest)
        for group, bound in rest:
            in_question = scores >= _least(scores, count) - left
            rows, scores = rows[in_question], scores[in_question]
            scores = scores + self.at([group], rows)
            left -= bound
        return _highest(rows, scores, count)

    def _add_everywhere(self, group: Mapping[int, float], scores: Scores) -> None:
        if len(group) == 1:
            ((term, counts),) = group.items()
            np.add.at(scores, self.holders(term), np.float32(counts) * self._scores_of(term))  # twice as fast as +=
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
            if self.held[term]:
                best = np.maximum(best, np.float32(counts) * self._of_term_at(term, rows))
        scores += best

    def _of_term_at(self, term: int, rows: Rows) -> Scores:
        holders = self.holders(term)
        if len(rows) * SEARCH > self.passages:
            everywhere = np.zeros(self.passages, np.float32)
            everywhere[holders] = self._scores_of(term)
            return everywhere[rows]
        places = np.minimum(np.searchsorted(holders, rows), len(holders) - 1)
        return np.where(holders[places] == rows, self._scores_of(term)[places], np.float32(0))

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


def _rows_of(those: npt.NDArray[np.bool_], allowed: npt.NDArray[np.bool_] | None) -> Rows:
    return np.flatnonzero(those if allowed is None else those & allowed)


def _least(scores: Scores, count: int) -> float:
    """The lowest of the `count` highest scores."""
    return float(np.partition(scores, -count)[-count])


def _highest(rows: Rows, scores: Scores, count: int) -> Rows:
    return np.sort(rows[np.argpartition(-scores, count - 1)[:count]]) if len(rows) > count else rows
