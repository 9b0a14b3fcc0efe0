"""Writing into the index's folder, and saying in words what is wrong where that cannot be done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from content_index.ports import IndexFolderError


@contextmanager
def writing_into(directory: Path) -> Iterator[None]:
    """Raises IndexFolderError for whatever the disk refuses in the block."""
    try:
        yield
    except TimeoutError:  # somebody else holds the lock
        raise
    except OSError as error:
        raise IndexFolderError(
            f"The index cannot be written into {directory} ({error.strerror or error}); the one before serves on. "
            "Free some space there and allow writing, or set data_dir to another folder"
        ) from error
