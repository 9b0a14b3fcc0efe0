"""Passwords that did not fit, in the database: counted among all replicas, and over their restarts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select, update

from bot.stores.gap_tables import PasswordFailureRow
from bot.stores.inserting import dialects_insert
from bot.stores.keeping import Keeping
from bot.stores.storable import storable_moment

_TIDIED = 1_000
"""Rows that are deleted at once: more than one attempt brings, and few enough to hold up nobody."""


class SqlPasswordFailures:
    """Implements bot.console.ports.PasswordFailures. Keys are digests, of at most 64 characters.

    Who counts locks its rows first, in one order: of those who try at once, on whatever replicas, each sees the others,
    and none waits for another in a ring.
    """

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        self._keeping = Keeping(engine, prepare)

    def take(self, limits: Mapping[str, int], now: datetime, window: timedelta) -> timedelta:
        """Count one more for each key, if none of them has as many within `window` already as its limit.

        Else nothing is counted, and what is given is how long that will be so. Raises KeepingError.
        """
        moment = storable_moment(now)

        def write(connection: Connection) -> timedelta:
            held = _locked(connection, limits, moment)
            recent = {key: [one for one in failed if moment - one < window] for key, failed in held.items()}
            waits = [recent[key][-most] + window - moment for key, most in limits.items() if len(recent[key]) >= most]
            if waits:
                return max(waits)
            for key, failed in recent.items():
                _set(connection, key, [*failed, moment])
            _tidy(connection, moment - window)
            return timedelta(0)

        return self._keeping.run(write)

    def give_back(self, keys: Collection[str], at: datetime, *, all_of: Collection[str] = ()) -> None:
        """What was counted then for these keys counts no longer; of `all_of`, nothing does. Raises KeepingError."""
        moment = storable_moment(at)

        def write(connection: Connection) -> None:
            for key, failed in _locked(connection, {*keys, *all_of}, moment).items():
                if moment in failed:
                    failed.remove(moment)
                _set(connection, key, [] if key in all_of else failed)

        self._keeping.run(write)


def _locked(connection: Connection, keys: Collection[str], now: datetime) -> dict[str, list[datetime]]:
    """What is kept of these keys, which nobody else reads or writes until this transaction ends."""
    locking = dialects_insert(connection, PasswordFailureRow)
    kept = PasswordFailureRow.__table__.c
    locking = locking.on_conflict_do_update(index_elements=["key"], set_={"key": kept.key})
    for key in sorted(keys):
        connection.execute(locking, {"key": key, "failed": [], "latest": now})
    wanted = select(PasswordFailureRow.key, PasswordFailureRow.failed).where(PasswordFailureRow.key.in_(keys))
    return {row.key: [datetime.fromisoformat(one) for one in row.failed] for row in connection.execute(wanted)}


def _set(connection: Connection, key: str, failed: list[datetime]) -> None:
    values = {"failed": [one.isoformat() for one in failed]} | ({"latest": failed[-1]} if failed else {})
    connection.execute(update(PasswordFailureRow).where(PasswordFailureRow.key == key).values(values))


def _tidy(connection: Connection, before: datetime) -> None:
    """Delete what counts no more, but for what somebody else is at: that is not waited for."""
    old = select(PasswordFailureRow.key).where(PasswordFailureRow.latest <= before).limit(_TIDIED)
    old = old.with_for_update(skip_locked=True)
    connection.execute(delete(PasswordFailureRow).where(PasswordFailureRow.key.in_(old)))
