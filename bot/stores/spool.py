"""Where questions wait on disk until the database has them: bounded, in order, safe against a crash.

Each process has a folder of its own under the spool's root, named by nobody else and held by a lock; in it, numbered
segments of one JSON line a question. A folder whose process is gone is free to be claimed by the next one.

What is promised: a question for which `append` returned is in the hands of the operating system, so that the death of
the process, however sudden, does not lose it. `sync_files` has it survive a power cut as well; the question log calls
that whenever questions have to stay. A question leaves the disk only after `forget`. When the bound is reached new
questions are refused, so that none that was accepted is ever given up.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import secrets
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from bot.model import LoggedQuestion
from bot.stores.question_record import DamagedRecordError, from_line, to_line

SEGMENT_BYTES = 1_000_000
_SUFFIX = ".jsonl"
_LOCK_SECONDS = 2.0
_log = logging.getLogger(__name__)


class SpoolFullError(Exception):
    """The bound is reached: the line was not accepted."""


@dataclass
class _Segment:
    """A file, how many of its lines still wait, and its length in bytes."""

    path: Path
    waiting: int
    size: int


@dataclass(frozen=True)
class ClaimedSegment:
    """A segment left behind by a process that is gone, and the questions in it."""

    path: Path
    size: int
    questions: tuple[LoggedQuestion, ...]


class Spool:
    """One process's part of the spool. Its owner locks it; only `claim` may run beside the rest."""

    def __init__(self, root: Path, max_bytes: int) -> None:
        """Takes a folder of its own under `root`. Raises OSError where the disk does not allow it."""
        self._root = root
        self._max_bytes = max_bytes
        self._segments: deque[_Segment] = deque()
        self._open: int | None = None
        self._numbers = itertools.count(1)
        root.mkdir(parents=True, exist_ok=True)
        self._root_lock = FileLock(root / ".lock", timeout=_LOCK_SECONDS, thread_local=False)
        self._folder = root / f"{os.getpid()}-{secrets.token_hex(4)}"
        with self._root_lock:
            self._folder.mkdir()
            self._lock = _lock(self._folder)
            self._lock.acquire(blocking=False)
        self._others = self._bytes_of_others()

    @property
    def waiting(self) -> int:
        """Lines that have not been forgotten."""
        return sum(segment.waiting for segment in self._segments)

    def append(self, question: LoggedQuestion) -> None:
        """Write a storable question as one whole line at the end.

        Raises:
            SpoolFullError: the bound is reached.
            OSError: the disk refuses; nothing of the line stays.
        """
        line = to_line(question)
        if self._others + sum(segment.size for segment in self._segments) + len(line) > self._max_bytes:
            raise SpoolFullError(f"{self._max_bytes} bytes already wait under {self._root}")
        if self._open is None or self._segments[-1].size >= SEGMENT_BYTES:
            self._begin_segment()
        segment = self._segments[-1]
        try:
            written = 0
            while written < len(line):
                written += os.write(self._descriptor(), line[written:])
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor(), segment.size)
            self._seal()
            raise
        segment.size += len(line)
        segment.waiting += 1

    def forget(self, count: int) -> None:
        """The first `count` lines are safe elsewhere. Raises OSError where a file cannot be removed."""
        while count:
            first = self._segments[0]
            done = min(count, first.waiting)
            first.waiting -= done
            count -= done
            if first.waiting:
                continue
            if first is self._segments[-1] and self._open is not None:
                os.ftruncate(self._open, 0)
                first.size = 0
                return
            self._segments.popleft()
            first.path.unlink(missing_ok=True)

    def paths(self) -> list[Path]:
        """The folder and the files in which questions wait, for `sync_files`."""
        return [self._folder, *(segment.path for segment in self._segments)]

    def claim(self) -> list[ClaimedSegment]:
        """Take over what processes that are gone have left behind, oldest first; hand it to `adopt`. Raises OSError."""
        claimed: list[ClaimedSegment] = []
        with contextlib.suppress(Timeout), self._root_lock:
            for folder in sorted(self._folders_of_others(), key=lambda folder: folder.stat().st_mtime_ns):
                claimed += self._claim_folder(folder)
            self._others = self._bytes_of_others()
        return claimed

    def adopt(self, claimed: Sequence[ClaimedSegment]) -> None:
        """Put claimed segments behind those that wait already; later questions go behind them."""
        if not claimed:
            return
        self._seal()
        self._segments.extend(_Segment(one.path, len(one.questions), one.size) for one in claimed)

    def close(self) -> None:
        """Let go of the folder, and remove it where nothing waits. Raises OSError."""
        self._seal()
        try:
            if not self.waiting:
                for segment in self._segments:
                    segment.path.unlink(missing_ok=True)
                with self._root_lock:
                    _remove_folder(self._folder)
        finally:
            self._lock.release()

    def _descriptor(self) -> int:
        if self._open is None:
            raise OSError("the spool's segment is closed")
        return self._open

    def _begin_segment(self) -> None:
        self._seal()
        path = self._new_path()
        self._open = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        self._segments.append(_Segment(path, 0, 0))

    def _new_path(self) -> Path:
        return self._folder / f"{next(self._numbers):08}{_SUFFIX}"

    def _seal(self) -> None:
        if self._open is not None:
            descriptor, self._open = self._open, None
            os.close(descriptor)

    def _claim_folder(self, folder: Path) -> list[ClaimedSegment]:
        """The segments of a folder whose process is gone, moved into ours; none where it lives."""
        lock = _lock(folder)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return []
        claimed: list[ClaimedSegment] = []
        try:
            for path in sorted(folder.glob(f"*{_SUFFIX}")):
                ours = self._new_path()
                path.replace(ours)
                claimed.append(_read_segment(ours))
        finally:
            lock.release()
        _remove_folder(folder)
        return claimed

    def _folders_of_others(self) -> list[Path]:
        return [path for path in self._root.iterdir() if path.is_dir() and path != self._folder]

    def _bytes_of_others(self) -> int:
        total = 0
        for folder in self._folders_of_others():
            for path in _segments_in(folder):
                with contextlib.suppress(FileNotFoundError):
                    total += path.stat().st_size
        return total


