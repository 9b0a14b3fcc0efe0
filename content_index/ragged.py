"""Lists of unlike length in two flat arrays: what a file on disk can hold and numpy can gather."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ragged:
    """Row i's list is `values[starts[i] : starts[i + 1]]`."""

    starts: Rows
    values: npt.NDArray[np.int32]

    @classmethod
    def of(cls, lists: Iterable[Iterable[int]]) -> Ragged:
        """The lists in order."""
        values: list[int] = []
        starts = [0]
        for each in lists:
            values.extend(each)
            starts.append(len(values))
        return cls(np.array(starts, np.int64), np.array(values, np.int32))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def gather(self, rows: Rows) -> tuple[npt.NDArray[np.int32], Rows]:
        """The values of some rows on end, and where each row's begin among them (one more: where the last ones end)."""
        places, starts = places_of(self.starts, rows)
        return self.values[places], starts

    def taken(self, rows: Rows) -> Ragged:
        """The lists of some rows, in their order."""
        values, starts = self.gather(rows)
        return Ragged(starts, values)

    def below(self, bound: int) -> Ragged:
        """The lists without values that are not below a bound."""
        left_out = np.flatnonzero(self.values >= bound)
        if not len(left_out):
            return self
        return Ragged(self.starts - np.searchsorted(left_out, self.starts), np.delete(self.values, left_out))

    def renamed(self, ids: npt.NDArray[np.int32]) -> tuple[Ragged, Rows]:
        """The same lists with each value v as `ids[v]`, ascending in each list, and the place at which each stood."""
        values = ids[self.values].astype(np.int64)
        key = np.repeat(np.arange(len(self)), np.diff(self.starts)) * max(len(ids), 1) + values
        order = np.argsort(key, kind="stable")  # as good as sorted where most were in order
        return Ragged(self.starts, values[order].astype(np.int32)), order

    def turned(self, columns: int) -> tuple[Ragged, Rows]:
        """By value the rows whose lists hold it, ascending, and the place at which each stood. Values are `columns`."""
        rows = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))
        order = np.argsort(self.values, kind="stable")
        counts = np.bincount(self.values, minlength=columns)
        return Ragged(np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)]), rows[order]), order


def places_of(starts: Rows, rows: Rows) -> tuple[Rows, Rows]:
    """The places of all values of some rows on end, and where each row's begin among them.

    `starts` are those of a `Ragged` or of anything laid out like one.
    """
    first = starts[rows]
    counts = starts[rows + 1] - first
    ends = np.cumsum(counts)
    before = ends - counts
    places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - before, counts)
    return places, np.append(before, ends[-1:] if len(ends) else 0)


def sums(values: npt.NDArray[np.float32], starts: Rows) -> npt.NDArray[np.float32]:
    """The sum of each list of values; 0 where one is empty."""
    running = np.concatenate([np.zeros(1), np.cumsum(values, dtype=np.float64)])
    return np.asarray(running[starts[1:]] - running[starts[:-1]], np.float32)
