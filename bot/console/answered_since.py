"""Word to whoever asked in the console that the content answers it now: on their next visit, until they take note."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from aiohttp import web

from bot.console.pages import Pages
from bot.console.viewers import viewer_of
from bot.conversation_model import Vote
from bot.deliveries.model import Delivery
from bot.deliveries.ports import Deliveries
from bot.ports import Feedback, KeepingError, LogUnavailableError, QuestionLog
from bot.viewer import Viewer

_LOG = logging.getLogger(__name__)
_SURFACE = "console"
_READ = 50
_SHOWN = 3
_STILL = timedelta(days=1)
"""For so long after it was first shown it stands there: a page that is loaded again does not lose it."""


@dataclass(frozen=True, slots=True)
class SinceNotice:
    """A question of the reader's that is answered now. `address` asks it again."""

    key: str
    question: str
    language: str
    address: str


@dataclass(frozen=True, slots=True)
class AnsweredSince:
    """Knows what a reader is to be told, and takes what they say of it: a vote of not helpful opens the gap again."""

    pages: Pages
    deliveries: Deliveries
    log: QuestionLog
    feedback: Feedback

    async def notices(self, request: web.Request) -> Sequence[SinceNotice]:
        """What to show, the newest first. What is shown counts as told. Never raises."""
        viewer = viewer_of(request)
        try:
            return await asyncio.to_thread(self._notices, viewer, self.pages.now())
        except (KeepingError, LogUnavailableError) as error:
            _LOG.warning("What somebody is to be told cannot be read: %s", error)
            return ()

    async def vote(self, request: web.Request) -> web.StreamResponse:
        """The reader says whether it helps; the notice is gone."""
        form = await request.post()
        viewer, now = viewer_of(request), self.pages.now()
        told = await asyncio.to_thread(self._theirs, viewer)
        one = next((one for one in told if one.key == form.get("key")), None)
        if one is None or form.get("vote") not in {"helpful", "unhelpful"}:
            raise web.HTTPNotFound
        vote = Vote(one.about["question"], viewer.id, form["vote"] == "helpful", now)
        await asyncio.to_thread(self.feedback.vote, vote)
        raise web.HTTPSeeOther("/")

    def _theirs(self, viewer: Viewer) -> list[Delivery]:
        found = self.deliveries.of_receiver(_SURFACE, viewer.workspace, viewer.id, _READ)
        return [one for one in found if one.kind == "closed" and one.about.get("question")]

    def _notices(self, viewer: Viewer, now: datetime) -> list[SinceNotice]:
        notices: list[SinceNotice] = []
        for one in self._theirs(viewer):
            due = one.state in {"due", "begun"}
            if not due and not (one.state == "sent" and one.sent_at and now - one.sent_at < _STILL):
                continue
            vote = self.feedback.vote_of(one.about["question"], viewer.id)
            asked = self.log.find(one.about["question"])
            if asked is None or (vote is not None and vote.voted_at >= one.due_at):
                continue
            if due:
                self.deliveries.shown(one.key, now)
            address = "/?" + urlencode({"q": asked.question})
            notices.append(SinceNotice(one.key, asked.question, asked.language, address))
            if len(notices) == _SHOWN:
                break
        return notices
