"""Files that are replaced in one step, so that nobody ever reads half of one."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_beside(path: Path, *, synced: bool = True) -> Iterator[Path]:
    """A file to write, which takes the place of `path` when the block ends well. Raises OSError.

    Until then its name begins with a dot, so that it is no file of a source's folder, and is nobody else's: threads and
    replicas (each may be process 1 of its container) may write at once, and the last one's stands. It says nothing of
    `path`, whose own may be as long as names can be. `synced`: it is on disk before it takes the place; what can be
    fetched or made anew need not be.
    """
    beside = path.with_name(f".{secrets.token_hex(8)}.new")
    try:
        yield beside
        if synced:
            sync(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Forces a file, or a folder's list of names, to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
