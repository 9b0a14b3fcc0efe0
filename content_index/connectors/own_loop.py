"""An event loop in a thread of its own, for a library that is asynchronous alone and whose connections are kept."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

Found = TypeVar("Found")


class OwnLoop:
    """Works for callers in any thread, also in one that has a running loop itself."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._serve, name=name, daemon=True).start()

    def run(self, work: Coroutine[Any, Any, Found]) -> Found:
        """Waits for what comes of it, and gives it up where the caller is interrupted. Raises what `work` raises."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        finally:
            future.cancel()

    def close(self, last: Callable[[], Awaitable[object]]) -> None:
        """Ends the loop after `last`. It does not wait: who closes may be the loop's own thread."""
        asyncio.run_coroutine_threadsafe(self._end(last), self._loop)

    def _serve(self) -> None:
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()

    async def _end(self, last: Callable[[], Awaitable[object]]) -> None:
        try:
            await last()
        finally:
            self._loop.stop()
