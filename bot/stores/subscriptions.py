"""Who is sent which digest, in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, delete, select

from bot.digests.model import Subscription
from bot.stores.gap_tables import SubscriptionRow
from bot.stores.inserting import insert_or_replace
from bot.stores.keeping import Keeping
from bot.stores.storable import storable_id, storable_moment, storable_name, storable_text
from bot.stores.tables import LANGUAGE_LENGTH

_NAMES = tuple(field.name for field in fields(Subscription))
_COLUMNS = tuple(getattr(SubscriptionRow, name) for name in _NAMES)


def _now() -> datetime:
    return datetime.now(UTC)


class SqlSubscriptions:
    """Implements bot.digests.ports.Subscriptions."""

    def __init__(
        self, engine: Engine, prepare: Callable[[], None] | None = None, *, now: Callable[[], datetime] = _now
    ) -> None:
        self._keeping = Keeping(engine, prepare)
        self._now = now

    def keep(self, subscription: Subscription) -> None:
        """A new one, or in the place of the one with the same id. Raises KeepingError.

        One that does not say when it was made was made now, or when the one before it was.
        """
        row = _subscription_row(subscription, self._now())
        keeps = {"id"} | ({"created_at"} if subscription.created_at is None else set())
        replaced = tuple(name for name in _NAMES if name not in keeps)

        def write(connection: Connection) -> None:
            connection.execute(insert_or_replace(connection, SubscriptionRow, replaced), row)

        self._keeping.run(write)

    def drop(self, subscription_id: str) -> None:
        """It is sent no more. Raises KeepingError."""
        one = delete(SubscriptionRow).where(SubscriptionRow.id == storable_id(subscription_id))
        self._keeping.run(lambda connection: connection.execute(one))

    def find(self, subscription_id: str) -> Subscription | None:
        """By its id. Raises KeepingError."""
        found = select(*_COLUMNS).where(SubscriptionRow.id == storable_id(subscription_id))
        return next(iter(self._oldest_first(found)), None)

    def all(self) -> Sequence[Subscription]:
        """Those that are paused too, oldest first. Raises KeepingError."""
        return self._oldest_first(select(*_COLUMNS))

    def of_receiver(self, surface: str, workspace: str, receiver: str) -> Sequence[Subscription]:
        """What somebody, or a channel, is sent, oldest first. Raises KeepingError."""
        theirs = select(*_COLUMNS).where(
            SubscriptionRow.surface == surface,
            SubscriptionRow.workspace == storable_name(workspace),
            SubscriptionRow.receiver == storable_name(receiver),
        )
        return self._oldest_first(theirs)

    def _oldest_first(self, wanted: Select[*tuple[Any, ...]]) -> Sequence[Subscription]:
        in_order = wanted.order_by(SubscriptionRow.created_at, SubscriptionRow.id)
        return [_subscription(row) for row in self._keeping.run(lambda connection: connection.execute(in_order).all())]


def _subscription_row(subscription: Subscription, now: datetime) -> dict[str, Any]:
    fit = replace(
        subscription,
        id=storable_id(subscription.id),
        workspace=storable_name(subscription.workspace),
        receiver=storable_name(subscription.receiver),
        zone=storable_name(subscription.zone),
        teams=tuple(map(storable_name, subscription.teams)),
        owner=storable_name(subscription.owner),
        language=storable_text(subscription.language, LANGUAGE_LENGTH),
        created_by=storable_name(subscription.created_by),
        created_at=storable_moment(subscription.created_at or now),
        resumed_at=storable_moment(subscription.resumed_at) if subscription.resumed_at else None,
    )
    return asdict(fit) | {"at": f"{subscription.at:%H:%M}", "teams": list(fit.teams)}


def _subscription(row: Row[Any]) -> Subscription:
    found = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return Subscription(**found | {"at": time.fromisoformat(row.at), "teams": tuple(row.teams)})
