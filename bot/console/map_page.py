"""Questions against content in two dimensions, where the holes can be seen; and the same as a table."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.console.dashboard_frame import Frame
from bot.console.figures_page import gaps_of
from bot.console.looking import Noted
from bot.console.viewers import viewer_of
from bot.gaps.board import GapBoard
from bot.gaps.model import Gap
from bot.insights.question_map import Drawing, QuestionMap
from content_index.model import Document

WIDTH, HEIGHT = 1_000, 1_000
_EDGE = 40
_GAPS = 200
_SMALLEST, _LARGEST = 9.0, 38.0
_LONGEST = 140
_STATUSES = ("answered", "unsure", "gap")


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on the map, at `x` and `y`; `size` is a ring's radius. `href` opens it."""

    x: float
    y: float
    said: str
    href: str = ""
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class HoleRow:
    """A gap as the table shows it: how far it is from the nearest page that the viewer may see, in per cent."""

    gap: Gap
    far: int | None
    page: Document | None


@dataclass(frozen=True, slots=True)
class MapPage:
    """For managers, of their teams, and for administrators."""

    frame: Frame
    map: QuestionMap
    board: GapBoard
    looks: Noted

    async def show(self, request: web.Request) -> web.Response:
        """`team`."""
        viewer = viewer_of(request)
        team = self.frame.team(request, viewer)
        scope = self.frame.scope(viewer, team)
        drawing, gaps = await asyncio.gather(
            asyncio.to_thread(self.map.drawn, scope),
            asyncio.to_thread(self.board.listing, viewer, gaps_of(self.frame, team), _GAPS),
        )
        documents, _ = await asyncio.to_thread(self.frame.documents_held, viewer)
        values: dict[str, object] = {
            "team": team,
            "teams": self.frame.teams_of(viewer),
            "drawing": drawing,
            "width": WIDTH,
            "height": HEIGHT,
            "statuses": _STATUSES,
            "rows": [],
        }
        if drawing:
            self.looks.note(request, "map", team)
            values |= _marks(drawing, gaps, documents) | {"rows": _rows(drawing, gaps, documents)}
        return await self.frame.page(request, "map.html", values)


def _marks(drawing: Drawing, gaps: Iterable[Gap], documents: Mapping[str, Document]) -> dict[str, object]:
    pages = [
        _mark(at, documents[path].title, f"/documents/{documents[path].id}")
        for path, at in drawing.documents.items()
        if path in documents
    ]
    questions = {
        status: [_mark(at, one.question) for one, at in drawing.questions if one.status == status]
        for status in _STATUSES
    }
    rings = [
        _mark(drawing.gaps[gap.id], gap.title, f"/gaps/{gap.id}", min(_SMALLEST + 4 * gap.people, _LARGEST))
        for gap in sorted(gaps, key=lambda gap: -gap.people)
        if gap.id in drawing.gaps
    ]
    return {
        "pages": pages,
        "questions": questions,
        "rings": rings,
        "counts": {"questions": sum(map(len, questions.values())), "documents": len(pages), "gaps": len(rings)},
    }


def _rows(drawing: Drawing, gaps: Iterable[Gap], documents: Mapping[str, Document]) -> list[HoleRow]:
    rows = []
    for gap in gaps:
        near = drawing.nearest_of(gap.id, list(documents))
        rows.append(HoleRow(gap, round(100 * near[1]) if near else None, documents[near[0]] if near else None))
    return sorted(rows, key=lambda row: (row.far is None, -(row.far or 0), -row.gap.people))


def _mark(at: tuple[float, float], said: str, href: str = "", size: float = 0.0) -> Mark:
    short = said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"
    x, y = (round(_EDGE + part * (WIDTH - 2 * _EDGE), 1) for part in at)
    return Mark(x, y, short, href, size)
