"""Telling a request that comes again from one that comes for the first time, among all replicas."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select

from bot.ports import Clock, KeepingError
from bot.stores.inserting import insert_new
from bot.stores.keeping import Keeping
from bot.stores.storable import storable_text
from bot.stores.tables import NAME_LENGTH, SeenRequestRow

KEPT_FOR = timedelta(days=2)
"""Far longer than any platform goes on repeating a request."""
REMEMBERED = 20_000
TIDY_CALLS = 1_000
TIDY_AFTER = timedelta(hours=1)
TIDY_ROWS = 5_000
"""How many old keys are deleted at once: more than that many calls bring, and few enough to hold up nobody."""


class SqlSeen:
    """Implements bot.ports.Seen.

    Of those who bring overlapping keys at once the database chooses the first, in this process and among replicas. All
    keys of a request go there together: were one left out, two could each find a key that the other had put there, and
    nobody would answer. What comes again to the same replica is known from the newest `REMEMBERED` keys, without work
    in the database.

    Where the database is down, the first to bring a key gets KeepingError, within `keeping.KEEPING_SECONDS`, and is to
    answer; who brings it to this process again is told that it has been seen. So a request is answered at least
    once, and during an outage at most once by each replica: twice is better than never.
    """

    def __init__(self, engine: Engine, clock: Clock, prepare: Callable[[], None] | None = None) -> None:
        # Waiting for the disk at every request would limit SQLite to as many a second as the disk can. What a power cut
        # takes is the keys of the last seconds, whose requests nobody repeats to a machine that was off.
        self._keeping = Keeping(engine.execution_options(durable=False), prepare)
        self._clock = clock
        self._memory = _Memory()
        self._lock = threading.Lock()
        self._calls = 0
        self._tidied_at: datetime | None = None

    def first_time(self, keys: Sequence[str]) -> bool:
        """Whether none of the keys has been seen; from now on all of them are. Raises KeepingError."""
        # In one order, so that two who bring the same keys never wait for each other.
        wanted = sorted({_storable(key) for key in keys})
        known = self._memory.known(wanted)
        if known and known == len(wanted):
            return False
        now = self._clock.now()
        try:
            new = self._keeping.run(lambda connection: _insert(connection, wanted, now))
        except KeepingError:
            if self._first(wanted, not known):
                raise
            return False
        first = self._first(wanted, not known and new == len(wanted))
        self._tidy(now)
        return first

    def _first(self, keys: Sequence[str], seems_first: bool) -> bool:
        """What to say of keys that are now remembered, whatever is said."""
        if seems_first:
            return self._memory.take(keys)
        self._memory.keep(keys)
        return False

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


class _Memory:
    """The newest keys, and of each whether somebody in this process was told to answer it."""

    def __init__(self) -> None:
        self._taken: OrderedDict[str, bool] = OrderedDict()
        self._lock = threading.Lock()

    def known(self, keys: Sequence[str]) -> int:
        """How many of the keys it holds."""
        with self._lock:
            return sum(key in self._taken for key in keys)

    def keep(self, keys: Sequence[str]) -> None:
        """They have been seen, here or elsewhere."""
        with self._lock:
            for key in keys:
                self._taken.setdefault(key, False)
            self._forget()

    def take(self, keys: Sequence[str]) -> bool:
        """Whether nobody in this process was told to answer any of them; from now on somebody was.

        It decides between those whom the database left without a word: one that took the keys too late to say so, say.
        """
        with self._lock:
            is_free = not any(self._taken.get(key, False) for key in keys)
            self._taken.update(dict.fromkeys(keys, True))
            self._forget()
            return is_free

    def _forget(self) -> None:
        while len(self._taken) > REMEMBERED:
            self._taken.popitem(last=False)


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
