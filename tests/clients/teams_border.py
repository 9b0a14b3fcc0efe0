"""Stands between the local Teams, which knows no tokens, and the bot, and looks at both ways as Bot Framework does.

What goes to the bot is signed; what comes from it must carry the token with which it signed in. So it also sees what
the bot writes into other people's chats, of which the local Teams tells nobody.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from clients.teams_company import new_message_id
from clients.teams_signing import HOP
from teams.issuer import LocalIssuer

_LARGEST = 4 * 1024**2
Written = Callable[[str, str, dict[str, Any]], None]
"""Is told of a message that the bot wrote or changed: its conversation, its id, the activity."""


@dataclass
class Border:
    """`address` is where the local Teams sends to. `calls` are the bot's, each with the status of its answer."""

    bot_endpoint: str
    issuer: LocalIssuer
    token: str
    session: aiohttp.ClientSession
    address: str = ""
    written: Written = lambda _conversation, _message, _activity: None
    calls: list[tuple[str, str, int]] = field(default_factory=list)
    service: str = ""
    """What the local Teams names as its own address."""

    async def to_bot(self, request: web.Request) -> web.Response:
        headers, body = _kept(request.headers), await request.read()
        if body:
            said = json.loads(body)
            self.service, said["serviceUrl"] = said["serviceUrl"], self.service_url
            body = json.dumps(said).encode()
            headers["Authorization"] = f"Bearer {self.issuer.token(self.service_url)}"
        async with self.session.request(request.method, self.bot_endpoint, data=body, headers=headers) as answer:
            return web.Response(status=answer.status, body=await answer.read(), headers=_kept(answer.headers))

    async def from_bot(self, request: web.Request) -> web.Response:
        path, body = request.match_info["path"], await request.read()
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            self.calls.append((request.method, path, 401))
            return web.Response(status=401)
        where = f"{self.service}/{path}?{request.query_string}"
        headers = _kept(request.headers)
        async with self.session.request(request.method, where, data=body, headers=headers) as answer:
            told = await answer.read()
        self.calls.append((request.method, path, answer.status))
        place = re.match(r"v3/conversations/([^/]+)/activities", path)
        if place and answer.ok:  # of what became two messages the local Teams tells no id
            self.written(place[1], str(json.loads(told)["id"]) if told else new_message_id(), json.loads(body))
        return web.Response(status=answer.status, body=told, headers=_kept(answer.headers))

    @property
    def service_url(self) -> str:
        """Where the bot is told to write to."""
        return self.address.replace("/to-bot", "/from-bot")


def _kept(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in HOP}


@asynccontextmanager
async def border(bot_endpoint: str, issuer: LocalIssuer, token: str) -> AsyncIterator[Border]:
    """Open while the block runs."""
    async with aiohttp.ClientSession() as session:
        made = Border(bot_endpoint, issuer, token, session)
        application = web.Application(client_max_size=_LARGEST)
        application.router.add_route("*", "/to-bot", made.to_bot)
        application.router.add_route("*", "/from-bot/{path:.*}", made.from_bot)
        async with TestServer(application, host="127.0.0.1") as server:
            made.address = str(server.make_url("/to-bot"))
            yield made
