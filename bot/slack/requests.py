"""What comes to Slack's address by HTTP: did Slack send it, and can it be read? Pure; asked before anything else.

Slack's libraries take both for granted and break on what no Slack would send; but anybody can send it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

STALE_AFTER = 300
"""Seconds after which a signature no longer counts: an older request may have been overheard and sent again."""

SSL_CHECK_LIMIT = 1_000
"""Bytes of the one form that is read without a signature. To take a long one apart would hold up all others."""

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_INTERACTIONS = frozenset({"block_actions", "block_suggestion", "interactive_message", "message_action", "shortcut"})
_DIALOGS = frozenset(
    {"dialog_cancellation", "dialog_submission", "dialog_suggestion", "view_closed", "view_submission"}
)
"""What comes of buttons, menus, shortcuts and dialogs, as a form whose field `payload` is JSON."""
_UNKNOWN_TYPE = "its type is none that Slack sends here"
_NO_OBJECT = "the body holds no JSON object"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is answered instead: an HTTP status, and a reason that holds nothing of the request."""

    status: int
    reason: str


def refusal(body: bytes, headers: Mapping[str, str], signing_secret: str, now: float) -> Refusal | None:
    """Why the request is not taken; None where it is. `now` is in seconds since 1970."""
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind == _FORM and len(body) <= SSL_CHECK_LIMIT and parse_qs(body.decode("latin-1")).get("ssl_check") == ["1"]:
        return None  # Slack looks whether the address has HTTPS, without a signature; nothing is read of it
    if not _is_signed(body, headers, signing_secret, now):
        return Refusal(401, "it is not signed with slack.signing_secret, or was signed more than five minutes ago")
    problem = _problem(body, kind)
    return None if problem is None else Refusal(400, problem)


def _is_signed(body: bytes, headers: Mapping[str, str], secret: str, now: float) -> bool:
    """Over the bytes as they came: the SDK's own verifier breaks where they, or the headers, are no plain text."""
    stamp, signature = headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
    if not (stamp.isascii() and stamp.isdigit()) or abs(now - float(stamp)) > STALE_AFTER:
        return False
    signed = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={signed}".encode(), signature.encode(errors="surrogateescape"))


def _problem(body: bytes, kind: str) -> str | None:
    """What is wrong with a signed body."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return "the body is not UTF-8 text"
    if kind == _JSON:
        return _problem_of_event(text)
    if kind != _FORM:
        return f"the content type must be {_JSON} or {_FORM}"
    fields = parse_qs(text, keep_blank_values=True)
    if "payload" in fields:
        payload = _object(fields["payload"][-1])
        if payload is None:
            return _NO_OBJECT
        return None if str(payload.get("type")) in _INTERACTIONS | _DIALOGS else _UNKNOWN_TYPE
    return None if fields.get("command") and fields.get("response_url") else "the form is no slash command"


def _problem_of_event(text: str) -> str | None:
    found = _object(text)
    if found is None:
        return _NO_OBJECT
    match found.get("type"):
        case "event_callback":
            event = found.get("event")
            is_event = isinstance(event, dict) and isinstance(event.get("type"), str)
            return None if is_event else "the event is no object with a type"
        case "url_verification":
            return None if isinstance(found.get("challenge"), str) else "the challenge is missing"
        case "app_rate_limited":
            return None
        case _:
            return _UNKNOWN_TYPE


def _object(text: str) -> dict[str, object] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
