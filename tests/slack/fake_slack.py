"""A Slack that runs in the test's own process: the Web API methods that the door calls, and the Socket Mode protocol.

It stands in where no real client exists: sockets and their envelopes, slash commands, rate limits, refused tokens.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer

BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-fake", "xapp-fake", "8f742231b10e8888abcd99yyyzzz85a5"
BOT_USER, TEAM = "UBOT00001", "T00000001"


class FakeSlack:
    """What was posted is in `calls`; faults are queued with `fail`; `send` puts an envelope into the open socket."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.whispers: list[dict[str, Any]] = []
        self.acknowledged: list[str] = []
        self.sockets: list[web.WebSocketResponse] = []
        self._faults: dict[str, list[tuple[int, dict[str, Any], dict[str, str]]]] = defaultdict(list)
        self._changed = asyncio.Event()
        self._envelopes = 0
        self._server = TestServer(self._application(), host="127.0.0.1")

    @property
    def api_url(self) -> str:
        return str(self._server.make_url("/api/"))

    @property
    def response_url(self) -> str:
        return str(self._server.make_url("/response/1"))

    @property
    def posted(self) -> list[dict[str, Any]]:
        return [body for method, body in self.calls if method == "chat.postMessage"]

    def fail(self, method: str, error: str, *, status: int = 200, retry_after: int | None = None) -> None:
        """The next call of `method` fails."""
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        self._faults[method].append((status, {"ok": False, "error": error}, headers))

    async def send(self, kind: str, payload: dict[str, Any], **more: Any) -> str:
        """Put an envelope into the newest open socket; gives its id, which the acknowledgement will name."""
        self._envelopes += 1
        envelope = {"type": kind, "envelope_id": f"envelope-{self._envelopes}", "payload": payload, **more}
        await self.sockets[-1].send_str(json.dumps(envelope))
        return str(envelope["envelope_id"])

    async def disconnect(self) -> None:
        """Tell the client to connect anew, as Slack does every few hours."""
        await self.sockets[-1].send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))

    async def until(self, condition: Any, seconds: float = 20.0) -> None:
        """Wait until `condition()` is true; it is looked at again whenever something reaches this Slack."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    def _application(self) -> web.Application:
        application = web.Application()
        application.router.add_post("/api/{method}", self._method)
        application.router.add_post("/response/{number}", self._whisper)
        application.router.add_get("/socket", self._socket)
        return application

    async def _method(self, request: web.Request) -> web.Response:
        method, token = request.match_info["method"], request.headers.get("Authorization", "").removeprefix("Bearer ")
        is_json = request.content_type == "application/json"
        body = json.loads(await request.text() or "{}") if is_json else dict(await request.post())
        self.calls.append((method, body))
        self._changed.set()
        if self._faults[method]:
            status, answer, headers = self._faults[method].pop(0)
            return web.json_response(answer, status=status, headers=headers)
        if token != (APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN):
            return web.json_response({"ok": False, "error": "invalid_auth"})
        return web.json_response({"ok": True, **self._answer(method, body)})

    def _answer(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "auth.test":
                return {
                    "team_id": TEAM,
                    "team": "Acme",
                    "user_id": BOT_USER,
                    "bot_id": "BBOT00001",
                    "user": "cornerman",
                }
            case "apps.connections.open":
                return {"url": str(self._server.make_url("/socket")).replace("http:", "ws:")}
            case "chat.postMessage":
                return {"channel": body["channel"], "ts": f"1800000000.{len(self.posted):06}"}
            case "chat.update":
                return {"channel": body["channel"], "ts": body["ts"]}
        raise AssertionError(f"the door called {method}, which this Slack does not have")

    async def _whisper(self, request: web.Request) -> web.Response:
        self.whispers.append(await request.json())
        self._changed.set()
        return web.Response(text="ok")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        self._changed.set()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self.acknowledged.append(json.loads(message.data)["envelope_id"])
                self._changed.set()
        return socket


@asynccontextmanager
async def running_slack() -> Any:
    slack = FakeSlack()
    async with slack._server:
        yield slack
