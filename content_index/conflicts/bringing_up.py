"""Scans the generation that serves, one scan at a time for an index, and keeps what was found beside it."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from content_index.conflicts.kept import read_scan, write_scan
from content_index.conflicts.model import Scan
from content_index.conflicts.scanning import NotWantedError, scan
from content_index.generation_files import MANIFEST, VECTORS, BrokenGenerationError, read_contents
from content_index.pointer import PointerFile
from content_index.vectors import BrokenVectorsError, VectorIndex

_LOG = logging.getLogger(__name__)


def bring_up(index_dir: Path) -> bool:
    """Scans what serves, unless that is done or another process does it; False where it could not be done.

    A generation that stops serving meanwhile is scanned to its end, since the next one is scanned by what changed
    from it; then that has its turn. One that is removed is given up. What goes wrong is logged, without content's
    words. Never raises.
    """
    try:
        _bring_up(index_dir)
    except Timeout:  # whoever holds the lock looks, when done, at what serves then
        return True
    except (BrokenGenerationError, BrokenVectorsError) as error:
        _LOG.warning("Conflicts between passages are not looked for: %s", error)
    except OSError as error:
        _LOG.warning("Conflicts between passages cannot be kept in %s: %s", index_dir, error.strerror or "no access")
    except Exception as error:  # noqa: BLE001 -- its message may quote content
        place = traceback.extract_tb(error.__traceback__)[-1]
        kind = type(error).__name__
        _LOG.error("Looking for conflicts failed: %s in %s, line %s", kind, place.filename, place.lineno)
    else:
        return True
    return False


def unscanned(index_dir: Path) -> str | None:
    """The generation that serves, where its conflicts are not known; None where they are, or nothing serves."""
    pointer = PointerFile(index_dir).read()
    return None if pointer is None or read_scan(index_dir, pointer.current) else pointer.current


def _bring_up(index_dir: Path) -> None:
    tried: set[str] = set()
    while (generation := unscanned(index_dir)) and generation not in tried:
        tried.add(generation)
        with FileLock(index_dir / "conflicts.lock", timeout=0):
            if unscanned(index_dir) == generation:
                _scan(index_dir, generation)


def _scan(index_dir: Path, generation: str) -> None:
    began = time.monotonic()
    folder = index_dir / "generations" / generation
    try:
        contents = read_contents(folder)
        index = VectorIndex.load(folder / VECTORS, contents.vectors)
        before = next(_earlier(index_dir, generation), None)
        found = scan(contents, index, before, index_dir, (folder / MANIFEST).exists)
        write_scan(index_dir, found)
    except (NotWantedError, OSError, BrokenGenerationError, BrokenVectorsError):
        if (folder / MANIFEST).exists():
            raise
        _LOG.info("Generation %s was removed while its conflicts were looked for", generation)
        return
    if found.failed:
        _LOG.warning("%d pairs of passages could not be compared", found.failed)
    _LOG.info(
        "Generation %s: %d conflicts between passages (%d of them known before); %d passages read, %d pairs compared "
        "in %.1f s",
        generation,
        len(found.conflicts),
        found.carried,
        found.read,
        found.compared,
        time.monotonic() - began,
    )


def _earlier(index_dir: Path, generation: str) -> Iterator[Scan]:
    """What is kept of other generations, the newest first: their names begin with the time."""
    folder = index_dir / "generations"
    others = sorted((path.name for path in folder.iterdir() if path.name != generation), reverse=True)
    return (kept for name in others if (kept := read_scan(index_dir, name)))
