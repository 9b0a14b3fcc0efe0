"""Who looked at what others asked is kept: beside the page, never in its way, and never lost without a word."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.console.viewers import viewer_of
from bot.ports import Clock, KeepingError, Looks
from bot.viewer import Look

_LOG = logging.getLogger(__name__)
_WAITING = 1_000
"""So many looks may wait for a database that is slow."""


class LooksKept:
    """Keeps looks in a thread of its own."""

    def __init__(self, looks: Looks, clock: Clock) -> None:
        self._looks = looks
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="console-looks")
        self._room = threading.BoundedSemaphore(_WAITING)

    def note(self, request: web.Request, page: str, subject: str = "") -> None:
        """The request's viewer is shown `page` (such as "gap"), of `subject` (such as its id, or what was searched)."""
        viewer = viewer_of(request)
        look = Look(self._clock.now(), viewer.id, viewer.name, page, subject)
        if not self._room.acquire(blocking=False):
            _lost(look, "too many wait already")
            return
        self._thread.submit(self._keep, look)

    async def close(self) -> None:
        """Once those that wait are kept."""
        await asyncio.to_thread(self._thread.shutdown)

    def _keep(self, look: Look) -> None:
        try:
            self._looks.keep(look)
        except KeepingError as error:
            _lost(look, str(error))
        finally:
            self._room.release()


def _lost(look: Look, reason: str) -> None:
    """The subject stays out of the log: it may be somebody's question."""
    _LOG.warning("That %s looked at %s at %s could not be kept: %s", look.person, look.page, look.looked_at, reason)


class Noted(Protocol):
    """What pages call where they show what others asked. It takes no time, and never raises."""

    def note(self, request: web.Request, page: str, subject: str = "") -> None:
        """The request's viewer is shown `page` (such as "gap"), of `subject` (such as its id, or what was searched)."""

    async def close(self) -> None:
        """Once those that wait are kept."""


def noting(looks: Noted, page: str, handler: Handler, part: str = "") -> Handler:
    """The handler, with what it shows noted as a look at `page`. What it raises shows nothing.

    The look's subject is what stands in the place of `part` in the address, or else what the address filters by.
    """

    async def noted(request: web.Request) -> web.StreamResponse:
        shown = await handler(request)
        looks.note(request, page, request.match_info[part] if part else request.query_string)
        return shown

    return noted


class NothingKept:
    """Implements Noted where there is nowhere to keep looks."""

    def note(self, request: web.Request, page: str, subject: str = "") -> None:
        """Nothing."""

    async def close(self) -> None:
        """Nothing."""
