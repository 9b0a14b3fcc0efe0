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
