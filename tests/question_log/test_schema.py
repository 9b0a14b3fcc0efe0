from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from samples import NOON, a_question
from sqlalchemy import Engine, insert, inspect, text
from sqlalchemy.exc import StatementError

from bot import stores
from bot.stores.questions import QuestionStore
from bot.stores.tables import Base, QuestionRow
from config.database import NewerSchemaError, make_engine, schema_version, upgrade

STEPS = Path(__file__).parents[2] / "config" / "migrations" / "versions"
LATEST = max(step.name for step in STEPS.glob("[0-9]*.py")).partition("_")[0]


def test_the_migrations_build_the_very_tables_that_the_program_uses(engine: Engine) -> None:
    for module in pkgutil.iter_modules(stores.__path__):
        importlib.import_module(f"{stores.__name__}.{module.name}")  # each knows its tables
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_new_database_has_no_version_and_an_upgraded_one_the_latest(bare_engine: Engine) -> None:
    assert schema_version(bare_engine) is None
    upgrade(bare_engine)
    upgrade(bare_engine)
    assert schema_version(bare_engine) == LATEST


def test_threads_that_start_at_once_upgrade_once(bare_engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: upgrade(bare_engine), range(4)))
    assert schema_version(bare_engine) == LATEST


def test_processes_that_start_at_once_upgrade_once(database_url: str, bare_engine: Engine) -> None:
    script = "import sys; from config.database import make_engine, upgrade; upgrade(make_engine(sys.argv[1]))"
    processes = [subprocess.Popen([sys.executable, "-c", script, database_url]) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert schema_version(bare_engine) == LATEST


STEP_1 = """
import sys
from alembic import command
from config import database
engine = database.make_engine(sys.argv[1])
with engine.begin() as connection:
    command.upgrade(database._alembic(connection), "0001")
"""


def test_an_upgrade_from_the_first_version_keeps_its_questions(database_url: str, bare_engine: Engine) -> None:
    subprocess.run([sys.executable, "-c", STEP_1, database_url], check=True, timeout=60)
    assert schema_version(bare_engine) == "0001"
    moment = "2026-11-24 12:00:01.000000" + ("" if bare_engine.dialect.name == "sqlite" else "+00")
    with bare_engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO questions VALUES ('q00001', :moment, 'what is the discount floor, 1?', 'U1', 'C1', "
                "'channel', 'T1', '1700000000.1', 'slack', 'answered', 0.75, 'g1', '{\"total\": 4.25}', 'en')"
            ),
            {"moment": moment},
        )
        connection.execute(text("INSERT INTO shown_passages VALUES ('q00001', 1, 'p1', 'pricing.md')"))
    upgrade(bare_engine)
    store = QuestionStore(bare_engine)
    old = a_question(1, passages=(("p1", "pricing.md"),), latency_ms={"total": 4.25}, document="pricing.md")
    assert store.find("q00001") == old
    assert old.follows == ()
    store.write([a_question(2, follows=("before",))])
    assert store.recent(5, None) == [a_question(2, follows=("before",)), old]


def test_a_step_that_fails_leaves_nothing_behind(bare_engine: Engine) -> None:
    with bare_engine.begin() as connection:
        connection.execute(text("CREATE TABLE shown_passages (x INTEGER)"))
    with pytest.raises(Exception, match="shown_passages"):
        upgrade(bare_engine)
    assert inspect(bare_engine).get_table_names() == ["shown_passages"]


def test_a_moment_without_a_zone_is_refused(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(StatementError, match="needs a time zone"):
        connection.execute(insert(QuestionRow).values(id="q", asked_at=NOON.replace(tzinfo=None)))


def test_sqlite_survives_power_cuts_and_lets_readers_read_beside_a_writer(tmp_path: object) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/new/folder/log.db")
    with engine.connect() as connection:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        assert [connection.scalar(text(f"PRAGMA {name}")) for name in pragmas] == ["wal", 2, 1, 5000]
    engine.dispose()


def test_a_database_of_a_newer_version_is_left_alone_and_told_in_words(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerSchemaError, match=f"version 9999 .* up to {LATEST}: install the newer Cornerman again"):
        upgrade(engine)
    assert schema_version(engine) == "9999"
