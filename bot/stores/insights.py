"""What the question log tells, counted by the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from sqlalchemy import Engine

from bot.insights.model import (
    Cohort,
    DayFigures,
    DocumentUse,
    Figures,
    FoundQuestion,
    LogFilter,
    Period,
    Scope,
)
from bot.stores.insight_documents import read_cohorts, read_documents, read_shares
from bot.stores.insight_figures import read_days, read_figures
from bot.stores.insight_scope import Sql
from bot.stores.insight_search import Last, find_chunk, find_questions, find_sample
from bot.stores.keeping import Keeping

EXPORTED_AT_ONCE = 1_000
"""Questions that an export reads in one go, each go within the time that a store may take."""


class SqlInsights:
    """Implements bot.insights.ports.Insights."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        self._keeping = Keeping(engine, prepare)
        self._sql = Sql(engine.dialect.name)

    def figures(self, period: Period, scope: Scope) -> Figures:
        """The counts of one period. Raises KeepingError."""
        return self._keeping.run(partial(read_figures, sql=self._sql, period=period, scope=scope))

    def days(self, period: Period, scope: Scope, zone: str) -> Sequence[DayFigures]:
        """Every day of the period in that time zone (an IANA name), those without questions too, oldest first.

        Raises KeepingError, also where there is no such zone.
        """
        return self._keeping.run(partial(read_days, sql=self._sql, period=period, scope=scope, zone=zone))

    def documents(self, period: Period, scope: Scope) -> Sequence[DocumentUse]:
        """Documents that were used or opened in the period, or ever: most used in the period first.

        `last_used` counts the answers of the scope. Raises KeepingError.
        """
        return self._keeping.run(partial(read_documents, sql=self._sql, period=period, scope=scope))

    def shares(self, period: Period, document: str) -> int:
        """How often answers that a document stood first in were shared in the period. Raises KeepingError."""
        return self._keeping.run(partial(read_shares, period=period, document=document))

    def cohorts(self, months: int, scope: Scope) -> Sequence[Cohort]:
        """The latest months (of UTC) in which anybody asked their first question, newest first. Raises KeepingError."""
        return self._keeping.run(partial(read_cohorts, sql=self._sql, months=months, scope=scope))

    def search(self, wanted: LogFilter, scope: Scope, limit: int, offset: int = 0) -> Sequence[FoundQuestion]:
        """Newest first. Raises KeepingError."""
        return self._keeping.run(
            partial(find_questions, sql=self._sql, wanted=wanted, scope=scope, limit=limit, offset=offset)
        )

    def export(self, wanted: LogFilter, scope: Scope) -> Iterator[FoundQuestion]:
        """All of them, newest first, `EXPORTED_AT_ONCE` of them in memory. Raises KeepingError, on the way as well."""
        after: Last | None = None
        while True:
            chunk = self._keeping.run(
                partial(find_chunk, sql=self._sql, wanted=wanted, scope=scope, limit=EXPORTED_AT_ONCE, after=after)
            )
            yield from chunk
            if len(chunk) < EXPORTED_AT_ONCE:
                return
            after = Last(chunk[-1].asked_at, chunk[-1].id)

    def sample(self, period: Period, scope: Scope, limit: int) -> Sequence[FoundQuestion]:
        """At most so many questions of the period, spread over all of it, newest first. Raises KeepingError."""
        return self._keeping.run(partial(find_sample, sql=self._sql, period=period, scope=scope, limit=limit))
