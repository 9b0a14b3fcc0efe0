"""A Slack that runs in the test's own process: its Web API with memory, Socket Mode, and the people who use it.

It speaks Slack's protocol as documented, and refuses what Slack refuses: scopes, channels that the bot is not in,
blocks past their limits, triggers that have expired, too many messages a second. The parts:

- `fake_workspace`: what it remembers; `acme()` is who and what is there from the start.
- `fake_blocks`, `fake_elements`: what it takes of blocks and views.
- `fake_methods`, `fake_methods_writing`: the Web API's methods.
- `fake_delivery`: signed requests, the socket and its envelopes.
- `fake_faults`: what goes wrong on purpose, and time.
- `fake_people`, `fake_clicks`, `fake_values`: what people do; `fake_responses`: the addresses to respond to them.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from fake_clicks import Clicks
from fake_delivery import Courier, Delivery, Send, Sockets
from fake_faults import Faults
from fake_methods import METHODS, SCOPE_OF, Call, Refused
from fake_people import People, envelope
from fake_responses import ResponseUrls
from fake_workspace import (
    ADMIN,
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER,
    DIRECT,
    GUEST,
    GUESTS,
    HIDDEN,
    OTHER,
    OTHER_REP,
    OWNER,
    REP,
    SALES,
    SECRET,
    SIGNING_SECRET,
    STRANGER,
    TEAM,
    AssistantThread,
    Channel,
    Message,
    Token,
    View,
    Workspace,
    acme,
)

__all__ = ["ADMIN", "APP_TOKEN", "BOT_TOKEN", "BOT_USER", "GUEST", "OTHER_REP", "OWNER", "REP", "SIGNING_SECRET"]
__all__ += ["DIRECT", "GUESTS", "HIDDEN", "OTHER", "SALES", "SECRET", "STRANGER", "TEAM"]
__all__ += ["AssistantThread", "Delivery", "FakeSlack", "Message", "View", "Workspace", "running_slack"]


class FakeSlack(People, Clicks, Faults):
    """What was posted is in `calls`; faults are queued with `fail`; `send` puts an envelope into the open socket."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.whispers: list[dict[str, Any]] = []
        self.refusals: list[tuple[str, dict[str, Any]]] = []
        """Each method that was refused, with Slack's answer."""
        self.workspace = acme()
        self.workspaces: dict[str, Workspace] = {}
        self.tokens: dict[str, Token] = {}
        self.revoked: set[str] = set()
        self.codes: dict[str, Workspace] = {}
        self.client_id, self.client_secret, self.installer = "1.2", "client-secret", ADMIN
        self.echo = False
        """Whether the bot hears its own messages as events, as an app that reads channels does in Slack."""
        self._changed = asyncio.Event()
        self._echoes: set[asyncio.Task[Any]] = set()
        self.connections = Sockets(self._changed)
        Faults.__init__(self, self.connections)
        self.responses = ResponseUrls(self.now)
        self.courier = Courier(self.connections, self.until)
        self._server = TestServer(self._application(), host="127.0.0.1")
        self.take_in(self.workspace)

    # ---- addresses, and what is there to look at

    @property
    def api_url(self) -> str:
        return str(self._server.make_url("/api/"))

    @property
    def response_url(self) -> str:
        """An address that only listens: what comes there is in `whispers`, without end."""
        return self.response_address("1")

    def upload_address(self, file: str) -> str:
        """Where the bytes of a file are to be sent."""
        return str(self._server.make_url(f"/upload/{file}"))

    def response_address(self, name: str) -> str:
        return str(self._server.make_url(f"/response/{name}"))

    @property
    def socket_url(self) -> str:
        return str(self._server.make_url("/socket")).replace("http:", "ws:")

    @property
    def sockets(self) -> list[web.WebSocketResponse]:
        return self.connections.open

    @property
    def acknowledged(self) -> list[str]:
        return self.connections.acknowledged

    @property
    def posted(self) -> list[dict[str, Any]]:
        """The bodies of all calls of chat.postMessage, the refused ones too."""
        return self.bodies("chat.postMessage")

    def bodies(self, method: str) -> list[dict[str, Any]]:
        """The bodies of all calls of a method."""
        return [body for name, body in self.calls if name == method]

    def messages(self, channel: str, user: str | None = None) -> list[Message]:
        """What stands in a channel, oldest first; with `user` also what only they see."""
        _, place = self.channel_of(channel)
        alone = [one for one in place.ephemerals if user and one.ephemeral_for == user]
        return sorted([*place.messages, *alone], key=lambda one: one["ts"])

    def answers(self, channel: str, user: str | None = None) -> list[Message]:
        """Of these, the bot's."""
        return [one for one in self.messages(channel, user) if one.get("bot_id")]

    def ephemerals(self, channel: str, user: str) -> list[Message]:
        return [one for one in self.messages(channel, user) if one.ephemeral_for == user]

    def home(self, user: str) -> View | None:
        return self.home_of(user).homes.get(user)

    def modal(self, user: str) -> View | None:
        """The modal on top."""
        return (self.modals(user) or [None])[-1]

    def modals(self, user: str) -> list[View]:
        return self.home_of(user).modals.get(user) or []

    # ---- building

    def add_workspace(self, team: str, bot_token: str, *, bot_user: str, name: str = "", **more: Any) -> Workspace:
        """Another workspace, empty but for its bot, whose token is `bot_token`."""
        given = {"name": name or team, "domain": team.casefold(), "bot_id": f"B{bot_user[1:]}", **more}
        return self.take_in(Workspace(id=team, bot_token=bot_token, bot_user=bot_user, **given))

    def take_in(self, workspace: Workspace) -> Workspace:
        self.workspaces[workspace.id] = workspace
        self.tokens[workspace.bot_token] = Token(workspace, workspace.bot_user, workspace.scopes)
        return workspace

    def add_token(self, token: str, user: str, scopes: set[str]) -> None:
        """A person's own token."""
        self.tokens[token] = Token(self.home_of(user), user, scopes, is_bot=False)

    def home_of(self, user: str) -> Workspace:
        return next((one for one in self.workspaces.values() if user in one.users), self.workspace)

    def channel_of(self, channel: str) -> tuple[Workspace, Channel]:
        for workspace in self.workspaces.values():
            if channel in workspace.channels:
                return workspace, workspace.channels[channel]
        raise AssertionError(f"there is no channel {channel}")

    # ---- how the bot is reached

    def use_http(self, send: Send | str) -> None:
        """From now on people's doings are sent as signed requests: by a sender of `serving`, or to an address."""
        self.courier.sender, self.courier.url = (None, send) if isinstance(send, str) else (send, None)

    def use_socket(self) -> None:
        """From now on (and from the start) people's doings are sent as envelopes over the newest socket."""
        self.courier.sender = self.courier.url = None

    async def send(self, kind: str, payload: dict[str, Any], *, over: int = -1, **more: Any) -> str:
        """Put an envelope into the newest open socket (or number `over`); gives the id that the answer will name."""
        return await self.connections.send(kind, payload, over=over, **more)

    async def disconnect(self) -> None:
        """Tell the client to connect anew, as Slack does every few hours."""
        await self.sockets[-1].send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))

    async def until(self, condition: Any, seconds: float = 20.0) -> None:
        """Wait until `condition()` is true; it is looked at again whenever something reaches this Slack."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    def echo_of(self, channel: Channel, message: Message) -> None:
        if self.echo:
            workspace, _ = self.channel_of(channel.id)
            inner = dict(message) | {"channel": channel.id, "channel_type": channel.kind, "event_ts": message["ts"]}
            task = asyncio.create_task(self.courier.deliver("events_api", envelope(workspace, inner, channel)))
            self._echoes.add(task)
            task.add_done_callback(self._echoes.discard)

    # ---- the server

    def _application(self) -> web.Application:
        application = web.Application()
        application.router.add_route("*", "/api/{method}", self._method)
        application.router.add_post("/response/{name}", self._response)
        application.router.add_post("/upload/{file}", self._upload)
        application.router.add_get("/socket", self.connections.serve)
        return application

    async def _method(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        body = await _read(request)
        token = _token(request, body)
        self.calls.append((method, body))
        self._changed.set()
        if (trouble := await self.trouble(method, request)) is not None:
            return trouble
        try:
            answer, scopes = self._answer(method, body, token)
        except Refused as refused:
            self.refusals.append((method, refused.answer))
            return web.json_response(refused.answer, status=refused.status, headers=refused.headers)
        finally:
            self._changed.set()
        if self.is_lost(method) and request.transport is not None:
            request.transport.abort()
        return web.json_response({"ok": True, **answer}, headers={"X-OAuth-Scopes": ",".join(sorted(scopes))})

    def _answer(self, method: str, body: dict[str, Any], token: str) -> tuple[dict[str, Any], set[str]]:
        if method not in METHODS:
            raise Refused("unknown_method", req_method=method)
        if method == "apps.connections.open":
            known = Token(self.workspace, BOT_USER, {"connections:write"}) if token == APP_TOKEN else None
        elif method == "oauth.v2.access":
            known = Token(self.workspace, BOT_USER, set())
        else:
            known = self.tokens.get(token)
        if known is None and token in self.revoked:
            raise Refused("token_revoked")
        if known is None:
            raise Refused("invalid_auth" if token else "not_authed")
        call = Call(self, method, body, known)
        if SCOPE_OF[method]:
            call.need(*SCOPE_OF[method])
        return METHODS[method](call), known.scopes

    async def _upload(self, request: web.Request) -> web.Response:
        """The bytes of a file that was announced; nobody else's address is known."""
        if (trouble := await self.trouble("upload", request)) is not None:
            return trouble
        wanted = request.match_info["file"]
        file = next((one.files[wanted] for one in self.workspaces.values() if wanted in one.files), None)
        if file is None or file.complete:
            return web.Response(status=404, text="no such upload")
        file.content = await request.read()
        return web.Response(text=f"OK - {len(file.content)}")

    async def _response(self, request: web.Request) -> web.Response:
        name, body = request.match_info["name"], await _read(request)
        self.whispers.append(body)
        self._changed.set()
        if (trouble := await self.trouble("response_url", request)) is not None:
            return trouble
        try:
            if name in self.responses.known:
                self.responses.take(name, body)
        except Refused as refused:
            self.refusals.append(("response_url", refused.answer))
            gone = refused.answer["error"] in {"used_url", "expired_url"}
            return web.json_response(refused.answer, status=404 if gone else 400)
        finally:
            self._changed.set()
        return web.Response(text="ok")


def _token(request: web.Request, body: dict[str, Any]) -> str:
    """The token, out of the header or the form. An app's own id and secret go into the body."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    in_body = str(body.pop("token", "") or "")
    if scheme == "Basic":
        body["client_id"], _, body["client_secret"] = base64.b64decode(value).decode().partition(":")
    return value if scheme == "Bearer" else in_body


async def _read(request: web.Request) -> dict[str, Any]:
    """The arguments, however they were sent; in a form, structures are JSON in a string."""
    if request.content_type == "application/json":
        return dict(json.loads(await request.text() or "{}"))
    body: dict[str, Any] = {**request.query, **await request.post()}
    for key in ("blocks", "view", "prompts", "attachments", "metadata"):
        if isinstance(body.get(key), str):
            try:
                body[key] = json.loads(body[key])
            except ValueError:
                continue
    return body


@asynccontextmanager
async def running_slack() -> AsyncIterator[FakeSlack]:
    slack = FakeSlack()
    async with slack._server:
        yield slack
