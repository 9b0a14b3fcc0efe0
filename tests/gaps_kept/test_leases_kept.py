"""Of many replicas one does the work."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from gap_kept_samples import NOON
from sqlalchemy import Engine

from bot.stores.leases import SqlLeases

RACES = 20


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def leases(engine: Engine, clock: Hand) -> SqlLeases:
    return SqlLeases(engine, now=clock)


def test_one_has_it_until_its_time_is_over(leases: SqlLeases, clock: Hand) -> None:
    assert leases.take("gaps", "a", 60)
    assert not leases.take("gaps", "b", 60)
    clock.at += timedelta(seconds=59)
    assert leases.take("gaps", "a", 60)
    clock.at += timedelta(seconds=59)
    assert not leases.take("gaps", "b", 60)
    clock.at += timedelta(seconds=1)
    assert leases.take("gaps", "b", 60)
    assert not leases.take("gaps", "a", 60)


def test_works_of_different_names_are_taken_by_different_holders(leases: SqlLeases) -> None:
    assert leases.take("gaps", "a", 60)
    assert leases.take("digests", "b", 60)


def test_what_is_given_back_another_may_take_at_once(leases: SqlLeases) -> None:
    leases.give_back("gaps", "a")
    assert leases.take("gaps", "a", 60)
    leases.give_back("gaps", "b")
    assert not leases.take("gaps", "b", 60)
    leases.give_back("gaps", "a")
    assert leases.take("gaps", "b", 60)


def test_without_a_clock_of_its_own_it_goes_by_one_for_all_replicas(engine: Engine) -> None:
    leases = SqlLeases(engine)
    assert leases.take("gaps", "a", 0.2)
    assert not leases.take("gaps", "b", 60)
    time.sleep(0.3)
    assert leases.take("gaps", "b", 60)


def test_of_many_threads_that_try_at_once_one_takes_it(engine: Engine) -> None:
    replicas = [SqlLeases(engine) for _ in range(4)]
    together = threading.Barrier(len(replicas))

    def race(number: int, name: str) -> bool:
        together.wait()
        return replicas[number].take(name, f"holder {number}", 60)

    with ThreadPoolExecutor(len(replicas)) as pool:
        for name in map(str, range(RACES)):
            assert sum(pool.map(race, range(len(replicas)), [name] * len(replicas))) == 1


TAKE_ALL = """
import sys
from bot.stores.leases import SqlLeases
from config.database import make_engine
leases = SqlLeases(make_engine(sys.argv[1]))
sys.stdin.readline()
print(*(name for name in map(str, range(20)) if leases.take(name, sys.argv[2], 60)))
"""


def test_of_two_processes_that_try_at_once_one_takes_each(engine: Engine, database_url: str) -> None:
    arguments = [sys.executable, "-c", TAKE_ALL, database_url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen([*arguments, holder], **pipes) for holder in "ab"]  # type: ignore[call-overload]
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    taken = [process.communicate(timeout=60)[0].split() for process in processes]
    assert sorted(taken[0] + taken[1], key=int) == list(map(str, range(20)))
