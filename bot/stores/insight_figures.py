"""Counts of a period, and of each of its days.

The databases read an index for these alone, `ix_questions_counted`: what is counted of a question must stand in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Integer, cast, func, literal, select

from bot.insights.model import DayFigures, Figures, Period, Scope
from bot.stores.gap_tables import DeliveryRow, GapChangeRow, GapQuestionRow, GapRow, PersonRow
from bot.stores.insight_scope import Sql, counted
from bot.stores.tables import OwnerRequestRow, QuestionRow

_HOUR = timedelta(hours=1)
_QUARTER = timedelta(minutes=15)
_CLOCKS_DIFFER = timedelta(hours=1)
"""A question is handed over after it was asked; by so much at most do the clocks of two replicas differ."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_figures(connection: Connection, sql: Sql, period: Period, scope: Scope) -> Figures:
    """The counts of one period."""
    asked = sql.asked(period, scope)
    columns: list[ColumnElement[int]] = [func.count(), *_outcomes(), func.count(QuestionRow.answer_ms)]
    counts = select(*columns).where(*asked)
    questions, answered, unsure, no_answer, helpful, unhelpful, timed = map(int, connection.execute(counts).one())
    closed, filled_days = _closed(connection, sql, period, scope)
    return Figures(
        questions=questions,
        people=_people(connection, asked),
        answered=answered,
        unsure=unsure,
        no_answer=no_answer,
        helpful=helpful,
        unhelpful=unhelpful,
        escalated=_escalated(connection, period, asked),
        gaps_opened=_opened(connection, sql, period, scope),
        gaps_closed=closed,
        told=_told(connection, sql, period, scope),
        answer_ms=_median_answer_ms(connection, sql, asked, timed),
        filled_days=filled_days,
    )


def read_days(connection: Connection, sql: Sql, period: Period, scope: Scope, zone: str) -> Sequence[DayFigures]:
    """Every day of the period in that time zone, oldest first.

    The database counts by UTC hours (quarters of them where the zone's days begin within one), which are put together
    to the zone's days here: SQLite knows no zones. Raises zoneinfo.ZoneInfoNotFoundError where there is no such zone.
    """
    here = ZoneInfo(zone)
    days = list(_days_of(period, here))
    step = _HOUR if all(_begins_with_an_hour(day, here) for day in days) else _QUARTER
    begins = _step_of(sql, step).label("begins")
    rows = connection.execute(
        select(begins, func.count(), *_outcomes()).where(*sql.asked(period, scope)).group_by(begins)
    )
    counts: dict[date, list[int]] = defaultdict(lambda: [0] * 6)
    for moment, *found in rows:
        day = _moment(moment, step).astimezone(here).date()
        counts[day] = [before + now for before, now in zip(counts[day], found, strict=True)]
    return [DayFigures(day, *counts[day]) for day in days]


def _outcomes() -> list[ColumnElement[int]]:
    return [
        *(counted(QuestionRow.status == status) for status in ("answered", "unsure", "gap")),
        *(counted(QuestionRow.rating == rating) for rating in (1, 0)),
    ]


def _days_of(period: Period, zone: ZoneInfo) -> Iterator[date]:
    """A period of no length has one."""
    day = period.start.astimezone(zone).date()
    last = max(period.start, period.end - timedelta(microseconds=1)).astimezone(zone).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def _begins_with_an_hour(day: date, zone: ZoneInfo) -> bool:
    offset = datetime(day.year, day.month, day.day, tzinfo=zone).utcoffset() or timedelta()
    return offset % _HOUR == timedelta()


def _step_of(sql: Sql, step: timedelta) -> ColumnElement[Any]:
    """The moment of a question, rounded down to a whole step, as `_moment` reads it."""
    if sql.is_postgresql:
        return func.date_bin(literal(step), QuestionRow.asked_at, literal(_EPOCH, QuestionRow.asked_at.type))
    if step == _HOUR:
        return func.substr(QuestionRow.asked_at, 1, len("2026-11-24 12"))
    return cast(func.strftime("%s", QuestionRow.asked_at), Integer) // literal(int(step.total_seconds()))


def _moment(found: datetime | str | int, step: timedelta) -> datetime:
    if isinstance(found, datetime):
        return found
    if isinstance(found, str):
        return datetime.fromisoformat(f"{found}:00+00:00")
    return _EPOCH + found * step


