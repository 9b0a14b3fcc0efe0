"""Telling a request that comes again from one that comes for the first time, among all replicas."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select

from bot.inserting import insert_new
from bot.keeping import Keeping
from bot.ports import Clock, KeepingError
from bot.storable import storable_text
from bot.tables import NAME_LENGTH, SeenRequestRow

KEPT_FOR = timedelta(days=2)
"""Far longer than any platform goes on repeating a request."""
REMEMBERED = 20_000
TIDY_CALLS = 1_000
TIDY_AFTER = timedelta(hours=1)
TIDY_ROWS = 5_000
"""How many old keys are deleted at once: more than that many calls bring, and few enough to hold up nobody."""


class SqlSeen:
    """Implements bot.ports.Seen.

    The newest `REMEMBERED` keys are remembered in front of the database. They are remembered before the database is
    asked, so that of those who bring a key to one process only the first can be told that it is, and what comes again
    to the same replica costs no work there.

    Where the database is down, the first to bring a key gets KeepingError, within `bot.keeping.KEEPING_SECONDS`, and is
    to answer; who brings it to this process again is told that it has been seen. So a request is answered at least
    once, and during an outage at most once by each replica: twice is better than never.
    """

    def __init__(self, engine: Engine, clock: Clock, prepare: Callable[[], None] | None = None) -> None:
        # Waiting for the disk at every request would limit SQLite to as many a second as the disk can. What a power cut
        # takes is the keys of the last seconds, whose requests nobody repeats to a machine that was off.
        self._keeping = Keeping(engine.execution_options(durable=False), prepare)
        self._clock = clock
        self._lock = threading.Lock()
        self._remembered: OrderedDict[str, None] = OrderedDict()
        self._calls = 0
        self._tidied_at: datetime | None = None

    def first_time(self, keys: Sequence[str]) -> bool:
        """Whether none of the keys has been seen; from now on all of them are. Raises KeepingError."""
        # In one order, so that two who bring the same keys never wait for each other.
        wanted = sorted({_storable(key) for key in keys})
        known = self._remember(wanted)
        if known and known == len(wanted):
            return False
        now = self._clock.now()
        try:
            new = self._keeping.run(lambda connection: _insert(connection, wanted, now))
        except KeepingError:
            if known:
                return False
            raise
        self._tidy(now)
        return not known and new == len(wanted)

    def _remember(self, keys: Sequence[str]) -> int:
        """How many of the keys were remembered already."""
        with self._lock:
            known = sum(key in self._remembered for key in keys)
            self._remembered.update(dict.fromkeys(keys))
            while len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
            return known

    def _tidy(self, now: datetime) -> None:
        """Now and then delete what is old. The call that happens to do it never fails because of it."""
        with self._lock:
            self._calls += 1
            if self._calls < TIDY_CALLS and self._tidied_at is not None and now - self._tidied_at < TIDY_AFTER:
                return
            self._calls, self._tidied_at = 0, now
        try:
            self._keeping.run(lambda connection: _delete_old(connection, now - KEPT_FOR))
        except KeepingError:
            return  # the keys are still old at the next time


def _insert(connection: Connection, keys: Sequence[str], now: datetime) -> int:
    """How many were new. One that another transaction has just inserted is waited for."""
    statement = insert_new(connection, SeenRequestRow)
    return sum(connection.execute(statement, {"key": key, "seen_at": now}).rowcount for key in keys)


def _delete_old(connection: Connection, before: datetime) -> None:
    old = select(SeenRequestRow.key).where(SeenRequestRow.seen_at < before).order_by(SeenRequestRow.seen_at)
    connection.execute(delete(SeenRequestRow).where(SeenRequestRow.key.in_(old.limit(TIDY_ROWS))))


def _storable(key: str) -> str:
    """A key that is too long is not cut, because what follows may tell it from another."""
    if len(key) <= NAME_LENGTH:
        return storable_text(key, NAME_LENGTH)
    return hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()
