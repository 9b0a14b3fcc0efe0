"""Invokes: what Teams waits for an answer to. Each gets one, the unknown too."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from bot.teams.extension import Extension
from bot.teams.invokes import search_of, thumb_of
from bot.teams.thumbs import Thumbs
from bot.teams.transport import Activity

_LOG = logging.getLogger(__name__)
SECONDS = 12.0
"""Teams gives a dialog 15 s. A search in the compose box has 5, see `SECONDS_OF_SEARCH`."""
SECONDS_OF_SEARCH = 4.5

Answered = tuple[int, Activity]


class Invokes:
    """Brings each invoke to whoever answers it. Never raises."""

    def __init__(self, thumbs: Thumbs, extension: Extension) -> None:
        self._thumbs = thumbs
        self._extension = extension
        self._answers: dict[str, Callable[[Mapping[str, Any]], Awaitable[Activity]]] = {
            "message/fetchTask": self._thumb,
            "message/submitAction": self._reason,
            "composeExtension/query": self._search,
            "composeExtension/fetchTask": self._find,
            "adaptiveCard/action": self._card_action,
        }

    async def answer(self, activity: Mapping[str, Any]) -> Answered:
        """The status and the body of the response."""
        name = str(activity.get("name") or "")
        answer = self._answers.get(name)
        if answer is None:
            _LOG.info("An invoke that Cornerman does not know was answered with nothing: %s", name[:100])
            return HTTPStatus.OK, {}
        seconds = SECONDS_OF_SEARCH if name == "composeExtension/query" else SECONDS
        try:
            async with asyncio.timeout(seconds):
                return HTTPStatus.OK, await answer(activity)
        except TimeoutError:
            _LOG.error("An invoke took longer than %s s: %s", seconds, name)
        except Exception:  # noqa: BLE001 - an error page says nothing to anybody
            _LOG.exception("An invoke could not be answered: %s", name)
        return HTTPStatus.OK, self._extension.too_late(name)

    async def _thumb(self, activity: Mapping[str, Any]) -> Activity:
        thumb = thumb_of(activity)
        return {} if thumb is None else await self._thumbs.pressed(thumb)

    async def _reason(self, activity: Mapping[str, Any]) -> Activity:
        thumb = thumb_of(activity)
        if thumb is not None:
            await self._thumbs.explained(thumb)
        return {}

    async def _search(self, activity: Mapping[str, Any]) -> Activity:
        search = search_of(activity)
        return {} if search is None else await self._extension.search(search)

    async def _find(self, activity: Mapping[str, Any]) -> Activity:
        search = search_of(activity)
        return {} if search is None else await self._extension.answer_to_message(search)

    async def _card_action(self, _activity: Mapping[str, Any]) -> Activity:
        """No card of ours asks for it; one that somebody else's bot left behind may."""
        return {
            "statusCode": HTTPStatus.BAD_REQUEST,
            "type": "application/vnd.microsoft.error",
            "value": {"code": "BadRequest", "message": "This card is not Cornerman's, or of an earlier version."},
        }
