"""The file beside a generation that holds its conflicts: written in one step, looked up by who answers."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pydantic import TypeAdapter

from content_index.conflicts.model import Conflict, Conflicts, Scan
from content_index.conflicts.scheme import scan_scheme
from content_index.generation_files import MANIFEST
from content_index.pointer import Stamp
from content_index.written_beside import written_beside

_LOG = logging.getLogger(__name__)

CONFLICTS = "conflicts.jsonl"
"""Not among the files that a generation's checksums name: a generation is whole without it, and it goes with it."""
SECONDS_BETWEEN_LOOKS = 2.0
"""A generation that was not scanned yet is looked at again after so many seconds."""
_REMEMBERED = 4
"""Generations whose conflicts stay in memory."""


@dataclass(frozen=True, slots=True)
class _Head:
    """The file's first line; then follow so many conflicts, each on a line, and one line with all digests."""

    scheme: str
    generation: str
    embedder: str
    conflicts: int


_head: TypeAdapter[_Head] = TypeAdapter(_Head)
_conflict: TypeAdapter[Conflict] = TypeAdapter(Conflict)
_digests: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


def conflicts_file(index_dir: Path, generation: str) -> Path:
    """Where the conflicts of a generation are kept."""
    return index_dir / "generations" / generation / CONFLICTS


def write_scan(index_dir: Path, found: Scan) -> None:
    """Puts the file in its place. Raises OSError: also FileNotFoundError, where the generation has been removed."""
    path = conflicts_file(index_dir, found.generation)
    head = _Head(scan_scheme(), found.generation, found.embedder, len(found.conflicts))
    with written_beside(path) as beside, beside.open("wb") as file:
        file.write(_head.dump_json(head) + b"\n")
        for one in found.conflicts:
            file.write(_conflict.dump_json(one) + b"\n")
        file.write(_digests.dump_json(dict(found.digests)) + b"\n")
    if not path.with_name(MANIFEST).exists():  # removed meanwhile: no folder may stay behind for this file's sake
        path.unlink(missing_ok=True)
        path.parent.rmdir()
        raise FileNotFoundError(path.parent)


def read_scan(index_dir: Path, generation: str) -> Scan | None:
    """What is kept of a generation; None where it is missing, damaged or found another way."""
    try:
        with conflicts_file(index_dir, generation).open("rb") as file:
            head = _read_head(file, generation)
            if head is None:
                return None
            conflicts = tuple(_read_conflicts(file, head))
            digests = _digests.validate_json(file.readline())
    except (OSError, ValueError):
        return None
    if any(each not in digests for one in conflicts for each in (one.first, one.second)):
        return None
    return Scan(generation, head.embedder, conflicts, digests)


class KeptConflicts:
    """Looks conflicts up. Cheap enough for each question; safe for any number of threads."""

    def __init__(self, index_dir: Path, seconds: Callable[[], float] = time.monotonic) -> None:
        """`seconds` tells the time that has passed."""
        self._index_dir = index_dir
        self._seconds = seconds
        self._known: dict[str, Conflicts] = {}
        self._looked: dict[str, float] = {}
        self._useless: Stamp | None = None
        self._loading = threading.Lock()

    def of(self, generation: str) -> Conflicts | None:
        """The conflicts of a generation; None where it has not been scanned yet, or what was kept cannot be used."""
        known = self._known.get(generation)
        if known is not None or not self._is_due(generation):
            return known
        with self._loading:
            if generation in self._known or not self._is_due(generation):
                return self._known.get(generation)
            found = self._read(generation)
            _make_room(self._looked)
            self._looked[generation] = self._seconds()
            if found is not None:
                _make_room(self._known)
                self._known[generation] = found
            return found

    def _is_due(self, generation: str) -> bool:
        looked = self._looked.get(generation)
        return looked is None or self._seconds() - looked >= SECONDS_BETWEEN_LOOKS

    def _read(self, generation: str) -> Conflicts | None:
        path = conflicts_file(self._index_dir, generation)
        stamp: Stamp | None = None
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_ino)
            if stamp == self._useless:
                return None
            with path.open("rb") as file:
                head = _read_head(file, generation)
                return None if head is None else Conflicts(_read_conflicts(file, head))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            self._useless = stamp
            _LOG.warning(
                "%s cannot be used (%s); no conflicts are told until it is made anew", path, type(error).__name__
            )
            return None


def _make_room(held: dict[str, Conflicts] | dict[str, float]) -> None:
    while len(held) >= _REMEMBERED:
        held.pop(next(iter(held)))


def _read_head(file: IO[bytes], generation: str) -> _Head | None:
    """None where it was found another way. Raises ValueError where it is damaged."""
    head = _head.validate_json(file.readline())
    if head.generation != generation:
        raise ValueError("it is of another generation")
    return head if head.scheme == scan_scheme() else None


def _read_conflicts(file: IO[bytes], head: _Head) -> Iterator[Conflict]:
    """Raises ValueError where lines are missing or damaged."""
    return (_conflict.validate_json(file.readline()) for _ in range(head.conflicts))
