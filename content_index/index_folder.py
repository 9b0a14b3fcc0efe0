"""Writing into the index's folder, and saying in words what is wrong where that cannot be done."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from content_index.ports import IndexFolderError

_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG})


@contextmanager
def writing_into(directory: Path) -> Iterator[None]:
    """Raises IndexFolderError for whatever the disk refuses in the block."""
    try:
        yield
    except TimeoutError:  # somebody else holds the lock
        raise
    except OSError as error:
        mend = "Free some space there" if error.errno in _FULL else "Allow writing there"
        raise IndexFolderError(
            f"The index cannot be written into {directory} ({error.strerror or error}); the one before serves on. "
            f"{mend}, or set data_dir to another folder"
        ) from error
