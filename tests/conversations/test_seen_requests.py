from __future__ import annotations

import itertools
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from database_fixtures import PATIENT, Outage, wait_for_workers
from sqlalchemy import Connection, Engine, func, insert, select, text

from bot.ports import KeepingError
from bot.stores import seen_requests
from bot.stores.keeping import Keeping
from bot.stores.seen_requests import REMEMBERED, SqlSeen
from bot.stores.tables import SeenRequestRow

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time


def stored(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(SeenRequestRow.key).order_by(SeenRequestRow.key)))


def test_the_first_to_bring_keys_is_told_so_and_nobody_else(engine: Engine) -> None:
    seen = SqlSeen(engine, Clock())
    assert seen.first_time(["event:1", "message:1"])
    assert not seen.first_time(["event:1", "message:1"])
    assert not seen.first_time(["event:2", "message:1"])
    assert not seen.first_time(["event:2"])
    assert seen.first_time(["event:3", "message:3"])


def test_replicas_know_of_each_other(engine: Engine) -> None:
    one, other = SqlSeen(engine, Clock()), SqlSeen(engine, Clock())
    assert one.first_time(["event:1", "message:1"])
    assert not other.first_time(["event:2", "message:1"])
    # Also what came with a key that had been seen is seen from now on.
    assert not one.first_time(["event:2"])
    assert not one.first_time(["event:1", "event:3"])
    assert not other.first_time(["event:3"])


def test_without_keys_nothing_has_been_seen(engine: Engine) -> None:
    seen = SqlSeen(engine, Clock())
    assert seen.first_time([])
    assert seen.first_time([])


def test_a_key_twice_in_one_request_is_one_key(engine: Engine) -> None:
    assert SqlSeen(engine, Clock()).first_time(["event:1", "event:1"])


def test_keys_that_are_longer_than_a_column_are_told_apart(engine: Engine) -> None:
    seen = SqlSeen(engine, Clock())
    assert seen.first_time(["x" * 400 + "1"])
    assert seen.first_time(["x" * 400 + "2"])
    assert not SqlSeen(engine, Clock()).first_time(["x" * 400 + "1"])
    assert seen.first_time(["\0\ud83d"])
    assert seen.first_time(["\ud83d" * 400])


def test_what_comes_again_to_one_process_costs_no_work_in_the_database(engine: Engine) -> None:
    seen = SqlSeen(engine, Clock())
    assert seen.first_time(["event:1", "message:1"])
    outage = Outage(engine)
    outage.is_down = True
    assert not seen.first_time(["message:1", "event:1"])
    assert outage.attempts == 0


