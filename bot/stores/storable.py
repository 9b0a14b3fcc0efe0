"""Text made fit for any database. Pure functions."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.stores.tables import ID_LENGTH, NAME_LENGTH

PATH_BYTES = 1_000


def storable_text(value: str, longest: int) -> str:
    """Cut to length, with U+FFFD for what cannot be stored: NUL in PostgreSQL, half of a surrogate pair in UTF-8."""
    return value[:longest].replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def storable_name(name: str) -> str:
    """A platform's id, or a name; what looks for it must make it storable too."""
    return storable_text(name, NAME_LENGTH)


def storable_id(one: str) -> str:
    """An id that Cornerman gave."""
    return storable_text(one, ID_LENGTH)


def storable_path(path: str) -> str:
    """A document's path where an index holds it: PostgreSQL takes 2,704 bytes for all of an index's entry."""
    return storable_text(path, PATH_BYTES).encode()[:PATH_BYTES].decode(errors="ignore")


def storable_moment(moment: datetime) -> datetime:
    """In UTC; one without a zone is taken as UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
