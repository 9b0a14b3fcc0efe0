"""The state of this process, for a load balancer and whoever watches it."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.console.ports import DocumentPages
from bot.ports import QuestionLog
from content_index.ports import NoIndexError


class Health:
    """JSON: which generation serves, and what became of the questions that the database does not have."""

    def __init__(self, documents: DocumentPages, log: QuestionLog) -> None:
        self._documents = documents
        self._log = log

    async def show(self, _request: web.Request) -> web.Response:
        """Status 503 while there is no index. A database that is down is no reason to send nobody here."""
        questions = {"questions_waiting": self._log.waiting, "questions_dropped": self._log.dropped}
        try:
            info = await asyncio.to_thread(self._documents.info)
        except NoIndexError as error:
            return web.json_response({"status": "no index", "reason": str(error), **questions}, status=503)
        return web.json_response(
            {
                "status": "ok",
                "generation": info.id,
                "created": info.created.isoformat(),
                "documents": info.documents,
                "passages": info.passages,
                **questions,
            }
        )
