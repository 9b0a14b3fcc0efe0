"""The content as it is used: which pages answer, how they are rated, which ones nobody ever needed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from aiohttp import web

from bot.console.csv_files import csv_response
from bot.console.dashboard_frame import Frame, Telling
from bot.console.figures_page import picking
from bot.console.periods import Picked
from bot.console.viewers import viewer_of
from bot.content_health.words import health_words
from bot.csv_text import Cell
from bot.insights.model import DocumentUse, Period, Scope
from bot.insights.ports import Insights
from bot.upkeep.desk import UpkeepDesk
from bot.upkeep.model import DocumentState
from bot.upkeep.telling import marks_of
from bot.upkeep.words import upkeep_words
from bot.upkeep.words.model import Mark
from bot.viewer import Viewer
from content_index.model import Document

_FEW_RATED = 5
_LONG_AGO = date.min


@dataclass(frozen=True, slots=True)
class ContentLine:
    """A page, and its use in the period. `marks` are what its owner says of it."""

    document: Document
    uses: int = 0
    people: int = 0
    clicks: int = 0
    helpful: int = 0
    unhelpful: int = 0
    last_used: datetime | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def rated(self) -> int:
        """How often its answers were rated."""
        return self.helpful + self.unhelpful


_KEYS: Mapping[str, Callable[[ContentLine], tuple[object, ...]]] = {
    "title": lambda line: (line.document.title.casefold(),),
    "owner": lambda line: ((line.document.owner or "").casefold(),),
    "uses": lambda line: (line.uses,),
    "people": lambda line: (line.people,),
    "clicks": lambda line: (line.clicks,),
    "helpful": lambda line: (line.helpful / line.rated if line.rated else -1.0, line.rated),
    "last_used": lambda line: (line.last_used.timestamp() if line.last_used else 0.0,),
    "reviewed": lambda line: (line.document.reviewed or _LONG_AGO,),
    "due": lambda line: (line.document.review_due or date.max,),
}
_RISING = frozenset({"title", "owner", "due"})
"""Columns that begin with the smallest."""


@dataclass(frozen=True, slots=True)
class ContentPage:
    """Managers see the use of all that they may read by their teams; owners see what is theirs.

    Pages that are pulled stand there, too, and are marked where `upkeep` knows of them. `health` is the address of what
    is wrong with them, "" where nothing knows that.
    """

    frame: Frame
    insights: Insights
    upkeep: UpkeepDesk | None = None
    health: str = ""

    async def show(self, request: web.Request) -> web.Response:
        """`sort` (a column), `order` (asc, desc), `filter` (used, never, overdue), a period, `team`."""
        viewer, telling = viewer_of(request), self.frame.telling(request)
        values = picking(self.frame, request, viewer, "/content")
        picked = values["picked"]
        if not isinstance(picked, Picked):
            return await self.frame.page(request, "dashboard_period.html", values, status=400)
        lines = await asyncio.to_thread(self._lines, viewer, picked.period, str(values["team"]))
        sort, falling, chosen = _order(request)
        shown = _sorted(self._filtered(lines, chosen), sort, falling=falling)
        query = {**picked.query, **({"team": str(values["team"])} if values["team"] else {})}
        state = {"sort": sort, "order": "desc" if falling else "asc", "filter": chosen}
        values |= {
            "lines": [(line, self._helpful(line, telling), self._overdue(line)) for line in shown],
            "all": len(lines),
            "sort": sort,
            "falling": falling,
            "chosen": chosen,
            "carried": state,
            "query": query | state,
            "address": lambda **more: f"/content?{urlencode({**query, **state, **more})}",
            "order_after": lambda column: _order_after(column, sort, falling=falling),
            "today": self.frame.today(),
            "marks": upkeep_words(telling.language).marks,
            "health": self.health,
            "health_link": health_words(telling.language).link,
        }
        return await self.frame.page(request, "content.html", values)

    async def csv(self, request: web.Request) -> web.StreamResponse:
        """The same as a file."""
        viewer, telling = viewer_of(request), self.frame.telling(request)
        picked = picking(self.frame, request, viewer, "/content")["picked"]
        if not isinstance(picked, Picked):
            raise web.HTTPBadRequest
        lines = await asyncio.to_thread(self._lines, viewer, picked.period, self.frame.team(request, viewer))
        sort, falling, chosen = _order(request)
        say = telling.say
        names = say.content_columns
        head = (
            say.path, names["title"], names["owner"], names["uses"], names["people"], names["clicks"], say.helpful,
            say.unhelpful, names["last_used"], names["reviewed"], names["due"],
        )  # fmt: skip
        rows = [_row(line) for line in _sorted(self._filtered(lines, chosen), sort, falling=falling)]
        return csv_response(f"cornerman-content-{picked.first}-{picked.last}", head, rows)

    def _lines(self, viewer: Viewer, period: Period, team: str) -> list[ContentLine]:
        documents = {one.path: one for one in self.frame.pages.visible(viewer.groups, hidden=True)}
        if viewer.manages:
            scope = self.frame.scope(viewer, team)
        else:
            documents = {path: one for path, one in documents.items() if one.owner and viewer.owns(one.owner)}
            scope = Scope(documents=frozenset(documents))
        uses = {one.document: one for one in self.insights.documents(period, scope)}
        states = self.upkeep.states() if self.upkeep else {}
        return [_line(one, uses.get(path), states.get(one.id)) for path, one in documents.items()]

    def _filtered(self, lines: Iterable[ContentLine], chosen: str) -> list[ContentLine]:
        wanted: Callable[[ContentLine], bool] = {
            "used": lambda line: line.uses > 0,
            "never": lambda line: line.last_used is None,
            "overdue": lambda line: self._overdue(line) > 0,
        }.get(chosen, lambda _line: True)
        return [line for line in lines if wanted(line)]

    def _overdue(self, line: ContentLine) -> int:
        """For how many days its review has been due; 0 where it is not."""
        due = line.document.review_due
        return max((self.frame.today() - due).days, 0) if due else 0

    def _helpful(self, line: ContentLine, telling: Telling) -> str:
        if not line.rated:
            return ""
        part = telling.share(line.helpful, line.rated) if line.rated >= _FEW_RATED else telling.number(line.helpful)
        return telling.say.rated.format(part=part, rated=telling.number(line.rated))


def _line(document: Document, use: DocumentUse | None, state: DocumentState | None) -> ContentLine:
    marks = marks_of(state) if state else ()
    if use is None:
        return ContentLine(document, marks=marks)
    return ContentLine(document, use.uses, use.people, use.clicks, use.helpful, use.unhelpful, use.last_used, marks)


def _order(request: web.Request) -> tuple[str, bool, str]:
    """The column, whether the largest comes first, and which pages."""
    query = request.query
    sort = query.get("sort", "") if query.get("sort") in _KEYS else "uses"
    falling = query["order"] == "desc" if query.get("order") in {"asc", "desc"} else sort not in _RISING
    chosen = query.get("filter", "") if query.get("filter") in {"used", "never", "overdue"} else "all"
    return sort, falling, chosen


def _order_after(column: str, sort: str, *, falling: bool) -> str:
    """How a column is sorted when its head is pressed."""
    begins_falling = column not in _RISING
    return "desc" if (not falling if column == sort else begins_falling) else "asc"


def _sorted(lines: Iterable[ContentLine], sort: str, *, falling: bool) -> Sequence[ContentLine]:
    by_title = sorted(lines, key=lambda line: (line.document.title.casefold(), line.document.path))
    return sorted(by_title, key=_KEYS[sort], reverse=falling)


def _row(line: ContentLine) -> tuple[Cell, ...]:
    document = line.document
    return (
        document.path,
        document.title,
        document.owner or "",
        line.uses,
        line.people,
        line.clicks,
        line.helpful,
        line.unhelpful,
        line.last_used,
        document.reviewed,
        document.review_due,
    )
