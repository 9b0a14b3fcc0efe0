"""While no sign-in is set up: all for this machine alone, and little where others reach the console."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import aiohttp
import pytest
from aiohttp import web
from fakes import DocumentPages, FixedClock, QuestionLog, ScriptedAnswering
from sign_in_samples import CONTENT, Looks, said

from bot.console.app import make_console, make_runner
from bot.console.viewers import OthersAsWell, ThisMachineAlone, Visitors

Get = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture
async def get() -> AsyncIterator[Get]:
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())

        async def got(path: str, visitors: Visitors, headers: dict[str, str] | None = None) -> tuple[int, str]:
            app = make_console(
                ScriptedAnswering(said), DocumentPages(CONTENT), QuestionLog(), FixedClock(), visitors=visitors,
                looks=Looks(),
            )  # fmt: skip
            runner = make_runner(app)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            port = runner.addresses[0][1]
            async with session.get(
                f"http://127.0.0.1:{port}{path}", headers=headers, allow_redirects=False
            ) as response:
                return response.status, await response.text()

        yield got


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "LOCALHOST:8080", "[::1]:8080", "127.0.0.2"])
async def test_who_sits_at_this_machine_sees_every_page_and_is_told_why(get: Get, host: str) -> None:
    for path in ("/", "/documents", "/log", "/looks"):
        status, text = await get(path, ThisMachineAlone(), {"Host": host})
        assert (status, "No sign-in is set up: only this machine" in text) == (200, True), path
    assert (await get("/documents/d-secret", ThisMachineAlone(), {"Host": host}))[0] == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "console.evil.example"},
        {"Host": "127.0.0.1.evil.example:8080"},
        {"Host": "localhost.evil.example"},
        {"Host": "127.0.0.1:8080@evil.example"},
        {"Host": ""},
        {"X-Forwarded-For": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"X-Real-IP": "203.0.113.7"},
        {"Via": "1.1 proxy"},
    ],
)
async def test_who_comes_by_a_proxy_or_under_another_name_does_not_sit_here(get: Get, headers: dict[str, str]) -> None:
    for path in ("/log", "/looks"):
        status, text = await get(path, ThisMachineAlone(), headers)
        assert (status, "A sign-in must be set up first" in text) == (403, True)
    assert (await get("/documents", ThisMachineAlone(), headers))[0] == 200


async def test_where_others_reach_the_console_they_ask_and_read_and_are_told_how_to_set_up_a_sign_in(get: Get) -> None:
    for path in ("/", "/?q=discount", "/documents", "/documents/d-pricing", "/health"):
        assert (await get(path, OthersAsWell()))[0] == 200, path
    for path in ("/log", "/looks"):
        status, text = await get(path, OthersAsWell())
        assert (status, "[sign_in] in the settings" in text) == (403, True), path
        assert "docs/sign-in.md" in text
    status, text = await get("/log", OthersAsWell(), {"Accept-Language": "ru"})
    assert (status, "Сначала нужно настроить вход" in text) == (403, True)
    assert (await get("/documents/d-secret", OthersAsWell()))[0] == 404
    status, text = await get("/documents", OthersAsWell())
    assert "/log" not in text
    assert (await get("/sign-in", OthersAsWell()))[0] == 404
