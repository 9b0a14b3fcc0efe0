"""Messages that tell how a reindex goes on, in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta

from sqlalchemy import Engine, or_, select, tuple_, update

from bot.reindexing.model import RunMessage
from bot.stores.inserting import insert_or_replace
from bot.stores.keeping import Keeping
from bot.stores.reindex_tables import ReindexMessageRow as Row
from bot.stores.storable import storable_id, storable_moment, storable_name

_NAMES = tuple(field.name for field in fields(RunMessage))
_COLUMNS = tuple(getattr(Row, name) for name in _NAMES)
_KEY = ("surface", "workspace", "place", "message")


class SqlRunMessages:
    """Implements bot.reindexing.ports.RunMessages."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        self._keeping = Keeping(engine, prepare)

    def keep(self, message: RunMessage) -> None:
        """A new one, or another run in the place of one that was told there. Raises KeepingError."""
        row = asdict(_storable(message)) | {"done": False, "holder": "", "held_until": None}
        replaced = tuple(name for name in row if name not in _KEY)
        self._keeping.run(lambda connection: connection.execute(insert_or_replace(connection, Row, replaced), row))

    def claim(self, surfaces: Sequence[str], holder: str, now: datetime, seconds: float) -> Sequence[RunMessage]:
        """Those whose run goes on, and that no other replica looks after. Raises KeepingError."""
        moment = storable_moment(now)
        mine = or_(Row.held_until.is_(None), Row.held_until <= moment, Row.holder == storable_name(holder))
        free = (
            select(*(getattr(Row, name) for name in _KEY))
            .where(Row.surface.in_(surfaces), ~Row.done, mine)
            .with_for_update(skip_locked=True)
            .cte("free")
        )
        taking = (
            update(Row)
            .where(tuple_(*(getattr(Row, name) for name in _KEY)).in_(select(free)))
            .values(holder=storable_name(holder), held_until=moment + timedelta(seconds=seconds))
            .returning(*_COLUMNS)
            .execution_options(synchronize_session=False)
        )
        rows = self._keeping.run(lambda connection: connection.execute(taking).mappings().all())
        return [RunMessage(**row) for row in rows]

    def shows(self, message: RunMessage, shown: str, *, done: bool) -> None:
        """What it shows now; `done`: for good. Raises KeepingError."""
        one = _storable(message)
        same = [getattr(Row, name) == getattr(one, name) for name in (*_KEY, "run_id")]
        changed = update(Row).where(*same).values(shown=storable_id(shown), done=done)
        self._keeping.run(lambda connection: connection.execute(changed))

    def of_run(self, run_id: str) -> Sequence[RunMessage]:
        """Where a run is told, oldest first. Raises KeepingError."""
        wanted = select(*_COLUMNS).where(Row.run_id == storable_id(run_id)).order_by(Row.posted_at, Row.message)
        rows = self._keeping.run(lambda connection: connection.execute(wanted).mappings().all())
        return [RunMessage(**row) for row in rows]

    def at(self, surface: str, workspace: str, place: str, message: str) -> RunMessage | None:
        """What is told in a message. Raises KeepingError."""
        wanted = select(*_COLUMNS).where(
            Row.surface == surface,
            Row.workspace == storable_name(workspace),
            Row.place == storable_name(place),
            Row.message == storable_name(message),
        )
        row = self._keeping.run(lambda connection: connection.execute(wanted).mappings().first())
        return None if row is None else RunMessage(**row)


def _storable(message: RunMessage) -> RunMessage:
    return replace(
        message,
        run_id=storable_id(message.run_id),
        workspace=storable_name(message.workspace),
        place=storable_name(message.place),
        message=storable_name(message.message),
        reader=storable_name(message.reader),
        zone=storable_name(message.zone),
        posted_at=storable_moment(message.posted_at),
    )
