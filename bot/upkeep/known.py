"""What owners said of their pages, in memory: looked at twice a second, so that a wrong page is gone within one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import TypeAdapter, ValidationError

from bot.ports import KeepingError
from bot.upkeep.model import DocumentState
from bot.upkeep.ports import Upkeep
from content_index.model import Document
from content_index.written_beside import written_beside

_LOG = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 0.4
_states: TypeAdapter[list[DocumentState]] = TypeAdapter(list[DocumentState])


class NothingSaid:
    """Implements bot.upkeep.ports.KnownUpkeep where nobody says anything."""

    def states(self) -> Mapping[str, DocumentState]:
        """None."""
        return {}

    def hidden(self) -> tuple[str, ...]:
        """None."""
        return ()

    def kept(self, document: Document) -> Document:
        """As it says itself."""
        return document

    def needs_work(self, _document: str) -> bool:
        """Nobody says so."""
        return False


class WatchedUpkeep:
    """Implements bot.upkeep.ports.KnownUpkeep; while its block runs, a thread looks for what has changed.

    What was known last is kept in `file`, too: with a database that is down at the start, what was pulled stays so.
    """

    def __init__(
        self,
        upkeep: Upkeep,
        file: Path,
        every: Mapping[str, int] | None = None,
        seconds_between_looks: float = SECONDS_BETWEEN_LOOKS,
    ) -> None:
        """`every`: how many days after a review the next is due, by kind, for pages that do not say so themselves."""
        self._every = {kind.casefold(): days for kind, days in (every or {}).items()}
        self._upkeep = upkeep
        self._file = file
        self._seconds = seconds_between_looks
        self._mark: str | None = None
        self._known: Mapping[str, DocumentState] | None = None
        self._hidden: tuple[str, ...] = ()
        self._looking = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watch-upkeep", daemon=True)

    def __enter__(self) -> Self:
        self.look()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._thread.join()

    def states(self) -> Mapping[str, DocumentState]:
        """By the page's id."""
        if self._known is None:
            self.look()
        return self._known or {}

    def hidden(self) -> tuple[str, ...]:
        """Ids of pages that no answer is made from, in one order."""
        if self._known is None:
            self.look()
        return self._hidden

    def kept(self, document: Document) -> Document:
        """A page with its reviews: the later day of what it says itself and what an owner said, and how often."""
        state = self.states().get(document.id)
        said = (document.reviewed, state.reviewed if state is not None else None)
        reviewed = max((day for day in said if day is not None), default=None)
        every = document.review_every_days or self._every.get(document.kind.casefold())
        if (reviewed, every) == (document.reviewed, document.review_every_days):
            return document
        return replace(document, reviewed=reviewed, review_every_days=every)

    def needs_work(self, document: str) -> bool:
        """Whether its owner says that it is being worked on."""
        state = self.states().get(document)
        return state is not None and state.needs_work

    def look(self) -> None:
        """Take over what has changed since the last look. Never raises."""
        with self._looking:
            try:
                mark = self._upkeep.mark()
                if mark != self._mark:
                    found = self._upkeep.all()
                    self._take(found)
                    self._mark = mark
                    self._remember(found)
            except KeepingError as error:
                if self._known is None:
                    _LOG.warning("What owners pulled is taken from the last time, for the database is down: %s", error)
                    self._take(self._remembered())
            except Exception:  # noqa: BLE001 - the watch must outlive whatever a database raises
                _LOG.exception("What owners did with their pages could not be looked at")

    def _take(self, found: Sequence[DocumentState]) -> None:
        self._hidden = tuple(sorted(one.document for one in found if one.hidden))
        self._known = {one.document: one for one in found}

    def _watch(self) -> None:
        while not self._stopped.wait(self._seconds):
            self.look()

    def _remember(self, found: Sequence[DocumentState]) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with written_beside(self._file) as beside:
                beside.write_bytes(_states.dump_json(list(found)))
        except OSError as error:
            _LOG.warning("What owners pulled could not be written into %s: %s", self._file, error.strerror)

    def _remembered(self) -> Sequence[DocumentState]:
        try:
            return _states.validate_json(self._file.read_bytes())
        except (OSError, ValidationError):
            return ()
