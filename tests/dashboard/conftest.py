from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from browsers import opening
from dashboard_samples import BASE, CONTENT, HEAD, NOW, dashboard
from fakes import DocumentPages, FixedClock, QuestionLog, ScriptedAnswering
from sample_answers import answer

from bot.console.app import make_console, make_runner
from bot.console.viewers import ThisMachineAlone
from bot.viewer import Viewer

Open = Callable[..., Awaitable[str]]
Get = Callable[..., Awaitable[aiohttp.ClientResponse]]
_FOR_THE_CONSOLE = {"documents", "log", "looks"}


@asynccontextmanager
async def dashboards() -> AsyncIterator[Open]:
    """Serves a console with a dashboard to one reader, and gives its address; what a test names is put in its place."""
    async with AsyncExitStack() as stack:

        async def opened(viewer: Viewer = HEAD, **changes: Any) -> str:
            given: dict[str, Any] = {"documents": DocumentPages(CONTENT), "log": QuestionLog()}
            given |= {name: changes.pop(name) for name in _FOR_THE_CONSOLE & set(changes)}
            answered = answer(**changes.pop("answers", {}))
            app = make_console(
                ScriptedAnswering(lambda _ask: answered),
                clock=FixedClock(NOW),
                base_url=BASE,
                visitors=ThisMachineAlone(viewer),
                dashboard=dashboard(**changes),
                **given,
            )
            runner = make_runner(app)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            return f"http://127.0.0.1:{runner.addresses[0][1]}"

        yield opened


open_dashboard = opening(dashboards)
open_dashboard_in_session = opening(dashboards, in_browsers_loop=True)


@pytest.fixture
async def get(open_dashboard: Open) -> AsyncIterator[Get]:
    """Gets one page of a new console as `viewer`; the body has been read."""
    async with aiohttp.ClientSession() as session:

        async def got(path: str, viewer: Viewer = HEAD, *, language: str = "en", **changes: Any) -> Any:
            address = await open_dashboard(viewer, **changes)
            response = await session.get(address + path, headers={"Accept-Language": language})
            await response.read()
            return response

        yield got


@pytest.fixture
async def post(open_dashboard: Open) -> AsyncIterator[Get]:
    """Posts a form of a new console as `viewer`, as its own pages do; where it leads is not followed."""
    async with aiohttp.ClientSession() as session:

        async def posted(
            path: str, form: Any, viewer: Viewer = HEAD, *, token: str | None = None, **changes: Any
        ) -> Any:
            address = await open_dashboard(viewer, **changes)
            if token is None:
                page = await (await session.get(f"{address}/documents")).text()
                found = re.search(r'name="csrf-token" content="([^"]+)"', page)
                token = found[1] if found else ""
            fields = [*(form.items() if isinstance(form, dict) else form), ("csrf", token)]
            response = await session.post(address + path, data=aiohttp.FormData(fields), allow_redirects=False)
            await response.read()
            return response

        yield posted
