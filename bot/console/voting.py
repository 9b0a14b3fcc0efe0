"""What people say of the answers that they were given here: votes as in the chat platforms, by plain forms.

A vote is given below the answer, and counts at once; the page that it leads to takes the reason, and a change of mind.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import web

from bot.chat_words import ChatWords, chat_words
from bot.console.answer_view import AnswerView
from bot.console.asking import Asking
from bot.console.dashboard_words import dashboard_words
from bot.console.pages import Pages
from bot.console.viewers import viewer_of, visit_of
from bot.conversation_model import VOTE_REASONS, Vote, VoteReason
from bot.model import Answer, LoggedQuestion
from bot.ports import Feedback, KeepingError, LogUnavailableError
from bot.viewer import Viewer

_RATED = frozenset({"answered", "unsure"})
"""What is no answer is not rated, on any platform."""


@dataclass(frozen=True, slots=True)
class VoteBox:
    """The vote as it stands below an answer. `helpful` is None before any; `said` is what to tell of it, or "" then."""

    question_id: str
    chat: ChatWords
    helpful: bool | None = None
    reason: VoteReason | None = None
    words: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Voting:
    """Takes the votes of whoever asked, and shows them the answer again."""

    pages: Pages
    asking: Asking
    view: AnswerView
    feedback: Feedback

    async def offered(self, request: web.Request, answer: Answer) -> VoteBox | None:
        """The buttons below a new answer; None where nobody is known, or there is nothing to rate."""
        visit = await visit_of(request, self.pages.visitors)
        if visit.viewer is None or answer.small_talk or not answer.generation or answer.status not in _RATED:
            return None
        return VoteBox(answer.question_id, self._chat(request))

    async def show(self, request: web.Request) -> web.StreamResponse:
        """An answer that the reader was given, as the content gives it now, with their vote. Nothing is asked anew."""
        viewer, chat = viewer_of(request), self._chat(request)
        try:
            values = await asyncio.to_thread(self._again, request.match_info["question_id"], viewer, chat)
        except (KeepingError, LogUnavailableError):
            return await self._down(request)
        return await self.pages.page(request, "answer.html", values)

    async def vote(self, request: web.Request) -> web.StreamResponse:
        """The reader says whether it helps (`vote`), and, where it does not, why: `reason` and `reason_words`."""
        form, viewer = await request.post(), viewer_of(request)
        helpful, reason = form.get("vote") == "helpful", form.get("reason")
        if not helpful and form.get("vote") != "unhelpful":
            raise web.HTTPBadRequest
        words = "" if helpful else str(form.get("reason_words", "")).strip()
        why = None if helpful else next((one for one in VOTE_REASONS if one == reason), None)
        try:
            asked = await asyncio.to_thread(self._asked, request.match_info["question_id"], viewer)
            vote = Vote(asked.id, viewer.id, helpful, self.pages.now(), why, words)
            await asyncio.to_thread(self.feedback.vote, vote)
        except (KeepingError, LogUnavailableError):
            return await self._down(request)
        raise web.HTTPSeeOther(f"/answers/{asked.id}#answer:vote")

    def _asked(self, question_id: str, viewer: Viewer) -> LoggedQuestion:
        """Their own question, which was answered. Raises HTTPNotFound, LogUnavailableError."""
        asked = self.asking.own(question_id, viewer)
        if asked is None or asked.status not in _RATED or not asked.generation:
            raise web.HTTPNotFound
        return asked

    def _again(self, question_id: str, viewer: Viewer, chat: ChatWords) -> dict[str, object]:
        asked = self._asked(question_id, viewer)
        vote = self.feedback.vote_of(asked.id, viewer.id)
        answer = self.asking.again(asked, viewer)
        thread = asked.thread or ""
        shown = self.view.values(answer, asked.question, thread if asked.follows else "", thread, viewer)
        return shown | {"vote": _box(asked.id, vote, chat)}

    def _chat(self, request: web.Request) -> ChatWords:
        return chat_words(self.pages.words(request).language)

    async def _down(self, request: web.Request) -> web.Response:
        say = dashboard_words(self.pages.words(request).language)
        return await self.pages.message(request, say.down_title, say.down, status=503)


def _box(question_id: str, vote: Vote | None, chat: ChatWords) -> VoteBox:
    if vote is None:
        return VoteBox(question_id, chat)
    if vote.helpful:
        return VoteBox(question_id, chat, helpful=True, said=chat.thanks)
    said = chat.noted if vote.reason or vote.words else chat.why_lead
    return VoteBox(question_id, chat, False, vote.reason, vote.words, said)
