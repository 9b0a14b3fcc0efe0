"""Inserts that pass over, or replace, a row whose key is there already; the two dialects build them alike."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.stores.tables import Base


def insert_new(connection: Connection, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An insert that passes over rows whose key is there already; its result's `rowcount` counts the others."""
    return dialects_insert(connection, table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


def insert_or_replace(
    connection: Connection, table: type[Base], replaced: tuple[str, ...], *, unless_older: str | None = None
) -> postgresql.Insert | sqlite.Insert:
    """An insert that, where the key is there already, sets the columns `replaced` of that row.

    `unless_older` is a column: a row that has a later moment there stays as it is, and its result's `rowcount` is 0.
    """
    insert = dialects_insert(connection, table)
    key = [column.name for column in table.__table__.primary_key]
    newer = None
    if unless_older is not None:
        newer = table.__table__.c[unless_older] <= insert.excluded[unless_older]
    changes = {name: insert.excluded[name] for name in replaced}
    updating = insert.on_conflict_do_update(index_elements=key, set_=changes, where=newer)
    return updating.execution_options(preserve_rowcount=True)


def dialects_insert(connection: Connection, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """The database's own insert, for what is to happen where a key is there already."""
    target = cast("Table", table.__table__)
    return postgresql.insert(target) if connection.dialect.name == "postgresql" else sqlite.insert(target)
