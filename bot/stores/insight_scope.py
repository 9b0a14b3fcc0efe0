"""Which questions count, and what became of each, in words of SQL that SQLite and PostgreSQL both know."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, JSON, ColumnElement, Select, case, cast, func, literal, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from bot.insights.model import Period, Resolution, Scope
from bot.model import TERMINAL
from bot.stores.gap_tables import PersonGroupRow
from bot.stores.tables import QuestionRow

_RATINGS: Mapping[Resolution, int] = {"helpful": 1, "unhelpful": 0}
_STATUSES: Mapping[Resolution, str] = {"unrated": "answered", "unsure": "unsure", "no_answer": "gap"}


@dataclass(frozen=True, slots=True)
class Sql:
    """What the two databases say differently."""

    dialect: str

    @property
    def is_postgresql(self) -> bool:
        """Whether it is PostgreSQL, else SQLite."""
        return self.dialect == "postgresql"

    def listed(self, names: Collection[str]) -> Select[Any]:
        """The names as rows, by one parameter however many they are: both databases limit the number of these."""
        together = literal(json.dumps(sorted(names)))
        if self.is_postgresql:
            return select(func.json_array_elements_text(cast(together, JSON)).column_valued())
        return select(func.json_each(together).table_valued("value").c.value)

    def in_teams(
        self, workspace: ColumnElement[str] | InstrumentedAttribute[str], person: Any, scope: Scope
    ) -> list[ColumnElement[bool]]:
        """Whether somebody is of the scope's teams."""
        if scope.teams is None:
            return []
        groups = select(PersonGroupRow.workspace, PersonGroupRow.person).where(
            PersonGroupRow.group.in_(self.listed(scope.teams))
        )
        return [or_(tuple_(workspace, person).in_(groups), person.in_(self.listed(scope.people)))]

    def person_in_teams(self, person: InstrumentedAttribute[str], scope: Scope) -> list[ColumnElement[bool]]:
        """The same where it is not kept of which workspace somebody is."""
        if scope.teams is None:
            return []
        of_groups = select(PersonGroupRow.person).where(PersonGroupRow.group.in_(self.listed(scope.teams)))
        return [or_(person.in_(of_groups), person.in_(self.listed(scope.people)))]

    def of_scope(self, scope: Scope) -> list[ColumnElement[bool]]:
        """Which questions are of the scope, whenever they were asked. Small talk never is."""
        which = [QuestionRow.status != "small_talk"]
        which += self.in_teams(QuestionRow.workspace, QuestionRow.asker, scope)
        if scope.documents is not None:
            which.append(QuestionRow.document.in_(self.listed(scope.documents)))
        return which

    def asked(self, period: Period, scope: Scope) -> list[ColumnElement[bool]]:
        """Which questions are of the scope and were asked in the period, but for those asked at a terminal."""
        in_period = [QuestionRow.asked_at >= period.start, QuestionRow.asked_at < period.end]
        return [*in_period, not_at_a_terminal(QuestionRow.workspace, QuestionRow.asker), *self.of_scope(scope)]


def not_at_a_terminal(workspace: InstrumentedAttribute[str], person: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether they are somebody whose questions tell what people need. By the columns that the indexes hold."""
    return or_(person != TERMINAL, workspace != "")


def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows of the group meet the condition."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def each_document(of: InstrumentedAttribute[str]) -> CTE:
    """Every value of a column, "" left out, as `document`: by an index that begins with it, one step for each.

    The databases read all rows for `DISTINCT`, which are many more.
    """
    documents = select(func.min(of).label("document")).where(of != "").cte("documents", recursive=True)
    following = select(func.min(of)).where(of > documents.c.document).scalar_subquery()
    return documents.union_all(select(following).where(documents.c.document.is_not(None)))


def resolution(which: Resolution) -> ColumnElement[bool]:
    """Whether this became of a question: votes decide where there are any, one of not helpful before all others."""
    if which in _RATINGS:
        return QuestionRow.rating == _RATINGS[which]
    return (QuestionRow.status == _STATUSES[which]) & QuestionRow.rating.is_(None)


def resolved(status: str, rating: int | None) -> Resolution:
    """The same of one question."""
    if rating is not None:
        return "helpful" if rating else "unhelpful"
    return next((which for which, of_status in _STATUSES.items() if of_status == status), "no_answer")
