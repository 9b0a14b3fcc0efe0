"""Who signed out of the console, in the database, so that every replica knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select

from bot.stores.gap_tables import SignOutRow
from bot.stores.inserting import insert_or_replace
from bot.stores.keeping import Keeping
from bot.stores.storable import storable_moment, storable_name

LONGEST_SESSION = timedelta(days=31)
"""No setting lets a session last longer: what is older ends nothing."""


class SqlSignOuts:
    """Implements bot.console.ports.SignOuts."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        self._keeping = Keeping(engine, prepare)

    def keep(self, surface: str, workspace: str, person: str, at: datetime) -> None:
        """They signed out then. Raises KeepingError."""
        moment = storable_moment(at)
        row = {
            "surface": surface,
            "workspace": storable_name(workspace),
            "person": storable_name(person),
            "signed_out_at": moment,
        }

        def write(connection: Connection) -> None:
            keeping = insert_or_replace(connection, SignOutRow, ("signed_out_at",), unless_older="signed_out_at")
            connection.execute(keeping, row)
            connection.execute(delete(SignOutRow).where(SignOutRow.signed_out_at <= moment - LONGEST_SESSION))

        self._keeping.run(write)

    def latest(self, surface: str, workspace: str, person: str) -> datetime | None:
        """When they signed out last, None where it is not known that they ever did. Raises KeepingError."""
        wanted = select(SignOutRow.signed_out_at).where(
            SignOutRow.surface == surface,
            SignOutRow.workspace == storable_name(workspace),
            SignOutRow.person == storable_name(person),
        )
        return self._keeping.run(lambda connection: connection.scalar(wanted))
