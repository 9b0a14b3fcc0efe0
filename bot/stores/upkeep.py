"""What owners do with their pages, in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, insert, select

from bot.stores.inserting import insert_or_replace
from bot.stores.keeping import Keeping
from bot.stores.storable import storable_id, storable_moment, storable_name, storable_text
from bot.stores.upkeep_tables import DocumentActRow, DocumentStateRow
from bot.upkeep.model import DocumentAct, DocumentState, after

WORDS_LENGTH = 2_000
_STATE = tuple(getattr(DocumentStateRow, field.name) for field in fields(DocumentState))
_ACT = tuple(getattr(DocumentActRow, field.name) for field in fields(DocumentAct))


class SqlUpkeep:
    """Implements bot.upkeep.ports.Upkeep."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        self._keeping = Keeping(engine, prepare)

    def act(self, act: DocumentAct, source: str) -> DocumentState:
        """Keep what somebody did; the state that follows from it. Raises KeepingError."""
        done = _storable(act)

        def write(connection: Connection) -> DocumentState:
            connection.execute(insert(DocumentActRow).values(asdict(done)))  # first: then others wait for this
            wanted = select(*_STATE).where(DocumentStateRow.document == done.document).with_for_update()
            row = connection.execute(wanted).mappings().first()
            known = DocumentState(done.document) if row is None else DocumentState(**row)
            state = after(known, done)
            values = asdict(state) | {"source": storable_name(source)}
            replaced = tuple(name for name in values if name != "document")
            connection.execute(insert_or_replace(connection, DocumentStateRow, replaced), values)
            return DocumentState(**values)

        return self._keeping.run(write)

    def find(self, document: str) -> DocumentState | None:
        """By the page's id. Raises KeepingError."""
        return next(iter(self._states(select(*_STATE).where(DocumentStateRow.document == storable_id(document)))), None)

    def all(self) -> Sequence[DocumentState]:
        """Every page of which anything was said. Raises KeepingError."""
        return self._states(select(*_STATE).order_by(DocumentStateRow.document))

    def mark(self) -> str:
        """Changes with every act. Raises KeepingError."""
        counted = select(func.count(), func.max(DocumentActRow.at))
        count, latest = self._keeping.run(lambda connection: connection.execute(counted).one())
        return f"{count} {latest}"

    def history(self, document: str, limit: int = 50) -> Sequence[DocumentAct]:
        """What was done with a page, newest first. Raises KeepingError."""
        return self._acts(select(*_ACT).where(DocumentActRow.document == storable_id(document)), limit)

    def lately(self, limit: int) -> Sequence[DocumentAct]:
        """What was done with any page, newest first. Raises KeepingError."""
        return self._acts(select(*_ACT), limit)

    def _states(self, wanted: Select[*tuple[Any, ...]]) -> Sequence[DocumentState]:
        rows = self._keeping.run(lambda connection: connection.execute(wanted).mappings().all())
        return [DocumentState(**row) for row in rows]

    def _acts(self, wanted: Select[*tuple[Any, ...]], limit: int) -> Sequence[DocumentAct]:
        newest = wanted.order_by(DocumentActRow.at.desc(), DocumentActRow.id).limit(limit)
        rows = self._keeping.run(lambda connection: connection.execute(newest).mappings().all())
        return [DocumentAct(**row) for row in rows]


def _storable(act: DocumentAct) -> DocumentAct:
    return DocumentAct(
        id=storable_id(act.id),
        document=storable_id(act.document),
        path=storable_text(act.path, WORDS_LENGTH),
        title=storable_text(act.title, WORDS_LENGTH),
        verb=act.verb,
        by=storable_name(act.by),
        name=storable_name(act.name),
        surface=act.surface,
        at=storable_moment(act.at),
        note=storable_text(act.note, WORDS_LENGTH),
    )
