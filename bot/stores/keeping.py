"""How every store of the conversation reaches the database: in one transaction, for only so long."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, Engine

from bot.ports import KeepingError
from bot.stores.bounded_work import BoundedWork
from bot.stores.once import Once

KEEPING_SECONDS = 2.0
_Result = TypeVar("_Result")


class Keeping:
    """Runs a store's work. Called from several threads."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        """`prepare` brings the schema up before the first use; a `Once` that all stores share does so once for all."""
        self._engine = engine
        self._prepare = prepare if isinstance(prepare, Once) else Once(prepare)
        self._bounded = BoundedWork(KeepingError, "keeping")

    def run(self, work: Callable[[Connection], _Result]) -> _Result:
        """What `work` gives; all that it writes is kept, or nothing of it.

        What is to write must begin with writing: SQLite cannot let two who have read write after it.

        Raises:
            KeepingError: it failed, or took more than `KEEPING_SECONDS`; in that case it may still be done later.
        """

        def in_transaction() -> _Result:
            self._prepare()
            with self._engine.begin() as connection:
                return work(connection)

        return self._bounded.run(in_transaction, KEEPING_SECONDS)
