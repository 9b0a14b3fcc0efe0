"""Whom the local Teams knows and where they talk; and what Teams writes, for what its client cannot do."""

from __future__ import annotations

import html
import itertools
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

TENANT = "7e1d0b1c-5f5c-4d5e-9a57-acacacacacac"
APP = "3b1f6a52-0d43-4c38-9d6e-c0c0c0c0c0c0"
PERSONAL = "a:1personal"
GROUP = "19:dealdesk@thread.v2"
TEAM = GENERAL = "19:sales@thread.tacv2"
CHANNEL = "19:emea@thread.tacv2"
_ids = itertools.count(int(time.time() * 1000))


@dataclass(frozen=True)
class Person:
    """Somebody in the company: `id` is Teams' own, `directory_id` the one of the company's directory."""

    id: str
    name: str
    mail: str
    directory_id: str

    @property
    def account(self) -> dict[str, str]:
        """How an activity names them."""
        return {"id": self.id, "name": self.name, "aadObjectId": self.directory_id}

    @property
    def settings(self) -> dict[str, str]:
        given, _, surname = self.name.partition(" ")
        named = {"id": self.id, "name": self.name, "givenName": given, "surname": surname, "email": self.mail}
        return {**named, "userPrincipleName": self.mail, "aadObjectId": self.directory_id}  # spelt so by the client


def _person(number: int, name: str) -> Person:
    short = name.partition(" ")[0].lower()
    return Person(f"29:1{short}", name, f"{short}@acme.example", f"00000000-0000-4000-8000-00000000000{number}")


REP = _person(1, "Robin Adeyemi")
"""Who sits at the client."""
PEOPLE = {
    "owner": _person(2, "Dana Reyes"),
    "manager": _person(3, "Noor Haddad"),
    "other_rep": _person(4, "Sam Okafor"),
    "new_rep": _person(5, "Ines Martel"),
    "finance": _person(6, "Leo Brandt"),
}
"""The others by role, exactly as many as the client takes. All are in the group chat and in the team."""
EVERYBODY = (REP, *PEOPLE.values())


def bot(app_id: str) -> dict[str, str]:
    """The bot as activities name it."""
    return {"id": f"28:{app_id}", "name": "Cornerman"}


def settings(app_id: str) -> dict[str, Any]:
    """The client's `.m365agentsplayground.yml`."""
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": bot(app_id),
        "currentUser": REP.settings,
        "users": [person.settings for person in PEOPLE.values()],
        "personalChat": {"id": PERSONAL},
        "groupChat": {"id": GROUP, "name": "Deal desk"},
        "team": {
            "id": TEAM,
            "name": "Sales",
            "aadGroupId": "00000000-0000-4000-8000-0000000000ff",
            "channels": [{"id": CHANNEL, "name": "EMEA"}],
        },
    }


def new_message_id() -> str:
    """A message's id in Teams: the milliseconds at which it was written, each given out once."""
    return str(next(_ids))


def channel_of(conversation: str) -> str:
    """The channel of a thread; any other conversation is given back."""
    return conversation.partition(";")[0]


def _place(conversation: str) -> dict[str, Any]:
    where: dict[str, Any] = {"id": conversation, "tenantId": TENANT}
    if conversation.startswith(GROUP):
        return where | {"conversationType": "groupChat", "isGroup": True}
    if channel_of(conversation) in {GENERAL, CHANNEL}:
        return where | {"conversationType": "channel", "isGroup": True}
    return where | {"conversationType": "personal"}


def activity(kind: str, by: Person, conversation: str, *, app_id: str, service_url: str, **more: Any) -> dict[str, Any]:
    """An activity as Teams sends it: `more` is what its kind has, and replaces what all have; None takes away."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    channel_data: dict[str, Any] = {"tenant": {"id": TENANT}}
    if _place(conversation)["conversationType"] == "channel":
        channel_data |= {"team": {"id": TEAM}, "channel": {"id": channel_of(conversation)}}
    common = {
        "type": kind,
        "id": str(uuid.uuid4()),
        "timestamp": now,
        "localTimestamp": now,
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": by.account,
        "recipient": bot(app_id),
        "conversation": _place(conversation),
        "channelData": channel_data,
        "locale": "en-US",
        "entities": [{"type": "clientInfo", "locale": "en-US", "country": "US", "platform": "Web"}],
    }
    return {key: value for key, value in (common | more).items() if value is not None}


def mention_of(app_id: str) -> dict[str, Any]:
    """The entity of a message that mentions the bot; its `text` is what stands in the message."""
    return {"type": "mention", "mentioned": bot(app_id), "text": "<at>Cornerman</at>"}


def message_payload(message_id: str, conversation: str, author: str, text: str) -> dict[str, Any]:
    """A message as an action on it shows it to the bot."""
    person = next((one for one in EVERYBODY if one.id == author), None)
    user = {"userIdentityType": "aadUser", "id": person.directory_id, "displayName": person.name} if person else None
    application = None if user else {"applicationIdentityType": "bot", "id": author, "displayName": "Cornerman"}
    return {
        "id": message_id,
        "replyToId": conversation.partition(";messageid=")[2] or None,
        "createdDateTime": datetime.now(UTC).isoformat(),
        "deleted": False,
        "importance": "normal",
        "locale": "en-us",
        "from": {"user": user, "application": application},
        "body": {"contentType": "html", "content": f"<p>{html.escape(text)}</p>"},
        "attachments": [],
        "mentions": [],
        "reactions": [],
    }
