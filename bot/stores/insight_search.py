"""Questions of the log that are looked for, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from bot.insights.model import FoundQuestion, LogFilter, Period, Scope
from bot.stores.gap_tables import GapQuestionRow, PersonRow
from bot.stores.insight_scope import Sql, resolution, resolved
from bot.stores.same_letters import WORDS, holds
from bot.stores.tables import QuestionRow


@dataclass(frozen=True, slots=True)
class Last:
    """The question that a chunk ended with: the next one goes on after it."""

    asked_at: datetime
    id: str


def find_questions(  # noqa: PLR0913, PLR0917 - a page of a list
    connection: Connection, sql: Sql, wanted: LogFilter, scope: Scope, limit: int, offset: int = 0
) -> Sequence[FoundQuestion]:
    """Newest first."""
    return _found(connection, _matching(sql, wanted, scope), limit, offset)


def find_chunk(  # noqa: PLR0913, PLR0917 - a page of a list
    connection: Connection, sql: Sql, wanted: LogFilter, scope: Scope, limit: int, after: Last | None
) -> Sequence[FoundQuestion]:
    """Newest first, those that come after `after`."""
    which = _matching(sql, wanted, scope)
    if after is not None:
        earlier = or_(QuestionRow.asked_at < after.asked_at, QuestionRow.id < after.id)
        which += [QuestionRow.asked_at <= after.asked_at, earlier]
    return _found(connection, which, limit)


def find_sample(connection: Connection, sql: Sql, period: Period, scope: Scope, limit: int) -> Sequence[FoundQuestion]:
    """At most so many of the period, evenly spread over its questions in the order in which they were asked."""
    which = sql.asked(period, scope)
    count = connection.scalar(select(func.count()).select_from(QuestionRow).where(*which)) or 0
    if count > limit:
        row = func.row_number().over(order_by=(QuestionRow.asked_at, QuestionRow.id)).label("row")
        numbered = select(QuestionRow.id, row).where(*which).subquery()
        chosen = numbered.c.row * limit // count > (numbered.c.row - 1) * limit // count
        which = [QuestionRow.id.in_(select(numbered.c.id).where(chosen))]
    return _found(connection, which, limit)


def _matching(sql: Sql, wanted: LogFilter, scope: Scope) -> list[ColumnElement[bool]]:
    which = sql.of_scope(scope)
    words = wanted.words.split()[:WORDS]
    which += [holds(QuestionRow.question, word, is_postgresql=sql.is_postgresql) for word in words]
    if wanted.resolution is not None:
        which.append(resolution(wanted.resolution))
    for column, value in (
        (QuestionRow.surface, wanted.surface),
        (QuestionRow.asker, wanted.asker),
        (QuestionRow.document, wanted.document),
    ):
        if value:
            which.append(column == value)
    if wanted.workspace is not None:
        which.append(QuestionRow.workspace == wanted.workspace)
    if wanted.gap:
        of_gap = select(GapQuestionRow.question_id).where(GapQuestionRow.gap == wanted.gap)
        which.append(QuestionRow.id.in_(of_gap))
    if wanted.period is not None:
        which += [QuestionRow.asked_at >= wanted.period.start, QuestionRow.asked_at < wanted.period.end]
    return which


def _found(
    connection: Connection, which: Sequence[ColumnElement[bool]], limit: int, offset: int = 0
) -> Sequence[FoundQuestion]:
    newest = (
        select(QuestionRow.id)
        .where(*which)
        .order_by(QuestionRow.asked_at.desc(), QuestionRow.id.desc())
        .limit(limit)
        .offset(offset)
        .subquery()
    )
    return [_question(row) for row in connection.execute(_shown().join(newest, newest.c.id == QuestionRow.id))]


def _shown() -> Select[*tuple[Any, ...]]:
    asker = and_(PersonRow.workspace == QuestionRow.workspace, PersonRow.id == QuestionRow.asker)
    return (
        select(
            QuestionRow.id,
            QuestionRow.asked_at,
            QuestionRow.question,
            QuestionRow.asker,
            func.coalesce(PersonRow.name, "").label("name"),
            QuestionRow.workspace,
            QuestionRow.surface,
            QuestionRow.status,
            QuestionRow.rating,
            QuestionRow.confidence,
            QuestionRow.document,
            QuestionRow.language,
            GapQuestionRow.gap,
        )
        .outerjoin(PersonRow, asker)
        .outerjoin(GapQuestionRow, GapQuestionRow.question_id == QuestionRow.id)
        .order_by(QuestionRow.asked_at.desc(), QuestionRow.id.desc())
    )


def _question(row: Row[Any]) -> FoundQuestion:
    fields = cast("dict[str, Any]", dict(row._mapping))  # noqa: SLF001 - SQLAlchemy's public name for it
    became = resolved(row.status, fields.pop("rating"))
    return FoundQuestion(**fields, resolution=became)
