"""The database engine and its schema: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

if TYPE_CHECKING:
    from alembic.config import Config

BUSY_SECONDS = 5
CONNECT_SECONDS = 3
UPGRADE_LOCK_SECONDS = 60
_DRIVER = "psycopg"
_MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADE_LOCK_KEY = 0x636F726E
"""Any number that nobody else takes for PostgreSQL's advisory locks."""


class DatabaseUrlError(Exception):
    """`database_url` cannot be used. The message says what would be right, and does not hold the URL."""


class NewerSchemaError(Exception):
    """A newer Cornerman brought the database's schema to a version that this one does not know."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"the database has version {version} of its tables, this Cornerman knows them up to {latest_version()}: "
            "install the newer Cornerman again, or restore a copy of the database from before"
        )


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL. Opens no connection yet; creates the folder of a SQLite file.

    Its errors do not show what was to be stored: questions never reach the logs.

    Raises:
        DatabaseUrlError: the URL is malformed, names another kind of database, its driver is not installed, or the
            folder of a SQLite file cannot be made.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    return _postgresql(parsed)


def check_url(url: str) -> None:
    """Raises DatabaseUrlError where `make_engine` would; reaches and makes nothing."""
    _parsed(url)


def without_password(url: str) -> str:
    """The URL as it may be shown. Raises DatabaseUrlError where it is none."""
    return _parsed(url).render_as_string(hide_password=True)


def upgrade(engine: Engine) -> None:
    """Bring the schema to its latest version, in one transaction; other processes that start now wait for it.

    Raises NewerSchemaError, and what the database says where it cannot be reached.
    """
    version = schema_version(engine)
    if version == latest_version():
        return  # without importing Alembic, which takes as long as many an answer
    if version is not None and version > latest_version():
        raise NewerSchemaError(version)
    from alembic import command

    with _only_one_upgrades(engine), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK_KEY})
        command.upgrade(_alembic(connection), "head")


def schema_version(engine: Engine) -> str | None:
    """The version that the database's schema has; None where it has none yet."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return version


def latest_version() -> str:
    """The version that this program's schema has: the number that begins the name of its last migration."""
    return max(path.stem for path in (_MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        if parsed.drivername in {"postgres", "postgresql"}:
            parsed = parsed.set(drivername=f"postgresql+{_DRIVER}")
        if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
            raise DatabaseUrlError(f"database_url names {parsed.get_backend_name()!r}: use sqlite or postgresql")
        parsed.get_dialect()
        if parsed.get_backend_name() == "sqlite" and "/" in url.partition("?")[2]:  # a path goes on, which is cut off
            raise DatabaseUrlError(
                "database_url names a file whose path holds a question mark, where SQLite's options would begin: "
                "name one without, in data_dir or in database_url"
            )
    except (ArgumentError, NoSuchModuleError, ValueError):
        # The library's message quotes the URL, and with it the password.
        raise DatabaseUrlError(
            "database_url is no database address: use sqlite:///path/to/file.db or postgresql://user:password@host/name"
        ) from None
    return parsed


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:" and not url.database.startswith("file:"):
        _make_folder(Path(url.database).parent)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUrlError(
            f"database_url names a file in {folder}, which cannot be made ({error.strerror}): "
            "name a folder that Cornerman may write to, in data_dir or in database_url"
        ) from None


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """Set what SQLite forgets with each connection.

    The driver's own transactions are switched off because they leave a change of the schema half done.
    `synchronous=FULL`: what is committed survives a power cut, so that the spool may let go of it.
    """
    connection.isolation_level = None
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}").close()


def _begin_sqlite(connection: Connection) -> None:
    """Begin. With the execution option `durable=False` a commit does not wait for the disk.

    Such a transaction may be lost in a power cut, and in nothing less. PostgreSQL takes no notice of the option.
    """
    durable = connection.get_execution_options().get("durable", True)
    connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN")


def _postgresql(url: URL) -> Engine:
    arguments = {"connect_timeout": CONNECT_SECONDS, "application_name": "cornerman"}
    try:
        return create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=arguments)
    except ImportError:
        driver = url.get_driver_name()
        mend = "pip install 'cornerman[postgres]'" if driver == _DRIVER else f"write postgresql://…, which is {_DRIVER}"
        raise DatabaseUrlError(f"database_url names PostgreSQL's driver {driver}, not installed here: {mend}") from None


@contextmanager
def _only_one_upgrades(engine: Engine) -> Iterator[None]:
    """Keep other processes out where the database itself cannot (SQLite); PostgreSQL has its own lock."""
    file = engine.url.database
    is_file = engine.dialect.name == "sqlite" and file and file != ":memory:"
    with FileLock(f"{file}.upgrade.lock", timeout=UPGRADE_LOCK_SECONDS) if is_file else nullcontext():
        yield


def _alembic(connection: Connection) -> Config:
    from alembic.config import Config

    settings = Config(attributes={"connection": connection})
    settings.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    return settings
