"""The Slack door under load: two replicas on one database, every event delivered three times.

    python -m benchmarks.slack_load --config cornerman.toml --questions questions.jsonl [--rate 50 --seconds 30]

The index must be there. It starts two whole processes (`cornerman serve`, HTTP), and a Slack that does nothing but say
yes, and sends signed events as Slack does: every question to both replicas and once more to the first of them. It tells
how long an acknowledgement takes, how long from the event's arrival to the posted answer (Slack itself answers at once,
so that its own time is left out), and which questions were answered twice or never.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import hmac
import json
import os
import random
import socket
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from benchmarks.commands import CORNERMAN
from benchmarks.engine_process import OFFLINE
from bot.golden_questions import read_questions

SECRET, TOKEN, TEAM, BOT = "benchmark-signing-secret", "xoxb-benchmark", "T0BENCH01", "U0BOT0001"
CHANNELS, PEOPLE = 40, 60
START_SECONDS, DRAIN_SECONDS = 120.0, 60.0
DELIVERIES = 3
WARM_UP_RATE = 5.0


@dataclass
class YesSlack:
    """Slack's Web API as far as an answer to a mention needs it; `posted` is when an answer to a message came."""

    posted: dict[str, list[float]] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, answers: int) -> None:
        """Wait for so many answered messages."""
        while len(self.posted) < answers:
            self.changed.clear()
            await self.changed.wait()

    def application(self) -> web.Application:
        """The methods."""
        application = web.Application()
        application.router.add_route("*", "/api/{method}", self._take)
        return application

    async def _take(self, request: web.Request) -> web.Response:
        now, method = time.perf_counter(), request.match_info["method"]
        is_json = request.content_type == "application/json"
        body = json.loads(await request.read() or b"{}") if is_json else {**request.query, **await request.post()}
        self.calls[method] += 1
        if method == "chat.postMessage":
            self.posted.setdefault(str(body["thread_ts"]), []).append(now)
            self.changed.set()
        return web.json_response({"ok": True, **_said(method, body, len(self.posted))})


def _said(method: str, body: dict[str, Any], number: int) -> dict[str, Any]:
    """What Slack says to one call."""
    people = [f"U0REP{n:04}" for n in range(PEOPLE)]
    said: dict[str, dict[str, Any]] = {
        "auth.test": {"team_id": TEAM, "user_id": BOT, "bot_id": "B0BENCH01", "user": "cornerman", "team": "Bench"},
        "chat.postMessage": {"channel": body.get("channel"), "ts": f"1900000000.{number:06}"},
        "users.info": {
            "user": {"id": body.get("user"), "team_id": TEAM, "name": "rep", "locale": "en-US", "tz": "UTC"}
        },
        "users.list": {"members": [{"id": one, "team_id": TEAM} for one in people]},
        "conversations.info": {"channel": {"id": body.get("channel"), "creator": people[0]}},
        "conversations.members": {"members": people},
    }
    return said.get(method, {})


@dataclass
class Sent:
    """One question: when it reached a replica first, and how long each acknowledgement took."""

    ts: str
    question: str
    first: float = 0.0
    acknowledged: list[float] = field(default_factory=list)


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """One run under load. `options` are those of the command line."""
    questions = [one.question for one in read_questions(options.questions)]
    slack = YesSlack()
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(_serving(slack.application()))
        with tempfile.TemporaryDirectory() as folder:
            database = options.database or f"sqlite:///{folder}/bench.db"
            replicas = [
                await stack.enter_async_context(_replica(options.config, f"{api}/api/", database))
                for _ in range(options.replicas)
            ]
            connector = aiohttp.TCPConnector(limit=0)
            session = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
            dice = random.Random(7)
            known = [dice.choice(questions) for _ in range(PEOPLE)]
            await _ask(session, replicas, slack, known, WARM_UP_RATE)  # after that people and channels are known
            slack.posted.clear()
            asked = [dice.choice(questions) for _ in range(int(options.rate * options.seconds))]
            sent = await _ask(session, replicas, slack, asked, options.rate)
            await stack.aclose()
    return _told(options, sent, slack)


