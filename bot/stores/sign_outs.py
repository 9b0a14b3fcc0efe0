"""Who signed out of the console, in the database, so that every replica knows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select

from bot.stores.gap_tables import SignOutRow
from bot.stores.inserting import insert_or_replace
from bot.stores.keeping import Keeping
from bot.stores.storable import storable_moment

LONGEST_SESSION = timedelta(days=31)
"""No setting lets a session last longer: what is older ends nothing."""


class SqlSignOuts:
    """Implements bot.console.ports.SignOuts."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        self._keeping = Keeping(engine, prepare)

    def keep(self, surface: str, workspace: str, person: str, at: datetime) -> None:
        """They signed out then. Raises KeepingError."""
        self._keeping.run(lambda connection: end_sessions(connection, surface, workspace, person, at))

    def latest(self, surface: str, workspace: str, person: str) -> datetime | None:
        """When they signed out last, None where it is not known that they ever did. Raises KeepingError."""
        wanted = select(SignOutRow.signed_out_at).where(SignOutRow.key == _key(surface, workspace, person))
        return self._keeping.run(lambda connection: connection.scalar(wanted))


def end_sessions(connection: Connection, surface: str, workspace: str, person: str, at: datetime) -> None:
    """What began before is worth nothing. What no session can be as old as goes along."""
    moment = storable_moment(at)
    keeping = insert_or_replace(connection, SignOutRow, ("signed_out_at",), unless_older="signed_out_at")
    connection.execute(keeping, {"key": _key(surface, workspace, person), "signed_out_at": moment})
    connection.execute(delete(SignOutRow).where(SignOutRow.signed_out_at <= moment - LONGEST_SESSION))


def _key(surface: str, workspace: str, person: str) -> str:
    return hashlib.sha256(json.dumps([surface, workspace, person]).encode()).hexdigest()
