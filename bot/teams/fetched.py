"""Something fetched from elsewhere and kept for a while: signing keys, tokens."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

_LOG = logging.getLogger(__name__)
_Value = TypeVar("_Value")


class Fetched(Generic[_Value]):
    """Fetched once for all who wait for it, and anew in the background while the one at hand is still good.

    `name` is for the log. A value that is `fresh` seconds old is fetched anew, one that is `usable` seconds old is used
    no more. Where that fails it is tried again after `pause` seconds, sooner only where somebody has to wait for it.
    """

    def __init__(
        self,
        name: str,
        fetch: Callable[[], Awaitable[_Value]],
        *,
        fresh: float,
        usable: float,
        pause: float = 60.0,
    ) -> None:
        self._name = name
        self._fetch = fetch
        self._fresh, self._usable, self._pause = fresh, usable, pause
        self._value: tuple[_Value, float] | None = None
        self._asked = float("-inf")
        self._task: asyncio.Task[_Value] | None = None
        self.failed = False
        """Whether the last attempt failed."""

    async def get(self) -> _Value:
        """The value. Raises what `fetch` raises where there is none to use."""
        if self._value is None:
            return await self.anew()
        value, since = self._value
        age = time.monotonic() - since
        if age >= self._usable:
            return await self.anew()
        if age >= self._fresh and self.may_ask:
            self._started()
        return value

    async def anew(self) -> _Value:
        """The value as it is now. Whoever asks meanwhile waits for the same."""
        return await asyncio.shield(self._started())

    @property
    def may_ask(self) -> bool:
        """Whether it is being fetched, or was not for as long as the pause."""
        fetching = self._task is not None and not self._task.done()
        return fetching or time.monotonic() - self._asked >= self._pause

    def close(self) -> None:
        """Stop fetching."""
        if self._task is not None:
            self._task.cancel()

    def _started(self) -> asyncio.Task[_Value]:
        if self._task is None or self._task.done():
            self._asked = time.monotonic()
            self._task = asyncio.create_task(self._fetched())
            self._task.add_done_callback(self._ended)
        return self._task

    async def _fetched(self) -> _Value:
        value = await self._fetch()
        self._value = value, time.monotonic()
        return value

    def _ended(self, task: asyncio.Task[_Value]) -> None:
        if task.cancelled():
            return
        error = task.exception()  # looking at it keeps asyncio from complaining where nobody waits
        self.failed = error is not None
        if error is not None:
            _LOG.warning("%s could not be fetched: %s", self._name, error)
