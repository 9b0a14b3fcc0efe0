"""Which run is next, which waits for it, and what becomes of those who wish for the same: over all replicas."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, select, update

from bot.reindexing.model import Joiner, Run, covers, joined
from bot.stores.inserting import insert_new
from bot.stores.reindex_run_rows import row_of, run_of, told_outcome, told_requester, told_wish
from bot.stores.reindex_tables import ReindexRunRow as Row
from content_index.model import Wish

_TRIES = 5
_ALL = Row.__table__.c


def placed(connection: Connection, run: Run) -> tuple[Run, bool]:
    """In a slot of its own; True: in that of another."""
    for _ in range(_TRIES):  # whoever has a slot may end between two steps
        if _put(connection, run, "now"):
            return run, False
        now = _in_slot(connection, "now")
        if now is None:
            continue
        if run.kind == "rollback":
            return now, True
        is_late = run.by.cause == "webhook" and now.state == "running"
        if covers(now, run.wish, force=run.force) and not is_late:
            return _shared(connection, now, run, now.wish, force=now.force), True
        if _put(connection, run, "next"):
            return run, False
        waiting = _in_slot(connection, "next")
        if waiting is not None:
            return _behind(connection, now, waiting, run), True
    raise RuntimeError("the runs change faster than they can be asked for")


def _put(connection: Connection, run: Run, slot: str) -> bool:
    """Whether it has the slot now."""
    return bool(connection.execute(insert_new(connection, Row), row_of(run, slot)).rowcount)


def _in_slot(connection: Connection, slot: str) -> Run | None:
    wanted = select(*_ALL).where(Row.slot == slot).with_for_update()
    row = connection.execute(wanted).mappings().first()
    return None if row is None else run_of(row)


def _behind(connection: Connection, now: Run, waiting: Run, run: Run) -> Run:
    """What waits already, with this. Behind one that goes back, a person's wish is not mixed with what nobody wished.

    Else it would let that in which schedule and webhook may not.
    """
    by_person = run.by.cause == "person"
    if now.kind == "rollback" and by_person != (waiting.by.cause == "person"):
        return _shared(connection, waiting, run, run.wish, force=run.force) if by_person else waiting
    both = joined(waiting.wish, run.wish)
    return _shared(connection, waiting, run, both, force=waiting.force and run.force)


def _shared(connection: Connection, run: Run, other: Run, wish: Wish, *, force: bool) -> Run:
    """The run, for whoever asked for the other one, too. It becomes a person's where it waits and is none's yet."""
    taken_over = run.state == "waiting" and run.by.cause != "person" and other.by.cause == "person"
    first, second = (other, run) if taken_over else (run, other)
    shared = replace(run, wish=wish, force=force, by=first.by)
    if (first.by.id, first.by.surface) != (second.by.id, second.by.surface):
        shared = replace(shared, joiner=_joiner(run.joiner, second))
    connection.execute(
        update(Row)
        .where(Row.id == run.id)
        .values(
            wish=told_wish(wish),
            force=force,
            outcome=told_outcome(shared.outcome, shared.joiner),
            **told_requester(shared.by),
        )
    )
    return shared


def _joiner(known: Joiner | None, run: Run) -> Joiner:
    """With whoever asked for this run."""
    if known is None:
        return Joiner(run.wish, run.force, run.by)
    by = known.by if known.by.cause == "person" else run.by
    return Joiner(joined(known.wish, run.wish), known.force and run.force, by)


def promote(connection: Connection) -> None:
    """What waits is next, where nothing else is."""
    taken = select(Row.id).where(Row.slot == "now").exists()
    connection.execute(
        update(Row).where(Row.slot == "next", ~taken).values(slot="now").execution_options(synchronize_session=False)
    )


def broken_off(connection: Connection, which: ColumnElement[bool], moment: datetime, trouble: str) -> Sequence[Run]:
    """Ends those that run; what is wished by others than who asked for one is asked for anew."""
    cancelled = Row.stopped_by != ""
    ending = (
        update(Row)
        .where(Row.slot == "now", Row.state == "running", which)
        .values(
            state=case((cancelled, "cancelled"), else_="failed"),
            trouble=case((cancelled, ""), else_=trouble),
            slot=None,
            ended_at=moment,
        )
        .returning(*_ALL)
    )
    ended = [run_of(row) for row in connection.execute(ending).mappings().all()]
    if ended:
        promote(connection)
    for run in ended:
        plain = update(Row).where(Row.id == run.id).values(outcome=told_outcome(run.outcome))
        connection.execute(plain)
        if run.joiner is not None and run.state == "failed":
            anew = Run(uuid.uuid4().hex, "reindex", run.joiner.wish, run.joiner.force, run.joiner.by, moment)
            placed(connection, anew)
    return ended
