"""What channels have agreed on, in the database."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, insert, select, update

from bot.channel_manners import ChannelManners
from bot.stores.inserting import insert_or_replace
from bot.stores.keeping import Keeping
from bot.stores.manners_record import from_record, to_record
from bot.stores.storable import storable_moment, storable_name
from bot.stores.tables import ChannelChangeRow
from bot.stores.tables import ChannelMannersRow as Row

CACHE_SECONDS = 5.0
CACHE_CHANNELS = 10_000
_Channel = tuple[str, str]
_log = logging.getLogger(__name__)


class SqlChannels:
    """Implements bot.ports.Channels.

    Manners are read at every message of a channel, so they are remembered for `CACHE_SECONDS`: a change shows at once
    in the process that made it, and in other replicas at most that much later.
    """

    def __init__(
        self,
        engine: Engine,
        prepare: Callable[[], None] | None = None,
        *,
        seconds_since_start: Callable[[], float] = time.monotonic,
    ) -> None:
        self._keeping = Keeping(engine, prepare)
        self._now = seconds_since_start
        self._lock = threading.Lock()
        self._cache: OrderedDict[_Channel, tuple[float, ChannelManners | None]] = OrderedDict()
        self._changes = 0
        self._odd: set[tuple[str, ...]] = set()

    def manners(self, workspace: str, channel: str) -> ChannelManners | None:
        """None where the channel keeps to the default. Raises KeepingError."""
        key = (storable_name(workspace), storable_name(channel))
        with self._lock:
            read_at, known = self._cache.get(key, (float("-inf"), None))
            changes = self._changes
        now = self._now()
        if now - read_at < CACHE_SECONDS:
            return known
        read = self._keeping.run(lambda connection: _record(connection, key))
        manners = None if read is None else self._understood(read)
        with self._lock:
            # What was read before a change of this process must not hide it.
            if changes == self._changes:
                self._remember(key, now, manners)
        return manners

    def change(self, workspace: str, channel: str, manners: ChannelManners | None, *, by: str, at: datetime) -> None:
        """None goes back to the default. Who changed what and when is kept. Raises KeepingError."""
        key = (storable_name(workspace), storable_name(channel))
        after = None if manners is None else to_record(manners)
        changed = {"changed_by": storable_name(by), "changed_at": storable_moment(at)}
        row = {"workspace": key[0], "channel": key[1]}

        def keep(connection: Connection) -> None:
            # The first statement leaves the manners as they are and locks the row, so that of two who change at once
            # the second has the first's manners as those from before.
            connection.execute(insert_or_replace(connection, Row, tuple(changed)), row | changed | {"manners": None})
            before = _record(connection, key)
            connection.execute(update(Row).where(*_is(key)).values(manners=after))
            connection.execute(insert(ChannelChangeRow), row | changed | {"before": before, "after": after})

        try:
            self._keeping.run(keep)
        finally:
            # Also where it failed: it may still be done later.
            with self._lock:
                self._changes += 1
                self._cache.pop(key, None)

    def _remember(self, key: _Channel, now: float, manners: ChannelManners | None) -> None:
        self._cache[key] = (now, manners)
        self._cache.move_to_end(key)
        while len(self._cache) > CACHE_CHANNELS:
            self._cache.popitem(last=False)

    def _understood(self, record: object) -> ChannelManners:
        manners, odd = from_record(record)
        if odd and odd not in self._odd:
            self._odd.add(odd)
            _log.warning("a channel's settings hold what this version does not know; the default stands for %s", odd)
        return manners


def _is(key: _Channel) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Row.workspace == key[0], Row.channel == key[1]


def _record(connection: Connection, key: _Channel) -> object:
    return connection.execute(select(Row.manners).where(*_is(key))).scalar_one_or_none()
