"""What every page of the console has: its frame, its words, the state of the index, errors in words."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date, datetime

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.console.ports import DocumentPages
from bot.console.words import PageWords, page_words
from bot.ports import Clock
from content_index.model import Document, GenerationInfo
from content_index.ports import NoIndexError


class Pages:
    """Renders templates in the reader's language."""

    def __init__(self, documents: DocumentPages, clock: Clock, groups: frozenset[str]) -> None:
        """`groups` are what a reader of the console belongs to."""
        self.documents = documents
        self._groups = groups
        self._clock = clock
        self._templates = Environment(
            loader=PackageLoader("bot.console"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def now(self) -> datetime:
        """The time, UTC."""
        return self._clock.now()

    def today(self) -> date:
        """The day, UTC."""
        return self.now().date()

    def words(self, request: web.Request) -> PageWords:
        """The page's words in the language that the reader's browser asks for."""
        return page_words(request.headers.get("Accept-Language", ""))

    async def page(
        self, request: web.Request, template: str, values: Mapping[str, object], status: int = 200
    ) -> web.Response:
        """A whole page."""
        info, readable = await asyncio.to_thread(self._index)
        frame = {"words": self.words(request), "info": info, "readable": readable, "here": request.path}
        text = self._templates.get_template(template).render({**frame, **values})
        return web.Response(text=text, status=status, content_type="text/html")

    async def message(self, request: web.Request, title: str, text: str, status: int) -> web.Response:
        """A page that says one thing."""
        return await self.page(request, "message.html", {"title": title, "text": text}, status)

    def visible(self) -> list[Document]:
        """The documents that the console's reader may see: those that every page counts, lists and links to."""
        return [document for document in self.documents.listing() if may_see(document, self._groups)]

    def _index(self) -> tuple[GenerationInfo | None, int]:
        """The generation that serves, and how many of its documents can be read here."""
        try:
            return self.documents.info(), len(self.visible())
        except NoIndexError:
            return None, 0


def may_see(document: Document, groups: frozenset[str]) -> bool:
    """Whether the document is for everybody or for one of `groups`."""
    return not document.audience or not groups.isdisjoint(document.audience)
