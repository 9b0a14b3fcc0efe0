"""The newest questions of the log."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import get_args
from urllib.parse import urlencode

from aiohttp import web

from bot.console import moments
from bot.console.looking import Noted
from bot.console.pages import Pages
from bot.model import LoggedQuestion, Outcome
from bot.ports import LogUnavailableError, QuestionLog

_OUTCOMES = get_args(Outcome)
_PAGE = 50
_BATCH = 200
_BATCHES = 10
"""A filtered page reads at most this many batches; what is older is one click further."""


class LogPage:
    """Questions of every surface, newest first."""

    def __init__(self, pages: Pages, log: QuestionLog, noted: Noted) -> None:
        self._pages = pages
        self._log = log
        self._noted = noted

    async def show(self, request: web.Request) -> web.Response:
        """`status` shows those with one outcome, `before` (ISO time with its zone) those asked earlier."""
        status = request.query.get("status", "")
        status = status if status in _OUTCOMES else ""
        self._noted.note(request, "log", status)
        before = moments.named(request.query["before"]) if request.query.get("before") else None
        values: dict[str, object] = {"status": status, "first": before is None, "unavailable": False, "older": None}
        try:
            questions, earlier = await asyncio.to_thread(self._questions, status, before)
        except LogUnavailableError:
            values |= {"questions": (), "unavailable": True}
        else:
            older = {"before": earlier.isoformat(), **({"status": status} if status else {})} if earlier else None
            values |= {"questions": questions, "older": f"/log?{urlencode(older)}" if older else None}
        code = 503 if values["unavailable"] else 200
        return await self._pages.page(request, "log.html", values, status=code)

    def _questions(self, status: str, before: datetime | None) -> tuple[Sequence[LoggedQuestion], datetime | None]:
        """One page of questions, and the time before which to go on; None where there are no more."""
        found: list[LoggedQuestion] = []
        for _ in range(_BATCHES):
            batch = self._log.recent(_BATCH, before=before)
            for question in batch:
                if status in ("", question.status):
                    if len(found) == _PAGE:
                        return found, found[-1].asked_at
                    found.append(question)
            if len(batch) < _BATCH:
                return found, None
            before = batch[-1].asked_at
        return found, before
