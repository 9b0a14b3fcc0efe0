"""The middle of each gap's vectors, in one matrix that is searched whole."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from content_index.ports import Vectors

_FIRST_ROWS = 256


class Middles:
    """One row for each gap that has a vector; rows of gaps that are gone are used again."""

    def __init__(self) -> None:
        self._rows: Vectors = np.zeros((0, 0), np.float32)
        self._joins: npt.NDArray[np.bool_] = np.zeros(0, bool)
        self._gaps: list[str | None] = []
        self._row_of: dict[str, int] = {}
        self._free: list[int] = []

    def put(self, gap: str, vectors: Vectors, *, joins: bool) -> None:
        """The vectors of a gap are these now, rows of unit length; none: it is forgotten."""
        if not len(vectors):
            self.forget(gap)
            return
        middle = vectors.mean(axis=0)
        row = self._row(gap, len(middle))
        self._rows[row] = middle / max(float(np.linalg.norm(middle)), 1e-9)
        self._joins[row] = joins

    def forget(self, gap: str) -> None:
        """There is no such gap."""
        row = self._row_of.pop(gap, None)
        if row is not None:
            self._gaps[row] = None
            self._rows[row] = 0
            self._joins[row] = False
            self._free.append(row)

    def nearest(self, vector: Vectors, most: int, *, joining: bool) -> list[str]:
        """Gaps whose middles are nearest, nearest first; with `joining` those alone that take new questions."""
        count = len(self._gaps)
        if not count or self._rows.shape[1] != len(vector):
            return []
        # Not by `@`, which is shared out to threads: the last of them is waited for, also where processors are busy.
        cosines = np.vecdot(self._rows[:count], vector)
        if joining:
            cosines[~self._joins[:count]] = -2
        best = np.argpartition(-cosines, min(most, count) - 1)[:most]
        ranked = sorted(best.tolist(), key=lambda row: (-cosines[row], row))
        return [gap for row in ranked if (gap := self._gaps[row]) is not None and cosines[row] > -1]

    def _row(self, gap: str, dimensions: int) -> int:
        if gap in self._row_of:
            return self._row_of[gap]
        if self._free:
            row = self._free.pop()
            self._gaps[row] = gap
        else:
            row = len(self._gaps)
            self._gaps.append(gap)
            if row >= len(self._rows):
                self._grow(dimensions)
        self._row_of[gap] = row
        return row

    def _grow(self, dimensions: int) -> None:
        rows = np.zeros((max(_FIRST_ROWS, 2 * len(self._rows)), dimensions), np.float32)
        joins = np.zeros(len(rows), bool)
        rows[: len(self._rows)] = self._rows.reshape(-1, dimensions)
        joins[: len(self._joins)] = self._joins
        self._rows, self._joins = rows, joins
