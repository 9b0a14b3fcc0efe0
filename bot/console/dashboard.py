"""The console's pages about questions, gaps and content: made of ports, each page with who may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.console.answer_view import AnswerView
from bot.console.answered_since import AnsweredSince
from bot.console.asked_again import AskedAgain
from bot.console.asking import Asking
from bot.console.content_health_page import PATH as HEALTH_PATH
from bot.console.content_health_page import ContentHealthPage
from bot.console.content_page import ContentPage
from bot.console.dashboard_frame import Frame
from bot.console.digest_page import DigestPage
from bot.console.figures_page import FiguresPage
from bot.console.gap_board_page import BoardPage
from bot.console.gap_page import GapPage
from bot.console.log_search import LogSearch
from bot.console.looking import Noted, noting
from bot.console.map_page import MapPage
from bot.console.newcomers_page import NewcomersPage
from bot.console.openings import Openings
from bot.console.page_keeping import PageKeeping
from bot.console.pages import Pages
from bot.console.reindex_page import ReindexPage
from bot.console.routes import Routes
from bot.console.voting import Voting
from bot.content_health.desk import HealthDesk
from bot.deliveries.ports import Deliveries
from bot.digests.ports import Digests, Subscriptions
from bot.gaps.board import GapBoard
from bot.insights.ports import Insights
from bot.insights.question_map import QuestionMap
from bot.ports import Answering, Clock, Feedback, QuestionLog
from bot.reach.use import PageUses
from bot.reindexing.desk import ReindexDesk
from bot.upkeep.desk import UpkeepDesk


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What the pages are made of.

    `zone` (an IANA name) is where days begin; `teams` are the people, by id, that the settings list for a group; of
    fewer than `few` questions no share is told. `names`: those who manage see who asked. What is None has no page.
    `platforms` are the chat platforms (`slack`, `teams`) that are connected, None where that is not known.
    By `feedback` the answers of the first page are rated, and what is opened below them is counted; by that,
    `deliveries` and `unlogged`, which answers without keeping what was asked, the first page tells
    whoever signed in that what they asked is answered now, and takes what they say of it. At `reindexing` its
    owners ask for content to be brought up to date; at `upkeep` they pull a page. `health` knows what is wrong with
    pages.
    """

    insights: Insights
    board: GapBoard
    zone: str = "UTC"
    teams: Mapping[str, frozenset[str]] = field(default_factory=dict)
    few: int = 20
    names: bool = False
    map: QuestionMap | None = None
    digests: Digests | None = None
    subscriptions: Subscriptions | None = None
    deliveries: Deliveries | None = None
    feedback: Feedback | None = None
    unlogged: Answering | None = None
    platforms: tuple[str, ...] | None = None
    reindexing: ReindexDesk | None = None
    upkeep: UpkeepDesk | None = None
    health: HealthDesk | None = None


def answered_since(pages: Pages, log: QuestionLog, dashboard: Dashboard) -> AnsweredSince | None:
    """What tells people on the first page that what they asked is answered now; None where nothing can."""
    if dashboard.deliveries is None or dashboard.feedback is None or dashboard.unlogged is None:
        return None
    again = AskedAgain(dashboard.unlogged, pages.documents)
    return AnsweredSince(pages, dashboard.deliveries, log, dashboard.feedback, dashboard.board, again)


def voting(pages: Pages, asking: Asking, view: AnswerView, dashboard: Dashboard | None) -> Voting | None:
    """What takes people's votes on their answers; None where nothing keeps them."""
    if dashboard is None or dashboard.feedback is None:
        return None
    return Voting(pages, asking, view, dashboard.feedback)


def openings(asking: Asking, clock: Clock, dashboard: Dashboard | None) -> Openings | None:
    """What counts the sources that people open; None where nothing keeps that."""
    if dashboard is None or dashboard.feedback is None:
        return None
    return Openings(asking, dashboard.feedback, clock)


