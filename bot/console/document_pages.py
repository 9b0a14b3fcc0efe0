"""The documents: all of them, and one rendered so that a deep link lands on its heading."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from aiohttp import web

from bot.console.bounded_rendering import BoundedRendering
from bot.console.document_html import RenderedDocument
from bot.console.links import DocumentLinks, safe_address
from bot.console.openings import Openings
from bot.console.page_keeping import VERBS, KeptPage, PageKeeping
from bot.console.pages import Pages, may_see
from bot.console.routes import Routes
from bot.console.viewers import viewer_of
from bot.ports import KeepingError
from bot.reach.use import UseTold
from bot.sentences import freshness, sentences
from bot.upkeep.desk import NotYoursError, PageGoneError
from bot.upkeep.telling import done_told
from bot.upkeep.words import upkeep_words
from bot.viewer import Viewer
from content_index.model import Document


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document as the pages show it."""

    document: Document
    freshness: str
    overdue: bool
    original: str | None


@dataclass(frozen=True, slots=True)
class _Shown:
    """A document for its reader; `kept` is what they may do with it, `use` how it was used, for who keeps it."""

    document: Document
    rendered: RenderedDocument
    kept: KeptPage | None
    use: UseTold | None


class _PulledError(Exception):
    """Its owner has pulled the page, and its reader may not restore it. Holds what they are told: a title and words."""

    def __init__(self, told: tuple[str, str]) -> None:
        super().__init__(*told)
        self.told = told


class DocumentHandlers:
    """Shows what its reader may see; the rest does not exist for them.

    `keeping` lets owners pull their pages and take them back; without it nobody can. `openings` count whoever comes
    from an answer.
    """

    def __init__(
        self,
        pages: Pages,
        rendering: BoundedRendering,
        keeping: PageKeeping | None = None,
        openings: Openings | None = None,
    ) -> None:
        self._pages = pages
        self._rendering = rendering
        self._keeping = keeping
        self._openings = openings

    def add_to(self, routes: Routes) -> None:
        """Adds the pages to the console's."""
        routes.get("/documents", self.listing, needs="reader")
        routes.get("/documents/{document_id}", self.document, needs="reader")
        if self._keeping is not None:
            routes.post("/documents/{document_id}/{verb}", self.keep, needs="rep")

    async def listing(self, request: web.Request) -> web.Response:
        """Every document, or those whose words all of `filter` occur in."""
        wanted = " ".join(request.query.get("filter", "").split())
        language = self._pages.words(request).language
        visible = await asyncio.to_thread(self._pages.visible, viewer_of(request).groups)
        shown = [document for document in visible if _matches(document, wanted)]
        lines = [self._line(document, language) for document in sorted(shown, key=lambda d: d.title.casefold())]
        values = {"lines": lines, "filter": wanted, "all": len(visible)}
        return await self._pages.page(request, "documents.html", values)

    async def document(self, request: web.Request) -> web.StreamResponse:
        """One document, rendered, with the words of `quote` marked. `said` is the verb that led back here."""
        return await self._page(request, said=request.query.get("said", ""))

    async def keep(self, request: web.Request) -> web.StreamResponse:
        """Does what a form asks for (`verb` of the address, `note`), and goes back to the document."""
        viewer, document_id = viewer_of(request), request.match_info["document_id"]
        verb = next((one for one in VERBS if one == request.match_info["verb"]), None)
        if verb is None or self._keeping is None:
            raise web.HTTPNotFound
        words = upkeep_words(self._pages.words(request).language)
        note = (await request.post()).get("note", "")
        try:
            done = await asyncio.to_thread(
                self._keeping.act, viewer, verb, document_id, note if isinstance(note, str) else ""
            )
        except PageGoneError:
            raise web.HTTPNotFound from None
        except NotYoursError:
            title = self._pages.sign_in_words(request).forbidden_title
            return await self._pages.message(request, title, words.not_yours, status=403)
        except KeepingError:
            return await self._page(request, trouble=words.down, status=503)
        if done.already:
            return await self._page(request, told=done_told(done, self._pages.words(request).language))
        if done.not_written:
            told = words.not_written.format(reason=done.not_written)
            return await self._page(request, said=verb, trouble=told)
        back = {"said": verb} | ({"written": done.written} if done.written else {})
        raise web.HTTPSeeOther(f"/documents/{quote(document_id, safe='')}?{urlencode(back)}")

    async def _page(
        self, request: web.Request, *, said: str = "", told: str = "", trouble: str = "", status: int = 200
    ) -> web.StreamResponse:
        words = self._pages.words(request)
        quoted = request.query.get("quote", "")
        document_id, viewer = request.match_info["document_id"], viewer_of(request)
        try:
            shown = await asyncio.to_thread(self._shown, document_id, viewer, words.language, quoted)
        except _PulledError as error:
            return await self._pages.message(request, *error.told, status=404)
        if shown is None:
            raise web.HTTPNotFound
        if self._openings is not None:
            await self._openings.opened(request, shown.document.path)
        question = " ".join(request.query.get("q", "").split())
        back = urlencode({key: request.query[key] for key in ("q", "thread") if request.query.get(key)})
        kept = shown.kept
        values = {
            "line": self._line(shown.document, words.language),
            "rendered": shown.rendered,
            "question": question,
            "back": f"/?{back}",
            "kept": kept,
            "use": shown.use,
            "message": told or _said(kept, said, request.query.get("written", ""), shown.document),
            "trouble": trouble or (kept.trouble if kept else ""),
        }
        return await self._pages.page(request, "document.html", values, status)

    def _shown(self, document_id: str, viewer: Viewer, language: str, quoted: str) -> _Shown | None:
        """Raises _PulledError."""
        found = self._pages.documents.document(document_id)
        pulled = None
        if found is None and self._keeping is not None:
            found = pulled = self._pages.documents.document(document_id, hidden=True)
        if found is None or not may_see(found[0], viewer.groups):
            return None
        document, markdown = found
        kept = self._keeping.kept(viewer, document, language) if self._keeping else None
        if pulled is not None and kept is None and self._keeping is not None:
            raise _PulledError(self._keeping.gone(document, language))
        says = sentences(document.language or language)
        labels = {"say": says.say_this.rstrip(":"), "internal": says.internal}
        links = DocumentLinks(document, self._pages.visible(viewer.groups))
        use = self._keeping.used(document, language, self._pages.now()) if self._keeping and kept else None
        return _Shown(document, self._rendering.rendered(document, markdown, links, labels, quoted), kept, use)

    def _line(self, document: Document, language: str) -> DocumentLine:
        today = self._pages.today()
        return DocumentLine(
            document=document,
            freshness=freshness(document, today, language),
            overdue=document.review_due is not None and document.review_due <= today,
            original=safe_address(document.url) if document.url else None,
        )


def _said(kept: KeptPage | None, said: str, written: str, document: Document) -> str:
    """That what `said` names is done, where it was, and which file was `written`; a link can claim no other."""
    if kept is None or not kept.latest or kept.latest != said:
        return ""
    is_its_file = kept.latest == "verified" and written in {document.path, f"{document.path}.toml"}
    return " ".join((kept.words.done[kept.latest], *([kept.words.written.format(file=written)] if is_its_file else [])))


def _matches(document: Document, wanted: str) -> bool:
    words = (document.title, document.kind, document.owner or "", document.path, document.language)
    text = " ".join((*words, *document.products, *document.competitors)).casefold()
    return all(word in text for word in wanted.casefold().split())
