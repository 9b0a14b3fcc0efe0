"""The documents: all of them, and one rendered so that a deep link lands on its heading."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from bot.console.bounded_rendering import BoundedRendering
from bot.console.document_html import RenderedDocument
from bot.console.links import DocumentLinks, safe_address
from bot.console.pages import Pages, may_see
from bot.console.viewers import viewer_of
from bot.sentences import freshness, sentences
from content_index.model import Document


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document as the pages show it."""

    document: Document
    freshness: str
    overdue: bool
    original: str | None


class DocumentHandlers:
    """Shows what its reader may see; the rest does not exist for them."""

    def __init__(self, pages: Pages, rendering: BoundedRendering) -> None:
        self._pages = pages
        self._rendering = rendering

    async def listing(self, request: web.Request) -> web.Response:
        """Every document, or those whose words all of `filter` occur in."""
        wanted = " ".join(request.query.get("filter", "").split())
        language = self._pages.words(request).language
        visible = await asyncio.to_thread(self._pages.visible, viewer_of(request).groups)
        shown = [document for document in visible if _matches(document, wanted)]
        lines = [self._line(document, language) for document in sorted(shown, key=lambda d: d.title.casefold())]
        values = {"lines": lines, "filter": wanted, "all": len(visible)}
        return await self._pages.page(request, "documents.html", values)

    async def document(self, request: web.Request) -> web.Response:
        """One document, rendered, with the words of `quote` marked."""
        words = self._pages.words(request)
        quoted = request.query.get("quote", "")
        document_id = request.match_info["document_id"]
        groups = viewer_of(request).groups
        shown = await asyncio.to_thread(self._rendered, document_id, groups, words.language, quoted)
        if shown is None:
            raise web.HTTPNotFound
        document, rendered = shown
        question = " ".join(request.query.get("q", "").split())
        back = urlencode({key: request.query[key] for key in ("q", "thread") if request.query.get(key)})
        values = {
            "line": self._line(document, words.language),
            "rendered": rendered,
            "question": question,
            "back": f"/?{back}",
        }
        return await self._pages.page(request, "document.html", values)

    def _rendered(
        self, document_id: str, groups: frozenset[str] | None, language: str, quoted: str
    ) -> tuple[Document, RenderedDocument] | None:
        found = self._pages.documents.document(document_id)
        if found is None or not may_see(found[0], groups):
            return None
        document, markdown = found
        says = sentences(document.language or language)
        labels = {"say": says.say_this.rstrip(":"), "internal": says.internal}
        links = DocumentLinks(document, self._pages.visible(groups))
        made = self._rendering.rendered(document, markdown, links, labels, quoted)
        return document, made

    def _line(self, document: Document, language: str) -> DocumentLine:
        today = self._pages.today()
        return DocumentLine(
            document=document,
            freshness=freshness(document, today, language),
            overdue=document.review_due is not None and document.review_due <= today,
            original=safe_address(document.url) if document.url else None,
        )


def _matches(document: Document, wanted: str) -> bool:
    words = (document.title, document.kind, document.owner or "", document.path, document.language)
    text = " ".join((*words, *document.products, *document.competitors)).casefold()
    return all(word in text for word in wanted.casefold().split())
