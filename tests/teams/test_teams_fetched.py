from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from bot.teams import fetched
from bot.teams.fetched import Fetched


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    now = SimpleNamespace(monotonic=time.monotonic, ahead=0.0)
    monkeypatch.setattr(fetched, "time", SimpleNamespace(monotonic=lambda: time.monotonic() + now.ahead))
    return now


class Source:
    """Counts up, and fails while it is told to."""

    def __init__(self) -> None:
        self.number = 0
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self) -> int:
        self.number += 1
        number = self.number
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        return number


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def kept(source: Source) -> Fetched[int]:
    return Fetched("It", source, fresh=100, usable=1000, pause=10)


async def test_all_wait_for_one_fetch(source: Source, kept: Fetched[int]) -> None:
    source.gate.clear()
    waiting = [asyncio.create_task(kept.get()) for _ in range(5)] + [asyncio.create_task(kept.anew())]
    await asyncio.sleep(0.01)
    waiting[0].cancel()  # who goes away takes it from nobody
    source.gate.set()
    assert await asyncio.gather(*waiting[1:]) == [1] * 5
    assert await kept.get() == 1


async def test_it_is_fetched_in_the_background(source: Source, kept: Fetched[int], clock: SimpleNamespace) -> None:
    assert await kept.get() == 1
    clock.ahead = 101
    assert [await kept.get() for _ in range(3)] == [1, 1, 1]
    await asyncio.sleep(0.01)
    assert await kept.get() == 2
    assert source.number == 2


async def test_an_old_one_is_not_used(source: Source, kept: Fetched[int], clock: SimpleNamespace) -> None:
    assert await kept.get() == 1
    clock.ahead = 1001
    assert await kept.get() == 2
    source.error, clock.ahead = OSError("away"), 2500
    for _ in range(2):
        with pytest.raises(OSError, match="away"):
            await kept.get()
    assert kept.failed


async def test_a_failure_in_the_background_is_logged_and_repeated_after_a_pause(
    source: Source, kept: Fetched[int], clock: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    await kept.get()
    source.error, clock.ahead = OSError("away"), 101
    for _ in range(5):
        assert await kept.get() == 1
        await asyncio.sleep(0.01)
    assert source.number == 2
    assert caplog.record_tuples == [("bot.teams.fetched", logging.WARNING, "It could not be fetched: away")]
    source.error, clock.ahead = None, 112
    assert await kept.get() == 1
    await asyncio.sleep(0.01)
    assert await kept.get() == 3
    assert not kept.failed


async def test_closing_ends_a_fetch(source: Source, kept: Fetched[int]) -> None:
    kept.close()
    source.gate.clear()
    waiting = asyncio.create_task(kept.get())
    await asyncio.sleep(0.01)
    kept.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
