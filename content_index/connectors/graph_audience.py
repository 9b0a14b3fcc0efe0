"""Who may read a file, as Microsoft Graph's permissions of it say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from content_index.ports import AudienceUnknownError

_READING = frozenset({"read", "write", "owner", "sp.owner", "sp.member", "sp.full control"})
"""Other roles, such as "sp.limited access", let people pass through or are of a company's own making."""
_EVERYBODY = ("c:0(.s|true", "c:0-.f|rolemanager|spo-grid-all-users/")
"""How the logins begin of SharePoint's own "Everyone" and "Everyone except external users", in every language."""


def audience_of(permissions: Sequence[Mapping[str, Any]], everyone: Collection[str], now: datetime) -> tuple[str, ...]:
    """The names of the groups, and addresses of the people, who may read; empty means everybody in the company.

    `everyone` are names of groups that all are in, folded. Raises AudienceUnknownError where nobody is named.
    """
    found: list[str] = []
    for permission in permissions:
        if not _READING.intersection(permission.get("roles") or ()) or _is_over(permission, now):
            continue
        link = permission.get("link") or {}
        if link.get("scope") in {"anonymous", "organization"} and not permission.get("hasPassword"):
            return ()
        for identity in _identities(permission):
            login = str((identity.get("siteUser") or {}).get("loginName") or "")
            if login.startswith(_EVERYBODY):
                return ()
            name = _name(identity)
            if name.casefold() in everyone:
                return ()
            if name:
                found.append(name)
    if not found:
        raise AudienceUnknownError("its permissions name nobody who may read it: share it with a group")
    return tuple(sorted(set(found)))


def _identities(permission: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    one, several = permission.get("grantedToV2"), permission.get("grantedToIdentitiesV2")
    yield from (identity for identity in (one, *(several or ())) if isinstance(identity, Mapping))


def _name(identity: Mapping[str, Any]) -> str:
    """A group by its name, a person by the address; "" for an app."""
    for kind in ("group", "siteGroup"):
        if found := identity.get(kind):
            return str(found.get("displayName") or "")
    people = [identity.get(kind) or {} for kind in ("user", "siteUser")]
    named = [person.get(key) for key in ("email", "displayName") for person in people]
    return str(next(filter(None, named), ""))


def _is_over(permission: Mapping[str, Any], now: datetime) -> bool:
    """A permission may end; the year 1 stands for never."""
    written = permission.get("expirationDateTime")
    if not written:
        return False
    try:
        ends = datetime.fromisoformat(str(written))
    except ValueError:
        return True
    ends = ends if ends.tzinfo else ends.replace(tzinfo=UTC)
    return ends.year > 1 and ends <= now
