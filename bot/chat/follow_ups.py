"""Which earlier question a message goes on with where a place has no threads: a chat with the bot, or a group's."""

from __future__ import annotations

import logging
from collections import OrderedDict
from datetime import datetime, timedelta

from bot.chat.workers import Workers
from bot.ports import Clock, LogUnavailableError, QuestionLog

_LOG = logging.getLogger(__name__)

PAUSE = timedelta(minutes=5)
"""What somebody asks within this time of their last question there goes on with it."""


class FollowUps:
    """Names the conversation that a question belongs to by the message that began it.

    Whether a question leans on those before it is decided by retrieval, as in every other place. It knows the newest
    `size` people of this process, and asks the log for what was asked of other replicas.
    """

    def __init__(self, log: QuestionLog, clock: Clock, workers: Workers, size: int = 10_000) -> None:
        self._log = log
        self._clock = clock
        self._workers = workers
        self._size = size
        self._latest: OrderedDict[tuple[str, str, str], tuple[str, datetime]] = OrderedDict()

    async def thread_of(self, workspace: str, place: str, person: str, message: str) -> str:
        """The conversation that somebody's message goes on with, or begins."""
        key, now = (workspace, place, person), self._clock.now()
        known = self._latest.get(key)
        if known is None or now - known[1] > PAUSE:  # another replica may have answered meanwhile
            known = await self._logged(workspace, place, person)
        thread = known[0] if known is not None and now - known[1] <= PAUSE else message
        self._latest[key] = (thread, now)
        self._latest.move_to_end(key)
        while len(self._latest) > self._size:
            self._latest.popitem(last=False)
        return thread

    async def _logged(self, workspace: str, place: str, person: str) -> tuple[str, datetime] | None:
        try:
            asked = await self._workers.run(self._log.of_asker, workspace, person, 5)
        except LogUnavailableError as error:
            _LOG.warning("Which conversation a message goes on with could not be looked up: %s", error)
            return None
        return next(((one.thread, one.asked_at) for one in asked if one.place == place and one.thread), None)
