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

_LOG = logging.getLogger(__name__)


class Membership:
    """Keeps it. No verb raises."""

    def __init__(self, conversations: Conversations, directory: Directory, keepers: Workers) -> None:
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
        elif happened.change == "renamed" and setting.channel and setting.channel != setting.place:
            await self._keep(replace(setting.known(""), id=setting.channel))
        else:
            if happened.change in {"joined", "left"}:
                await self._directory.changed(setting.address)
            await self.heard(setting, happened.sender)

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
