"""Pages that were launched, in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Engine, Select, select, update

from bot.reach.model import Launch
from bot.stores.inserting import insert_new
from bot.stores.keeping import Keeping
from bot.stores.reach_tables import LaunchRow
from bot.stores.storable import storable_id, storable_moment, storable_name, storable_text

WORDS_LENGTH = 2_000
_COLUMNS = tuple(getattr(LaunchRow, field.name) for field in fields(Launch))


class SqlLaunches:
    """Implements bot.reach.ports.Launches."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        self._keeping = Keeping(engine, prepare)

    def launch(self, launch: Launch) -> bool:
        """Keep it; False where the page is launched already. Raises KeepingError."""
        row = _launch_row(launch)
        over = (
            LaunchRow.document == row["document"],
            LaunchRow.ended_at.is_(None),
            LaunchRow.until < launch.at.date(),
        )

        def write(connection: Connection) -> bool:
            connection.execute(update(LaunchRow).where(*over).values(ended_at=row["at"]))
            return bool(connection.execute(insert_new(connection, LaunchRow), row).rowcount)

        return self._keeping.run(write)

    def end(self, launch_id: str, at: datetime) -> bool:
        """It stands on top no longer; False where it did not. Raises KeepingError."""
        running = (LaunchRow.id == storable_id(launch_id), LaunchRow.ended_at.is_(None))
        ending = update(LaunchRow).where(*running).values(ended_at=storable_moment(at))
        return self._keeping.run(
            lambda connection: bool(cast("CursorResult[Any]", connection.execute(ending)).rowcount)
        )

    def find(self, launch_id: str) -> Launch | None:
        """By its id. Raises KeepingError."""
        return next(iter(self._found(select(*_COLUMNS).where(LaunchRow.id == storable_id(launch_id)))), None)

    def on(self, day: date) -> Sequence[Launch]:
        """Those that stand on top on a day, newest first. Raises KeepingError."""
        wanted = select(*_COLUMNS).where(LaunchRow.ended_at.is_(None), LaunchRow.until >= day)
        return self._found(wanted.order_by(LaunchRow.at.desc(), LaunchRow.id))

    def since(self, moment: datetime) -> Sequence[Launch]:
        """Those that were made since then and were not ended, oldest first. Raises KeepingError."""
        wanted = select(*_COLUMNS).where(LaunchRow.ended_at.is_(None), LaunchRow.at >= storable_moment(moment))
        return self._found(wanted.order_by(LaunchRow.at, LaunchRow.id))

    def _found(self, wanted: Select[*tuple[Any, ...]]) -> Sequence[Launch]:
        rows = self._keeping.run(lambda connection: connection.execute(wanted).mappings().all())
        return [Launch(**row) for row in rows]


def _launch_row(launch: Launch) -> dict[str, Any]:
    return asdict(launch) | {
        "id": storable_id(launch.id),
        "document": storable_id(launch.document),
        "path": storable_text(launch.path, WORDS_LENGTH),
        "title": storable_text(launch.title, WORDS_LENGTH),
        "words": storable_text(launch.words, WORDS_LENGTH),
        "by": storable_name(launch.by),
        "name": storable_name(launch.name),
        "at": storable_moment(launch.at),
    }
