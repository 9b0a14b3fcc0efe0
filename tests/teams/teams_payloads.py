"""Activities in the shapes that Teams sends (Microsoft's documentation, and Microsoft's local client)."""

from __future__ import annotations

from itertools import count
from typing import Any

from fake_connector import APP_ID, TENANT

BOT = f"28:{APP_ID}"
REP, REP_29 = "00000000-0000-0000-0000-000000000001", "29:rep"
OWNER, OWNER_29 = "00000000-0000-0000-0000-000000000002", "29:owner"
PERSONAL, GROUP = "a:personal", "19:group@thread.v2"
TEAM, CHANNEL = "19:general@thread.tacv2", "19:emea@thread.tacv2"
AT = "<at>Cornerman</at>"

_NUMBERS = count(1_795_778_850_000)


def new_id() -> str:
    """As Teams numbers messages: milliseconds."""
    return str(next(_NUMBERS))


def activity(kind: str, service: str, **changes: Any) -> dict[str, Any]:
    """What all have in common: from a rep, in their chat with the bot."""
    return {
        "type": kind,
        "id": new_id(),
        "timestamp": "2026-11-27T11:27:30.112Z",
        "localTimestamp": "2026-11-27T11:27:30.112+00:00",
        "localTimezone": "UTC",
        "channelId": "msteams",
        "serviceUrl": service,
        "from": {"id": REP_29, "name": "Robin Reyes", "aadObjectId": REP},
        "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": PERSONAL},
        "recipient": {"id": BOT, "name": "Cornerman"},
        "locale": "en-US",
        "entities": [_client("en-US")],
        "channelData": {"tenant": {"id": TENANT}},
    } | changes


def direct(text: str, service: str, **changes: Any) -> dict[str, Any]:
    """A message in the chat with the bot."""
    return activity("message", service, text=text, textFormat="plain", **changes)


def in_channel(asked: str, service: str, *, thread: str | None = None, channel: str = CHANNEL, **changes: Any) -> Any:
    """A mention in a channel; in a thread, or as its first message."""
    own = new_id()
    return activity(
        "message",
        service,
        **{
            "id": own,
            "text": f"{AT} {asked}",
            "textFormat": "plain",
            "conversation": {
                "isGroup": True,
                "conversationType": "channel",
                "tenantId": TENANT,
                "id": f"{channel};messageid={thread or own}",
            },
            "entities": [_mention(), _client("en-US")],
            "channelData": {
                "teamsChannelId": channel,
                "teamsTeamId": TEAM,
                "tenant": {"id": TENANT},
                "team": {"id": TEAM},
                "channel": {"id": channel},
            },
        }
        | changes,
    )


def in_group(text: str, service: str, **changes: Any) -> dict[str, Any]:
    """A mention in a group chat."""
    place = {"isGroup": True, "conversationType": "groupChat", "tenantId": TENANT, "id": GROUP}
    given = {"text": f"{AT} {text}", "conversation": place, "entities": [_mention(), _client("en-US")]}
    return activity("message", service, **(given | changes))


def submitted(value: dict[str, Any], message: str, service: str, **changes: Any) -> dict[str, Any]:
    """A press of `Action.Submit` on the card in a message."""
    return activity("message", service, replyToId=message, value=value, **changes)


def invoke(name: str, value: dict[str, Any], service: str, **changes: Any) -> dict[str, Any]:
    """Something that Teams waits for an answer to."""
    return activity("invoke", service, name=name, value=value, **changes)


def thumb(reaction: str, message: str, service: str, *, feedback: str = "{}", **changes: Any) -> dict[str, Any]:
    """What is sent with one of Teams' own thumbs."""
    value = {"actionName": "feedback", "actionValue": {"reaction": reaction, "feedback": feedback}}
    return invoke("message/submitAction", value, service, replyToId=message, **changes)


def query(text: str, service: str, **changes: Any) -> dict[str, Any]:
    """What is typed into the message extension."""
    value = {
        "commandId": "searchAnswers",
        "parameters": [{"name": "question", "value": text}],
        "queryOptions": {"skip": 0, "count": 25},
    }
    return invoke("composeExtension/query", value, service, **changes)


def sender(aad: str, teams_id: str, name: str, **more: Any) -> dict[str, Any]:
    """Who an activity is from."""
    return {"id": teams_id, "name": name, "aadObjectId": aad, **more}


def _mention() -> dict[str, Any]:
    return {"type": "mention", "mentioned": {"id": BOT, "name": "Cornerman"}, "text": AT}


def _client(locale: str) -> dict[str, Any]:
    return {"type": "clientInfo", "locale": locale, "country": "US", "platform": "Web", "timezone": "UTC"}
