"""What the database keeps of sign-ins, in SQLite and PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from kept_company import Company
from sqlalchemy import Engine, inspect, select

from bot.ports import KeepingError
from bot.stores.gap_tables import PasswordFailureRow, SignOutRow
from bot.stores.password_failures import SqlPasswordFailures
from bot.stores.personal_data import SqlPersonalData
from bot.stores.sign_outs import SqlSignOuts

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
WINDOW = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)
_MIGRATE = """
import sys
from alembic import command
from config import database
engine = database.make_engine(sys.argv[1])
with engine.begin() as connection:
    getattr(command, sys.argv[2])(database._alembic(connection), sys.argv[3])
"""


def test_who_signed_out_last_is_known_to_all(engine: Engine) -> None:
    one, other = SqlSignOuts(engine), SqlSignOuts(engine)
    one.keep("slack", "T1", "U1", NOON)
    one.keep("slack", "T1", "U1", NOON - MINUTE)
    assert other.latest("slack", "T1", "U1") == NOON
    assert other.latest("teams", "T1", "U1") is other.latest("slack", "T2", "U1") is None
    one.keep("slack", "T1", "U1", NOON + timedelta(microseconds=1))
    assert other.latest("slack", "T1", "U1") == NOON + timedelta(microseconds=1)


def test_what_ends_no_session_any_more_goes(engine: Engine) -> None:
    kept = SqlSignOuts(engine)
    kept.keep("slack", "T1", "U1", NOON)
    kept.keep("slack", "T1", "U2", NOON + timedelta(days=31))
    assert kept.latest("slack", "T1", "U1") is None
    assert kept.latest("slack", "T1", "U2") == NOON + timedelta(days=31)
    with engine.connect() as connection:
        assert len(connection.scalars(select(SignOutRow.key)).all()) == 1


def test_who_is_forgotten_is_signed_out_and_stays_so(engine: Engine) -> None:
    Company(engine).asks({"asker": "U1"}, {"id": "q2", "asker": "U2"})
    kept = SqlSignOuts(engine)
    kept.keep("slack", "T1", "U1", NOON)
    SqlPersonalData(engine).forget("U1", NOON + timedelta(hours=1))
    SqlPersonalData(engine).forget("U2", NOON + timedelta(hours=1))
    assert kept.latest("slack", "T1", "U1") == kept.latest("slack", "T1", "U2") == NOON + timedelta(hours=1)


def test_as_many_as_the_limit_are_taken_and_then_one_waits(engine: Engine) -> None:
    one, other = SqlPasswordFailures(engine), SqlPasswordFailures(engine)
    assert one.take({"a": 2, "b": 9}, NOON, WINDOW) == timedelta(0)
    assert other.take({"a": 2}, NOON + MINUTE, WINDOW) == timedelta(0)
    assert one.take({"a": 2, "b": 9}, NOON + 2 * MINUTE, WINDOW) == 13 * MINUTE
    assert one.take({"b": 2}, NOON + 2 * MINUTE, WINDOW) == timedelta(0), "what was refused is not counted"
    assert one.take({"a": 2}, NOON + WINDOW, WINDOW) == timedelta(0)
    assert one.take({"a": 2}, NOON + WINDOW, WINDOW) == MINUTE


def test_what_is_given_back_counts_no_longer(engine: Engine) -> None:
    kept = SqlPasswordFailures(engine)
    for minute in range(3):
        kept.take({"both": 9, "name": 9}, NOON + minute * MINUTE, WINDOW)
    kept.give_back(["name", "never counted"], NOON + MINUTE, all_of=["both"])
    assert kept.take({"both": 1}, NOON + 3 * MINUTE, WINDOW) == timedelta(0)
    assert kept.take({"name": 2}, NOON + 3 * MINUTE, WINDOW) == 12 * MINUTE


def test_of_many_at_once_no_more_than_the_limit_are_taken(engine: Engine) -> None:
    replicas = [SqlPasswordFailures(engine) for _ in range(4)]
    limits = [{"name": 5, "address": 50}, {"address": 50, "name": 5}]

    def attempt(number: int) -> bool:
        return not replicas[number % 4].take(limits[number % 2], NOON, WINDOW)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(24))) == 5


def test_what_counts_no_more_is_deleted(engine: Engine) -> None:
    kept = SqlPasswordFailures(engine)
    kept.take({"old": 5}, NOON, WINDOW)
    kept.take({"new": 5}, NOON + WINDOW, WINDOW)
    with engine.connect() as connection:
        assert list(connection.scalars(select(PasswordFailureRow.key))) == ["new"]


def test_a_database_that_is_down_is_said(bare_engine: Engine) -> None:
    with pytest.raises(KeepingError):
        SqlSignOuts(bare_engine).latest("slack", "T1", "U1")
    with pytest.raises(KeepingError):
        SqlPasswordFailures(bare_engine).take({"a": 1}, NOON, WINDOW)


def test_the_tables_come_and_go_with_their_version(database_url: str, bare_engine: Engine) -> None:
    def migrated(how: str, version: str) -> set[str]:
        command = [sys.executable, "-c", _MIGRATE, database_url, how, version]
        subprocess.run(command, check=True, timeout=120)
        return set(inspect(bare_engine).get_table_names()) & {"sign_outs", "password_failures", "accounts"}

    assert migrated("upgrade", "0005") == {"sign_outs", "password_failures", "accounts"}
    assert migrated("downgrade", "0004") == {"accounts"}
    assert migrated("upgrade", "0005") == {"sign_outs", "password_failures", "accounts"}