def page_keeping(dashboard: Dashboard | None) -> PageKeeping | None:
    """What lets owners pull their pages where they read them; None where nothing keeps that."""
    if dashboard is None or dashboard.upkeep is None:
        return None
    return PageKeeping(dashboard.upkeep, PageUses(dashboard.insights))


def add_dashboard(routes: Routes, pages: Pages, looks: Noted, dashboard: Dashboard) -> None:
    """Adds the pages to the console's."""
    frame = Frame(pages, ZoneInfo(dashboard.zone), dashboard.teams, dashboard.few, dashboard.platforms)
    figures = FiguresPage(frame, dashboard.insights, dashboard.board)
    routes.get("/dashboard", frame.in_words(figures.show), needs="manager")
    routes.get("/dashboard.csv", frame.in_words(noting(looks, "dashboard.csv", figures.csv)), needs="manager")
    board = BoardPage(frame, dashboard.board)
    routes.get("/gaps", frame.in_words(board.show), needs="owner")
    routes.get("/gaps.csv", frame.in_words(noting(looks, "gaps.csv", board.csv)), needs="owner")
    gap = GapPage(frame, dashboard.board, looks, dashboard.names)
    routes.get("/gaps/{gap_id}", frame.in_words(gap.show), needs="owner")
    routes.get("/gaps/{gap_id}/draft.md", frame.in_words(gap.draft), needs="owner")
    # It shows the gap where a form was filled badly; else it leads elsewhere, which is raised.
    routes.post("/gaps/{gap_id}/{verb}", frame.in_words(noting(looks, "gap", gap.work, "gap_id")), needs="owner")
    log = LogSearch(frame, dashboard.insights, looks, dashboard.names)
    routes.get("/log", frame.in_words(log.show), needs="rep")
    routes.get("/log.csv", frame.in_words(log.csv), needs="rep")
    content = ContentPage(frame, dashboard.insights, dashboard.upkeep, health=HEALTH_PATH if dashboard.health else "")
    routes.get("/content", frame.in_words(content.show), needs="owner")
    routes.get("/content.csv", frame.in_words(noting(looks, "content.csv", content.csv)), needs="owner")
    if dashboard.health is not None:
        health = ContentHealthPage(frame, dashboard.health)
        routes.get(HEALTH_PATH, frame.in_words(health.show), needs="owner")
    newcomers = NewcomersPage(frame, dashboard.insights)
    routes.get("/newcomers", frame.in_words(newcomers.show), needs="manager")
    routes.get("/newcomers.csv", frame.in_words(noting(looks, "newcomers.csv", newcomers.csv)), needs="manager")
    if dashboard.map is not None:
        map_page = MapPage(frame, dashboard.map, dashboard.board, looks)
        routes.get("/map", frame.in_words(map_page.show), needs="manager")
    if dashboard.digests is not None and dashboard.subscriptions is not None:
        digest = DigestPage(frame, dashboard.digests, dashboard.subscriptions, dashboard.board.owners, looks)
        _add_digest(routes, frame, digest)
    if dashboard.reindexing is not None:
        ReindexPage(frame, dashboard.reindexing).add_to(routes)


def end_dashboard(dashboard: Dashboard | None) -> None:
    """Ends what works beside the pages."""
    if dashboard is not None and dashboard.map is not None:
        dashboard.map.close()


def _add_digest(routes: Routes, frame: Frame, page: DigestPage) -> None:
    routes.get("/digest", frame.in_words(page.show), needs="owner")
    routes.get("/digest.csv", frame.in_words(page.csv), needs="owner")
    routes.get("/digest.png", frame.in_words(page.png), needs="owner")
    routes.post("/digest/schedules", frame.in_words(page.save), needs="owner")
    routes.get("/digest/schedules/{subscription_id}", frame.in_words(page.edit), needs="owner")
    routes.post("/digest/schedules/{subscription_id}", frame.in_words(page.save), needs="owner")
    routes.post("/digest/schedules/{subscription_id}/{verb}", frame.in_words(page.change), needs="owner")
