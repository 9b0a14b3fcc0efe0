"""What every page of the dashboard has: who looks, what they may see, which days, its words, trouble in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from bot import locales
from bot.console.dashboard_words import DashboardWords, dashboard_words
from bot.console.pages import Pages
from bot.console.periods import USUAL, Picked, picked
from bot.console.viewers import viewer_of
from bot.gap_words import GapWords, gap_words
from bot.gaps.model import GapGoneError, NotAllowedError
from bot.insights.model import Scope
from bot.ports import KeepingError, LogUnavailableError
from bot.viewer import Viewer
from content_index.model import Document
from content_index.ports import NoIndexError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


_SHORT = 100
"""Milliseconds: whatever is faster is told alike."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How numbers and days are told in one language."""

    language: str
    say: DashboardWords
    gap: GapWords

    def number(self, number: float) -> str:
        """A number, with at most one digit behind its decimal mark."""
        return locales.number(number, self.language)

    def share(self, part: float, whole: float) -> str:
        """A share in whole per cent; a dash of nothing."""
        return locales.percent(part / whole, self.language) if whole else self.say.none

    def day(self, day: date) -> str:
        """A day with its year."""
        return locales.day(day, self.language)

    def month(self, day: date) -> str:
        """A month with its year."""
        return locales.month(day, self.language)

    def span(self, first: date, last: date) -> str:
        """From a day to another."""
        return locales.span(first, last, self.language) if first != last else self.day(first)

    def seconds(self, milliseconds: float) -> str:
        """A time that somebody waited."""
        if milliseconds < _SHORT:
            return f"< {locales.seconds(_SHORT / 1_000, self.language)}"
        return locales.seconds(milliseconds / 1_000, self.language)

    def counted(self, count: int, forms: locales.Forms) -> str:
        """The form that goes with a number."""
        return locales.counted(count, forms, self.language)

    def days(self, days: float) -> str:
        """A long time."""
        return locales.days(days, self.language)


@dataclass(frozen=True, slots=True)
class Frame:
    """Makes the dashboard's pages. `teams` are the people, by id, that the settings list for a group.

    Fewer questions than `few` say nothing in shares and trends. `platforms` are the chat platforms that are connected,
    None where that is not known.
    """

    pages: Pages
    zone: ZoneInfo
    teams: Mapping[str, frozenset[str]] = field(default_factory=dict)
    few: int = 20
    platforms: tuple[str, ...] | None = None

    def members(self, teams: Iterable[str]) -> frozenset[str]:
        """The people whom the settings list for any of these groups."""
        return frozenset[str]().union(*(self.teams.get(name, frozenset()) for name in teams))

    def telling(self, request: web.Request) -> Telling:
        """In the reader's language."""
        language = self.pages.words(request).language
        return Telling(language, dashboard_words(language), gap_words(language))

    def period(self, request: web.Request, usual: int = USUAL) -> Picked:
        """The days that the address picks, `usual` where it picks none. Raises PeriodError."""
        return picked(request.query, self.pages.now(), self.zone, usual)

    def today(self) -> date:
        """The day in the company's time zone."""
        return self.pages.now().astimezone(self.zone).date()

    def day_of(self, moment: datetime) -> date:
        """The day of a moment there."""
        return moment.astimezone(self.zone).date()

    def teams_of(self, viewer: Viewer) -> tuple[str, ...]:
        """The teams that somebody can choose from."""
        if viewer.administers or not viewer.teams:
            return tuple(sorted(set(self.teams) | set(viewer.teams)))
        return tuple(sorted(viewer.teams))

    def team(self, request: web.Request, viewer: Viewer) -> str:
        """The team that the address picks, "" for all of theirs."""
        wanted = request.query.get("team", "")
        return wanted if wanted in self.teams_of(viewer) else ""

    def scope(self, viewer: Viewer, team: str = "") -> Scope:
        """Whose questions a manager's figures are of. Raises NotAllowedError for anybody who manages nobody."""
        needs_manager(viewer)
        teams = (team,) if team else None if viewer.administers or not viewer.teams else viewer.teams
        return Scope(teams, self.members(teams or ()))

    def documents(self, viewer: Viewer) -> dict[str, Document]:
        """The documents that somebody may see, by path. Raises NoIndexError."""
        return {one.path: one for one in self.pages.visible(viewer.groups)}

    def documents_held(self, viewer: Viewer) -> tuple[dict[str, Document], frozenset[str]]:
        """Those that somebody may see, by path, and the paths of all; none of both while nothing is indexed."""
        try:
            return self.documents(viewer), frozenset(one.path for one in self.pages.documents.listing())
        except NoIndexError:
            return {}, frozenset()

    async def page(
        self, request: web.Request, template: str, values: Mapping[str, object], status: int = 200
    ) -> web.Response:
        """A page with the dashboard's words beside the console's."""
        telling = self.telling(request)
        shared = {"say": telling.say, "gw": telling.gap, "telling": telling, "viewer": viewer_of(request)}
        return await self.pages.page(request, template, {**shared, **values}, status)

    def in_words(self, handler: Handler) -> Handler:
        """The handler, with what may go wrong said on a page."""

        async def told(request: web.Request) -> web.StreamResponse:
            say, gap = self.telling(request).say, self.telling(request).gap
            try:
                return await handler(request)
            except NotAllowedError:
                signing = self.pages.sign_in_words(request)
                return await self.pages.message(request, signing.forbidden_title, signing.forbidden, status=403)
            except GapGoneError:
                return await self.pages.message(request, say.gone_title, gap.gone, status=404)
            except (KeepingError, LogUnavailableError):
                return await self.pages.message(request, say.down_title, say.down, status=503)

        return told


def needs_manager(viewer: Viewer) -> None:
    """Raises NotAllowedError for anybody but managers and administrators."""
    if not viewer.manages:
        raise NotAllowedError("managers and administrators")
