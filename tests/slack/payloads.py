"""Requests in the shapes that Slack documents."""

from __future__ import annotations

from itertools import count
from typing import Any

from fake_slack import BOT_USER, TEAM

_NUMBERS = count(1)


def event(inner: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "token": "legacy",
        "team_id": TEAM,
        "api_app_id": "A00000001",
        "event": inner,
        "type": "event_callback",
        "event_id": f"Ev{next(_NUMBERS):08}",
        "event_time": 1_795_512_600,
        "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
        "is_ext_shared_channel": False,
    } | changes


def mention(
    text: str = f"<@{BOT_USER}> two-year discount?", *, ts: str = "1795512600.000100", **changes: Any
) -> dict[str, Any]:
    return {
        "type": "app_mention",
        "user": "U0REP0001",
        "text": text,
        "ts": ts,
        "team": TEAM,
        "channel": "C0SALES01",
        "event_ts": ts,
    } | changes


def direct(text: str = "two-year discount?", *, ts: str = "1795512600.000100", **changes: Any) -> dict[str, Any]:
    given = mention(text, ts=ts, type="message", channel="D0REP0001", channel_type="im")
    return given | changes


def command(text: str = "two-year discount?", *, response_url: str, **changes: Any) -> dict[str, Any]:
    return {
        "token": "legacy",
        "team_id": TEAM,
        "team_domain": "acme",
        "channel_id": "C0SALES01",
        "channel_name": "sales",
        "user_id": "U0REP0001",
        "user_name": "robin",
        "command": "/ask",
        "text": text,
        "api_app_id": "A00000001",
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": f"{next(_NUMBERS)}.1.abc",
    } | changes
