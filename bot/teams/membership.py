"""Where the bot is, and who joins there: kept, so that it may write unasked, and looks anew who reads along."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from bot.chat.workers import Workers
from bot.conversation_model import KnownConversation
from bot.ports import Conversations, KeepingError
from bot.teams.activities import Sender, Setting
from bot.teams.directory import Directory
from bot.teams.happenings import Happened
from bot.teams.json_values import text_of
from bot.teams.transport import Transport, TransportError

_LOG = logging.getLogger(__name__)


GENERAL = "General"
"""Teams tells no name of the channel that every team begins with; this is what it calls it in English."""


class Membership:
    """Keeps it. No verb raises."""

    def __init__(
        self, transport: Transport, conversations: Conversations, directory: Directory, keepers: Workers
    ) -> None:
        self._transport = transport
        self._conversations = conversations
        self._directory = directory
        self._keepers = keepers

    async def heard(self, setting: Setting, sender: Sender | None) -> None:
        """Something came from a conversation: from now on it is known how to write there."""
        if sender is None and setting.chat == "personal":
            return
        await self._keep(setting.known(sender.id if sender else ""))

    async def happened(self, happened: Happened) -> None:
        """Take note of a change."""
        setting = happened.setting
        if happened.change == "removed":
            await self._removed(setting)
        elif happened.change == "team_gone":
            await self._quietly(setting, self._conversations.forget_team, setting.team)
        elif happened.change == "channel_gone":
            gone = setting.channel or setting.place
            await self._quietly(setting, self._conversations.forget, gone)
        elif happened.change in {"installed", "renamed"} and setting.team:
            await self._learn_channels(setting)
        else:
            if happened.change in {"joined", "left"}:
                await self._directory.changed(setting.address)
            await self.heard(setting, happened.sender)

    async def _learn_channels(self, setting: Setting) -> None:
        """All channels of a team, by the names that people know: with a message comes only a channel's id."""
        try:
            told = await self._transport.team(setting.address, setting.team)
        except TransportError as error:
            _LOG.warning("The channels of a team could not be looked up: %s", error)
            await self._keep(replace(setting.known(""), id=setting.channel or setting.place))
            return
        team = text_of(told.get("name"))
        for one in told.get("channels") or ():
            channel = text_of(one.get("id"))
            name = text_of(one.get("name")) or GENERAL
            if channel:
                await self._keep(replace(setting.known(""), id=channel, name=f"{team} › {name}" if team else name))

    async def _removed(self, setting: Setting) -> None:
        if setting.team:
            await self._quietly(setting, self._conversations.forget_team, setting.team)
        await self._quietly(setting, self._conversations.forget, setting.place)

    async def _keep(self, conversation: KnownConversation) -> None:
        try:
            await self._keepers.run(self._conversations.keep, conversation)
        except KeepingError as error:
            _LOG.warning("How to write to %s could not be kept: %s", conversation.id, error)

    async def _quietly(self, setting: Setting, forget: Callable[[str, str], None], what: str) -> None:
        try:
            await self._keepers.run(forget, setting.workspace, what)
        except KeepingError as error:
            _LOG.warning("That the bot is no longer in %s could not be kept: %s", what, error)
