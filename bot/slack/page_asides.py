"""Below an answer that its asker alone reads, an owner of the page quoted finds a button for it."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.chat.page_desk import PageDesk
from bot.model import Answer
from bot.slack.page_blocks import see_button
from bot.slack.viewers import Viewers
from bot.slack.workspace import Workspace

SECONDS = 1.0
"""An answer does not wait longer to learn whose its page is."""


class PageAsides:
    """`button` never raises: the answer comes all the same."""

    def __init__(self, desk: PageDesk, viewers: Viewers) -> None:
        self._desk = desk
        self._viewers = viewers

    async def button(self, workspace: Workspace, user: str, answer: Answer) -> dict[str, Any] | None:
        """The button that shows them the first page quoted, where they look after it."""
        if not (answer.text and answer.sources):
            return None
        page = answer.sources[0].document_id
        try:
            async with asyncio.timeout(SECONDS):
                viewer = await self._viewers.of(workspace, user)
                return see_button(page, answer.language) if await self._desk.is_theirs(viewer, page) else None
        except TimeoutError:
            return None
