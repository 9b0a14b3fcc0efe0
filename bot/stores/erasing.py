"""Deletes questions with all that hangs on them, so that nothing points to what is gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, CursorResult, Select, delete, func, or_, select, update

from bot.gaps.model import MACHINE
from bot.stores.gap_tables import (
    DeliveryRow,
    GapChangeRow,
    GapQuestionRow,
    GapRow,
    GapsApartRow,
    GapSignalRow,
)
from bot.stores.tables import (
    Base,
    ClickRow,
    OwnerReplyRow,
    OwnerRequestRow,
    PostedAnswerRow,
    QuestionRow,
    ShownPassageRow,
    VoteRow,
)

AT_ONCE = 200
"""Questions that one statement is told of: databases limit the number of its parameters."""
Counts = Counter[str]
"""How many rows of each table were deleted or changed, by the table's name."""


def erase_questions(connection: Connection, question_ids: Sequence[str], now: datetime) -> Counts:
    """Delete questions with passages, votes, clicks, posted answers, requests to owners, replies and places in gaps.

    Gaps that are left without a question go as well, with their history and with what was sent about them; others are
    counted anew. What this writes first is a deletion, as `Keeping` asks for.
    """
    done = Counts()
    for start in range(0, len(question_ids), AT_ONCE):
        done += _erase(connection, question_ids[start : start + AT_ONCE], now)
    return done


def _erase(connection: Connection, ids: Sequence[str], now: datetime) -> Counts:
    done = Counts()
    # In the order in which votes and placing lock these rows.
    remove(connection, done, VoteRow, VoteRow.question_id.in_(ids))
    remove(connection, done, GapSignalRow, GapSignalRow.question_id.in_(ids))
    gaps = set(connection.scalars(select(GapQuestionRow.gap).where(GapQuestionRow.question_id.in_(ids))))
    remove(connection, done, GapQuestionRow, GapQuestionRow.question_id.in_(ids))
    remove(connection, done, ClickRow, ClickRow.question_id.in_(ids))
    remove(connection, done, PostedAnswerRow, PostedAnswerRow.question_id.in_(ids))
    done += erase_requests(connection, OwnerRequestRow.question_id.in_(ids))
    remove(connection, done, ShownPassageRow, ShownPassageRow.question_id.in_(ids))
    remove(connection, done, QuestionRow, QuestionRow.id.in_(ids))
    for gap_id in sorted(gaps):
        done += _mend_gap(connection, gap_id, now)
    return +done


def erase_requests(connection: Connection, which: ColumnElement[bool]) -> Counts:
    """Requests to owners, with their replies."""
    done = Counts()
    theirs = select(OwnerRequestRow.id).where(which)
    remove(connection, done, OwnerReplyRow, OwnerReplyRow.request_id.in_(theirs))
    remove(connection, done, OwnerRequestRow, which)
    return done


def erase_gaps(connection: Connection, gap_ids: Sequence[str]) -> Counts:
    """Gaps, with those that were merged into them, their history, and what was sent or is to be sent about them."""
    done = Counts()
    wanted = list(gap_ids)
    while wanted:
        remove(connection, done, GapChangeRow, GapChangeRow.gap.in_(wanted))
        remove(connection, done, GapsApartRow, or_(GapsApartRow.gap.in_(wanted), GapsApartRow.other.in_(wanted)))
        remove(connection, done, DeliveryRow, DeliveryRow.gap.in_(wanted))
        remove(connection, done, GapRow, GapRow.id.in_(wanted))
        wanted = list(connection.scalars(select(GapRow.id).where(GapRow.merged_into.in_(wanted))))
    return done


def remove(connection: Connection, done: Counts, table: type[Base], *which: ColumnElement[bool]) -> None:
    """Delete rows, and count them."""
    # A deletion by the class may look for what the ORM holds; by the table it is the statement alone.
    result = connection.execute(delete(table).where(*which))
    done[table.__tablename__] += cast("CursorResult[Any]", result).rowcount


def _mend_gap(connection: Connection, gap_id: str, now: datetime) -> Counts:
    members = (
        select(
            GapQuestionRow.signals, QuestionRow.workspace, QuestionRow.asker, QuestionRow.asked_at, QuestionRow.question
        )
        .join(QuestionRow, QuestionRow.id == GapQuestionRow.question_id)
        .where(GapQuestionRow.gap == gap_id)
        .order_by(QuestionRow.asked_at, QuestionRow.id)
    )
    left = connection.execute(members).all()
    if not left:
        return erase_gaps(connection, [gap_id])
    title = connection.execute(select(GapRow.title, GapRow.titled_by).where(GapRow.id == gap_id)).one_or_none()
    values: dict[str, Any] = {
        "questions": len(left),
        "people": len({(one.workspace, one.asker) for one in left}),
        "first_asked": left[0].asked_at,
        "last_asked": left[-1].asked_at,
        "signals": dict(Counter(signal for one in left for signal in one.signals)),
        "version": GapRow.version + 1,
        "changed_at": now,
    }
    if title is not None and title.titled_by == MACHINE and title.title not in {one.question for one in left}:
        values["title"] = left[-1].question  # until the gap is looked at again, and the most central one is found
    changed = connection.execute(update(GapRow).where(GapRow.id == gap_id).values(values))
    return Counts({GapRow.__tablename__: changed.rowcount})


def questions_before(moment: datetime, limit: int) -> Select[str]:
    """Ids of the oldest questions that were asked before then."""
    return select(QuestionRow.id).where(QuestionRow.asked_at < moment).order_by(QuestionRow.asked_at).limit(limit)


def count_before(connection: Connection, moment: datetime) -> int:
    """How many questions were asked before then."""
    return connection.scalar(select(func.count()).where(QuestionRow.asked_at < moment)) or 0
