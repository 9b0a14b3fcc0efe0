"""Looks out for a new generation while a process serves, so that no question has to find it and wait for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from content_index.generation import Generation

_log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 1.0
_SECONDS_TO_STOP = 5.0
"""How long the end of the block waits for a generation that is just being loaded."""


class _Store(Protocol):
    def catch_up(self) -> Generation | None: ...


class GenerationWatch:
    """While its block runs, a thread looks every second at the pointer and loads the generation that it names.

    A look costs the change time of one file. `arrived` is called for each generation that begins to serve, the first
    one too: to prepare what its first search needs.
    """

    def __init__(
        self, store: _Store, arrived: Callable[[], object], seconds_between_looks: float = SECONDS_BETWEEN_LOOKS
    ) -> None:
        self._store = store
        self._arrived = arrived
        self._seconds = seconds_between_looks
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watch-generations", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._thread.join(_SECONDS_TO_STOP)

    def _watch(self) -> None:
        serving: Generation | None = None
        while not self._stopped.is_set():
            found = self._look(serving)
            if found is not None and found is not serving:
                self._welcome(found)
            serving = found
            self._stopped.wait(self._seconds)

    def _look(self, serving: Generation | None) -> Generation | None:
        try:
            return self._store.catch_up()
        except Exception:  # noqa: BLE001 -- the watch must outlive whatever a damaged disk raises
            _log.exception("Looking for a new generation failed; the one before serves on.")
            return serving

    def _welcome(self, generation: Generation) -> None:
        try:
            self._arrived()
        except Exception:  # noqa: BLE001 -- it serves all the same; only its first question takes longer
            _log.exception("Preparing generation %s for its first question failed.", generation.info.id)
        info = generation.info
        _log.info("Generation %s serves now: %d documents, %d passages", info.id, info.documents, info.passages)
