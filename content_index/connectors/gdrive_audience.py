"""Who may read a file, as Google Drive's permissions of it say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from content_index.ports import AudienceUnknownError

_READING = frozenset({"owner", "organizer", "fileOrganizer", "writer", "commenter", "reader"})
_NO_PERSON = ".gserviceaccount.com"


def audience_of(permissions: Sequence[Mapping[str, Any]], everyone: Collection[str], now: datetime) -> tuple[str, ...]:
    """The addresses of groups and people who may read, and other companies' domains; empty: everybody in the company.

    `everyone`, folded: groups that all are in, and the company's domains. A domain that is not named there may be that
    of a buyer. Raises AudienceUnknownError where nobody is named.
    """
    found: set[str] = set()
    for permission in permissions:
        if permission.get("role") not in _READING or _is_void(permission, now):
            continue
        kind = permission.get("type")
        address = str(permission.get("domain" if kind == "domain" else "emailAddress") or "").casefold()
        if kind == "anyone" or address in everyone:
            return ()
        if kind in {"group", "user", "domain"} and address and not address.endswith(_NO_PERSON):
            found.add(address)
    if not found:
        raise AudienceUnknownError("its permissions name nobody who may read it: share it with a group")
    return tuple(sorted(found))


def _is_void(permission: Mapping[str, Any], now: datetime) -> bool:
    """Of an account that was deleted, over, or for seeing that there is something alone."""
    if permission.get("deleted") or permission.get("view") == "metadata":
        return True
    written = permission.get("expirationTime")
    if not written:
        return False
    try:
        ends = datetime.fromisoformat(str(written))
    except ValueError:
        return True
    return (ends if ends.tzinfo else ends.replace(tzinfo=UTC)) <= now
