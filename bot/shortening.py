"""Plain text, cut where it must fit."""

from __future__ import annotations


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, the last one an ellipsis where something was left out."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
