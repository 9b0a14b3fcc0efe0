"""What is new in the content, put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.document_pages import IndexedPages
from bot.jobs import Job
from bot.reach.announcing import LaunchPlanner
from bot.reach.desk import ReachDesk
from bot.reach.noticing import Noticer
from content_index.generation_files import read_texts
from content_index.model import Document
from content_index.ports import NoIndexError

if TYPE_CHECKING:
    from bot.wiring import Cornerman

NOTICED_EVERY = 5.0
ANNOUNCED_EVERY = 5.0


class ReachParts:
    """Each is made when it is first asked for."""

    def __init__(self, cornerman: Cornerman) -> None:
        self._cornerman = cornerman

    @cached_property
    def desk(self) -> ReachDesk:
        """Tells what is new, and launches pages."""
        cornerman = self._cornerman
        return ReachDesk(
            news=cornerman.stores.news,
            launches=cornerman.stores.launches,
            documents=IndexedPages(cornerman.store, cornerman.upkeep),
            rights=cornerman.upkeep_parts.rights,
            clock=cornerman.clock,
        )

    @cached_property
    def noticer(self) -> Noticer:
        """Keeps what a new generation brings."""
        return Noticer(self._serving, self._cornerman.stores.news, self._cornerman.clock)

    @cached_property
    def launches(self) -> LaunchPlanner:
        """Launches are to be announced."""
        stores = self._cornerman.stores
        return LaunchPlanner(stores.launches, stores.subscriptions, stores.deliveries)

    def jobs(self) -> Sequence[Job]:
        """What is done again and again beside the server."""
        clock = self._cornerman.clock
        return (
            Job("new pages noticed", NOTICED_EVERY, self.noticer.tick),
            Job("launches announced", ANNOUNCED_EVERY, lambda: self.launches.plan(clock.now())),
        )

    def _serving(self) -> _Serving | None:
        store = self._cornerman.store
        try:
            generation = store.current()
        except NoIndexError:
            return None
        return _Serving(generation.info.id, generation.documents, store.path(generation.info.id))


@dataclass(frozen=True)
class _Serving:
    """Implements bot.reach.noticing.Serving."""

    id: str
    documents: Mapping[str, Document]
    directory: Path

    def texts(self, documents: Sequence[str]) -> Iterable[tuple[str, str]]:
        """Ids and Markdown of some of them. Raises OSError where the generation is gone meanwhile."""
        return read_texts(self.directory, documents) if documents else ()
