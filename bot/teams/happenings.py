"""What Teams tells of the bot's conversations: installed, removed, somebody added, a team renamed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.teams.activities import Sender, Setting, sender_of, setting_of
from bot.teams.json_values import text_of

_ADDED = frozenset({"add", "add-upgrade"})
_REMOVED = frozenset({"remove", "remove-upgrade"})
Change = Literal["installed", "removed", "joined", "left", "renamed", "channel_gone", "team_gone", "nothing"]
_EVENTS: dict[str, Change] = {
    "channelDeleted": "channel_gone",
    "teamDeleted": "team_gone",
    "teamHardDeleted": "team_gone",
}
"""What is not told here leaves the conversations where they are, with other names perhaps."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What an activity tells of the bot's conversations. `people` are Teams' ids of who came or went."""

    change: Change
    setting: Setting
    sender: Sender | None
    people: tuple[str, ...] = ()


def happened_in(activity: Mapping[str, Any]) -> Happened | None:
    """What a `conversationUpdate` or an `installationUpdate` tells; None where it is neither, or not of Teams' shape.

    Teams tells of an installation twice, by both; the first of them counts as one, whichever it is.
    """
    setting, sender = setting_of(activity), sender_of(activity)
    kind = text_of(activity.get("type"))
    if setting is None or kind not in {"conversationUpdate", "installationUpdate"}:
        return None
    if kind == "installationUpdate":
        action = text_of(activity.get("action"))
        change: Change = "installed" if action in _ADDED else "removed" if action in _REMOVED else "nothing"
        return Happened(change, setting, sender)
    added, removed = _people(activity, "membersAdded"), _people(activity, "membersRemoved")
    data = activity.get("channelData")
    event = text_of(data.get("eventType")) if isinstance(data, Mapping) else ""
    if setting.bot in (*added, *removed):
        return Happened("installed" if setting.bot in added else "removed", setting, sender)
    if added or removed:
        return Happened("joined" if added else "left", setting, sender, (*added, *removed))
    return Happened(_EVENTS.get(event, "renamed" if event else "nothing"), setting, sender)


def _people(activity: Mapping[str, Any], key: str) -> tuple[str, ...]:
    given = activity.get(key)
    return tuple(text_of(one.get("id")) for one in given if isinstance(one, Mapping)) if isinstance(given, list) else ()
