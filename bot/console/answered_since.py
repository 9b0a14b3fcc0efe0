"""Word to whoever asked in the console that the content answers it now: on their next visit, until they take note."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from aiohttp import web

from bot.console.asked_again import AskedAgain
from bot.console.pages import Pages
from bot.console.viewers import viewer_of
from bot.conversation_model import Vote
from bot.deliveries.model import Delivery
from bot.deliveries.ports import Deliveries
from bot.gaps.board import GapBoard
from bot.gaps.model import Gap, GapFilter, GapGoneError
from bot.model import LoggedQuestion
from bot.ports import Feedback, KeepingError, LogUnavailableError, QuestionLog
from bot.viewer import Viewer
from content_index.ports import NoIndexError

_LOG = logging.getLogger(__name__)
_SURFACE = "console"
_SELF = Viewer("", "Cornerman", groups=None, roles=frozenset({"administrator"}))
"""Cornerman itself, as it looks up what became of the gap."""
_DUE = frozenset({"due", "begun"})
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
    board: GapBoard
    again: AskedAgain

    async def notices(self, request: web.Request) -> Sequence[SinceNotice]:
        """What to show, the newest first: what is answered for them now, and whose gap is still closed.

        What is shown counts as told; what is not waits. Never raises.
        """
        viewer = viewer_of(request)
        try:
            return await asyncio.to_thread(self._notices, viewer, self.pages.now())
        except (KeepingError, LogUnavailableError) as error:
            _LOG.warning("What somebody is to be told cannot be read: %s", error)
            return ()
        except NoIndexError:
            return ()  # nothing is answered

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
        to_ask = _SHOWN  # of what is not known yet: asking takes its time, and a later visit asks the rest
        for one, asked in self._waiting(viewer, now):
            if not self.again.is_known(asked, viewer):
                if not to_ask:
                    continue
                to_ask -= 1
            if not self.again.is_answered(asked, viewer):
                continue
            if one.state in _DUE:
                self.deliveries.shown(one.key, now)
            address = "/?" + urlencode({"q": asked.question})
            notices.append(SinceNotice(one.key, asked.question, asked.language, address))
            if len(notices) == _SHOWN:
                break
        return notices

    def _waiting(self, viewer: Viewer, now: datetime) -> Iterator[tuple[Delivery, LoggedQuestion]]:
        """What they may be told, and what they had asked."""
        newest: dict[str, Delivery] = {}  # of a gap that was closed more than once the last closing counts
        for one in self._theirs(viewer):
            newest.setdefault(one.about.get("gap", ""), one)
        found = [one for one in newest.values() if _stands(one, now)]
        closed = self._closed([one.about.get("gap", "") for one in found])
        for one in found:
            if one.about.get("gap", "") not in closed:
                continue
            vote = self.feedback.vote_of(one.about["question"], viewer.id)
            asked = self.log.find(one.about["question"])
            if asked is not None and (vote is None or vote.voted_at < one.due_at):
                yield one, asked

    def _closed(self, ids: Sequence[str]) -> set[str]:
        """Those that are closed; of one that was merged, the one that holds its questions counts."""
        if not ids:
            return set()
        wanted = GapFilter(states=("closed", "merged"), ids=tuple(ids))
        return {one.id for one in self.board.listing(_SELF, wanted, len(ids)) if self._is_closed(one)}

    def _is_closed(self, gap: Gap) -> bool:
        if gap.state != "merged":
            return gap.state == "closed"
        try:
            return self.board.gap(_SELF, gap.id).gap.state == "closed"
        except GapGoneError:
            return False


def _stands(delivery: Delivery, now: datetime) -> bool:
    """Whether it is still to be shown, or was shown first so lately that it stands there still."""
    if delivery.state in _DUE:
        return True
    return delivery.state == "sent" and delivery.sent_at is not None and now - delivery.sent_at < _STILL
