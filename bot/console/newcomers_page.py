"""New people, by the month of their first question, and what they asked about."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.console.csv_files import csv_response
from bot.console.dashboard_frame import Frame, Telling
from bot.console.viewers import viewer_of
from bot.insights.model import Cohort
from bot.insights.ports import Insights
from content_index.model import Document

_MONTHS = 12
_TOPICS = 5


@dataclass(frozen=True, slots=True)
class NewcomersPage:
    """For managers, of their teams, and for administrators."""

    frame: Frame
    insights: Insights

    async def show(self, request: web.Request) -> web.Response:
        """`team`."""
        viewer, telling = viewer_of(request), self.frame.telling(request)
        cohorts, documents = await self._read(request)
        values = {
            "rows": [(one, self._without(one, telling), _topics(one, documents)) for one in cohorts],
            "team": self.frame.team(request, viewer),
            "teams": self.frame.teams_of(viewer),
        }
        return await self.frame.page(request, "newcomers.html", values)

    async def csv(self, request: web.Request) -> web.StreamResponse:
        """The same as a file, a row for each topic."""
        say = self.frame.telling(request).say
        cohorts, documents = await self._read(request)
        names = say.newcomers_columns
        head = (names["month"], names["people"], names["questions"], names["gaps"], say.document, say.newcomers_of_page)
        rows = [
            (one.month, one.people, one.questions, one.gaps, title, count)
            for one in cohorts
            for title, count in [(document.title, n) for document, n in _topics(one, documents)] or [("", 0)]
        ]
        return csv_response("cornerman-newcomers", head, rows)

    async def _read(self, request: web.Request) -> tuple[list[Cohort], Mapping[str, Document]]:
        viewer = viewer_of(request)
        scope = self.frame.scope(viewer, self.frame.team(request, viewer))
        cohorts = await asyncio.to_thread(self.insights.cohorts, _MONTHS, scope)
        documents, _ = await asyncio.to_thread(self.frame.documents_held, viewer)
        return list(cohorts), documents

    def _without(self, cohort: Cohort, telling: Telling) -> str:
        """How many of their questions had no answer: a share where there are enough."""
        if cohort.questions < self.frame.few:
            part = telling.number(cohort.gaps)
            return telling.say.rated.format(part=part, rated=telling.number(cohort.questions))
        return telling.share(cohort.gaps, cohort.questions)


def _topics(cohort: Cohort, documents: Mapping[str, Document]) -> list[tuple[Document, int]]:
    """Those that the viewer may see."""
    return [(documents[path], count) for path, count in cohort.topics if path in documents][:_TOPICS]
