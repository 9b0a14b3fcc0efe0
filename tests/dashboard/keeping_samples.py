"""Owners' desk behind the console's pages: the real one and its store, over the samples' documents."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from dashboard_samples import CONTENT, NOW, OWNER
from database_fixtures import upgraded_sqlite
from fakes import DocumentPages

from bot.ports import KeepingError
from bot.reindexing.rights import SourceRights
from bot.stores.upkeep import SqlUpkeep
from bot.upkeep.desk import UpkeepDesk, WrittenBack
from bot.upkeep.model import DocumentState, UpkeepVerb
from bot.upkeep.rights import UpkeepRights

DANA = replace(OWNER, name="Dana <b>")


class KeptPages:
    """What is pulled is known at once.

    `hindered` is why a review cannot be written back, `written` the file that it is; `down` is the database.
    """

    def __init__(self, folder: Path) -> None:
        self.engine = upgraded_sqlite(folder / "upkeep.db")
        self.upkeep = _Store(self.engine)
        self.hindered = ""
        self.written = ""
        self.desk = UpkeepDesk(
            upkeep=self.upkeep,
            documents=lambda: {one.id: one for one, _ in CONTENT},
            rights=UpkeepRights(SourceRights({"playbooks": ("Enablement",)})),
            clock=_Ticking(),
            write_back=lambda _document, _act: WrittenBack(self.written, self.hindered),
            acted=lambda act, _document: self._known(act.document),
        )
        self.pulled: set[str] = set()
        self.documents = DocumentPages(CONTENT, lambda: self.pulled)

    def did(self, verb: UpkeepVerb, document: str = "d-pricing", note: str = "") -> None:
        self.desk.act(DANA, verb, document, note)

    def _known(self, document: str) -> None:
        found = self.upkeep.find(document)
        (self.pulled.add if found and found.hidden else self.pulled.discard)(document)


class _Ticking:
    """A second later each time."""

    def __init__(self) -> None:
        self._seconds = itertools.count()

    def now(self) -> datetime:
        return NOW + timedelta(seconds=next(self._seconds))


class _Store(SqlUpkeep):
    down = False

    def find(self, document: str) -> DocumentState | None:
        if self.down:
            raise KeepingError("the database does not answer")
        return super().find(document)


@contextmanager
def kept_pages(folder: Path) -> Iterator[KeptPages]:
    made = KeptPages(folder)
    yield made
    made.engine.dispose()
