"""Reindexes that were asked for, in the database."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, RowMapping, case, select, update

from bot.reindexing.model import BROKE_OFF, Ending, Outcome, Requester, Run, RunKind, covers, joined
from bot.stores.inserting import insert_new
from bot.stores.keeping import Keeping
from bot.stores.reindex_tables import ReindexRunRow as Row
from bot.stores.storable import storable_id, storable_moment, storable_name, storable_text
from content_index.model import ReindexProgress, Wish

TROUBLE_LENGTH = 2_000
_TRIES = 5
_wish: TypeAdapter[Wish] = TypeAdapter(Wish)
_progress: TypeAdapter[ReindexProgress] = TypeAdapter(ReindexProgress)
_outcome: TypeAdapter[Outcome] = TypeAdapter(Outcome)
_ALL = Row.__table__.c


class SqlRuns:
    """Implements bot.reindexing.ports.Runs."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        self._keeping = Keeping(engine, prepare)

    def ask(self, kind: RunKind, wish: Wish, by: Requester, *, force: bool, at: datetime) -> tuple[Run, bool]:
        """A new one, or the one that is under way and does what is wished; True: it was under way already.

        One to go back is never put behind another: it gets that one. A push joins none that runs already, for that may
        have read the file which was pushed. Raises KeepingError.
        """
        run = Run(uuid.uuid4().hex, kind, wish, force, by, storable_moment(at))

        def write(connection: Connection) -> tuple[Run, bool]:
            for _ in range(_TRIES):  # whoever has a slot may end between two steps
                if _put(connection, run, "now"):
                    return run, False
                now = _in_slot(connection, "now")
                if now is None:
                    continue
                is_late = by.cause == "webhook" and now.state == "running"
                if kind == "rollback" or (covers(now, wish, force=force) and not is_late):
                    return now, True
                if _put(connection, run, "next"):
                    return run, False
                waiting = _in_slot(connection, "next")
                if waiting is not None:
                    return _merged(connection, waiting, wish, force=force), True
            raise RuntimeError("the runs change faster than they can be asked for")

        return self._keeping.run(write)

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
        return None if row is None else _run(row)

    def goes_on(
        self, run_id: str, holder: str, at: datetime, seconds: float, *, progress: ReindexProgress | None = None
    ) -> str | None:
        """Keep how far it is; who asked to cancel it. None: it is no longer held. Raises KeepingError."""
        moment = storable_moment(at)
        values: dict[str, Any] = {"held_until": moment + timedelta(seconds=seconds)}
        if progress is not None:
            values["progress"] = {**asdict(progress), "detail": storable_text(progress.detail, TROUBLE_LENGTH)}
        going = update(Row).where(*_held(run_id, holder)).values(values).returning(Row.stopped_by)
        return self._keeping.run(lambda connection: connection.execute(going).scalar_one_or_none())

    def end(self, run_id: str, holder: str, ending: Ending, at: datetime) -> bool:
        """It has ended, and the next may begin. False where another had to end it meanwhile. Raises KeepingError."""
        values = {
            "state": ending.state,
            "slot": None,
            "ended_at": storable_moment(at),
            "outcome": _outcome.dump_python(ending.outcome, mode="json"),
            "trouble": storable_text(ending.trouble, TROUBLE_LENGTH),
        }
        held = update(Row).where(*_held(run_id, holder)).values(values)

        def write(connection: Connection) -> bool:
            if not connection.execute(held).rowcount:
                return False
            _promote(connection)
            return True

        return self._keeping.run(write)

    def tell_closed(self, run_id: str, titles: Sequence[str]) -> None:
        """Gaps that were closed by what it brought. Raises KeepingError."""
        one = Row.id == storable_id(run_id)

        def write(connection: Connection) -> None:
            known = connection.execute(select(Row.outcome).where(one).with_for_update()).scalar_one_or_none()
            if known is not None:
                closed = [storable_text(title, TROUBLE_LENGTH) for title in titles]
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
            _promote(connection)
            return stopped

        return self._keeping.run(write)

    def break_off(self, at: datetime) -> Sequence[Run]:
        """End, as `failed`, those whose holder has died; gives them. Raises KeepingError."""
        moment = storable_moment(at)
        ending = (
            update(Row)
            .where(Row.slot == "now", Row.state == "running", Row.held_until < moment)
            .values(state="failed", slot=None, ended_at=moment, trouble=BROKE_OFF)
            .returning(*_ALL)
        )

        def write(connection: Connection) -> Sequence[Run]:
            ended = [_run(row) for row in connection.execute(ending).mappings().all()]
            if ended:
                _promote(connection)
            return ended

        return self._keeping.run(write)

    def find(self, run_id: str) -> Run | None:
        """By its id. Raises KeepingError."""
        wanted = select(*_ALL).where(Row.id == storable_id(run_id))
        row = self._keeping.run(lambda connection: connection.execute(wanted).mappings().first())
        return None if row is None else _run(row)

    def under_way(self) -> Sequence[Run]:
        """The one that runs or is next, then the one that waits for it. Raises KeepingError."""
        wanted = select(*_ALL).where(Row.slot.is_not(None)).order_by(Row.slot.desc())
        return [_run(row) for row in self._keeping.run(lambda connection: connection.execute(wanted).mappings().all())]

    def latest(self, limit: int) -> Sequence[Run]:
        """The newest first. Raises KeepingError."""
        wanted = select(*_ALL).order_by(Row.asked_at.desc(), Row.id).limit(limit)
        return [_run(row) for row in self._keeping.run(lambda connection: connection.execute(wanted).mappings().all())]


