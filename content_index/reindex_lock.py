"""One reindex at a time, over all processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from content_index.index_folder import writing_into


class ReindexRunningError(Exception):
    """Another reindex of the same index is running. The message says since when and by which process."""


@contextmanager
def reindex_lock(directory: Path) -> Iterator[None]:
    """Held while the index is built or rolled back; let go by the system when the process dies.

    Raises ReindexRunningError, and IndexFolderError where the folder cannot be written to.
    """
    holder = directory / "reindex.holder"
    try:
        with writing_into(directory):
            directory.mkdir(parents=True, exist_ok=True)
            lock = FileLock(directory / "reindex.lock", timeout=0).acquire()
    except Timeout as error:
        raise ReindexRunningError(
            f"Another reindex is running ({_read(holder)}). Wait for it to finish, then try again."
        ) from error
    with lock:
        try:
            with writing_into(directory):
                now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
                holder.write_text(f"since {now}, process {os.getpid()}", encoding="utf-8")
            yield
        finally:
            holder.unlink(missing_ok=True)


def _read(holder: Path) -> str:
    try:
        return holder.read_text(encoding="utf-8")
    except OSError:
        return "it has just begun or ended"
