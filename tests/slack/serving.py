"""The door in a server of the host's own, as `cornerman serve` mounts it, and senders of signed requests."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from fake_slack import SIGNING_SECRET

from bot.slack.door import SlackDoor

Send = Callable[..., Awaitable[ClientResponse]]
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@asynccontextmanager
async def connected(door: SlackDoor) -> Any:
    """A client of the server."""
    host = web.Application()
    host.add_subapp("/slack/", door.http_application())
    async with TestClient(TestServer(host, host="127.0.0.1")) as client:
        yield client


@asynccontextmanager
async def serving(door: SlackDoor) -> Any:
    """A sender of payloads, signed as Slack signs them."""
    async with connected(door) as client:

        async def send(
            payload: dict[str, Any], *, age: int = 0, secret: str = SIGNING_SECRET, form: bool = False, **headers: str
        ) -> ClientResponse:
            body = (urlencode(payload) if form else json.dumps(payload)).encode()
            sent = signed(body, FORM if form else JSON, stamp=str(int(time.time()) - age), secret=secret)
            return await client.post("/slack/events", data=body, headers=sent | headers)

        yield send


def signed(body: bytes, kind: str, *, stamp: str | None = None, secret: str = SIGNING_SECRET) -> dict[str, str]:
    """The headers of a request with this body."""
    stamp = stamp or str(int(time.time()))
    signature = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={signature}", "Content-Type": kind}
