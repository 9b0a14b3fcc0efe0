"""How it looks in Slack: an answer drawn from the very blocks that Slack would be sent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup

from bot.console.asking import Asking, asked_by
from bot.console.block_kit import blocks_html
from bot.console.pages import Pages
from bot.console.ports import Preview
from bot.console.viewers import viewer_of
from bot.model import Answer
from bot.viewer import Viewer

_VIEWS = ("desktop", "phone")


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """Asks as the ask page does, and draws what `preview` makes of the answer."""

    pages: Pages
    asking: Asking
    preview: Preview

    async def show(self, request: web.Request) -> web.Response:
        """The empty field, or the answer to `q` in `thread`, at both widths or at that of `view` alone."""
        question, thread = asked_by(request)
        view = request.query.get("view", "")
        views = (view,) if view in _VIEWS else _VIEWS
        values: dict[str, object] = {"question": question, "thread": thread, "views": views, "blocks": None}
        if question:
            answer, blocks = await asyncio.to_thread(self._drawn, question, thread, viewer_of(request))
            values |= {"blocks": blocks, "language": answer.language, "now": self.pages.now()}
        return await self.pages.page(request, "preview.html", values)

    def _drawn(self, question: str, thread: str, viewer: Viewer) -> tuple[Answer, Markup]:
        answer, _ = self.asking.answer(question, thread, viewer)
        return answer, blocks_html(self.preview(answer))
