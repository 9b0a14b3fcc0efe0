"""Accounts of the console's own, in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Delete, Engine, RowMapping, Update, delete, select, update

from bot.accounts import Account, login_name
from bot.stores.gap_tables import AccountRow
from bot.stores.inserting import insert_new
from bot.stores.keeping import Keeping
from bot.stores.storable import storable_moment, storable_name

_COLUMNS = tuple(AccountRow.__table__.c)


class SqlAccounts:
    """Implements bot.accounts.Accounts."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        self._keeping = Keeping(engine, prepare)

    def add(self, account: Account) -> bool:
        """A new one. False where the name is taken. Raises KeepingError."""
        row = {
            "name": _key(account.name),
            "password_hash": account.password_hash,
            "roles": list(account.roles),
            "groups": list(account.groups),
            "email": storable_name(account.email),
            "created_at": storable_moment(account.created_at),
            "password_changed_at": storable_moment(account.password_changed_at),
        }

        def insert(connection: Connection) -> int:
            return connection.execute(insert_new(connection, AccountRow), row).rowcount

        return self._keeping.run(insert) > 0

    def find(self, name: str) -> Account | None:
        """By its name. Raises KeepingError."""
        wanted = select(*_COLUMNS).where(AccountRow.name == _key(name))
        row = self._keeping.run(lambda connection: connection.execute(wanted).mappings().first())
        return None if row is None else _account(row)

    def listing(self) -> Sequence[Account]:
        """All of them, by name. Raises KeepingError."""
        wanted = select(*_COLUMNS).order_by(AccountRow.name)
        rows = self._keeping.run(lambda connection: connection.execute(wanted).mappings().all())
        return [_account(row) for row in rows]

    def change_password(self, name: str, password_hash: str, at: datetime) -> bool:
        """False where there is none of that name. Raises KeepingError."""
        changed = {"password_hash": password_hash, "password_changed_at": storable_moment(at)}
        return self._changes(update(AccountRow).where(AccountRow.name == _key(name)).values(**changed))

    def remove(self, name: str) -> bool:
        """False where there is none of that name. Raises KeepingError."""
        return self._changes(delete(AccountRow).where(AccountRow.name == _key(name)))

    def _changes(self, wanted: Update | Delete) -> bool:
        return self._keeping.run(lambda connection: connection.execute(wanted).rowcount) > 0


def _key(name: str) -> str:
    return storable_name(login_name(name))


def _account(row: RowMapping) -> Account:
    values: dict[str, Any] = dict(row)
    return Account(**(values | {"roles": tuple(values["roles"]), "groups": tuple(values["groups"])}))
