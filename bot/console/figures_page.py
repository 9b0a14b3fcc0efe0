"""The dashboard's first page: headline figures, questions over time, shares, the gaps to fill first."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.console.csv_files import csv_response
from bot.console.dashboard_frame import Frame, Telling
from bot.console.figures_told import bar_name, bars, headlines, share_bars
from bot.console.periods import PRESETS, USUAL, PeriodError, Picked
from bot.console.viewers import viewer_of
from bot.gaps.board import GapBoard
from bot.gaps.model import Gap, GapFilter
from bot.insights.model import DayFigures, Figures
from bot.insights.ports import Insights
from bot.viewer import Viewer

_TOP = 6


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """For managers, of their teams, and for administrators."""

    frame: Frame
    insights: Insights
    board: GapBoard

    async def show(self, request: web.Request) -> web.Response:
        """`days`, or `from` and `to`; `team`."""
        viewer, telling = viewer_of(request), self.frame.telling(request)
        values = picking(self.frame, request, viewer, "/dashboard")
        picked = values.get("picked")
        if not isinstance(picked, Picked):
            return await self.frame.page(request, "dashboard_period.html", values, status=400)
        team = self.frame.team(request, viewer)
        scope = self.frame.scope(viewer, team)
        now, before, days, gaps = await asyncio.gather(
            asyncio.to_thread(self.insights.figures, picked.period, scope),
            asyncio.to_thread(self.insights.figures, picked.period.before, scope),
            asyncio.to_thread(self.insights.days, picked.period, scope, self.frame.zone.key),
            asyncio.to_thread(self.board.listing, viewer, gaps_of(self.frame, team), _TOP),
        )
        return await self.frame.page(
            request, "dashboard.html", values | _told((now, before), days, gaps, telling, self.frame)
        )

    async def csv(self, request: web.Request) -> web.StreamResponse:
        """The same, day by day, as a file."""
        viewer, say = viewer_of(request), self.frame.telling(request).say
        try:
            picked = self.frame.period(request)
        except PeriodError:
            raise web.HTTPBadRequest from None
        scope = self.frame.scope(viewer, self.frame.team(request, viewer))
        days = await asyncio.to_thread(self.insights.days, picked.period, scope, self.frame.zone.key)
        head = (say.day, say.questions, say.answered, say.unsure, say.no_answer, say.helpful, say.unhelpful)
        rows = [
            (day.day, day.questions, day.answered, day.unsure, day.no_answer, day.helpful, day.unhelpful)
            for day in days
        ]
        return csv_response(f"cornerman-{picked.first}-{picked.last}", head, rows)


def gaps_of(frame: Frame, team: str) -> GapFilter:
    """Open gaps that somebody of a team asked about, or all of them."""
    return GapFilter(teams=(team,), people=frame.members((team,))) if team else GapFilter()


def picking(frame: Frame, request: web.Request, viewer: Viewer, page: str, usual: int = USUAL) -> dict[str, object]:
    """What the form that picks days and a team shows. Without `picked` where the address names no period."""
    telling = frame.telling(request)
    values: dict[str, object] = {
        "page": page,
        "presets": PRESETS,
        "team": frame.team(request, viewer),
        "teams": frame.teams_of(viewer),
        "from": request.query.get("from", ""),
        "to": request.query.get("to", ""),
        "today": frame.today(),
        "zone": frame.zone.key,
        "picked": None,
    }
    try:
        picked = frame.period(request, usual)
    except PeriodError:
        return values
    team = {"team": str(values["team"])} if values["team"] else {}
    return values | {
        "picked": picked,
        "from": picked.first.isoformat(),
        "to": picked.last.isoformat(),
        "days_told": telling.span(picked.first, picked.last),
        "query": picked.query | team,
    }


def _told(
    figures: tuple[Figures, Figures], days: Sequence[DayFigures], gaps: Sequence[Gap], telling: Telling, frame: Frame
) -> dict[str, object]:
    now, before = figures
    say, few, today = telling.say, frame.few, frame.today()
    alt = say.questions_alt.format(
        questions=telling.counted(now.questions, say.questions_counted),
        answered=telling.number(now.answered),
        unsure=telling.number(now.unsure),
        none=telling.number(now.no_answer),
    )
    return {
        "headlines": headlines(now, before, telling, few),
        "empty": not now.questions and not before.questions and not gaps,
        "quiet": not now.questions,
        "few": 0 < now.questions < few,
        "enough": few,
        "questions_alt": alt,
        "bars": [(bar_name(bar, telling, today), bar) for bar in bars(days)],
        "shares": [
            (bar_name(bar, telling, today), bar.answered_share(few), bar.helpful_share(few)) for bar in share_bars(days)
        ],
        "gaps": gaps,
    }
