"""Contradictions in the content, put together: what is known of them, and what looks for them beside a server."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from content_index.conflicts import KeptConflicts
from content_index.store import GenerationStore
from content_index.watching import GenerationWatch

if TYPE_CHECKING:
    from content_index.conflicts.starting import BackgroundScans


class ConflictParts:
    """What one deployment knows of contradictions; each part is made when it is first asked for."""

    def __init__(self, store: GenerationStore) -> None:
        self._store = store

    @cached_property
    def known(self) -> KeptConflicts:
        """Which passages contradict each other, as the last scan found."""
        return KeptConflicts(self._store.directory)

    @cached_property
    def scans(self) -> BackgroundScans:
        """What looks for contradictions beside this process, while that serves."""
        from content_index.conflicts.starting import BackgroundScans

        return BackgroundScans(self._store.directory)

    def watch(self, warm_up: Callable[[], None]) -> GenerationWatch:
        """While its block runs, a new generation is warmed up, and looked through where that was not done."""

        def arrived() -> None:
            self.scans.start()
            warm_up()

        return GenerationWatch(self._store, arrived)

    def close(self) -> None:
        """Ends what looks for them."""
        if "scans" in self.__dict__:
            self.scans.close()
