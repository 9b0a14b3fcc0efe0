from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from fakes import DocumentPages, FixedClock, QuestionLog, ScriptedAnswering

sys.path.append(str(Path(__file__).parents[1] / "console"))

from console_samples import BASE, CONTENT, script
from dashboard_samples import HEAD, dashboard

from bot.console.app import make_console, make_runner
from bot.console.viewers import ThisMachineAlone
from bot.viewer import Viewer

OpenConsole = Callable[..., Awaitable[str]]


@pytest.fixture
async def open_dashboard() -> AsyncIterator[OpenConsole]:
    """Serves a console with a dashboard to one reader, and gives its address; what a test names is put in its place."""
    async with AsyncExitStack() as stack:

        async def opened(viewer: Viewer = HEAD, documents: Any = None, **changes: Any) -> str:
            app = make_console(
                ScriptedAnswering(script),
                documents or DocumentPages(CONTENT),
                QuestionLog(),
                FixedClock(),
                base_url=BASE,
                visitors=ThisMachineAlone(viewer),
                dashboard=dashboard(**changes),
            )
            runner = make_runner(app)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            return f"http://127.0.0.1:{runner.addresses[0][1]}"

        yield opened


@pytest.fixture
async def get(open_dashboard: OpenConsole) -> AsyncIterator[Callable[..., Awaitable[aiohttp.ClientResponse]]]:
    """Gets one page of a new console as `viewer`; the body has been read."""
    async with aiohttp.ClientSession() as session:

        async def got(path: str, viewer: Viewer = HEAD, *, language: str = "en", **changes: Any) -> Any:
            address = await open_dashboard(viewer, **changes)
            response = await session.get(address + path, headers={"Accept-Language": language})
            await response.read()
            return response

        yield got
