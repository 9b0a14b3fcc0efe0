"""Gaps in the database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, Select, bindparam, delete, func, select, tuple_, update

from bot.gaps.model import Gap, GapChange, GapChangedError, GapFilter, GapQuestion, Signal, Signalled
from bot.ports import KeepingError
from bot.stores.gap_listing import give_up_unasked, waiting_questions, wanted_gaps
from bot.stores.gap_rows import GAP_COLUMNS, change_of_row, changes, gap_of_row, gap_questions, question_of_row
from bot.stores.gap_signals import take_signals
from bot.stores.gap_tables import GapChangeRow, GapQuestionRow, GapRow, GapsApartRow, GapSignalRow
from bot.stores.gap_writing import keep_changes, keep_gap, move_question, put_question, take_question
from bot.stores.inserting import insert_new
from bot.stores.insight_scope import Sql
from bot.stores.keeping import Keeping
from bot.stores.once import Once
from bot.stores.storable import storable_id, storable_moment, storable_name

_ONE_GAP = select(*GAP_COLUMNS).where(GapRow.id == bindparam("gap"))
AT_ONCE = 2_000
"""Questions that are read, or vectors that are written, in one go: far below the time that a store may take."""
TIDY_AFTER = timedelta(hours=1)


def _now() -> datetime:
    return datetime.now(UTC)


class SqlGaps:
    """Implements bot.gaps.ports.Gaps.

    A question is placed once: where it is in another gap already, `place` raises GapChangedError, and `write` with
    `moved` is what moves it. `changed_since` goes by the clocks of whoever wrote: who asks it allows for their
    differences, and for the seconds that a write may take.
    """

    def __init__(
        self, engine: Engine, prepare: Callable[[], None] | Once | None = None, *, now: Callable[[], datetime] = _now
    ) -> None:
        self._keeping = Keeping(engine, prepare)
        self._placing = Keeping(engine.execution_options(durable=False), prepare)
        self._sql = Sql(engine.dialect.name)
        self._now = now
        self._tidied_at: datetime | None = None
        self._lock = threading.Lock()

    def waiting(self, limit: int) -> Sequence[Signalled]:
        """Questions whose signals have changed since they were placed, oldest first. Raises KeepingError.

        A question that the log does not have yet waits in its spool; after a day it is waited for no longer.
        """
        self._tidy()
        return self._keeping.run(partial(waiting_questions, limit=limit))

    def place(self, question: GapQuestion, gap: Gap, changes: Sequence[GapChange]) -> None:
        """Put a question into its gap, which is kept as it is now, and mark its signals as taken.

        Who placed it, and when, stays as it was where it is there already. After a power cut it may wait again, its
        signals with it. Raises KeepingError; GapChangedError, also where the question is in another gap.
        """
        now = storable_moment(self._now())

        def write(connection: Connection) -> None:
            keep_gap(connection, gap, now)  # first, as `write` does: who locks in one order never waits in a ring
            put_question(connection, question, now)
            keep_changes(connection, changes)
            take_signals(connection, storable_id(question.question_id), question.signals)

        self._write(write, self._placing)

    def take_out(self, question_id: str, gap: Gap | None, changes: Sequence[GapChange]) -> None:
        """A question counts no longer. `gap` is its gap as it is without it, None where nothing is left of it.

        Then it is gone but for its history. Raises KeepingError, GapChangedError.
        """
        now = storable_moment(self._now())

        def write(connection: Connection) -> None:
            if gap is not None:
                keep_gap(connection, gap, now)
            take_question(connection, storable_id(question_id))
            keep_changes(connection, changes)
            take_signals(connection, storable_id(question_id), ())

        self._write(write)

    def find(self, gap_id: str) -> Gap | None:
        """By its id. One that was merged is found as it was then. Raises KeepingError."""
        one = {"gap": storable_id(gap_id)}
        found = self._keeping.run(lambda connection: connection.execute(_ONE_GAP, one).one_or_none())
        return None if found is None else gap_of_row(found)

    def listing(self, wanted: GapFilter, limit: int, offset: int = 0) -> Sequence[Gap]:
        """By priority, highest first. Raises KeepingError."""
        ranked = select(*GAP_COLUMNS).where(*wanted_gaps(self._sql, wanted)).order_by(GapRow.rank.desc(), GapRow.id)
        return self._gaps(ranked.limit(limit).offset(offset))

    def count(self, wanted: GapFilter) -> Mapping[str, int]:
        """How many there are in each state, whatever states are wanted. Raises KeepingError."""
        which = wanted_gaps(self._sql, wanted, any_state=True)
        counts = select(GapRow.state, func.count()).where(*which).group_by(GapRow.state)
        return dict(map(tuple, self._rows(counts)))

    def questions(self, gap_id: str) -> Sequence[GapQuestion]:
        """Oldest first. Raises KeepingError."""
        of_gap = gap_questions().where(GapQuestionRow.gap == storable_id(gap_id))
        in_order = of_gap.order_by(gap_questions().selected_columns.asked_at, GapQuestionRow.question_id)
        return [question_of_row(row) for row in self._rows(in_order)]

    def gap_of(self, question_id: str) -> str | None:
        """The id of the gap that a question is in. Raises KeepingError."""
        found = self._rows(select(GapQuestionRow.gap).where(GapQuestionRow.question_id == storable_id(question_id)))
        return next((row.gap for row in found), None)

    def members(self) -> Sequence[GapQuestion]:
        """The questions of every gap that is not merged away, in the order in which they were placed.

        Read in several goes, so what is placed meanwhile may be among them. Raises KeepingError.
        """
        key = tuple_(GapQuestionRow.placed_at, GapQuestionRow.question_id)
        in_order = (
            gap_questions()
            .join(GapRow, GapRow.id == GapQuestionRow.gap)
            .where(GapRow.state != "merged")
            .order_by(GapQuestionRow.placed_at, GapQuestionRow.question_id)
            .limit(AT_ONCE)
        )
        found: list[GapQuestion] = []
        rows = self._rows(in_order)
        while rows:
            found += [question_of_row(row) for row in rows]
            if len(rows) < AT_ONCE:
                break
            rows = self._rows(in_order.where(key > tuple_(rows[-1].placed_at, rows[-1].question_id)))
        return found

    def signals(self, question_id: str) -> Sequence[Signal]:
        """What counts of a question, what was told first at first. Raises KeepingError."""
        counting = (
            select(GapSignalRow.signal)
            .where(GapSignalRow.question_id == storable_id(question_id), GapSignalRow.withdrawn.is_(False))
            .order_by(GapSignalRow.told_at, GapSignalRow.signal)
        )
        return list(dict.fromkeys(row.signal for row in self._rows(counting)))

    def write(
        self, gaps: Sequence[Gap], changes: Sequence[GapChange], moved: Mapping[str, str] | None = None, by: str = ""
    ) -> None:
        """Keep gaps as they are now, with what happened; `moved` questions (id → gap) are where `by` put them.

        Raises KeepingError, GapChangedError.
        """
        now = storable_moment(self._now())

        def write(connection: Connection) -> None:
            # In one order, so that two who write the same gaps never wait for each other.
            for gap in sorted(gaps, key=lambda gap: gap.id):
                keep_gap(connection, gap, now)
            for question_id, gap_id in sorted((moved or {}).items()):
                move_question(connection, question_id, gap_id, by, now)
            keep_changes(connection, changes)

        self._write(write)

    def keep_vectors(self, vectors: Mapping[str, bytes], model: str) -> None:
        """Vectors of questions (by id) that are placed already, made by another model than before.

        Written in several goes. Raises KeepingError.
        """
        one = GapQuestionRow.__table__.c.question_id == bindparam("one")
        statement = update(GapQuestionRow.__table__).where(one)  # type: ignore[arg-type]
        statement = statement.values(vector=bindparam("made"), model=storable_name(model))
        rows = [{"one": storable_id(question_id), "made": vector} for question_id, vector in vectors.items()]
        for start in range(0, len(rows), AT_ONCE):
            self._keeping.run(partial(_execute, statement=statement, rows=rows[start : start + AT_ONCE]))

    def history(self, gap_id: str, limit: int = 100) -> Sequence[GapChange]:
        """What happened to a gap, newest first. Raises KeepingError."""
        newest = changes().where(GapChangeRow.gap == storable_id(gap_id))
        newest = newest.order_by(GapChangeRow.at.desc(), GapChangeRow.id.desc()).limit(limit)
        return [change_of_row(row) for row in self._rows(newest)]

    def changed_since(self, moment: datetime) -> Sequence[str]:
        """Ids of gaps that anybody, on whatever replica, changed since then, the latest last. Raises KeepingError."""
        changed = select(GapRow.id).where(GapRow.changed_at >= storable_moment(moment))
        return [row.id for row in self._rows(changed.order_by(GapRow.changed_at, GapRow.id))]

    def set_apart(self, gap_id: str, other: str, change: GapChange) -> None:
        """Somebody says that these two are not the same. Raises KeepingError."""
        one, two = storable_id(gap_id), storable_id(other)
        pairs = [{"gap": one, "other": two}, {"gap": two, "other": one}]

        def write(connection: Connection) -> None:
            connection.execute(insert_new(connection, GapsApartRow), pairs)

        self._keeping.run(partial(self._between, both=[one, two], change=change, write=write))

    def set_together(self, gap_id: str, other: str, change: GapChange) -> None:
        """Somebody takes back that these two are not the same. Raises KeepingError."""
        both = [storable_id(gap_id), storable_id(other)]

        def write(connection: Connection) -> None:
            connection.execute(delete(GapsApartRow).where(GapsApartRow.gap.in_(both), GapsApartRow.other.in_(both)))

        self._keeping.run(partial(self._between, both=both, change=change, write=write))

    def _between(
        self, connection: Connection, both: Sequence[str], change: GapChange, write: Callable[[Connection], None]
    ) -> None:
        """What two gaps are to each other was written: both are changed, and one tells of it."""
        write(connection)
        touched = update(GapRow).where(GapRow.id.in_(both)).values(changed_at=storable_moment(self._now()))
        connection.execute(touched)
        keep_changes(connection, [change])

    def apart(self, gap_id: str) -> frozenset[str]:
        """Gaps that somebody said are not the same as this one. Raises KeepingError."""
        others = select(GapsApartRow.other).where(GapsApartRow.gap == storable_id(gap_id))
        return frozenset(row.other for row in self._rows(others))

    def _write(self, work: Callable[[Connection], None], keeping: Keeping | None = None) -> None:
        try:
            (keeping or self._keeping).run(work)
        except KeepingError as error:
            if isinstance(error.__cause__, GapChangedError):
                raise error.__cause__ from None
            raise

    def _rows(self, wanted: Select[*tuple[Any, ...]]) -> Sequence[Any]:
        return self._keeping.run(lambda connection: connection.execute(wanted).all())

    def _gaps(self, wanted: Select[*tuple[Any, ...]]) -> Sequence[Gap]:
        return [gap_of_row(row) for row in self._rows(wanted)]

    def _tidy(self) -> None:
        """Now and then. What waits is read whether or not that succeeds."""
        now = self._now()
        with self._lock:
            if self._tidied_at is not None and now - self._tidied_at < TIDY_AFTER:
                return
            self._tidied_at = now
        self._keeping.run(partial(give_up_unasked, now=now))


def _execute(connection: Connection, statement: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    connection.execute(statement, list(rows))
