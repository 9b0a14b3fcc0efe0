"""Addresses that nobody's page links to, and requests that no browser sends."""

from __future__ import annotations

import asyncio
import random
from urllib.parse import SplitResult, urlsplit

import pytest
from console_samples import Get, OpenConsole


@pytest.mark.parametrize(
    "before",
    ["yesterday", "2026-01-01", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00%2B23:59", "%00", "1" * 5000],
)
async def test_a_time_that_is_none_is_said_to_make_no_sense(get: Get, before: str) -> None:
    response = await get(f"/log?before={before}")
    assert response.status == 400
    assert "That request made no sense" in await response.text()


@pytest.mark.parametrize("name", ["a" * 300, "a" * 5000, "%F0%9F%98%80" * 200, "%00", "..%2fapp.py"])
async def test_a_file_that_cannot_be_is_not_found(get: Get, name: str) -> None:
    response = await get(f"/static/{name}")
    assert response.status == 404
    assert "There is no such page" in await response.text()


pieces = ["%00", "%ff", "%", "a", "..", "/", "%2f", "+", "&", "=", "?", ";", "'", "<", "%e2%80%ae", "1", "T", "-", "Z"]
starts = [
    "",
    "log?before=",
    "log?status=",
    "documents/",
    "documents?filter=",
    "?q=",
    "?q=x&thread=",
    "static/",
    "health?",
]


async def test_no_address_breaks_the_console(open_console: OpenConsole, caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(20261124)  # the same addresses each time
    address = urlsplit(await open_console())
    for _ in range(300):
        path = "/" + chance.choice(starts) + "".join(chance.choices(pieces, k=chance.randint(0, 20)))
        method = chance.choice(["GET", "HEAD", "POST", "ODD"])
        status = await raw_status(address, f"{method} {path} HTTP/1.1".encode())
        assert 200 <= status < 500, (method, path)
    assert "Traceback" not in caplog.text


async def test_a_request_that_is_not_http_is_refused_and_its_question_stays_out_of_the_log(
    open_console: OpenConsole, caplog: pytest.LogCaptureFixture
) -> None:
    address = urlsplit(await open_console())
    assert await raw_status(address, "GET /?q=секрет HTTP/1.1".encode()) == 400
    assert "секрет" not in caplog.text
    assert repr("секрет".encode())[2:-1] not in caplog.text
    assert "A request that is not HTTP was refused (400)" in caplog.text


async def raw_status(address: SplitResult, line: bytes) -> int:
    """The status of a request whose first line no client would send as it stands."""
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(line + b"\r\nHost: console\r\nConnection: close\r\n\r\n")
    answered = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return int(answered.split()[1])
