"""What Teams refuses of what it is sent, as far as it says so: sizes, and cards that are none."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

_CARD = "application/vnd.microsoft.card.adaptive"
_CARD_BYTES = 28 * 1024
_MESSAGE_BYTES = 100 * 1024
"""In UTF-16."""


class Refused(Exception):  # noqa: N818 - an answer
    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(code)
        self.answer = web.json_response({"error": {"code": code, "message": message or code}}, status=status)


def checked(activity: Any, size: int) -> dict[str, Any]:
    """The activity. What is too large for Teams, or holds what it takes for no card, is refused; `size` on the wire."""
    if not isinstance(activity, dict) or not activity.get("type"):
        raise Refused(400, "BadSyntax", "This is no activity.")
    for attachment in activity.get("attachments") or ():
        if attachment.get("contentType") == _CARD:
            _check_card(attachment.get("content"), size)
    if size > _MESSAGE_BYTES // 2:
        text = json.dumps(activity, ensure_ascii=False)
        if len(text.encode("utf-16-le", "surrogatepass")) > _MESSAGE_BYTES:
            raise Refused(413, "MessageSizeTooBig", "Message size too large.")
    return activity


def _check_card(card: Any, size: int) -> None:
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard" or not isinstance(card.get("version"), str):
        raise Refused(400, "BadArgument", "Invalid adaptive card.")
    for name in ("body", "actions"):
        elements = card.get(name, [])
        if not isinstance(elements, list) or not all(isinstance(each, dict) and each.get("type") for each in elements):
            raise Refused(400, "BadArgument", f"Invalid adaptive card: {name}.")
    if size > _CARD_BYTES:  # on the wire it is never shorter
        text = json.dumps(card, ensure_ascii=False, separators=(",", ":"))
        if len(text.encode("utf-8", "surrogatepass")) > _CARD_BYTES:
            raise Refused(413, "MessageSizeTooBig", "Message size too large.")
