"""What the content is used for, document by document, and what new people ask about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Interval, and_, cast, exists, func, literal, select

from bot.insights.model import Cohort, DocumentUse, Period, Scope
from bot.stores.gap_tables import DeliveryRow, PersonRow
from bot.stores.insight_scope import Sql, counted, each_document, not_at_a_terminal
from bot.stores.tables import ClickRow, PostedAnswerRow, QuestionRow

NEW_FOR = timedelta(days=30)
TOPICS = 10
"""Documents that are told of each cohort."""


_NO_USE = (0, 0, 0, 0)


def read_documents(connection: Connection, sql: Sql, period: Period, scope: Scope) -> Sequence[DocumentUse]:
    """Documents that answers of the scope were made from, or that its people opened, ever.

    Most used in the period first.
    """
    used = _used(connection, sql, period, scope)
    clicked = _clicked(connection, sql, period, scope)
    last_used = _last_used(connection, sql, scope)
    found = []
    for document in {*used, *clicked, *last_used}:
        uses, people, helpful, unhelpful = used.get(document, _NO_USE)
        clicks, last = clicked.get(document, 0), last_used.get(document)
        found.append(DocumentUse(document, uses, people, clicks, helpful, unhelpful, last))
    return sorted(found, key=lambda use: (-use.uses, -use.clicks, use.document))


def _used(connection: Connection, sql: Sql, period: Period, scope: Scope) -> dict[str, tuple[int, int, int, int]]:
    """In how many answers each stood first, for how many people, how many were rated helpful, and how many not."""
    # An id says who somebody is within a workspace.
    who = QuestionRow.workspace + "\n" + QuestionRow.asker
    used = [QuestionRow.status == "answered", QuestionRow.document != ""]
    counts = [
        func.count().label("uses"),
        counted(QuestionRow.rating == 1).label("helpful"),
        counted(QuestionRow.rating == 0).label("unhelpful"),
    ]
    if not sql.is_postgresql:
        wanted = select(QuestionRow.document, func.count(who.distinct()).label("people"), *counts)
        rows = connection.execute(wanted.where(*sql.asked(period, scope), *used).group_by(QuestionRow.document))
    else:  # which groups by hashing, but sorts what is to be distinct
        each = select(QuestionRow.document, *counts).where(*sql.asked(period, scope), *used)
        by_person = each.group_by(QuestionRow.document, QuestionRow.workspace, QuestionRow.asker).subquery().c
        sums = [cast(func.sum(by_person[count.name]), Integer).label(count.name) for count in counts]
        wanted = select(by_person.document, func.count().label("people"), *sums).group_by(by_person.document)
        rows = connection.execute(wanted)
    return {row.document: (row.uses, row.people, row.helpful, row.unhelpful) for row in rows}


def _clicked(connection: Connection, sql: Sql, period: Period, scope: Scope) -> dict[str, int]:
    """How often people of the scope opened each in the period; 0 of those that anybody opened some other time."""
    documents = each_document(ClickRow.document)
    in_period = (ClickRow.clicked_at >= period.start, ClickRow.clicked_at < period.end)
    clicks = (
        select(func.count())
        .select_from(ClickRow)
        .where(ClickRow.document == documents.c.document, *in_period, *sql.person_in_teams(ClickRow.person, scope))
        .scalar_subquery()
    )
    wanted = select(documents.c.document, clicks.label("clicks")).where(*_known(sql, documents.c.document, scope))
    return {row.document: row.clicks for row in connection.execute(wanted)}


def _last_used(connection: Connection, sql: Sql, scope: Scope) -> dict[str, datetime]:
    documents = each_document(QuestionRow.document)
    latest = (
        select(func.max(QuestionRow.asked_at, type_=QuestionRow.asked_at.type))
        .where(QuestionRow.document == documents.c.document, QuestionRow.status == "answered")
        .where(not_at_a_terminal(QuestionRow.workspace, QuestionRow.asker))
        .where(*sql.in_teams(QuestionRow.workspace, QuestionRow.asker, scope))
        .scalar_subquery()
    )
    wanted = select(documents.c.document, latest).where(*_known(sql, documents.c.document, scope))
    return {document: at for document, at in connection.execute(wanted) if at is not None}


def read_shares(connection: Connection, period: Period, document: str) -> int:
    """How many of the messages that answers made from a document were shared in, elsewhere than they were asked.

    What Cornerman itself brought somewhere else (word that a gap was closed) is nobody's share.
    """
    brought = exists().where(
        DeliveryRow.workspace == PostedAnswerRow.workspace,
        DeliveryRow.place == PostedAnswerRow.place,
        DeliveryRow.message == PostedAnswerRow.message,
    )
    wanted = (
        select(func.count())
        .select_from(PostedAnswerRow)
        .join(QuestionRow, QuestionRow.id == PostedAnswerRow.question_id)
        .where(QuestionRow.document == document, QuestionRow.status == "answered")
        .where(PostedAnswerRow.posted_at >= period.start, PostedAnswerRow.posted_at < period.end)
        .where(PostedAnswerRow.place != QuestionRow.place, ~brought)
    )
    return connection.scalar(wanted) or 0


def _known(sql: Sql, document: ColumnElement[str], scope: Scope) -> list[ColumnElement[bool]]:
    known: list[ColumnElement[bool]] = [document.is_not(None)]
    if scope.documents is not None:
        known.append(document.in_(sql.listed(scope.documents)))
    return known


def read_cohorts(connection: Connection, sql: Sql, months: int, scope: Scope) -> Sequence[Cohort]:
    """The latest months (of UTC) in which anybody of the scope asked their first question, newest first."""
    month = _month(sql)
    of_teams = [
        not_at_a_terminal(PersonRow.workspace, PersonRow.id),
        *sql.in_teams(PersonRow.workspace, PersonRow.id, scope),
    ]
    newest = (
        select(month, func.count().label("people"))
        .where(*of_teams)
        .group_by(month)
        .order_by(month.desc())
        .limit(months)
    )
    people: dict[str, int] = {row.month: row.people for row in connection.execute(newest)}
    if not people:
        return []
    theirs = and_(QuestionRow.workspace == PersonRow.workspace, QuestionRow.asker == PersonRow.id)
    asked = (
        select(month, QuestionRow.document, QuestionRow.status, func.count())
        .select_from(PersonRow)
        .join(QuestionRow, theirs)
        .where(PersonRow.first_asked >= _first_day(min(people)), *of_teams, *sql.of_scope(scope))
        .where(QuestionRow.asked_at >= PersonRow.first_asked, QuestionRow.asked_at < _no_longer_new(sql))
        .group_by(month, QuestionRow.document, QuestionRow.status)
    )
    questions, gaps = Counter[str](), Counter[str]()
    topics: dict[str, Counter[str]] = defaultdict(Counter)
    for name, document, status, number in connection.execute(asked):
        questions[name] += number
        gaps[name] += number if status == "gap" else 0
        if document and status != "gap":  # of a gap it is the page that stood nearest, which they did not ask about
            topics[name][document] += number
    return [
        Cohort(_first_day(name).date(), number, questions[name], gaps[name], _most(topics[name]))
        for name, number in people.items()
    ]


def _most(topics: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(topics.items(), key=lambda topic: (-topic[1], topic[0]))[:TOPICS])


def _month(sql: Sql) -> ColumnElement[str]:
    """As YYYY-MM, in UTC."""
    if sql.is_postgresql:
        return func.to_char(func.timezone("UTC", PersonRow.first_asked), "YYYY-MM").label("month")
    return func.strftime("%Y-%m", PersonRow.first_asked).label("month")


def _first_day(month: str) -> datetime:
    return datetime.fromisoformat(f"{month}-01T00:00:00+00:00")


def _no_longer_new(sql: Sql) -> ColumnElement[Any]:
    if sql.is_postgresql:
        return PersonRow.first_asked + literal(NEW_FOR, Interval)
    # As moments are stored there, in text: with six digits of the second.
    return func.strftime("%Y-%m-%d %H:%M:%f000", PersonRow.first_asked, f"+{NEW_FOR.days} days")