def waiting_of(root: Path, asker: str) -> int:
    """How many questions of somebody wait in whatever process's part of the spool. Raises OSError."""
    found = 0
    folders = [path for path in root.iterdir() if path.is_dir()] if root.is_dir() else []
    for path in (path for folder in folders for path in _segments_in(folder)):
        with contextlib.suppress(FileNotFoundError):
            for line in path.read_bytes().splitlines():
                with contextlib.suppress(DamagedRecordError):
                    found += from_line(line).asker == asker
    return found


def _segments_in(folder: Path) -> list[Path]:
    """None where the folder is gone: its process has just ended."""
    with contextlib.suppress(FileNotFoundError):
        return list(folder.glob(f"*{_SUFFIX}"))
    return []


def sync_files(paths: Sequence[Path]) -> None:
    """Have files and folders survive a power cut; those that are gone meanwhile need not. Raises OSError."""
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _lock(folder: Path) -> FileLock:
    """What a living process holds. Each is an object of its own, so that one thread may hold several."""
    return FileLock(folder / ".lock", thread_local=False)


def _read_segment(path: Path) -> ClaimedSegment:
    """What can be read of a segment: the process may have died, or the power failed, in the middle of a line."""
    content = path.read_bytes()
    questions: list[LoggedQuestion] = []
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            questions.append(from_line(line))
        except DamagedRecordError:
            _log.warning("the question log's spool has a damaged line, which is left out: %s:%d", path, number)
    return ClaimedSegment(path, len(content), tuple(questions))


def _remove_folder(folder: Path) -> None:
    """Remove a folder that holds nothing but its lock; anything else in it keeps it."""
    (folder / ".lock").unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        folder.rmdir()
