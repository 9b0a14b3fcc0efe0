"""What figures are read through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

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


class Insights(Protocol):
    """Every verb raises KeepingError where the database is down. Small talk counts nowhere."""

    def figures(self, period: Period, scope: Scope) -> Figures:
        """The counts of one period."""

    def days(self, period: Period, scope: Scope, zone: str) -> Sequence[DayFigures]:
        """Every day of the period in that time zone (an IANA name), those without questions too, oldest first."""

    def documents(self, period: Period, scope: Scope) -> Sequence[DocumentUse]:
        """Documents that were used or opened in the period, or ever: most used in the period first."""

    def shares(self, period: Period, document: str) -> int:
        """How often answers that a document (its path) stood first in were shared elsewhere in the period."""

    def cohorts(self, months: int, scope: Scope) -> Sequence[Cohort]:
        """The latest months in which anybody asked their first question, newest first."""

    def search(self, wanted: LogFilter, scope: Scope, limit: int, offset: int = 0) -> Sequence[FoundQuestion]:
        """Newest first."""

    def export(self, wanted: LogFilter, scope: Scope) -> Iterator[FoundQuestion]:
        """All of them, newest first, without holding them all in memory."""

    def sample(self, period: Period, scope: Scope, limit: int) -> Sequence[FoundQuestion]:
        """At most so many questions of the period, spread over all of it: for the map."""
