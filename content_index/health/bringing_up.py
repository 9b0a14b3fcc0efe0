"""Checks the generation that serves, one check at a time for an index, and keeps what was found beside it."""

from __future__ import annotations

import logging
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from content_index.conflicts.kept import read_scan
from content_index.generation_files import (
    MANIFEST,
    VECTORS,
    BrokenGenerationError,
    Contents,
    read_contents,
    read_manifest,
    read_texts,
)
from content_index.health.checking import OF_TEXTS, Texts, check_texts, files_of, pages_of
from content_index.health.kept import unchecked, write_checked
from content_index.health.listed_files import listing_stamp, read_listing
from content_index.health.model import Checked
from content_index.vectors import BrokenVectorsError, VectorIndex

_LOG = logging.getLogger(__name__)


def bring_up_health(index_dir: Path) -> bool:
    """Checks what serves, unless that is done or another process does it; False where it could not be done.

    Contradictions are among what is found where they have been looked for before. What goes wrong is logged, without
    content's words. Never raises.
    """
    try:
        _bring_up(index_dir)
    except Timeout:  # whoever holds the lock looks, when done, at what serves then
        return True
    except (BrokenGenerationError, BrokenVectorsError) as error:
        _LOG.warning("The content is not checked: %s", error)
    except OSError as error:
        _LOG.warning("What is wrong with the content cannot be kept: %s", error.strerror or "no access")
    except Exception as error:  # noqa: BLE001 -- its message may quote content
        place = traceback.extract_tb(error.__traceback__)[-1]
        _LOG.error("Checking the content failed: %s in %s, line %s", type(error).__name__, place.filename, place.lineno)
    else:
        return True
    return False


def _bring_up(index_dir: Path) -> None:
    tried: set[tuple[str, str]] = set()
    while (generation := unchecked(index_dir)) and (now := (generation, listing_stamp(index_dir))) not in tried:
        tried.add(now)
        with FileLock(index_dir / "health.lock", timeout=0):
            if unchecked(index_dir) == generation:
                _check(index_dir, generation)


def texts_of(index_dir: Path, generation: str, contents: Contents | None = None) -> Texts:
    """A generation as it is checked. Raises BrokenGenerationError, BrokenVectorsError and OSError."""
    folder = index_dir / "generations" / generation
    contents = contents or read_contents(folder)
    scan = read_scan(index_dir, generation)
    return Texts(
        documents=contents.documents,
        passages=contents.passages,
        markdown=dict(read_texts(folder, contents.documents)),
        vectors=contents.vectors,
        index=VectorIndex.load(folder / VECTORS, contents.vectors),
        conflicts=None if scan is None else scan.conflicts,
    )


def _check(index_dir: Path, generation: str) -> None:
    began = time.monotonic()
    folder = index_dir / "generations" / generation
    try:
        texts = texts_of(index_dir, generation)
        listing = read_listing(index_dir)
        files = files_of(texts.documents.values(), read_manifest(folder).info.failures, listing.files)
        found = check_texts(texts, pages_of(texts), files, OF_TEXTS)
        write_checked(index_dir, Checked(generation, datetime.now(UTC), texts.kinds, tuple(found), listing.stamp))
    except (OSError, BrokenGenerationError, BrokenVectorsError):
        if (folder / MANIFEST).exists():
            raise
        _LOG.info("Generation %s was removed while it was checked", generation)
        return
    _LOG.info("Generation %s: %d findings in %.1f s", generation, len(found), time.monotonic() - began)
