"""Stands between the local Teams, which sends no token, and the bot: signs each request as Bot Framework would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from teams.issuer import LocalIssuer

HOP = {"host", "content-length", "connection", "transfer-encoding", "content-encoding"}


@asynccontextmanager
async def signing_proxy(bot_endpoint: str, issuer: LocalIssuer) -> AsyncIterator[str]:
    """The address to give the local Teams instead of `bot_endpoint`. What is no activity goes through unsigned."""
    async with aiohttp.ClientSession() as session:

        async def pass_on(request: web.Request) -> web.Response:
            headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP}
            body = await request.read()
            if body:
                headers["Authorization"] = f"Bearer {issuer.token((await request.json())['serviceUrl'])}"
            async with session.request(request.method, bot_endpoint, data=body, headers=headers) as answer:
                kept = {name: value for name, value in answer.headers.items() if name.lower() not in HOP}
                return web.Response(status=answer.status, body=await answer.read(), headers=kept)

        application = web.Application(client_max_size=4 * 1024**2)
        application.router.add_route("*", "/api/messages", pass_on)
        async with TestServer(application, host="127.0.0.1") as server:
            yield str(server.make_url("/api/messages"))