def _held(run_id: str, holder: str) -> tuple[Any, ...]:
    return Row.id == storable_id(run_id), Row.holder == storable_name(holder), Row.state == "running"


def _put(connection: Connection, run: Run, slot: str) -> bool:
    """Whether it has the slot now."""
    return bool(connection.execute(insert_new(connection, Row), _row(run, slot)).rowcount)


def _in_slot(connection: Connection, slot: str) -> Run | None:
    wanted = select(*_ALL).where(Row.slot == slot).with_for_update()
    row = connection.execute(wanted).mappings().first()
    return None if row is None else _run(row)


def _merged(connection: Connection, waiting: Run, wish: Wish, *, force: bool) -> Run:
    both = joined(waiting.wish, wish)
    connection.execute(update(Row).where(Row.id == waiting.id).values(wish=_told(both), force=waiting.force and force))
    return _run({**_row(waiting, "next"), "wish": _told(both), "force": waiting.force and force})


def _promote(connection: Connection) -> None:
    """What waits is next, where nothing else is."""
    taken = select(Row.id).where(Row.slot == "now").exists()
    connection.execute(
        update(Row).where(Row.slot == "next", ~taken).values(slot="now").execution_options(synchronize_session=False)
    )


def _told(wish: Wish) -> dict[str, Any]:
    return {**asdict(wish), "only": None if wish.only is None else sorted(wish.only)}


def _row(run: Run, slot: str | None) -> dict[str, Any]:
    return {
        "id": run.id,
        "kind": run.kind,
        "slot": slot,
        "wish": _told(run.wish),
        "force": run.force,
        "by_id": storable_name(run.by.id),
        "by_name": storable_name(run.by.name),
        "by_surface": run.by.surface,
        "cause": run.by.cause,
        "asked_at": run.asked_at,
        "state": run.state,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "holder": "",
        "held_until": None,
        "progress": None if run.progress is None else asdict(run.progress),
        "stopped_by": run.stopped_by,
        "outcome": _outcome.dump_python(run.outcome, mode="json"),
        "trouble": run.trouble,
    }


def _run(row: RowMapping | dict[str, Any]) -> Run:
    return Run(
        id=row["id"],
        kind=row["kind"],
        wish=_wish.validate_python(row["wish"]),
        force=row["force"],
        by=Requester(row["by_id"], row["by_name"], row["by_surface"], row["cause"]),
        asked_at=row["asked_at"],
        state=row["state"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        progress=None if row["progress"] is None else _progress.validate_python(row["progress"]),
        stopped_by=row["stopped_by"],
        outcome=_outcome.validate_python(row["outcome"]),
        trouble=row["trouble"],
    )
