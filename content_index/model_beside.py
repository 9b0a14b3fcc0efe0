"""Loads the model while a changed file is being read: each takes about a second, and neither needs the other."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection

from content_index.metadata_keys import Metadata
from content_index.model import ReadDocument, Source
from content_index.ports import DocumentReader

_log = logging.getLogger(__name__)


class LoadingReader:
    """A DocumentReader that has the model loaded beside, as soon as a file is read that will have to be embedded.

    `known` are source and path of files whose last version is indexed: a change of theirs is nearly always one of
    words. Of others that is not known before they have been read: a file that cannot be read is tried again each time.
    """

    def __init__(self, reader: DocumentReader, known: Collection[tuple[str, str]], load: Callable[[], object]) -> None:
        self._reader = reader
        self._known = known
        self._loading = threading.Thread(target=_quietly, args=(load,), name="model", daemon=True)
        self.fingerprint = reader.fingerprint

    def metadata_around(self, source: Source, path: str, side_file: bytes | None) -> Metadata:
        """What the reader says."""
        return self._reader.metadata_around(source, path, side_file)

    def read(self, source: Source, path: str, content: bytes, side_file: bytes | None) -> ReadDocument:
        """What the reader reads. Raises what it raises."""
        if (source.name, path) in self._known:
            self._start()
        read = self._reader.read(source, path, content, side_file)
        self._start()
        return read

    def wait(self) -> None:
        """Returns when nothing is being loaded any more: a process must not end in the middle of it."""
        if self._loading.ident is not None:
            self._loading.join()

    def _start(self) -> None:
        if self._loading.ident is None:
            self._loading.start()


def _quietly(load: Callable[[], object]) -> None:
    try:
        load()
    except Exception as error:  # noqa: BLE001 -- whoever needs the model meets it again, and tells it
        _log.debug("The model cannot be loaded: %s", type(error).__name__)