def test_a_process_remembers_only_so_many(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert REMEMBERED == 20_000
    monkeypatch.setattr(seen_requests, "REMEMBERED", 2)
    seen = SqlSeen(engine, Clock())
    for number in range(4):
        assert seen.first_time([f"event:{number}"])
    outage = Outage(engine)
    outage.is_down = True
    assert not seen.first_time(["event:3"])
    with pytest.raises(KeepingError):
        seen.first_time(["event:0"])


def test_while_the_database_is_down_each_request_is_answered_once_by_each_replica(engine: Engine) -> None:
    one, other = SqlSeen(engine, Clock()), SqlSeen(engine, Clock())
    outage = Outage(engine)
    outage.is_down = True
    with pytest.raises(KeepingError, match="connection refused"):
        one.first_time(["event:1", "message:1"])
    assert not one.first_time(["event:2", "message:1"])
    with pytest.raises(KeepingError):
        other.first_time(["event:1", "message:1"])
    outage.lift()
    assert not one.first_time(["event:1", "message:1"])
    assert one.first_time(["event:3"])


class LateKeeping:
    """Takes what it is given, lets somebody else go first, and then says that it took too long."""

    def __init__(self, keeping: Keeping, meanwhile: Callable[[], None]) -> None:
        self._keeping = keeping
        self._meanwhile = meanwhile

    def run(self, work: Callable[[Connection], Any]) -> Any:
        self._keeping.run(work)
        self._meanwhile()
        raise KeepingError("the database does not answer within 2 s")


def test_a_request_that_the_database_took_too_late_to_say_so_is_answered(engine: Engine) -> None:
    seen = SqlSeen(engine, Clock())
    in_time, told = seen._keeping, []

    def meanwhile() -> None:
        seen._keeping = in_time
        told.append(seen.first_time(["event:2", "message:1"]))

    seen._keeping = LateKeeping(in_time, meanwhile)  # type: ignore[assignment]
    with pytest.raises(KeepingError):
        seen.first_time(["event:1", "message:1"])
    assert told == [False]
    assert not seen.first_time(["event:3", "message:1"])


def test_of_two_whom_the_database_leaves_without_a_word_one_answers(engine: Engine) -> None:
    seen = SqlSeen(engine, Clock())
    outage = Outage(engine)
    outage.is_down = True
    outage.may_go_on.clear()

    def bring(keys: list[str]) -> str:
        try:
            return str(seen.first_time(keys))
        except KeepingError:
            return "answered"

    with ThreadPoolExecutor(2) as pool:
        told = [pool.submit(bring, [f"event:{number}", "message:1"]) for number in (1, 2)]
        outage.may_go_on.set()
        assert sorted(one.result(PATIENT) for one in told) == ["False", "answered"]


def test_a_database_that_hangs_is_waited_for_only_so_long(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.stores.keeping.KEEPING_SECONDS", 0.1)
    seen = SqlSeen(engine, Clock())
    outage = Outage(engine)
    outage.may_go_on.clear()
    # Were it to wait for the database, it would wait for ever: only this test lets the database go on.
    with pytest.raises(KeepingError, match="does not answer within"):
        seen.first_time(["event:1"])
    outage.may_go_on.set()
    wait_for_workers("keeping")


def test_somebody_else_who_writes_is_waited_for(engine: Engine) -> None:
    seen, other = SqlSeen(engine, Clock()), SqlSeen(engine, Clock())
    row = {"key": "message:1", "seen_at": NOON}
    with ThreadPoolExecutor(2) as pool, engine.connect() as connection:
        connection.execute(insert(SeenRequestRow), row)
        answers = [pool.submit(store.first_time, ["event:1", "message:1"]) for store in (seen, other)]
        connection.commit()
        assert [answer.result(PATIENT) for answer in answers] == [False, False]


def test_of_threads_with_the_same_and_with_overlapping_keys_one_at_most_is_first(engine: Engine) -> None:
    replicas = [SqlSeen(engine, Clock()) for _ in range(3)]
    together = threading.Barrier(6)

    def bring(worker: int) -> list[int]:
        told = []
        for number in range(30):
            together.wait(PATIENT)
            keys = [f"message:{number}", f"event:{number}:{worker // 2}"]
            if replicas[worker % 3].first_time(keys[:: 1 if worker % 2 else -1]):
                told.append(number)
        return told

    with ThreadPoolExecutor(6) as pool:
        told = list(itertools.chain.from_iterable(pool.map(bring, range(6))))
    assert sorted(told) == list(range(30))


RACING = """
import random, sys
from concurrent.futures import ThreadPoolExecutor
import bot.stores.keeping
from bot.stores.seen_requests import SqlSeen
from bot.wiring import SystemClock
from config.database import make_engine

bot.stores.keeping.KEEPING_SECONDS = 30
seen = SqlSeen(make_engine(sys.argv[1]), SystemClock())
brought = [(number, copy) for number in range(200) for copy in range(3)]
random.shuffle(brought)

def bring(one):
    number, copy = one
    return seen.first_time([f"event:{number}:{sys.argv[2]}:{copy}", f"message:{number}"])

sys.stdin.readline()
with ThreadPoolExecutor(4) as pool:
    print(*(number for (number, _), first in zip(brought, pool.map(bring, brought)) if first))
"""


def test_of_two_processes_that_are_brought_the_same_several_times_one_is_first(
    engine: Engine, database_url: str
) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", RACING, database_url, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for name in ("one", "other")
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=120)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(map(int, itertools.chain.from_iterable(told))) == list(range(200))
    # Every other key of a message that had been seen is kept as well.
    assert len(stored(engine)) == 200 * (1 + 6)


def test_old_keys_are_deleted_now_and_then(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen_requests, "TIDY_CALLS", 3)
    monkeypatch.setattr(seen_requests, "TIDY_ROWS", 2)
    clock = Clock()
    seen = SqlSeen(engine, clock)
    old = [{"key": f"old:{number}", "seen_at": NOON - timedelta(days=2, seconds=9 - number)} for number in range(5)]
    with engine.begin() as connection:
        connection.execute(insert(SeenRequestRow), old)
    assert seen.first_time(["a"])
    assert stored(engine) == ["a", "old:2", "old:3", "old:4"]
    assert seen.first_time(["b"])
    assert seen.first_time(["c"])
    assert stored(engine) == ["a", "b", "c", "old:2", "old:3", "old:4"]
    assert seen.first_time(["d"])
    assert stored(engine) == ["a", "b", "c", "d", "old:4"]
    clock.time += timedelta(hours=1)
    assert seen.first_time(["e"])
    assert stored(engine) == ["a", "b", "c", "d", "e"]


def test_deleting_that_fails_costs_no_answer(engine: Engine) -> None:
    refuse = {
        "sqlite": "CREATE TRIGGER refuse BEFORE DELETE ON seen_requests BEGIN SELECT RAISE(ABORT, 'refused'); END",
        "postgresql": "REVOKE DELETE ON seen_requests FROM CURRENT_USER",
    }
    with engine.begin() as connection:
        connection.execute(insert(SeenRequestRow), {"key": "old", "seen_at": NOON - timedelta(days=3)})
        connection.execute(text(refuse[engine.dialect.name]))
    assert SqlSeen(engine, Clock()).first_time(["a"])
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(SeenRequestRow)) in {1, 2}


def test_a_request_does_not_wait_for_the_disk_and_the_question_log_does(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has settings of its own for that")
    assert SqlSeen(engine, Clock()).first_time(["a"])
    with engine.execution_options(durable=False).connect() as connection:
        assert connection.scalar(text("PRAGMA synchronous")) == 1
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA synchronous")) == 2
