"""What is sent unasked, in the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, func, or_, select, update

from bot.deliveries.model import MARKS, Announced, Delivery, DeliveryKind
from bot.stores.gap_tables import KEY_LENGTH, DeliveryRow
from bot.stores.inserting import insert_new
from bot.stores.insight_scope import Sql
from bot.stores.keeping import Keeping
from bot.stores.storable import storable_id, storable_moment, storable_name, storable_text

TROUBLE_LENGTH = 1_000
_COLUMNS = tuple(getattr(DeliveryRow, field.name) for field in fields(Delivery))
_UNDONE = ("due", "begun")
_MARKS_READ = 100
"""How many changes of one message are looked at, the latest ones."""


class SqlDeliveries:
    """Implements bot.deliveries.ports.Deliveries.

    Whoever claims holds until another claims after its time: what it writes until then counts, even a little late.
    """

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        self._keeping = Keeping(engine, prepare)
        self._sql = Sql(engine.dialect.name)

    def add(self, deliveries: Sequence[Delivery]) -> int:
        """Keep those whose key is new; how many that were. Raises KeepingError."""
        rows = {row["key"]: row for row in map(_delivery_row, reversed(deliveries))}  # the first of a key counts
        if not rows:
            return 0
        # In one order, so that two who bring the same keys never wait for each other.
        in_order = [rows[key] for key in sorted(rows)]
        return self._keeping.run(
            lambda connection: sum(
                connection.execute(insert_new(connection, DeliveryRow), row).rowcount for row in in_order
            )
        )

    def claim(
        self, surfaces: Sequence[str], holder: str, now: datetime, seconds: float, limit: int
    ) -> Sequence[Delivery]:
        """Those that are due or begun, oldest first, and held by nobody: `holder` has them for so many seconds.

        Each claim counts as an attempt. Raises KeepingError; the holder may hold them then all the same.
        """
        moment = storable_moment(now)
        free = (
            select(DeliveryRow.key)
            .where(
                DeliveryRow.state.in_(_UNDONE),
                DeliveryRow.surface.in_(surfaces),
                DeliveryRow.due_at <= moment,
                or_(DeliveryRow.next_try.is_(None), DeliveryRow.next_try <= moment),
                or_(DeliveryRow.held_until.is_(None), DeliveryRow.held_until <= moment),
            )
            .order_by(DeliveryRow.due_at, DeliveryRow.key)
            .limit(limit)
            # Of PostgreSQL; SQLite lets nobody else write meanwhile. In a CTE, which is worked out once.
            .with_for_update(skip_locked=True)
            .cte("free")
        )
        taking = (
            update(DeliveryRow)
            .where(DeliveryRow.key.in_(select(free.c.key)))
            .values(
                holder=storable_name(holder),
                held_until=moment + timedelta(seconds=seconds),
                attempts=DeliveryRow.attempts + 1,
            )
            .returning(*_COLUMNS)
            .execution_options(synchronize_session=False)
        )
        taken = self._keeping.run(lambda connection: connection.execute(taking).all())
        return sorted(map(_delivery, taken), key=lambda delivery: (delivery.due_at, delivery.key))

    def begun(self, key: str, holder: str, announced: Announced) -> bool:
        """Its message stands. False where another holds it meanwhile: then nothing is written. Raises KeepingError."""
        place, message = storable_name(announced.place), storable_name(announced.message)
        return self._write(key, holder, state="begun", place=place, message=message)

    def sent(self, key: str, holder: str, at: datetime) -> bool:
        """It is filled: done. False as above. Raises KeepingError."""
        return self._let_go(key, holder, state="sent", sent_at=storable_moment(at), trouble="", next_try=None)

    def failed(self, key: str, holder: str, trouble: str, next_try: datetime | None) -> bool:
        """It could not be sent; None: it is given up. False as above. Raises KeepingError."""
        told = storable_text(trouble, TROUBLE_LENGTH)
        if next_try is None:
            return self._let_go(key, holder, state="failed", trouble=told, next_try=None)
        return self._let_go(key, holder, trouble=told, next_try=storable_moment(next_try))

    def withdrawn(self, key: str, holder: str, reason: str) -> bool:
        """It is not to be sent after all; `reason` is kept as its trouble. False as above. Raises KeepingError."""
        told = storable_text(reason, TROUBLE_LENGTH)
        return self._let_go(key, holder, state="withdrawn", trouble=told, next_try=None)

    def shown(self, key: str, at: datetime) -> bool:
        """What is for the console was shown: done. False where it was done before. Raises KeepingError."""
        undone = (
            DeliveryRow.key == _storable_key(key),
            DeliveryRow.surface == "console",
            DeliveryRow.state.in_(_UNDONE),
        )
        done = update(DeliveryRow).where(*undone).values(state="sent", sent_at=storable_moment(at), trouble="")
        return self._keeping.run(lambda connection: bool(connection.execute(done).rowcount))

    def told(self, gaps: Sequence[str]) -> Mapping[str, int]:
        """For each gap, to how many different people word was sent that it was closed; those told nobody left out.

        Raises KeepingError.
        """
        people = (
            select(DeliveryRow.gap, DeliveryRow.surface, DeliveryRow.workspace, DeliveryRow.receiver)
            .where(
                DeliveryRow.gap.in_(self._sql.listed([storable_id(gap) for gap in gaps])),
                DeliveryRow.kind == "closed",
                DeliveryRow.state == "sent",
            )
            .distinct()
            .subquery()
        )
        counted = select(people.c.gap, func.count()).group_by(people.c.gap)
        return dict(map(tuple, self._keeping.run(lambda connection: connection.execute(counted).all())))

    def find(self, key: str) -> Delivery | None:
        """By its key. Raises KeepingError."""
        return next(iter(self._all(select(*_COLUMNS).where(DeliveryRow.key == _storable_key(key)))), None)

    def of_receiver(self, surface: str, workspace: str, receiver: str, limit: int) -> Sequence[Delivery]:
        """What somebody was, or is to be, sent, newest first. Raises KeepingError."""
        theirs = select(*_COLUMNS).where(
            DeliveryRow.surface == surface,
            DeliveryRow.workspace == storable_name(workspace),
            DeliveryRow.receiver == storable_name(receiver),
        )
        return self._newest(theirs, limit)

    def at(self, workspace: str, place: str, message: str) -> Delivery | None:
        """What a message holds; not what only changed it. Raises KeepingError."""
        there = _in_message(workspace, place, message).where(DeliveryRow.kind.not_in(MARKS))
        return next(iter(self._newest(there, 1)), None)

    def marks_at(self, workspace: str, place: str, message: str) -> Sequence[Delivery]:
        """What changed a message, or is to change it, newest first. Raises KeepingError."""
        return self._newest(_in_message(workspace, place, message).where(DeliveryRow.kind.in_(MARKS)), _MARKS_READ)

    def of_act(self, kind: DeliveryKind, act: str) -> Sequence[Delivery]:
        """What follows from what an owner did with a page, by the act's id. Raises KeepingError."""
        begins = f"{kind}:{storable_id(act)}:"
        return self._all(select(*_COLUMNS).where(DeliveryRow.key.startswith(begins, autoescape=True)))

    def since(self, kind: DeliveryKind, moment: datetime) -> Sequence[Delivery]:
        """All of a kind that were due since then, newest first. Raises KeepingError."""
        wanted = select(*_COLUMNS).where(DeliveryRow.kind == kind, DeliveryRow.due_at >= storable_moment(moment))
        return self._all(wanted.order_by(DeliveryRow.due_at.desc(), DeliveryRow.key))

    def note(self, key: str, name: str, value: str) -> None:
        """Write something about a delivery down, in the place of what was noted so before. Raises KeepingError."""
        which = DeliveryRow.key == _storable_key(key)
        told = storable_text(value, KEY_LENGTH)

        def write(connection: Connection) -> None:
            # Writes first, as `Keeping` asks for; whoever notes something else meanwhile waits.
            connection.execute(update(DeliveryRow).where(which).values(attempts=DeliveryRow.attempts))
            about = connection.execute(select(DeliveryRow.about).where(which)).scalar()
            if about is not None:
                connection.execute(update(DeliveryRow).where(which).values(about=about | {name: told}))

        self._keeping.run(write)

    def lately(self, limit: int) -> Sequence[Delivery]:
        """The newest, whoever they are for. Raises KeepingError."""
        return self._newest(select(*_COLUMNS), limit)

    def _let_go(self, key: str, holder: str, **values: Any) -> bool:
        return self._write(key, holder, holder="", held_until=None, **values)

    def _write(self, key: str, by: str, /, **values: Any) -> bool:
        held = (
            DeliveryRow.key == _storable_key(key),
            DeliveryRow.holder == storable_name(by),
            DeliveryRow.holder != "",
            DeliveryRow.state.in_(_UNDONE),
        )
        statement = update(DeliveryRow).where(*held).values(values)
        return self._keeping.run(lambda connection: bool(connection.execute(statement).rowcount))

    def _newest(self, wanted: Select[*tuple[Any, ...]], limit: int) -> Sequence[Delivery]:
        return self._all(wanted.order_by(DeliveryRow.due_at.desc(), DeliveryRow.key).limit(limit))

    def _all(self, wanted: Select[*tuple[Any, ...]]) -> Sequence[Delivery]:
        return [_delivery(row) for row in self._keeping.run(lambda connection: connection.execute(wanted).all())]


def _in_message(workspace: str, place: str, message: str) -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).where(
        DeliveryRow.workspace == storable_name(workspace),
        DeliveryRow.place == storable_name(place),
        DeliveryRow.message == storable_name(message),
    )


def _storable_key(key: str) -> str:
    return storable_text(key, KEY_LENGTH)


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def _delivery_row(delivery: Delivery) -> dict[str, Any]:
    fit = replace(
        delivery,
        key=_storable_key(delivery.key),
        workspace=storable_name(delivery.workspace),
        receiver=storable_name(delivery.receiver),
        about={name: storable_text(value, KEY_LENGTH) for name, value in delivery.about.items()},
        due_at=storable_moment(delivery.due_at),
        next_try=None if delivery.next_try is None else storable_moment(delivery.next_try),
        sent_at=None if delivery.sent_at is None else storable_moment(delivery.sent_at),
        place=storable_name(delivery.place),
        message=storable_name(delivery.message),
        trouble=storable_text(delivery.trouble, TROUBLE_LENGTH),
    )
    return asdict(fit) | {"gap": storable_id(delivery.about.get("gap", ""))}
