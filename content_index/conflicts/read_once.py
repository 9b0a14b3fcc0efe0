"""What passages state, each read once: the last ones in memory, the others in a file that no one else sees."""

from __future__ import annotations

import pickle
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from content_index.disagreement.model import Statements

IN_MEMORY = 1_024
"""Passages whose statements stay in memory, at some 30 kB each; to fetch others costs a tenth of reading them."""


class ReadOnce:
    """Statements by row, while its block runs. Raises OSError where the file's disk is full."""

    def __init__(self, read: Callable[[int], Statements], folder: Path, in_memory: int = IN_MEMORY) -> None:
        """The file lies in `folder`, without a name: it goes with the process, however that ends."""
        self._read = read
        self._in_memory = in_memory
        self._held: OrderedDict[int, Statements] = OrderedDict()
        self._places: dict[int, tuple[int, int]] = {}
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 -- closed at the block's end
        self.passages = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __getitem__(self, row: int) -> Statements:
        held = self._held.get(row)
        if held is not None:
            self._held.move_to_end(row)
            return held
        statements = self._fetched(row)
        if statements is None:
            statements = self._read(row)
            self.passages += 1
        self._held[row] = statements
        if len(self._held) > self._in_memory:
            self._put_away(*self._held.popitem(last=False))
        return statements

    def _put_away(self, row: int, statements: Statements) -> None:
        if row not in self._places:
            written = pickle.dumps(statements, pickle.HIGHEST_PROTOCOL)
            self._places[row] = (self._file.seek(0, 2), len(written))
            self._file.write(written)

    def _fetched(self, row: int) -> Statements | None:
        if row not in self._places:
            return None
        start, length = self._places[row]
        self._file.seek(start)
        found: Statements = pickle.loads(self._file.read(length))  # noqa: S301 -- this process alone can write it
        return found
