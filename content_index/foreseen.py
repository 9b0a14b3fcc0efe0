"""What nobody foresaw, put into the words of what was: it costs one file, or one source, and not the whole run."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from content_index.ports import SourceError, UnreadableFileError

_log = logging.getLogger(__name__)


@contextmanager
def listing(source: str) -> Iterator[None]:
    """Raises SourceError for whatever goes wrong while a source is opened or listed."""
    try:
        yield
    except SourceError:
        raise
    except Exception as error:
        _log.exception("Listing source %s failed", source)
        reason = f"it could not be listed ({type(error).__name__}): correct its location, or try again later"
        raise SourceError(reason) from error


@contextmanager
def reading(source: str, path: str) -> Iterator[None]:
    """Raises UnreadableFileError for whatever goes wrong while a file is read, but for a SourceError."""
    try:
        yield
    except (SourceError, UnreadableFileError):
        raise
    except Exception as error:
        _log.exception("Reading %s of source %s failed", path, source)
        reason = f"it could not be read ({type(error).__name__}: {error}): save it anew, or leave it out"
        raise UnreadableFileError(reason) from error
