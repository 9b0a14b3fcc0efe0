"""The console asks as its reader may: the same question, the same groups, the same thread on every page that asks."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

from aiohttp import web

from bot.answering import MAX_QUESTION
from bot.model import Answer, Ask, Asker, Place
from bot.ports import Answering, QuestionLog

_PLACE = Place(id="console", kind="browser")
_THREAD = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks through `answering` what a request asks. `groups` are what a reader of the console belongs to."""

    answering: Answering
    log: QuestionLog
    groups: frozenset[str]

    def answer(self, question: str, thread: str) -> tuple[Answer, str]:
        """The answer, and the thread that a follow-up to it belongs to: the given one, or a new one."""
        asked_in = thread or uuid.uuid4().hex
        earlier = self._earlier(thread, question) if thread else ()
        ask = Ask(question, Asker("console", groups=self.groups), _PLACE, "console", thread=asked_in, history=earlier)
        return self.answering.answer(ask), asked_in

    def _earlier(self, thread: str, question: str) -> tuple[str, ...]:
        """The thread's questions before this one: a page that is loaded again does not follow up on itself."""
        asked, now = self.log.thread(_PLACE.workspace, _PLACE.id, thread), question[:MAX_QUESTION]
        return asked[: asked.index(now)] if now in asked else asked


def asked_by(request: web.Request) -> tuple[str, str]:
    """The question (`q`) and the thread of a request, "" for what is not there."""
    thread = request.query.get("thread", "")
    return " ".join(request.query.get("q", "").split()), thread if _THREAD.fullmatch(thread) else ""