def _people(connection: Connection, asked: Sequence[ColumnElement[bool]]) -> int:
    """How many people asked: each is looked up once, instead of comparing the askers of all questions."""
    theirs = select(QuestionRow.id).where(
        QuestionRow.workspace == PersonRow.workspace, QuestionRow.asker == PersonRow.id
    )
    some = theirs.where(*asked).correlate(PersonRow).exists()
    return connection.scalar(select(func.count()).select_from(PersonRow).where(some)) or 0


def _median_answer_ms(
    connection: Connection, sql: Sql, asked: Sequence[ColumnElement[bool]], count: int
) -> float | None:
    took = QuestionRow.answer_ms
    if sql.is_postgresql:
        return connection.scalar(select(func.percentile_cont(0.5).within_group(took)).where(*asked))
    if not count:
        return None
    middle = select(took).where(*asked, took.is_not(None)).order_by(took)
    found = connection.scalars(middle.limit(2 - count % 2).offset((count - 1) // 2))
    return median([ms for ms in found if ms is not None])


def _escalated(connection: Connection, period: Period, asked: Sequence[ColumnElement[bool]]) -> int:
    """Questions of the period that were handed to an owner, then or later."""
    since = period.start - _CLOCKS_DIFFER
    requests = select(OwnerRequestRow.question_id.label("id")).where(OwnerRequestRow.asked_at >= since)
    handed_over = requests.distinct().subquery()
    of_period = select(QuestionRow.id).where(QuestionRow.id == handed_over.c.id, *asked).correlate(handed_over).exists()
    return connection.scalar(select(func.count()).select_from(handed_over).where(of_period)) or 0


def _gap_is_of(sql: Sql, scope: Scope) -> list[ColumnElement[bool]]:
    """Gaps of their own that have a question of the scope."""
    own = [GapRow.state != "merged"]
    if scope.teams is None and scope.documents is None:
        return own
    of_scope = (
        select(GapQuestionRow.question_id)
        .join(QuestionRow, QuestionRow.id == GapQuestionRow.question_id)
        .where(GapQuestionRow.gap == GapRow.id, *sql.of_scope(scope))
        .correlate(GapRow)
    )
    return [*own, of_scope.exists()]


def _opened(connection: Connection, sql: Sql, period: Period, scope: Scope) -> int:
    in_period = (GapRow.opened_at >= period.start, GapRow.opened_at < period.end)
    opened = select(func.count()).select_from(GapRow).where(*in_period, *_gap_is_of(sql, scope))
    return connection.scalar(opened) or 0


def _closed(connection: Connection, sql: Sql, period: Period, scope: Scope) -> tuple[int, float | None]:
    """How many gaps were closed, and still are, each counted once, and the median of days that it took."""
    closings = (
        select(GapRow.first_asked, func.max(GapChangeRow.at, type_=GapChangeRow.at.type))
        .join(GapRow, GapRow.id == GapChangeRow.gap)
        .where(GapChangeRow.verb == "closed", GapChangeRow.at >= period.start, GapChangeRow.at < period.end)
        .where(GapRow.state == "closed", *_gap_is_of(sql, scope))
        .group_by(GapRow.id, GapRow.first_asked)
    )
    days = [(at - first) / timedelta(days=1) for first, at in connection.execute(closings)]
    return len(days), median(days) if days else None


def _told(connection: Connection, sql: Sql, period: Period, scope: Scope) -> int:
    """Different people of the scope who were told of a closing in the period."""
    sent = select(DeliveryRow.surface, DeliveryRow.workspace, DeliveryRow.receiver).distinct()
    sent = sent.where(
        DeliveryRow.kind == "closed",
        DeliveryRow.state == "sent",
        DeliveryRow.sent_at >= period.start,
        DeliveryRow.sent_at < period.end,
        *sql.in_teams(DeliveryRow.workspace, DeliveryRow.receiver, scope),
    )
    if scope.documents is not None:
        asked = DeliveryRow.about["question"].as_string()
        near = QuestionRow.document.in_(sql.listed(scope.documents))
        sent = sent.join(QuestionRow, QuestionRow.id == asked).where(near)
    return connection.scalar(select(func.count()).select_from(sent.subquery())) or 0
