"""Which replica does a work that only one does, in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, or_, select

from bot.stores.gap_tables import LeaseRow
from bot.stores.inserting import dialects_insert
from bot.stores.keeping import Keeping
from bot.stores.storable import storable_moment, storable_name


class SqlLeases:
    """Implements bot.gaps.ports.Leases.

    Time is told by PostgreSQL's clock, which is one for all replicas, and for SQLite by the machine's, which is one as
    well. A holder that was held up longer than its time may still work when another has begun: what it writes must
    bear that.
    """

    def __init__(
        self,
        engine: Engine,
        prepare: Callable[[], None] | None = None,
        *,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        """`now` is another clock, for tests."""
        self._keeping = Keeping(engine, prepare)
        self._now = now

    def take(self, name: str, holder: str, seconds: float) -> bool:
        """Whether `holder` has the work of that name for so many seconds from now; it may take it again before.

        Raises KeepingError; the holder may have it then all the same.
        """

        def write(connection: Connection) -> bool:
            now = self._moment(connection)
            until = now + timedelta(seconds=seconds)
            taking = dialects_insert(connection, LeaseRow)
            kept = LeaseRow.__table__.c
            taking = taking.on_conflict_do_update(
                index_elements=["name"],
                set_={"holder": taking.excluded.holder, "until": taking.excluded.until},
                where=or_(kept.until <= now, kept.holder == taking.excluded.holder),
            )
            row = {"name": storable_name(name), "holder": storable_name(holder), "until": until}
            return bool(connection.execute(taking.execution_options(preserve_rowcount=True), row).rowcount)

        return self._keeping.run(write)

    def give_back(self, name: str, holder: str) -> None:
        """Another may take it at once. Raises KeepingError."""
        theirs = (LeaseRow.name == storable_name(name), LeaseRow.holder == storable_name(holder))
        self._keeping.run(lambda connection: connection.execute(delete(LeaseRow).where(*theirs)))

    def _moment(self, connection: Connection) -> datetime:
        if self._now is not None:
            return storable_moment(self._now())
        if connection.dialect.name != "postgresql":
            return datetime.now(UTC)
        moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return moment
