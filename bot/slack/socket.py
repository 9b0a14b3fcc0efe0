"""The socket to Slack, and a watch over it: it can die without a word."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SocketTiming:
    """In seconds. `ping`: between two pings; four that go unanswered make the SDK connect anew.

    `look`: between two looks of the watch; `grace`: how long the SDK has to mend a dead socket by itself.
    """

    ping: float = 5.0
    look: float = 5.0
    grace: float = 30.0
    connect: float = 30.0


class Socket:
    """Open from `connect` until `close`."""

    def __init__(self, app: AsyncApp, app_token: str, client: AsyncWebClient, timing: SocketTiming) -> None:
        self._handler = AsyncSocketModeHandler(app, app_token, web_client=client, ping_interval=timing.ping)
        self._timing = timing
        self._watch: asyncio.Task[None] | None = None

    async def connect(self, address: str) -> None:
        """Connect to the address that Slack gave. Raises TimeoutError."""
        self._handler.client.wss_uri = address
        await asyncio.wait_for(self._handler.connect_async(), self._timing.connect)  # type: ignore[no-untyped-call] # the SDK's
        self._watch = asyncio.create_task(self._watch_over())

    async def is_connected(self) -> bool:
        """Whether Slack can reach us now."""
        return await self._handler.client.is_connected()

    async def close(self) -> None:
        """Close it for good."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        await self._handler.close_async()  # type: ignore[no-untyped-call] # the SDK's

    async def _watch_over(self) -> None:
        """The SDK looks after its socket in tasks of its own; where those have ended or hang, nobody would notice."""
        down_since: float | None = None
        while True:
            await asyncio.sleep(self._timing.look)
            try:
                if await self._is_looked_after():
                    down_since = None
                    continue
                down_since = down_since or time.monotonic()
                if time.monotonic() - down_since < self._timing.grace:
                    continue
                _LOG.error("The socket to Slack is dead, and nothing mends it; it is opened anew")
                if self._handler.client.message_processor.done():
                    self._handler.client.message_processor = asyncio.create_task(
                        self._handler.client.process_messages()  # type: ignore[no-untyped-call] # the SDK's
                    )
                await asyncio.wait_for(self._handler.client.connect_to_new_endpoint(force=True), self._timing.connect)
                down_since = None
            except Exception as error:  # noqa: BLE001 - the watch goes on, whatever is wrong
                _LOG.warning("The socket to Slack could not be opened anew: %s", type(error).__name__)

    async def _is_looked_after(self) -> bool:
        client = self._handler.client
        tasks = (client.current_session_monitor, client.message_receiver, client.message_processor)
        return await client.is_connected() and all(task is not None and not task.done() for task in tasks)
