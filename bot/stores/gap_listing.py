"""Which gaps a filter wants, as conditions of a statement; and the questions that wait for their gap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, or_, select, text, update

from bot.gaps.model import GapFilter, Signalled
from bot.insights.model import Scope
from bot.stores.gap_tables import GapQuestionRow, GapRow, GapSignalRow
from bot.stores.insight_scope import Sql
from bot.stores.same_letters import WORDS, holds
from bot.stores.tables import QuestionRow

GIVEN_UP_AFTER = timedelta(days=1)
"""Far longer than a question waits in the spool for a database that takes what is said of its answer."""
_UNTAKEN = text("NOT gap_signals.taken")
"""In the words of the index that holds these alone: neither database uses it for others."""
_SIGNALS_OF_ONE = 4
"""More signals than most questions have."""


def wanted_gaps(sql: Sql, wanted: GapFilter, *, any_state: bool = False) -> list[ColumnElement[bool]]:
    """Every condition of a filter; with `any_state` all but that of the state."""
    which: list[ColumnElement[bool]] = []
    if wanted.states and not any_state:
        which.append(GapRow.state.in_(wanted.states))
    if wanted.kinds:
        which.append(GapRow.kind.in_(wanted.kinds))
    if wanted.ids:
        which.append(GapRow.id.in_(sql.listed(wanted.ids)))
    if wanted.owners:
        owner = func.coalesce(func.nullif(GapRow.assigned, ""), GapRow.owner)
        which.append(owner.in_(sql.listed(wanted.owners)))
    if wanted.teams or wanted.people:
        scope = Scope(teams=wanted.teams, people=wanted.people)
        which.append(_has_question(*sql.in_teams(QuestionRow.workspace, QuestionRow.asker, scope)))
    which += [_says(sql, word) for word in wanted.words.split()[:WORDS]]
    return [*which, *_of_its_columns(wanted)]


def _of_its_columns(wanted: GapFilter) -> list[ColumnElement[bool]]:
    entered = func.coalesce(GapRow.state_at, GapRow.opened_at, type_=GapRow.opened_at.type)
    which: list[ColumnElement[bool]] = []
    for value, column in (
        (wanted.competitor, GapRow.competitor),
        (wanted.product, GapRow.product),
        (wanted.stage, GapRow.stage),
    ):
        if value:
            which.append(column == value)
    if wanted.asked_since is not None:
        which.append(GapRow.last_asked >= wanted.asked_since)
    if wanted.entered_since is not None:
        which.append(entered >= wanted.entered_since)
    if wanted.entered_before is not None:
        which.append(entered < wanted.entered_before)
    return which


def _says(sql: Sql, word: str) -> ColumnElement[bool]:
    postgresql = sql.is_postgresql
    in_question = holds(QuestionRow.question, word, is_postgresql=postgresql)
    return or_(holds(GapRow.title, word, is_postgresql=postgresql), _has_question(in_question))


def _has_question(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(GapQuestionRow.question_id)
        .join(QuestionRow, QuestionRow.id == GapQuestionRow.question_id)
        .where(GapQuestionRow.gap == GapRow.id, *which)
        .correlate(GapRow)
        .exists()
    )


def waiting_questions(connection: Connection, limit: int) -> Sequence[Signalled]:
    """At most so many, those whose oldest news is oldest first. Those that the log does not have yet are left out."""
    untaken = (
        select(GapSignalRow.question_id)
        .join(QuestionRow, QuestionRow.id == GapSignalRow.question_id)
        .where(_UNTAKEN)
        .order_by(GapSignalRow.told_at, GapSignalRow.question_id)
        .limit(limit * _SIGNALS_OF_ONE)
    )
    ids = list(dict.fromkeys(connection.scalars(untaken)))[:limit]
    found: dict[str, list[Any]] = {one: [] for one in ids}
    for row in connection.execute(_signalled().where(GapSignalRow.question_id.in_(ids))):
        found[row.question_id].append(row)
    return [_signalled_of(rows) for rows in found.values() if rows]


def _signalled() -> Select[*tuple[Any, ...]]:
    return (
        select(
            GapSignalRow.question_id,
            QuestionRow.asked_at,
            QuestionRow.question,
            QuestionRow.language,
            QuestionRow.follows,
            QuestionRow.workspace,
            QuestionRow.surface,
            QuestionRow.asker,
            QuestionRow.confidence,
            QuestionRow.document,
            GapSignalRow.signal,
            GapSignalRow.told_at,
            GapSignalRow.taken,
            GapSignalRow.withdrawn,
            GapQuestionRow.gap,
        )
        .join(QuestionRow, QuestionRow.id == GapSignalRow.question_id)
        .outerjoin(GapQuestionRow, GapQuestionRow.question_id == GapSignalRow.question_id)
        .order_by(GapSignalRow.told_at, GapSignalRow.signal)
    )


def _signalled_of(rows: Sequence[Any]) -> Signalled:
    first = rows[0]
    counting = [row for row in rows if not row.withdrawn]
    return Signalled(
        question_id=first.question_id,
        asked_at=first.asked_at,
        question=first.question,
        language=first.language,
        follows=tuple(first.follows),
        workspace=first.workspace,
        surface=first.surface,
        asker=first.asker,
        confidence=first.confidence,
        nearest=first.document or None,
        signals=tuple(dict.fromkeys(row.signal for row in counting)),
        told_at=max(row.told_at for row in counting or rows),
        fresh=tuple(dict.fromkeys(row.signal for row in counting if not row.taken)),
        gap=first.gap,
    )


def give_up_unasked(connection: Connection, now: datetime) -> None:
    """Signals whose question never came wait no longer. Should it come after all, they count with its own."""
    connection.execute(
        update(GapSignalRow)
        .where(
            _UNTAKEN,
            GapSignalRow.told_at < now - GIVEN_UP_AFTER,
            ~exists().where(QuestionRow.id == GapSignalRow.question_id),
        )
        .values(taken=True)
    )
