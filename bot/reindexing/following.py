"""Keeps messages up to date that tell how a reindex goes on, whichever replica posted them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress

from bot.chat.workers import Workers
from bot.deliveries.trouble import UndeliveredError
from bot.ports import Clock, KeepingError
from bot.reindexing.model import Run, RunMessage
from bot.reindexing.ports import RunMessages, RunPoster, Runs
from bot.reindexing.telling import CLOSED_KNOWN_AFTER, digest_of, told

_LOG = logging.getLogger(__name__)
EVERY_SECONDS = 2.0
"""Slack lets a message be changed some fifty times a minute (https://docs.slack.dev/apis/web-api/rate-limits)."""
HELD_SECONDS = 20.0


class RunFollower:
    """One for each process: `start` it in the event loop, `stop` it at the end. Nothing is lost by a stop."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        posters: Sequence[RunPoster],
        runs: Runs,
        messages: RunMessages,
        clock: Clock,
        holder: str,
        every: float = EVERY_SECONDS,
        has_earlier: Callable[[], bool] = lambda: True,
    ) -> None:
        """`holder` is a name that no other process has. `has_earlier` tells whether there is an index of before."""
        self._posters = {poster.surface: poster for poster in posters}
        self._runs = runs
        self._messages = messages
        self._clock = clock
        self._holder = holder
        self._every = every
        self._has_earlier = has_earlier
        self._workers = Workers(1, "reindex-messages")
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to follow."""
        if self._posters:
            self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """End; another replica, or the next start, goes on."""
        self._stopping.set()
        if self._task is not None:
            await self._task
        self._workers.close()

    async def look(self) -> None:
        """Show in each message what has changed since. Never raises."""
        try:
            claimed = await self._workers.run(
                self._messages.claim, tuple(self._posters), self._holder, self._clock.now(), HELD_SECONDS
            )
            for message in claimed:
                await self._show(message)
        except KeepingError as error:
            _LOG.debug("Messages about reindexes wait for the database: %s", error)
        except Exception:  # noqa: BLE001 - the next look may do
            _LOG.exception("A message about a reindex could not be kept up to date")

    async def _follow(self) -> None:
        while not self._stopping.is_set():
            await self.look()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._every)

    async def _show(self, message: RunMessage) -> None:
        run = await self._workers.run(self._runs.find, message.run_id)
        if run is None:
            await self._workers.run(lambda: self._messages.shows(message, message.shown, done=True))
            return
        may_go_back = message.may_go_back and await self._workers.run(self._has_earlier)
        shown = told(run, message.language, names=message.names, may_go_back=may_go_back)
        digest, done = digest_of(shown), self._is_done(run)
        if digest != message.shown:
            try:
                await self._posters[message.surface].show(message, shown)
            except UndeliveredError as error:
                if not error.for_good:
                    return  # it is tried again at the next look
                _LOG.warning("A message about a reindex cannot be changed any more: %s", error)
                done = True
        if done or digest != message.shown:
            await self._workers.run(lambda: self._messages.shows(message, digest, done=done))

    def _is_done(self, run: Run) -> bool:
        if run.is_active:
            return False
        if not run.outcome.swapped or run.outcome.closed is not None or run.ended_at is None:
            return True
        return self._clock.now() - run.ended_at > CLOSED_KNOWN_AFTER
