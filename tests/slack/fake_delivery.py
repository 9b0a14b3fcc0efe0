"""How the fake Slack reaches the bot: signed requests over HTTP, or envelopes in a socket. And the socket itself."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web
from fake_workspace import SIGNING_SECRET

Send = Callable[..., Awaitable[aiohttp.ClientResponse]]
IN_TIME = 3.0
"""Seconds that Slack waits for an acknowledgement."""


@dataclass
class Delivery:
    """One thing that was sent to the bot, and what it answered. `status` is None where no answer came."""

    kind: str
    payload: dict[str, Any]
    status: int | None = None
    body: Any = None
    seconds: float = 0.0
    shown: list[Any] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether Slack would be content."""
        return self.status == 200 and self.seconds < IN_TIME


class Sockets:
    """Socket Mode: envelopes out, acknowledgements in."""

    def __init__(self, changed: asyncio.Event) -> None:
        self.open: list[web.WebSocketResponse] = []
        self.acknowledged: list[str] = []
        self.acknowledgements: dict[str, Any] = {}
        self.silent = False
        self.refusing = 0
        self._changed = changed
        self._envelopes = 0

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if self.refusing:
            self.refusing -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self.open.append(socket)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": len(self.alive)}))
        self._changed.set()
        async for message in socket:
            if message.type is WSMsgType.PING and not self.silent:
                await socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._hear(json.loads(message.data))
        self._changed.set()
        return socket

    @property
    def alive(self) -> list[web.WebSocketResponse]:
        return [socket for socket in self.open if not socket.closed]

    def _hear(self, acknowledgement: dict[str, Any]) -> None:
        self.acknowledged.append(acknowledgement["envelope_id"])
        self.acknowledgements[acknowledgement["envelope_id"]] = acknowledgement.get("payload")
        self._changed.set()

    async def send(self, kind: str, payload: dict[str, Any], *, over: int = -1, **more: Any) -> str:
        self._envelopes += 1
        envelope = {"type": kind, "envelope_id": f"envelope-{self._envelopes}", "payload": payload, **more}
        await self.open[over].send_str(json.dumps(envelope))
        return str(envelope["envelope_id"])

    def break_off(self, which: int = -1) -> None:
        """The connection is gone from one moment to the next, without a word."""
        request: Any = self.open[which]._req
        if request is not None and request.transport is not None:
            request.transport.abort()


class Courier:
    """Delivers over HTTP where the test named a sender or an address, else over the newest socket."""

    def __init__(self, sockets: Sockets, until: Callable[..., Awaitable[None]]) -> None:
        self.sender: Send | None = None
        self.url: str | None = None
        self.patience = 10.0
        self.delivered: list[Delivery] = []
        self._sockets = sockets
        self._until = until

    async def deliver(
        self, kind: str, payload: dict[str, Any], *, attempt: int = 0, reason: str = "http_timeout"
    ) -> Delivery:
        delivery = Delivery(kind, payload)
        self.delivered.append(delivery)
        started = time.perf_counter()
        with contextlib.suppress(TimeoutError, aiohttp.ClientError):
            if self.sender is None and self.url is None:
                await self._by_socket(delivery, attempt, reason)
            else:
                await self._by_http(delivery, attempt, reason)
        delivery.seconds = time.perf_counter() - started
        return delivery

    async def _by_http(self, delivery: Delivery, attempt: int, reason: str) -> None:
        again = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason} if attempt else {}
        sent = {"payload": json.dumps(delivery.payload)} if delivery.kind == "interactive" else delivery.payload
        send = self.sender or self._post
        async with asyncio.timeout(self.patience):
            response = await send(sent, form=delivery.kind != "events_api", **again)
            text = await response.text()
        delivery.status = response.status
        try:
            delivery.body = json.loads(text) if text else None
        except ValueError:
            delivery.body = text

    async def _post(self, payload: dict[str, Any], *, form: bool, **headers: str) -> aiohttp.ClientResponse:
        body = (urlencode(payload) if form else json.dumps(payload)).encode()
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        async with aiohttp.ClientSession() as session:
            response = await session.post(
                str(self.url), data=body, headers=signature_of(body) | {"Content-Type": kind} | headers
            )
            await response.read()
            return response

    async def _by_socket(self, delivery: Delivery, attempt: int, reason: str) -> None:
        if not self._sockets.open:
            raise AssertionError("nobody listens: open a socket, or name a sender with use_http")
        more: dict[str, Any] = {"accepts_response_payload": delivery.kind != "events_api"}
        if delivery.kind == "events_api":
            more |= {"retry_attempt": attempt, "retry_reason": reason if attempt else ""}
        envelope = await self._sockets.send(delivery.kind, delivery.payload, **more)
        await self._until(lambda: envelope in self._sockets.acknowledgements, self.patience)
        delivery.status, delivery.body = 200, self._sockets.acknowledgements[envelope]


def signature_of(body: bytes, *, secret: str = SIGNING_SECRET) -> dict[str, str]:
    """The headers with which Slack signs a body."""
    stamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
