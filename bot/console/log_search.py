"""The question log: looked through and, as a file, taken away."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args
from urllib.parse import urlencode

from aiohttp import web

from bot.console.csv_files import stream_csv
from bot.console.dashboard_frame import Frame, Telling
from bot.console.looking import Noted
from bot.console.periods import PeriodError, picked
from bot.console.viewers import viewer_of
from bot.csv_text import Cell
from bot.insights.model import FoundQuestion, LogFilter, Resolution, Scope
from bot.insights.ports import Insights
from bot.model import Surface
from bot.viewer import Viewer
from content_index.model import Document

_PAGE = 50
_LONGEST_NUMBER = 4
_RESOLUTIONS: tuple[Resolution, ...] = get_args(Resolution)
_SURFACES: tuple[Surface, ...] = get_args(Surface)


@dataclass(frozen=True, slots=True)
class LogSearch:
    """Managers see what their teams asked, administrators everything, everybody else what they asked themselves.

    `names`: whether those who manage see who asked.
    """

    frame: Frame
    insights: Insights
    looks: Noted
    names: bool = False

    async def show(self, request: web.Request) -> web.Response:
        """`words`, `resolution`, `surface`, `document` (its path), `gap`, `team`, `from`, `to`; `page`."""
        viewer, telling = viewer_of(request), self.frame.telling(request)
        documents, held = await asyncio.to_thread(self.frame.documents_held, viewer)
        values: dict[str, object] = {
            "own": not viewer.manages,
            "names": self.names and viewer.manages,
            "documents": documents,
            "held": held,
            "chosen": sorted(documents.values(), key=lambda one: (one.title.casefold(), one.path)),
            "teams": self.frame.teams_of(viewer) if viewer.manages else (),
            "resolutions": _RESOLUTIONS,
            "surfaces": _SURFACES,
            "today": self.frame.today(),
            "query": {name: text for name, text in request.query.items() if text and name != "page"},
            "questions": (),
            "number": 1,
            "more": False,
            "trouble": "",
        }
        try:
            wanted, scope, query = self._wanted(request, viewer, documents)
        except PeriodError:
            return await self.frame.page(
                request, "log_search.html", values | {"trouble": telling.say.wrong_period}, 400
            )
        number = _number(request.query.get("page", ""))
        found = await asyncio.to_thread(self.insights.search, wanted, scope, _PAGE + 1, (number - 1) * _PAGE)
        self._note(request, "log", query)
        values |= {
            "questions": found[:_PAGE],
            "more": len(found) > _PAGE,
            "number": number,
            "query": query,
            "address": lambda page: "/log?" + urlencode({**query, **({"page": page} if page > 1 else {})}),
        }
        return await self.frame.page(request, "log_search.html", values)

    async def csv(self, request: web.Request) -> web.StreamResponse:
        """All that the same address would show, page after page, as a file."""
        viewer, telling = viewer_of(request), self.frame.telling(request)
        documents, _held = await asyncio.to_thread(self.frame.documents_held, viewer)
        try:
            wanted, scope, query = self._wanted(request, viewer, documents)
        except PeriodError:
            raise web.HTTPBadRequest from None
        self._note(request, "log.csv", query)
        shown = None if self.names and viewer.manages else -1
        head = telling.say.log_file_columns[:shown]
        rows = (row[:shown] for row in self._rows(self.insights.export(wanted, scope), viewer, documents, telling))
        return await stream_csv(request, "cornerman-questions", head, rows)

    def _rows(
        self, questions: Iterator[FoundQuestion], viewer: Viewer, documents: dict[str, Document], telling: Telling
    ) -> Iterator[tuple[Cell, ...]]:
        for one in questions:
            document = documents.get(one.document)
            yield (
                one.asked_at,
                one.question,
                telling.say.resolutions[one.resolution],
                round(one.confidence, 2),
                telling.say.surfaces.get(one.surface, one.surface),
                one.language,
                document.path if document else "",
                one.gap if viewer.manages else "",
                one.name or one.asker,
            )

    def _wanted(
        self, request: web.Request, viewer: Viewer, documents: dict[str, Document]
    ) -> tuple[LogFilter, Scope, dict[str, str]]:
        """What the address asks for, whose questions, and the same as an address carries it. Raises PeriodError."""
        query = request.query
        resolution: Resolution | None = next((one for one in _RESOLUTIONS if one == query.get("resolution")), None)
        surface = next((one for one in _SURFACES if one == query.get("surface")), "")
        words = " ".join(query.get("words", "").split())[:200]
        document = query.get("document", "")
        document = document if document in documents else ""
        gap = query.get("gap", "")[:64] if viewer.manages else ""
        days = any(query.get(name) for name in ("from", "to", "days"))
        chosen = picked(query, self.frame.pages.now(), self.frame.zone) if days else None
        team = self.frame.team(request, viewer) if viewer.manages else ""
        wanted = LogFilter(
            words=words,
            resolution=resolution,
            surface=surface,
            asker="" if viewer.manages else viewer.id,
            workspace=None if viewer.manages else viewer.workspace,
            document=document,
            gap=gap,
            period=chosen.period if chosen else None,
        )
        scope = self.frame.scope(viewer, team) if viewer.manages else Scope()
        kept = {
            "words": words,
            "resolution": resolution or "",
            "surface": surface,
            "document": document,
            "gap": gap,
            "team": team,
            **(chosen.query if chosen else {}),
        }
        return wanted, scope, {name: text for name, text in kept.items() if text}

    def _note(self, request: web.Request, page: str, query: dict[str, str]) -> None:
        """Somebody looks at what others asked; their own questions are nobody else's."""
        if viewer_of(request).manages:
            self.looks.note(request, page, urlencode(query))


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else 1
