"""How gaps and their questions are written: only as they were read, so that nobody undoes what others did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, Insert, Table, bindparam, delete, exists, insert, or_, select, update

from bot.gaps.model import Gap, GapChange, GapChangedError, GapQuestion
from bot.stores.gap_rows import change_row, gap_row, question_row
from bot.stores.gap_tables import GapChangeRow, GapQuestionRow, GapRow, GapsApartRow
from bot.stores.inserting import dialects_insert, insert_new
from bot.stores.storable import storable_id, storable_name

_GAPS = cast("Table", GapRow.__table__)
# Both are used for every question that is placed: to put one together takes longer than the database does.
_KEEP_AS_READ = update(_GAPS).where(_GAPS.c.id == bindparam("kept"), _GAPS.c.version == bindparam("as_read"))
_PUTTING: dict[str, Insert] = {}
"""By the dialect's name."""


def keep_gap(connection: Connection, gap: Gap, now: datetime) -> None:
    """As it is now. Raises GapChangedError where it is not as it was read, see `Gap.version`."""
    row = gap_row(gap, now) | {"version": gap.version + 1}
    if gap.version == 0:
        written = connection.execute(insert_new(connection, GapRow), row).rowcount
    else:
        as_read = {"kept": row.pop("id"), "as_read": gap.version}
        written = connection.execute(_KEEP_AS_READ, row | as_read).rowcount
    if not written:
        raise GapChangedError(f"gap {gap.id} is not in version {gap.version} any more")


def put_question(connection: Connection, question: GapQuestion, now: datetime) -> None:
    """Into its gap, or once more where it is already. Raises GapChangedError where it is in another one."""
    if not connection.execute(_putting(connection), question_row(question, now)).rowcount:
        raise GapChangedError(f"question {question.question_id} is in another gap than {question.gap}")


def _putting(connection: Connection) -> Insert:
    dialect = connection.dialect.name
    if dialect not in _PUTTING:
        putting = dialects_insert(connection, GapQuestionRow)
        what_it_is = ("signals", "document", "fingerprint", "vector", "model")
        putting = putting.on_conflict_do_update(
            index_elements=["question_id"],
            set_={name: putting.excluded[name] for name in what_it_is},
            where=GapQuestionRow.__table__.c.gap == putting.excluded.gap,
        )
        _PUTTING[dialect] = putting.execution_options(preserve_rowcount=True)
    return _PUTTING[dialect]


def take_question(connection: Connection, question_id: str) -> None:
    """Out of its gap, which goes as well where that was its last one."""
    was_in = delete(GapQuestionRow).where(GapQuestionRow.question_id == question_id).returning(GapQuestionRow.gap)
    gap_id = connection.scalar(was_in)
    if gap_id is None:
        return
    others = exists(select(GapQuestionRow.question_id).where(GapQuestionRow.gap == gap_id))
    if connection.execute(delete(GapRow).where(GapRow.id == gap_id, ~others)).rowcount:
        apart = or_(GapsApartRow.gap == gap_id, GapsApartRow.other == gap_id)
        connection.execute(delete(GapsApartRow).where(apart))


def move_question(connection: Connection, question_id: str, gap_id: str, by: str, now: datetime) -> None:
    """To where somebody puts it. Raises GapChangedError where it is in no gap any more."""
    one = GapQuestionRow.question_id == storable_id(question_id)
    where_to = {"gap": storable_id(gap_id), "placed_by": storable_name(by), "placed_at": now}
    if not connection.execute(update(GapQuestionRow).where(one).values(where_to)).rowcount:
        raise GapChangedError(f"question {question_id} is in no gap any more")


def keep_changes(connection: Connection, changes: Sequence[GapChange]) -> None:
    """What happened, in this order."""
    if changes:
        connection.execute(insert(GapChangeRow), [change_row(change) for change in changes])
