"""Who looked at what others asked, in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Engine, insert, select

from bot.stores.gap_tables import LookRow
from bot.stores.keeping import Keeping
from bot.stores.storable import storable_moment, storable_name, storable_text
from bot.viewer import Look

_SUBJECT_LENGTH = 1_000
_LOOK = (LookRow.looked_at, LookRow.person, LookRow.name, LookRow.page, LookRow.subject)


class SqlLooks:
    """Implements bot.ports.Looks."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        self._keeping = Keeping(engine, prepare)

    def keep(self, look: Look) -> None:
        """A new one. Raises KeepingError."""
        row = asdict(look) | {
            "looked_at": storable_moment(look.looked_at),
            "person": storable_name(look.person),
            "name": storable_name(look.name),
            "page": storable_name(look.page),
            "subject": storable_text(look.subject, _SUBJECT_LENGTH),
        }
        self._keeping.run(lambda connection: connection.execute(insert(LookRow), row))

    def lately(self, limit: int, person: str | None = None, before: datetime | None = None) -> Sequence[Look]:
        """The newest first; of one person, or of everybody; those before a moment, or all. Raises KeepingError."""
        wanted = select(*_LOOK).order_by(LookRow.looked_at.desc(), LookRow.id.desc()).limit(limit)
        if person is not None:
            wanted = wanted.where(LookRow.person == storable_name(person))
        if before is not None:
            wanted = wanted.where(LookRow.looked_at < storable_moment(before))
        rows = self._keeping.run(lambda connection: connection.execute(wanted).mappings().all())
        return [Look(**row) for row in rows]
