"""The first page: a question, and its answer as a rep would see it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from bot.console.answer_view import AnswerView
from bot.console.answered_since import AnsweredSince
from bot.console.asking import Asking, asked_by
from bot.console.dashboard_words import dashboard_words
from bot.console.openings import Openings
from bot.console.pages import Pages
from bot.console.routes import Routes
from bot.console.viewers import viewer_of
from bot.console.voting import Voting
from bot.model import Answer
from bot.viewer import Viewer


@dataclass(frozen=True, slots=True)
class AskPage:
    """Asks, off the event loop, and shows what came back. `examples` wait on the empty page.

    `since`: what the reader asked and is answered now stands below the empty field. `voting`: below an answer its
    asker says whether it helps. `openings` count whoever opens a source that stands elsewhere.
    """

    pages: Pages
    asking: Asking
    view: AnswerView
    examples: tuple[str, ...]
    since: AnsweredSince | None = None
    voting: Voting | None = None
    openings: Openings | None = None

    def add_to(self, routes: Routes) -> None:
        """Adds the page, and those that take what people say of answers."""
        routes.get("/", self.show, needs="reader")
        if self.since is not None:
            routes.post("/since", self.since.vote, needs="rep")
        if self.openings is not None:
            routes.get("/answers/{question_id}/sources/{document_id}", self.openings.lead_on, needs="reader")
        if self.voting is not None:
            routes.get("/answers/{question_id}", self.voting.show, needs="rep")
            routes.post("/answers/{question_id}/vote", self.voting.vote, needs="rep")

    async def show(self, request: web.Request) -> web.Response:
        """The empty field, or the answer to `q`; `thread` makes it a follow-up."""
        question, thread = asked_by(request)
        if not question:
            examples = [(example, "/?" + urlencode({"q": example})) for example in self.examples]
            since = await self.since.notices(request) if self.since else ()
            says = dashboard_words(self.pages.words(request).language)
            values = {"question": "", "examples": examples, "since": since, "since_say": says}
            return await self.pages.page(request, "ask.html", values)
        viewer = viewer_of(request)
        answer, shown = await asyncio.to_thread(self._answer, question, thread, viewer)
        vote = await self.voting.offered(request, answer) if self.voting else None
        return await self.pages.page(request, "answer.html", {**shown, "vote": vote})

    def _answer(self, question: str, thread: str, viewer: Viewer) -> tuple[Answer, dict[str, object]]:
        answer, asked_in = self.asking.answer(question, thread, viewer)
        return answer, self.view.values(answer, question, thread, asked_in, viewer)
