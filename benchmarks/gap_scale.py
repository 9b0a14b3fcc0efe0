"""The dashboard's first page, a digest, and a question placed into its gap, with 100,000 questions in the log.

    python -m benchmarks.gap_scale [--config examples/cornerman.toml] [--postgres] [--questions 100000]

The database is filled as for `benchmarks.log_scale`; the index is the deployment's own (`cornerman reindex` first). The
page comes through the console's own server, the digest through the desk that sends it, and a question is placed as the
server does: embedded, compared, written. Of each the median and the 95th percentile.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from statistics import median, quantiles

from aiohttp.test_utils import TestClient, TestServer

from benchmarks.log_filling import END, WORKSPACE, Size, fill
from benchmarks.log_scale import database
from bot.digests.model import Subscription
from bot.digests.told import told
from bot.model import LoggedQuestion
from bot.stores.questions import QuestionStore
from bot.wiring import Cornerman
from config.database import upgrade
from config.loading import load_settings

ROUNDS = 15
PLACED = 200
WORDS = "can {0} be had for {1}", "do we have {0} at {1}", "what of {0} when {1} asks", "{0} {1}??"
THINGS = "a discount", "single sign-on", "data in Germany", "an uptime promise", "a SOC 2 report", "a pilot", "an API"
WHOM = "a bank", "a hospital", "procurement", "a reseller", "the public sector", "a school", "a startup", "the CFO"


@dataclass
class Still:
    """The clock of the made-up company."""

    moment: datetime = END

    def now(self) -> datetime:
        """Time-zone aware, UTC."""
        return self.moment


def told_ms(name: str, seconds: list[float]) -> None:
    """One line: how long it took."""
    ms = sorted(1000 * one for one in seconds)
    print(f"{name:44}{median(ms):9.1f}{quantiles(ms, n=20)[18]:9.1f}  ms")


def timed(work: Callable[[], object], rounds: int) -> list[float]:
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return spent


async def pages(cornerman: Cornerman) -> None:
    """The first page, and the board, from request to last byte."""
    async with TestClient(TestServer(cornerman.console(), host="127.0.0.1")) as client:
        for path in ("/dashboard", "/gaps", "/content"):
            spent = []
            for _ in range(ROUNDS + 1):
                began = time.perf_counter()
                async with client.get(path) as answer:
                    await answer.read()
                    assert answer.status == 200, answer.status
                spent.append(time.perf_counter() - began)
            told_ms(f"{path}, first {1000 * spent[0]:.0f} ms, then", spent[1:])


def place(cornerman: Cornerman, store: QuestionStore) -> list[float]:
    """New questions, each placed by itself."""
    spent = []
    for number in range(PLACED):
        text = WORDS[number % 4].format(THINGS[number % 7], WHOM[number % 8])
        asked = LoggedQuestion(
            id=f"new{number:05}",
            asked_at=END - timedelta(minutes=PLACED - number),
            question=f"{text} {number % 13}",
            asker=f"U{number % 40:05}",
            place="D1",
            place_kind="direct",
            workspace=WORKSPACE,
            thread=None,
            surface="slack",
            status="gap",
            confidence=0.1,
            passages=(),
            generation="g1",
            latency_ms={"total": 4.0},
            language="en",
        )
        store.write([asked])
        (waiting,) = [one for one in cornerman.stores.gaps.waiting(50) if one.question_id == asked.id]
        began = time.perf_counter()
        cornerman.gap_parts.keeper.place(replace(waiting), cornerman.gap_parts.documents())
        spent.append(time.perf_counter() - began)
    return spent


def measure(cornerman: Cornerman) -> None:
    print(f"{'':44}{'median':>9}{'p95':>9}")
    asyncio.run(pages(cornerman))
    weekly = Subscription("s1", "manager", "slack", WORKSPACE, "C1", "week", clock_time(9), "UTC", created_at=END)
    week = (END - timedelta(days=7), END)
    told_ms("a week's digest, put into words", timed(lambda: told(cornerman.digests.of(weekly, *week)), ROUNDS))
    began = time.perf_counter()
    cornerman.gap_parts.known.catch_up()
    print(f"every gap's questions read, embedded by this model: {time.perf_counter() - began:.1f} s, once")
    told_ms("a question placed", place(cornerman, QuestionStore(cornerman.engine)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, default=Path("examples/cornerman.toml"))
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--questions", type=int, default=100_000)
    wanted = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="cornerman-gaps-"))
    try:
        with database(folder, postgres=wanted.postgres) as engine:
            upgrade(engine)
            fill(engine, Size(questions=wanted.questions))
            url = engine.url.render_as_string(hide_password=False)
            with Cornerman(load_settings(wanted.config, overrides={"database_url": url})) as cornerman:
                cornerman.clock = Still()
                cornerman.warm_up()
                measure(cornerman)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
