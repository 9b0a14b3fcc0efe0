"""The console's pages about questions, gaps and content: made of ports, each page with who may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.console.dashboard_frame import Frame
from bot.console.figures_page import FiguresPage
from bot.console.gap_board_page import BoardPage
from bot.console.gap_page import GapPage
from bot.console.log_search import LogSearch
from bot.console.looking import Noted
from bot.console.pages import Pages
from bot.console.routes import Routes
from bot.gaps.board import GapBoard
from bot.insights.ports import Insights


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What the pages are made of.

    `zone` (an IANA name) is where days begin; `teams` are the people, by id, that the settings list for a group; of
    fewer than `few` questions no share is told. `names`: those who manage see who asked.
    """

    insights: Insights
    board: GapBoard
    zone: str = "UTC"
    teams: Mapping[str, frozenset[str]] = field(default_factory=dict)
    few: int = 20
    names: bool = False


def add_dashboard(routes: Routes, pages: Pages, looks: Noted, dashboard: Dashboard) -> None:
    """Adds the pages to the console's."""
    frame = Frame(pages, ZoneInfo(dashboard.zone), dashboard.teams, dashboard.few)
    figures = FiguresPage(frame, dashboard.insights, dashboard.board)
    routes.get("/dashboard", frame.in_words(figures.show), needs="manager")
    routes.get("/dashboard.csv", frame.in_words(figures.csv), needs="manager")
    board = BoardPage(frame, dashboard.board)
    routes.get("/gaps", frame.in_words(board.show), needs="owner")
    routes.get("/gaps.csv", frame.in_words(board.csv), needs="owner")
    gap = GapPage(frame, dashboard.board, looks, dashboard.names)
    routes.get("/gaps/{gap_id}", frame.in_words(gap.show), needs="owner")
    routes.get("/gaps/{gap_id}/draft.md", frame.in_words(gap.draft), needs="owner")
    routes.post("/gaps/{gap_id}/{verb}", frame.in_words(gap.work), needs="owner")
    log = LogSearch(frame, dashboard.insights, looks, dashboard.names)
    routes.get("/log", frame.in_words(log.show), needs="rep")
    routes.get("/log.csv", frame.in_words(log.csv), needs="rep")
