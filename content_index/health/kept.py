"""The file beside a generation that holds what is wrong with it: written in one step, read by who shows it."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from pydantic import TypeAdapter

from content_index.conflicts.kept import read_scan
from content_index.generation_files import MANIFEST
from content_index.health.listed_files import listing_stamp
from content_index.health.model import Checked
from content_index.health.scheme import check_scheme
from content_index.pointer import PointerFile, Stamp
from content_index.written_beside import written_beside

_LOG = logging.getLogger(__name__)

HEALTH = "health.json"
"""Not among the files that a generation's checksums name: a generation is whole without it, and it goes with it."""

_kept: TypeAdapter[tuple[str, Checked]] = TypeAdapter(tuple[str, Checked])


def health_file(index_dir: Path, generation: str) -> Path:
    """Where it is kept."""
    return index_dir / "generations" / generation / HEALTH


def write_checked(index_dir: Path, found: Checked) -> None:
    """Puts the file in its place. Raises OSError: also FileNotFoundError, where the generation has been removed."""
    path = health_file(index_dir, found.generation)
    with written_beside(path) as beside:
        beside.write_bytes(_kept.dump_json((check_scheme(), found)))
    if not path.with_name(MANIFEST).exists():  # removed meanwhile: no folder may stay behind for this file's sake
        path.unlink(missing_ok=True)
        path.parent.rmdir()
        raise FileNotFoundError(path.parent)


def read_checked(index_dir: Path, generation: str) -> Checked | None:
    """What is kept of a generation; None where it is missing, damaged or found another way."""
    try:
        scheme, found = _kept.validate_json(health_file(index_dir, generation).read_bytes())
    except (OSError, ValueError):
        return None
    return found if scheme == check_scheme() and found.generation == generation else None


def unchecked(index_dir: Path) -> str | None:
    """The generation that serves, where it has not been checked as it is now; None where it has, or nothing serves."""
    pointer = PointerFile(index_dir).read()
    if pointer is None:
        return None
    checked = read_checked(index_dir, pointer.current)
    if checked is None or checked.listing != listing_stamp(index_dir):
        return pointer.current
    # Checked while another process was still looking for contradictions.
    late = "conflict" not in checked.kinds and read_scan(index_dir, pointer.current) is not None
    return pointer.current if late else None


class KeptHealth:
    """Looks it up, and remembers the last one. Safe for any number of threads."""

    def __init__(self, index_dir: Path) -> None:
        self._index_dir = index_dir
        self._loading = threading.Lock()
        self._held: tuple[str, Stamp, Checked | None] | None = None

    def of(self, generation: str) -> Checked | None:
        """What is wrong with a generation; None where it has not been checked yet."""
        try:
            status = health_file(self._index_dir, generation).stat()
        except OSError:
            return None
        stamp: Stamp = (status.st_mtime_ns, status.st_ino)
        with self._loading:
            if self._held is None or self._held[:2] != (generation, stamp):
                found = read_checked(self._index_dir, generation)
                if found is None:
                    _LOG.warning("What was found wrong with the content cannot be used until it is found anew")
                self._held = (generation, stamp, found)
            return self._held[2]
