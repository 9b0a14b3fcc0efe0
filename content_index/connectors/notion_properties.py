"""What the properties of a page of Notion say of it, in the words of a side file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from content_index.connectors.remote_pages import SideFileValue
from content_index.metadata_keys import KEYS, key_of, meant_by

Json = Mapping[str, Any]

_READ = (KEYS | {"draft"}) - {"title", "url"}
_ONE = frozenset({"owner", "kind", "language", "reviewed", "review_every"})
_UNTITLED = "Untitled"


def title_of(page: Json) -> str:
    """The words of the property that is the title, whatever its name."""
    for told in (page.get("properties") or {}).values():
        if told.get("type") == "title":
            return " ".join(_plain(told.get("title")).split()) or _UNTITLED
    return _UNTITLED


def told_by(page: Json) -> dict[str, SideFileValue | None]:
    """`Owner`, `Kind`, `Competitors` … by their names (docs/content.md).

    A property that speaks of an audience, and is empty, of another kind or misspelt, lets nobody see the page.
    """
    told: dict[str, SideFileValue | None] = {}
    for name, value in (page.get("properties") or {}).items():
        written = str(name).strip().replace(" ", "_")
        key = key_of(written)
        if meant_by(written) == "audience":
            told["audience"] = ()
        if key not in _READ or (key in told and key != "audience"):
            continue
        said = _said(value)
        if key == "audience":
            told[key] = said if isinstance(said, tuple) and "audience" not in told else ()
        elif key in _ONE and isinstance(said, tuple):
            told[key] = said[0] if said else None
        else:
            told[key] = said
    return told


def _said(value: Json) -> tuple[str, ...] | bool:
    """The words of a property, or whether it is ticked; nothing for kinds that hold no words of their own."""
    kind = str(value.get("type") or "")
    inside = value.get(kind)
    words: list[str] = []
    match kind:
        case "checkbox":
            return bool(inside)
        case "rich_text":
            words = [_plain(inside)]
        case "select" | "status":
            words = [str((inside or {}).get("name") or "")]
        case "multi_select" | "people":
            words = [str(one.get("name") or "") for one in inside or ()]
        case "date":
            words = [str((inside or {}).get("start") or "")[:10]]
        case "number" | "email":
            words = ["" if inside is None else f"{inside:g}" if isinstance(inside, float) else str(inside)]
        case _:
            pass
    return tuple(filter(None, (" ".join(word.split()) for word in words)))


def _plain(parts: Any) -> str:
    return "".join(str(part.get("plain_text") or "") for part in parts or ())