async def _ask(
    session: aiohttp.ClientSession, replicas: Sequence[str], slack: YesSlack, asked: Sequence[str], rate: float
) -> list[Sent]:
    base = time.time()
    sent = [Sent(f"{base:.0f}.{number:06}", question) for number, question in enumerate(asked)]
    started = time.perf_counter()
    work: list[asyncio.Task[None]] = []
    for number, one in enumerate(sent):
        await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
        body = _event(one, number)
        to = [replicas[(number + copy) % len(replicas)] for copy in range(DELIVERIES)]
        work += [asyncio.create_task(_deliver(session, replica, body, one)) for replica in to]
    await asyncio.gather(*work)
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            await slack.until(len(sent))
    await asyncio.sleep(1.0)  # for what would be answered twice
    return sent


async def _deliver(session: aiohttp.ClientSession, replica: str, body: bytes, one: Sent) -> None:
    stamp = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signature}",
    }
    started = time.perf_counter()
    one.first = one.first or started
    async with session.post(f"{replica}/slack/events", data=body, headers=headers) as response:
        await response.read()
        if response.status != 200:
            raise RuntimeError(f"a replica answered {response.status}")
    one.acknowledged.append(time.perf_counter() - started)


def _event(one: Sent, number: int) -> bytes:
    """A mention, as the Events API sends it."""
    inner = {
        "type": "app_mention",
        "user": f"U0REP{number % PEOPLE:04}",
        "text": f"<@{BOT}> {one.question}",
        "ts": one.ts,
        "event_ts": one.ts,
        "team": TEAM,
        "channel": f"C0SALES{number % CHANNELS:02}",
    }
    outer = {
        "type": "event_callback",
        "team_id": TEAM,
        "context_team_id": TEAM,
        "api_app_id": "A0BENCH01",
        "event": inner,
        "event_id": f"Ev{one.ts.replace('.', '')}",
        "event_time": int(float(one.ts)),
        "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
        "is_ext_shared_channel": False,
    }
    return json.dumps(outer).encode()


@asynccontextmanager
async def _serving(application: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@asynccontextmanager
async def _replica(config: Path, api_url: str, database: str) -> AsyncIterator[str]:
    """A whole `cornerman serve` in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        **OFFLINE,
        "CORNERMAN_SLACK__API_URL": api_url,
        "CORNERMAN_SLACK__BOT_TOKEN": TOKEN,
        "CORNERMAN_SLACK__SIGNING_SECRET": SECRET,
        "CORNERMAN_DATABASE_URL": database,
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


def _told(options: argparse.Namespace, sent: Sequence[Sent], slack: YesSlack) -> dict[str, Any]:
    acknowledged = sorted(one for each in sent for one in each.acknowledged)
    answered = sorted(slack.posted[one.ts][0] - one.first for one in sent if one.ts in slack.posted)
    return {
        "questions": len(sent),
        "questions_a_second": options.rate,
        "deliveries": len(acknowledged),
        "replicas": options.replicas,
        "acknowledged_ms": _spread(acknowledged),
        "answered_ms": _spread(answered),
        "never_answered": sum(one.ts not in slack.posted for one in sent),
        "answered_twice": sum(len(times) > 1 for times in slack.posted.values()),
        "calls": dict(slack.calls),
    }


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    if len(seconds) < 2:
        return {}
    cuts = statistics.quantiles(seconds, n=100)
    named = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "highest": seconds[-1]}
    return {name: round(value * 1000, 1) for name, value in named.items()}


def main() -> None:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True, help="settings whose index is there")
    parser.add_argument("--questions", type=Path, required=True, help="golden questions (JSON Lines)")
    parser.add_argument("--rate", type=float, default=50.0, help="questions a second")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--replicas", type=int, default=2)
    parser.add_argument("--database", help="where both keep what they know; a SQLite file of its own unless given")
    print(json.dumps(asyncio.run(measure(parser.parse_args())), indent=2))


if __name__ == "__main__":
    main()
