from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from block_kit_samples import as_in_slack
from browsers import opening
from console_samples import BASE, CONTENT, Get, OpenConsole, script
from fakes import DocumentPages, FixedClock, QuestionLog, ScriptedAnswering

from bot.console.app import make_console, make_runner
from bot.console.viewers import THIS_MACHINE, ThisMachineAlone


@asynccontextmanager
async def consoles() -> AsyncIterator[OpenConsole]:
    """Serves consoles on the samples, and gives their address; what a test names is put in their place."""
    async with AsyncExitStack() as stack:

        async def opened(**changes: Any) -> str:
            given: dict[str, Any] = {
                "answering": ScriptedAnswering(script),
                "documents": DocumentPages(CONTENT),
                "log": QuestionLog(),
                "clock": FixedClock(),
                "base_url": BASE,
                "examples": ("What discount can I give?",),
                "preview": as_in_slack,
                **changes,
            }
            if "groups" in given:
                given["visitors"] = ThisMachineAlone(replace(THIS_MACHINE, groups=given.pop("groups")))
            runner = make_runner(make_console(**given))
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            return f"http://127.0.0.1:{runner.addresses[0][1]}"

        yield opened


open_console = opening(consoles)
open_console_in_session = opening(consoles, in_browsers_loop=True)


@pytest.fixture
async def get(open_console: OpenConsole) -> AsyncIterator[Get]:
    """Gets one page of a new console made with the given changes; the body has been read."""
    async with aiohttp.ClientSession() as session:

        async def got(
            path: str, headers: dict[str, str] | None = None, method: str = "GET", **changes: Any
        ) -> aiohttp.ClientResponse:
            address = await open_console(**changes)
            response = await session.request(method, address + path, headers=headers)
            await response.read()
            return response

        yield got
