"""Passages on disk, one JSON object a line, read when they are asked for: most of a large index never is."""

from __future__ import annotations

import errno
import os
import weakref
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import overload

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from content_index.model import Passage

REMEMBERED = 8192
"""Passages that are kept once they were read: about 4 kB each."""

_adapter: TypeAdapter[Passage] = TypeAdapter(Passage)


class PassageFile(Sequence[Passage]):
    """The passages of a file, by row. Safe for any number of threads; stays readable when the file is deleted.

    Raises OSError for a row that the file does not hold any more. (Of a map, that would end the whole process.)
    """

    def __init__(self, path: Path, starts: npt.NDArray[np.int64]) -> None:
        """`starts` are the places of the lines, and the file's length. Raises OSError or ValueError."""
        self._path = path
        self._starts = starts
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        size = os.fstat(self._file).st_size
        if size != starts[-1]:
            raise ValueError(f"{path} has {size} bytes, not {starts[-1]}")
        self._read = lru_cache(REMEMBERED)(self._parsed)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        if isinstance(row, slice):
            return [self._parsed(each) for each in range(*row.indices(len(self)))]
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        return self._read(int(row) % len(self))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __iter__(self) -> Iterator[Passage]:
        return map(self._parsed, range(len(self)))

    def line(self, row: int) -> bytes:
        """The line of a passage, as it stands in the file."""
        start, end = int(self._starts[row]), int(self._starts[row + 1])
        line = os.pread(self._file, end - start, start)
        if len(line) < end - start:
            mend = "it was cut short while it served; build the index anew with `cornerman reindex`"
            raise OSError(errno.EIO, mend, str(self._path))
        return line

    def _parsed(self, row: int) -> Passage:
        return _adapter.validate_json(self.line(row))


class PassagesTakenOver(Sequence[Passage]):
    """Passages from before and new ones, in an order of their own. Those in a file are only read where asked for."""

    def __init__(self, before: Sequence[Passage], rows: Sequence[int], new: Sequence[Passage]) -> None:
        """`rows` are, passage by passage, the row among those before, or -1 for the next of the new ones."""
        self._before = before
        self._rows = rows
        order = iter(new)
        self._new = {place: next(order) for place, row in enumerate(rows) if row < 0}

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        if isinstance(row, slice):
            return [self[each] for each in range(*row.indices(len(self)))]
        place = range(len(self))[row]
        return self._new[place] if place in self._new else self._before[self._rows[place]]

    def __len__(self) -> int:
        return len(self._rows)

    def lines(self) -> Iterator[bytes]:
        """Each passage as it stands in a file."""
        before = self._before
        for place, row in enumerate(self._rows):
            if row >= 0 and isinstance(before, PassageFile):
                yield before.line(row)
            else:
                yield _line(self[place])


def write_passages(path: Path, passages: Sequence[Passage]) -> npt.NDArray[np.int64]:
    """Writes them and returns the places of their lines, for `PassageFile`."""
    starts = [0]
    lines = passages.lines() if isinstance(passages, PassagesTakenOver) else map(_line, passages)
    with path.open("wb") as file:
        for line in lines:
            starts.append(starts[-1] + file.write(line))
    return np.array(starts, np.int64)


def _line(passage: Passage) -> bytes:
    return _adapter.dump_json(passage) + b"\n"
