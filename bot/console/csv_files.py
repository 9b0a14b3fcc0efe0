"""Tables as files that a browser keeps, long ones a batch at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import islice

from aiohttp import web

from bot.csv_text import BEGINNING, Cell, lines

_BATCH = 500


async def stream_csv(
    request: web.Request, name: str, head: Sequence[str], rows: Iterator[Sequence[Cell]]
) -> web.StreamResponse:
    """Sends a file of that name, a batch at a time; `rows` is read, and closed, in one thread of its own.

    The mark at its beginning makes spreadsheets read it as UTF-8. What the first batch raises reaches the caller. Who
    breaks it off gets no more, and nothing is wrong.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="csv") as thread:
        loop = asyncio.get_running_loop()

        def batch() -> list[Sequence[Cell]]:
            return list(islice(rows, _BATCH))

        try:
            read = await loop.run_in_executor(thread, batch)
            response = web.StreamResponse(headers=csv_headers(name))
            with suppress(ConnectionResetError):
                await response.prepare(request)
                await response.write((BEGINNING + lines([head])).encode())
                while read:
                    await response.write(lines(read).encode())
                    read = await loop.run_in_executor(thread, batch)
                await response.write_eof()
        finally:
            await loop.run_in_executor(thread, _close, rows)
        return response


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> web.Response:
    """A short table at once."""
    return web.Response(body=(BEGINNING + lines([head, *rows])).encode(), headers=csv_headers(name))


def csv_headers(name: str) -> dict[str, str]:
    """What a browser needs to keep it as a file."""
    return {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}.csv"',
        "Cache-Control": "private, no-store",
    }


def _close(rows: Iterator[Sequence[Cell]]) -> None:
    if isinstance(rows, Generator):
        rows.close()
