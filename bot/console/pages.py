"""What every page of the console has: its frame, its words, its reader, the state of the index, errors in words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined
from yarl import URL

from bot.console import moments
from bot.console.csrf import HEADER, csrf_field
from bot.console.navigation import Entry
from bot.console.ports import DocumentPages
from bot.console.sign_in_words import SignInWords, sign_in_words
from bot.console.viewers import EVERYBODY, Visit, Visitors, visit_of
from bot.console.words import PageWords, page_words
from bot.ports import Clock
from bot.viewer import Viewer
from content_index.model import Document, GenerationInfo
from content_index.ports import NoIndexError

Entries = Callable[[Viewer], Sequence[Entry]]
"""The pages that somebody may see, as the frame names them."""


def _no_entries(_viewer: Viewer) -> Sequence[Entry]:
    return ()


class Pages:
    """Renders templates in the reader's language. `origin` is where the console is reached, such as base_url."""

    def __init__(self, documents: DocumentPages, clock: Clock, visitors: Visitors, origin: str = "") -> None:
        self.documents = documents
        self.visitors = visitors
        self.origin = origin
        self.entries: Entries = _no_entries
        self._clock = clock
        self._templates = Environment(
            loader=PackageLoader("bot.console"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["moment"] = moments.told

    def now(self) -> datetime:
        """The time, UTC."""
        return self._clock.now()

    def today(self) -> date:
        """The day, UTC."""
        return self.now().date()

    def words(self, request: web.Request) -> PageWords:
        """The page's words in the language that the reader's browser asks for."""
        return page_words(request.headers.get("Accept-Language", ""))

    def sign_in_words(self, request: web.Request) -> SignInWords:
        """Those about signing in."""
        return sign_in_words(self.words(request).language)

    async def page(
        self, request: web.Request, template: str, values: Mapping[str, object], status: int = 200
    ) -> web.Response:
        """A whole page."""
        visit = await visit_of(request, self.visitors)
        viewer = visit.viewer or EVERYBODY
        info, readable = await asyncio.to_thread(self._index, viewer)
        says = self.sign_in_words(request)
        frame = {
            "words": self.words(request),
            "signing": says,
            "visit": visit,
            "entries": self.entries(viewer) if visit.viewer or visit.way == "not_set_up" else (),
            "role_names": ", ".join(name for role, name in says.roles.items() if role in viewer.roles),
            "csrf_field": csrf_field(visit.csrf),
            "info": info,
            "readable": readable,
            "here": request.path,
        }
        text = self._templates.get_template(template).render({**frame, **values})
        return web.Response(text=text, status=status, content_type="text/html")

    async def message(self, request: web.Request, title: str, text: str, status: int) -> web.Response:
        """A page that says one thing."""
        return await self.page(request, "message.html", {"title": title, "text": text}, status)

    async def refused(self, request: web.Request, visit: Visit, *, data: bool) -> web.StreamResponse:
        """What somebody gets who may not see a page: the way to the sign-in, or why not."""
        says = self.sign_in_words(request)
        if visit.unsure:
            status, title, text = 503, says.unsure_title, says.unsure
        elif visit.way == "not_set_up":
            status, title, text = 403, says.not_set_up_title, says.not_set_up
        elif visit.viewer is None:
            status, title, text = 401, says.needed_title, says.needed
        else:
            status, title, text = 403, says.forbidden_title, says.forbidden
        if data or HEADER in request.headers:
            return web.json_response({"error": text}, status=status)
        if status == web.HTTPUnauthorized.status_code:
            # And back to the page from there; what was posted must be posted again.
            to = request.path_qs if request.method in {"GET", "HEAD"} else "/"
            raise web.HTTPSeeOther(URL("/sign-in").with_query(to=to))
        return await self.message(request, title, text, status)

    async def foreign(self, request: web.Request) -> web.StreamResponse:
        """What a form gets that no page of the console sent."""
        says = self.sign_in_words(request)
        if HEADER in request.headers:
            return web.json_response({"error": says.foreign}, status=403)
        return await self.message(request, says.foreign_title, says.foreign, status=403)

    def visible(self, groups: frozenset[str] | None, *, hidden: bool = False) -> list[Document]:
        """The documents that somebody in these groups may see: those that every page counts, lists and links to.

        With `hidden` also those that their owners pulled.
        """
        return [document for document in self.documents.listing(hidden=hidden) if may_see(document, groups)]

    def _index(self, viewer: Viewer) -> tuple[GenerationInfo | None, int]:
        """The generation that serves, and how many of its documents can be read by its reader."""
        try:
            return self.documents.info(), len(self.visible(viewer.groups))
        except NoIndexError:
            return None, 0


def may_see(document: Document, groups: frozenset[str] | None) -> bool:
    """Whether the document is for everybody or for one of `groups` (None: for all of them)."""
    return groups is None or not document.audience or not groups.isdisjoint(document.audience)
