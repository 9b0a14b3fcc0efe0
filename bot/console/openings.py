"""Sources of answers that are opened in the console, counted as in the chat platforms.

A link below an answer carries the answer's question. The page that it leads to counts; where it leads out of the
console, it goes by an address here that counts, and leads on.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from aiohttp import web

from bot.console.asking import Asking
from bot.console.links import safe_address
from bot.console.viewers import viewer_of
from bot.conversation_model import Click
from bot.model import Answer, AnswerSource
from bot.ports import Clock, Feedback, KeepingError, LogUnavailableError
from bot.viewer import Viewer

_LOG = logging.getLogger(__name__)
ASKED = "asked"
"""The part of a document's address that names the question whose answer led there."""
_HEADING = "heading"
_PURPOSES = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
"""Where browsers say that they load a page ahead, before anybody wants it."""
_AHEAD = ("prefetch", "prerender", "preview")


@dataclass(frozen=True, slots=True)
class Openings:
    """Counts each person once for each question and document, and only below answers to what they asked themselves."""

    asking: Asking
    feedback: Feedback
    clock: Clock

    async def opened(self, request: web.Request, document: str) -> None:
        """The request's reader is shown the document at this path. Without a question of theirs it is no opening.

        Never raises: whether it can be counted or not, the page is there.
        """
        question_id = request.match_info.get("question_id") or request.query.get(ASKED, "")
        if question_id and request.method == "GET" and not _is_ahead(request):
            await asyncio.to_thread(self._count, question_id, document, viewer_of(request))

    async def lead_on(self, request: web.Request) -> web.StreamResponse:
        """To a source of their answer that stands elsewhere, as the content links it now. Nowhere else is led to."""
        question_id, document_id = request.match_info["question_id"], request.match_info["document_id"]
        heading = request.query.get(_HEADING, "")
        source = await asyncio.to_thread(self._source, question_id, document_id, heading, viewer_of(request))
        address = None if source is None else safe_address(source.url)
        if source is None or address is None or address.startswith("/"):
            # What it leads to shows it to those who may see it, and counts.
            raise web.HTTPSeeOther(f"/documents/{quote(document_id, safe='')}?{urlencode({ASKED: question_id})}")
        await self.opened(request, source.document)
        raise web.HTTPSeeOther(address, headers={"Cache-Control": "private, no-store"})

    def _source(self, question_id: str, document_id: str, heading: str, viewer: Viewer) -> AnswerSource | None:
        """As its reader may see it now; None for anybody else's question."""
        try:
            asked = self.asking.own(question_id, viewer)
        except LogUnavailableError:
            return None
        if asked is None:
            return None
        found = [one for one in _sources(self.asking.again(asked, viewer)) if one.document_id == document_id]
        return next((one for one in found if one.heading == heading), next(iter(found), None))

    def _count(self, question_id: str, document: str, viewer: Viewer) -> None:
        try:
            if self.asking.own(question_id, viewer) is None:
                return
            known = self.feedback.clicks(question_id)
            if not any((one.person, one.document) == (viewer.id, document) for one in known):
                self.feedback.clicked(Click(question_id, viewer.id, document, "answer", self.clock.now()))
        except (KeepingError, LogUnavailableError) as error:
            _LOG.warning("An opened source could not be counted: %s", error)


def source_address(question_id: str, source: AnswerSource) -> str:
    """The address that counts, of a source that stands elsewhere."""
    page = f"/answers/{quote(question_id, safe='')}/sources/{quote(source.document_id, safe='')}"
    return f"{page}?{urlencode({_HEADING: source.heading})}" if source.heading else page


def _sources(answer: Answer) -> tuple[AnswerSource, ...]:
    return answer.sources if answer.training is None else (*answer.sources, answer.training)


def _is_ahead(request: web.Request) -> bool:
    said = " ".join(request.headers.get(name, "") for name in _PURPOSES).casefold()
    return any(one in said for one in _AHEAD)
