"""The socket to Slack, and a watch over it: it can die without a word."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from dataclasses import dataclass

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

_LOG = logging.getLogger(__name__)
_TICKET = re.compile(r"(wss?://[^\s?'\"]+)\?[^\s'\")]+")


@dataclass(frozen=True, slots=True)
class SocketTiming:
    """In seconds. `ping`: between two pings; four that go unanswered make the SDK connect anew.

    `look`: between two looks of the watch; `grace`: how long the SDK has to mend a dead socket by itself.
    `connect`: how long opening one may take.
    """

    ping: float = 5.0
    look: float = 5.0
    grace: float = 30.0
    connect: float = 30.0


class Socket:
    """Open from `connect` until `close`.

    The SDK mends its socket in tasks of its own. Where these have ended, or hang (it tries an address for ever, though
    Slack's are good for one attempt), the watch puts a new socket in the place of the old one.
    """

    def __init__(self, app: AsyncApp, app_token: str, client: AsyncWebClient, timing: SocketTiming) -> None:
        self._app = app
        self._app_token = app_token
        self._client = client
        self._timing = timing
        self._handler: AsyncSocketModeHandler | None = None
        self._watch: asyncio.Task[None] | None = None

    async def connect(self, address: str) -> None:
        """Connect to the address that Slack gave. Raises TimeoutError."""
        await self._open(address)
        self._watch = asyncio.create_task(self._watch_over())

    async def is_connected(self) -> bool:
        """Whether Slack can reach us now."""
        return self._handler is not None and await self._handler.client.is_connected()

    async def close(self) -> None:
        """Close it for good."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None
        await self._give_up()

    async def _open(self, address: str) -> None:
        """A socket of our own making, in the place of the one before it."""
        await self._give_up()
        handler = AsyncSocketModeHandler(
            self._app,
            self._app_token,
            logger=_sdk_log(),
            web_client=self._client,
            ping_interval=self._timing.ping,
        )
        self._handler = handler
        handler.client.wss_uri = address
        try:
            await asyncio.wait_for(handler.connect_async(), self._timing.connect)  # type: ignore[no-untyped-call] # the SDK's
        except BaseException:
            await self._give_up()
            raise

    async def _give_up(self) -> None:
        handler, self._handler = self._handler, None
        if handler is None:
            return
        client = handler.client
        try:
            await asyncio.wait_for(handler.close_async(), self._timing.connect)  # type: ignore[no-untyped-call] # the SDK's
        except Exception as error:  # noqa: BLE001 - a socket that is broken may break in closing, too
            _LOG.debug("A socket to Slack did not close: %s", type(error).__name__)
        tasks = (client.current_session_monitor, client.message_receiver, client.message_processor)
        ended = [task for task in tasks if task is not None]
        for task in ended:
            task.cancel()
        await asyncio.gather(*ended, return_exceptions=True)
        await client.aiohttp_client_session.close()

    async def _watch_over(self) -> None:
        """Looks at the socket, and replaces it where the SDK has not mended it in time."""
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
                found = await asyncio.wait_for(
                    self._client.apps_connections_open(app_token=self._app_token), self._timing.connect
                )
                await self._open(str(found["url"]))
                _LOG.info("The socket to Slack is open again")
                down_since = None
            except Exception as error:  # noqa: BLE001 - the watch goes on, whatever is wrong
                _LOG.warning("The socket to Slack could not be opened anew: %s", type(error).__name__)

    async def _is_looked_after(self) -> bool:
        if self._handler is None:
            return False
        client = self._handler.client
        tasks = (client.current_session_monitor, client.message_receiver, client.message_processor)
        return await client.is_connected() and all(task is not None and not task.done() for task in tasks)


class _WithoutTickets(logging.Filter):
    """A socket's address holds the ticket that lets one in. The SDK quotes it, with a traceback, at each attempt."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _TICKET.sub(r"\1", record.getMessage()), None
        record.exc_info = None
        return True


def _sdk_log() -> logging.Logger:
    log = logging.getLogger("slack_sdk.socket_mode.cornerman")
    if not log.filters:
        log.addFilter(_WithoutTickets())
    return log
