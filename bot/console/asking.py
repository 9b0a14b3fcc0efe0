"""The console asks as its reader may: the same question, the same reader, the same thread on every page that asks."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

from aiohttp import web

from bot.answering import MAX_QUESTION
from bot.model import Answer, Ask, Asker, LoggedQuestion, Place
from bot.ports import Answering, QuestionLog
from bot.viewer import Viewer

_THREAD = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks through `answering` what a request asks."""

    answering: Answering
    log: QuestionLog

    def answer(self, question: str, thread: str, viewer: Viewer) -> tuple[Answer, str]:
        """The answer for this reader, and the thread that a follow-up to it belongs to: the given one, or a new one."""
        asked_in = thread or uuid.uuid4().hex
        place = _place(viewer)
        earlier = self._earlier(place, thread, question) if thread else ()
        asker = Asker(viewer.id, viewer.name or None, viewer.groups)
        ask = Ask(question, asker, place, "console", thread=asked_in, history=earlier)
        return self.answering.answer(ask), asked_in

    def again(self, question: LoggedQuestion, viewer: Viewer) -> Answer:
        """What they asked, as this reader may see the answer now, under the same id; it is not logged again."""
        asker = Asker(viewer.id, viewer.name or None, viewer.groups)
        return self.answering.answer_again(question, asker, _place(viewer))

    def own(self, question_id: str, viewer: Viewer) -> LoggedQuestion | None:
        """What they asked themselves; None for anybody else's question. Raises LogUnavailableError."""
        asked = self.log.find(question_id)
        if asked is None or (asked.workspace, asked.asker) != (viewer.workspace, viewer.id):
            return None
        return asked

    def _earlier(self, place: Place, thread: str, question: str) -> tuple[str, ...]:
        """The thread's questions before this one: a page that is loaded again does not follow up on itself."""
        asked, now = self.log.thread(place.workspace, place.id, thread), question[:MAX_QUESTION]
        return asked[: asked.index(now)] if now in asked else asked


def _place(viewer: Viewer) -> Place:
    return Place("console", "browser", viewer.workspace)


def asked_by(request: web.Request) -> tuple[str, str]:
    """The question (`q`) and the thread of a request, "" for what is not there."""
    thread = request.query.get("thread", "")
    return " ".join(request.query.get("q", "").split()), thread if _THREAD.fullmatch(thread) else ""
