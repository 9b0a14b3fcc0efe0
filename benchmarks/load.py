"""What the load benchmarks of the chat doors share: whole replicas in processes of their own, deliveries, spreads."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from benchmarks.commands import CORNERMAN
from benchmarks.engine_process import OFFLINE
from bot.golden_questions import read_questions

START_SECONDS, DRAIN_SECONDS = 120.0, 60.0
DELIVERIES = 3
WARM_UP_RATE = 5.0


@dataclass
class Sent:
    """One question: when it reached a replica first, and how long each acknowledgement took."""

    ts: str
    question: str
    first: float = 0.0
    acknowledged: list[float] = field(default_factory=list)


@dataclass
class Heard:
    """When answers to a message came, by the message's id."""

    posted: dict[str, list[float]] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def answer(self, message: str) -> None:
        """One came."""
        self.posted.setdefault(message, []).append(time.perf_counter())
        self.changed.set()

    async def until(self, answers: int) -> None:
        """Wait for so many answered messages."""
        while len(self.posted) < answers:
            self.changed.clear()
            await self.changed.wait()


Deliver = Callable[[str, Sent, int], Awaitable[None]]
"""Sends a question, the n-th, to a replica, and waits for the acknowledgement."""


async def _ask(
    deliver: Deliver, replicas: Sequence[str], heard: Heard, asked: Sequence[str], rate: float
) -> list[Sent]:
    """Send every question `DELIVERIES` times, to one replica after the other, at so many questions a second."""
    base = time.time()
    sent = [Sent(f"{base:.0f}.{number:06}", question) for number, question in enumerate(asked)]
    started = time.perf_counter()
    work: list[asyncio.Task[None]] = []
    for number, one in enumerate(sent):
        await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
        to = [replicas[(number + copy) % len(replicas)] for copy in range(DELIVERIES)]
        work += [asyncio.ensure_future(_timed(deliver, replica, one, number)) for replica in to]
    await asyncio.gather(*work)
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            await heard.until(len(sent))
    await asyncio.sleep(1.0)  # for what would be answered twice
    return sent


async def _timed(deliver: Deliver, replica: str, one: Sent, number: int) -> None:
    started = time.perf_counter()
    one.first = one.first or started
    await deliver(replica, one, number)
    one.acknowledged.append(time.perf_counter() - started)


@asynccontextmanager
async def serving(application: web.Application) -> AsyncIterator[str]:
    """A local server while the block runs; gives its address."""
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@asynccontextmanager
async def _replica(config: Path, settings: Mapping[str, str]) -> AsyncIterator[str]:
    """A whole `cornerman serve` in a process of its own; `settings` are environment variables. Gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        **OFFLINE,
        **settings,
        "CORNERMAN_LOGGING__LEVEL": "WARNING",
        "NO_PROXY": "127.0.0.1",
    }
    command = [CORNERMAN, "--config", str(config), "serve", "--port", str(port), "--no-open", "--json"]
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=sys.stderr
    )
    address = f"http://127.0.0.1:{port}"
    try:
        await _until_up(address, process)
        yield address
    finally:
        process.terminate()
        await process.wait()


async def _until_up(address: str, process: asyncio.subprocess.Process) -> None:
    until = time.perf_counter() + START_SECONDS
    async with aiohttp.ClientSession() as session:
        while time.perf_counter() < until:
            if process.returncode is not None:
                raise RuntimeError(f"a replica ended with {process.returncode}")
            try:
                async with session.get(f"{address}/health") as response:
                    await response.read()
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.2)
    raise RuntimeError("a replica did not start in time")


async def under_load(
    options: argparse.Namespace,
    settings: Mapping[str, str],
    delivering: Callable[[aiohttp.ClientSession], Deliver],
    heard: Heard,
    warm_up: int,
) -> dict[str, Any]:
    """Start the replicas, ask `warm_up` questions slowly, then those that count; what came of these."""
    questions = [one.question for one in read_questions(options.questions)]
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        database = {"CORNERMAN_DATABASE_URL": options.database or f"sqlite:///{folder}/bench.db"}
        replicas = [
            await stack.enter_async_context(_replica(options.config, {**settings, **database}))
            for _ in range(options.replicas)
        ]
        connector = aiohttp.TCPConnector(limit=0)
        deliver = delivering(await stack.enter_async_context(aiohttp.ClientSession(connector=connector)))
        dice = random.Random(7)
        known = [dice.choice(questions) for _ in range(warm_up)]
        await _ask(deliver, replicas, heard, known, WARM_UP_RATE)
        heard.posted.clear()
        asked = [dice.choice(questions) for _ in range(int(options.rate * options.seconds))]
        sent = await _ask(deliver, replicas, heard, asked, options.rate)
    return _told(sent, heard, options.rate, options.replicas)


def options_of(description: str | None) -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True, help="settings whose index is there")
    parser.add_argument("--questions", type=Path, required=True, help="golden questions (JSON Lines)")
    parser.add_argument("--rate", type=float, default=50.0, help="questions a second")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--replicas", type=int, default=2)
    parser.add_argument("--database", help="where both keep what they know; a SQLite file of its own unless given")
    return parser.parse_args()


def _told(sent: Sequence[Sent], heard: Heard, rate: float, replicas: int) -> dict[str, object]:
    """What came of it."""
    acknowledged = sorted(one for each in sent for one in each.acknowledged)
    answered = sorted(heard.posted[one.ts][0] - one.first for one in sent if one.ts in heard.posted)
    return {
        "questions": len(sent),
        "questions_a_second": rate,
        "deliveries": len(acknowledged),
        "replicas": replicas,
        "acknowledged_ms": _spread(acknowledged),
        "answered_ms": _spread(answered),
        "never_answered": sum(one.ts not in heard.posted for one in sent),
        "answered_twice": sum(len(times) > 1 for times in heard.posted.values()),
    }


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    """In milliseconds; empty where there are too few."""
    if len(seconds) < 2:
        return {}
    cuts = statistics.quantiles(seconds, n=100)
    named = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "highest": seconds[-1]}
    return {name: round(value * 1000, 1) for name, value in named.items()}
