"""Who may read a page of Confluence, as its restrictions and those of all pages above it say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Json = Mapping[str, Any]


def readers_of(restriction: Json | None) -> frozenset[str] | None:
    """The names of groups, and of people, whom one restriction lets read; empty: it restricts nobody.

    None where it does not tell, or tells a part alone.
    """
    restrictions = (restriction or {}).get("restrictions")
    if not isinstance(restrictions, Mapping):
        return None
    names: set[str] = set()
    for kind in ("group", "user"):
        told = restrictions.get(kind)
        results = told.get("results") if isinstance(told, Mapping) else None
        if not isinstance(results, list) or _is_cut_short(told, results):
            return None
        for one in results:
            name = _group(one) if kind == "group" else person_of(one)
            if not name:
                return None
            names.add(name)
    return frozenset(names)


def audience_of(levels: Iterable[frozenset[str]], ourselves: str | None = None) -> tuple[str, ...] | None:
    """Whom all levels, a page and those above it, let read; None where none restricts; () where no name is in all.

    `ourselves` is the account that reads for others: it must be let in everywhere, and is nobody's audience.

    Somebody who is in a group of one level and in another group of the other is missed: that hides, and shows nothing.
    """
    restricting = [level for level in levels if level]
    return tuple(sorted(frozenset.intersection(*restricting) - {ourselves})) if restricting else None


def _group(group: Json) -> str:
    return " ".join(str(group.get("name") or "").split())


def person_of(person: Json) -> str:
    """An e-mail address where it is shown; other names are marked, for a group may have the same."""
    if email := str(person.get("email") or "").strip():
        return email
    name = " ".join(str(person.get("username") or person.get("displayName") or person.get("accountId") or "").split())
    return f"user:{name}" if name else ""


def _is_cut_short(told: Any, results: list[Any]) -> bool:
    size, limit = told.get("size"), told.get("limit")
    more = (told.get("_links") or {}).get("next")
    return (
        bool(more)
        or (isinstance(size, int) and size > len(results))
        or (isinstance(limit, int) and len(results) >= limit)
    )
