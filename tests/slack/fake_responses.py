"""Response addresses: each serves five times within half an hour, and what is sent there becomes a message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fake_methods import Refused
from fake_methods_writing import content, replace
from fake_workspace import Channel, Message, Workspace

USES, LIFE = 5, 30 * 60


@dataclass
class ResponseUrl:
    workspace: Workspace
    channel: Channel
    user: str
    expires: float
    original: Message | None = None
    uses: int = 0
    written: list[Message] = field(default_factory=list)
    """What came through this address, oldest first."""


class ResponseUrls:
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.known: dict[str, ResponseUrl] = {}

    def new(self, workspace: Workspace, channel: Channel, user: str, original: Message | None = None) -> str:
        """The name of a new address."""
        name = f"{workspace.id}-{len(self.known) + 1}"
        self.known[name] = ResponseUrl(workspace, channel, user, self._now() + LIFE, original)
        return name

    def take(self, name: str, body: dict[str, Any]) -> None:
        """What was sent to the address; refused as Slack does."""
        url = self.known[name]
        if self._now() > url.expires:
            raise Refused("expired_url")
        if url.uses >= USES:
            raise Refused("used_url")
        url.uses += 1
        target = url.original or (url.written[-1] if url.written else None)
        if body.get("delete_original") and target is not None:
            _list_of(url, target).remove(target)
            return
        given = content(body)
        if body.get("replace_original") and target is not None:
            replace(url.workspace, target, given)
            return
        url.written.append(written(url, body, given))


def written(url: ResponseUrl, body: dict[str, Any], given: dict[str, Any]) -> Message:
    """A new message: for the person alone unless it says `in_channel`; outside any thread unless it names one."""
    alone = None if body.get("response_type") == "in_channel" else url.user
    home = url.workspace
    return home.put(url.channel, home.bot_user, ephemeral_for=alone, thread_ts=body.get("thread_ts"), **given)


def _list_of(url: ResponseUrl, message: Message) -> list[Message]:
    return url.channel.messages if message.ephemeral_for is None else url.channel.ephemerals
