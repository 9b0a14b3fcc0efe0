"""Reindexes that were asked for, in the database."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, case, create_engine, or_, select, update

from bot.reindexing.model import BROKE_OFF, Ending, HeldRun, Outcome, Requester, Run, RunKind
from bot.stores.keeping import Keeping
from bot.stores.reindex_run_rows import TEXT_LENGTH, run_of, told_outcome, told_progress
from bot.stores.reindex_slots import broken_off, placed, promote
from bot.stores.reindex_tables import ReindexRunRow as Row
from bot.stores.storable import storable_id, storable_moment, storable_name, storable_text
from content_index.model import ReindexProgress, Wish

_ALL = Row.__table__.c


class SqlRuns:
    """Implements bot.reindexing.ports.Runs."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        self._keeping = Keeping(engine, prepare)
        self._anew = Keeping(_over_new_connections(engine), prepare)

    def ask(self, kind: RunKind, wish: Wish, by: Requester, *, force: bool, at: datetime) -> tuple[Run, bool]:
        """A new one, or the one that is under way and does what is wished; True: it was under way already.

        One to go back is never put behind another: it gets that one. A push joins none that runs already, for that may
        have read the file which was pushed. Raises KeepingError.
        """
        run = Run(uuid.uuid4().hex, kind, wish, force, by, storable_moment(at))
        return self._keeping.run(lambda connection: placed(connection, run))

    def take(self, holder: str, at: datetime, seconds: float) -> Run | None:
        """The one that is next, `running` now; None where none is, or one runs. Raises KeepingError."""
        moment = storable_moment(at)
        taking = (
            update(Row)
            .where(Row.slot == "now", Row.state == "waiting")
            .values(
                state="running",
                started_at=moment,
                holder=storable_name(holder),
                held_until=moment + timedelta(seconds=seconds),
            )
            .returning(*_ALL)
        )
        row = self._keeping.run(lambda connection: connection.execute(taking).mappings().first())
        return None if row is None else run_of(row)

    def goes_on(
        self, run_id: str, holder: str, at: datetime, seconds: float, *, progress: ReindexProgress | None = None
    ) -> str | None:
        """Keep how far it is; who asked to cancel it. None: it is no longer held. Raises KeepingError."""
        moment = storable_moment(at)
        values: dict[str, Any] = {"held_until": moment + timedelta(seconds=seconds)}
        if progress is not None:
            values["progress"] = told_progress(progress)
        going = update(Row).where(*_held(run_id, holder)).values(values).returning(Row.stopped_by)
        return self._keeping.run(lambda connection: connection.execute(going).scalar_one_or_none())

    def end(self, run_id: str, holder: str, ending: Ending, at: datetime) -> bool:
        """It has ended, and the next may begin. False where another had to end it meanwhile. Raises KeepingError."""
        values = {
            "state": ending.state,
            "slot": None,
            "ended_at": storable_moment(at),
            "outcome": told_outcome(ending.outcome),
            "trouble": storable_text(ending.trouble, TEXT_LENGTH),
        }
        held = update(Row).where(*_held(run_id, holder)).values(values)

        def write(connection: Connection) -> bool:
            if not connection.execute(held).rowcount:
                return False
            promote(connection)
            return True

        return self._keeping.run(write)

    def tell_closed(self, run_id: str, titles: Sequence[str]) -> None:
        """Gaps that were closed by what it brought. Raises KeepingError."""
        one = Row.id == storable_id(run_id)

        def write(connection: Connection) -> None:
            known = connection.execute(select(Row.outcome).where(one).with_for_update()).scalar_one_or_none()
            if known is not None:
                closed = [storable_text(title, TEXT_LENGTH) for title in titles]
                connection.execute(update(Row).where(one).values(outcome={**known, "closed": closed}))

        self._keeping.run(write)

    def stop(self, run_id: str, by: str, at: datetime) -> bool:
        """Ask for it to be cancelled; one that waits is cancelled at once. Raises KeepingError."""
        one = Row.id == storable_id(run_id)
        waits = Row.state == "waiting"
        stopping = (
            update(Row)
            .where(one, Row.state.in_(("waiting", "running")), Row.stopped_by == "")
            .values(
                stopped_by=storable_name(by) or "?",
                slot=case((waits, None), else_=Row.slot),
                ended_at=case((waits, storable_moment(at)), else_=Row.ended_at),
                state=case((waits, "cancelled"), else_=Row.state),
            )
        )

        def write(connection: Connection) -> bool:
            stopped = bool(connection.execute(stopping).rowcount)
            if stopped:
                forgets_joiner = (
                    update(Row).where(one, Row.state == "cancelled").values(outcome=told_outcome(Outcome()))
                )
                connection.execute(forgets_joiner)
            promote(connection)
            return stopped

        return self._keeping.run(write)

    def break_off(self, at: datetime) -> Sequence[Run]:
        """End, as `failed`, those whose holder has died; gives them. Raises KeepingError."""
        moment = storable_moment(at)
        return self._keeping.run(lambda connection: broken_off(connection, Row.held_until < moment, moment, BROKE_OFF))

    def lost(self, holder: str, at: datetime, trouble: str = BROKE_OFF) -> Sequence[Run]:
        """The same with those that a holder has. Raises KeepingError."""
        which, moment = Row.holder == storable_name(holder), storable_moment(at)
        return self._keeping.run(lambda connection: broken_off(connection, which, moment, trouble))

    def give_back(self, holder: str, at: datetime) -> Sequence[Run]:
        """What a holder has not done waits again; what cannot be done twice breaks off. Raises KeepingError."""
        which = Row.holder == storable_name(holder)
        giving = (
            update(Row)
            .where(which, Row.state == "running", Row.kind == "reindex", Row.stopped_by == "")
            .values(state="waiting", started_at=None, holder="", held_until=None, progress=None)
            .returning(*_ALL)
        )

        def write(connection: Connection) -> Sequence[Run]:
            given = [run_of(row) for row in connection.execute(giving).mappings().all()]
            return [*given, *broken_off(connection, which, storable_moment(at), BROKE_OFF)]

        return self._keeping.run(write)

    def held(self, holder: str) -> HeldRun | None:
        """What a holder does. Raises KeepingError."""
        wanted = select(*_ALL).where(Row.state == "running", Row.holder == storable_name(holder))
        row = self._keeping.run(lambda connection: connection.execute(wanted).mappings().first())
        return None if row is None else HeldRun(run_of(row), row["held_until"])

    def is_kept(self, run_id: str) -> bool:
        """Whether a run is found by a connection that is made now. Raises KeepingError."""
        wanted = select(Row.id).where(Row.id == storable_id(run_id))
        return self._anew.run(lambda connection: connection.execute(wanted).first()) is not None

    def find(self, run_id: str) -> Run | None:
        """By its id. Raises KeepingError."""
        wanted = select(*_ALL).where(Row.id == storable_id(run_id))
        row = self._keeping.run(lambda connection: connection.execute(wanted).mappings().first())
        return None if row is None else run_of(row)

    def under_way(self) -> Sequence[Run]:
        """The one that runs or is next, then the one that waits for it. Raises KeepingError."""
        wanted = select(*_ALL).where(Row.slot.is_not(None)).order_by(Row.slot.desc())
        return [
            run_of(row) for row in self._keeping.run(lambda connection: connection.execute(wanted).mappings().all())
        ]

    def latest(self, limit: int) -> Sequence[Run]:
        """The newest first. Raises KeepingError."""
        wanted = select(*_ALL).order_by(Row.asked_at.desc(), Row.id).limit(limit)
        return [
            run_of(row) for row in self._keeping.run(lambda connection: connection.execute(wanted).mappings().all())
        ]

    def changes(self, limit: int) -> Sequence[Run]:
        """Those that are done and changed what serves, or were asked for by a person. Raises KeepingError."""
        matters = or_(Row.kind == "rollback", Row.cause == "person", Row.outcome["swapped"].as_boolean())
        wanted = (
            select(*_ALL)
            .where(Row.state == "done", matters, ~Row.wish["dry_run"].as_boolean())
            .order_by(Row.ended_at.desc(), Row.asked_at.desc(), Row.id)
            .limit(limit)
        )
        return [
            run_of(row) for row in self._keeping.run(lambda connection: connection.execute(wanted).mappings().all())
        ]


def _over_new_connections(engine: Engine) -> Engine:
    """The same database; of SQLite the file that has its name now, whatever file the others have open."""
    file = engine.url.database
    if engine.dialect.name != "sqlite" or not file or file == ":memory:" or file.startswith("file:"):
        return engine
    read_only = f"{Path(file).absolute().as_uri()}?mode=ro"  # it makes no new file where there is none
    return create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(read_only, uri=True), poolclass=NullPool, hide_parameters=True
    )


def _held(run_id: str, holder: str) -> tuple[Any, ...]:
    return Row.id == storable_id(run_id), Row.holder == storable_name(holder), Row.state == "running"
