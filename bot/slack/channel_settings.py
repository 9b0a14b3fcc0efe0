"""`/cornerman settings`: who may, changes in a dialog how the bot behaves in a channel."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.channel_manners import ChannelManners
from bot.chat.trouble import LookUpError
from bot.chat.workers import Workers
from bot.chat_words import ChatWords
from bot.groups import ADMINISTRATORS, MANAGERS
from bot.ports import Channels, Clock, KeepingError
from bot.slack.dialogs import show
from bot.slack.directory import Directory
from bot.slack.mrkdwn import escaped
from bot.slack.settings_view import WrongInputError, settings_view, typed_manners
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.views import View, message_view
from bot.slack.workspace import Workspace

_LOG = logging.getLogger(__name__)
_Outcome = TypeVar("_Outcome")
"""The roles of the settings that may change a channel; the first also gives it an audience."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may change in one channel. An audience decides who sees what, so that its giver must be trusted."""

    change: bool
    give_audience: bool


class ChannelSettings:
    """Opens the dialog and keeps what was typed. `groups` are the audiences of the deployment.

    `for_several`: several workspaces install the app. Anybody may make a workspace, and administers it then: an
    audience is given by those alone whom the settings name as administrators.
    """

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        directory: Directory,
        channels: Channels,
        clock: Clock,
        workers: Workers,
        default: ChannelManners,
        groups: Sequence[str],
        for_several: bool = False,
    ) -> None:
        self._directory = directory
        self._channels = channels
        self._clock = clock
        self._workers = workers
        self._default = default
        self._groups = groups
        self._for_several = for_several

    async def open(self, workspace: Workspace, user: str, channel: str, trigger_id: str, words: ChatWords) -> None:
        """Open the dialog at once, and fill it when it is known what holds and who asks."""

        async def filled() -> View | str:
            return await self._view(workspace, user, channel, words)

        try:
            waiting = message_view(words.settings_title, escaped(words.one_moment), words)
            opened = await workspace.client.views_open(trigger_id=trigger_id, view=waiting)
            found = await self._in_words(filled, words)
            view = message_view(words.settings_title, found, words) if isinstance(found, str) else found
            await show(workspace, str(opened["view"]["id"]), view)
        except SLACK_TROUBLE as error:
            _LOG.error("The settings of a channel could not be shown: %s", reason_of(error))

    def wrong(self, view: View, words: ChatWords) -> dict[str, str]:
        """What is wrong with what was typed, by field, told before Slack closes the dialog; empty where all is well."""
        try:
            typed_manners(view, self._default, words, may_give_audience=False)
        except WrongInputError as error:
            return error.fields
        return {}

    async def keep(self, workspace: Workspace, user: str, view: View, words: ChatWords) -> View:
        """Keep what was typed, where its author may. Gives the dialog that says what came of it."""
        channel = str(view.get("private_metadata") or "")

        async def kept() -> str:
            rights = await self._rights(workspace, user, channel)
            if not rights.change:
                return escaped(words.settings_not_you)
            before = await self._workers.run(self._channels.manners, workspace.id, channel) or self._default
            manners = typed_manners(view, before, words, may_give_audience=rights.give_audience)
            await self._change(workspace, user, channel, manners)
            return escaped(words.settings_saved)

        return message_view(words.settings_title, await self._in_words(kept, words), words)

    async def reset(self, workspace: Workspace, user: str, channel: str, view: View, words: ChatWords) -> None:
        """Go back to the default. An audience goes with it, which takes content away and gives none."""

        async def back() -> str:
            if not (await self._rights(workspace, user, channel)).change:
                return escaped(words.settings_not_you)
            await self._change(workspace, user, channel, None)
            return escaped(words.settings_back)

        text = await self._in_words(back, words)
        await show(workspace, str(view.get("id")), message_view(words.settings_title, text, words))

    async def _in_words(self, work: Callable[[], Awaitable[_Outcome]], words: ChatWords) -> _Outcome | str:
        """What the work gives; where it fails, a sentence (mrkdwn) that says so."""
        try:
            return await work()
        except LookUpError as error:
            _LOG.warning("Whether somebody may change a channel could not be looked up (%s)", error)
            return escaped(words.settings_unknown)
        except KeepingError as error:
            _LOG.warning("The settings of a channel could not be read or kept: %s", error)
            return escaped(words.log_down)
        except Exception:  # noqa: BLE001 - who pressed gets a sentence, whatever broke
            _LOG.exception("The settings of a channel could not be served")
            return escaped(words.trouble)

    async def _change(self, workspace: Workspace, user: str, channel: str, manners: ChannelManners | None) -> None:
        await self._workers.run(self._channels.change, workspace.id, channel, manners, by=user, at=self._clock.now())

    async def _view(self, workspace: Workspace, user: str, channel: str, words: ChatWords) -> View | str:
        """The dialog, or a sentence (mrkdwn) in its place."""
        rights = await self._rights(workspace, user, channel)
        if not rights.change:
            return escaped(words.settings_not_you)
        kept = await self._workers.run(self._channels.manners, workspace.id, channel)
        readers = await self._directory.readers(workspace, channel)
        return settings_view(
            kept or self._default,
            words,
            channel=channel,
            groups=self._groups,
            may_give_audience=rights.give_audience,
            outsiders=readers.outsiders,
            kept=kept is not None,
        )

    async def _rights(self, workspace: Workspace, user: str, channel: str) -> Rights:
        """Raises LookUpError: in doubt nobody may."""
        person = await self._directory.person(workspace, user)
        roles = await self._directory.roles_of(workspace, user)
        readers = await self._directory.readers(workspace, channel)
        administers = (person.administers or ADMINISTRATORS in roles) and not person.outside
        changes = administers or MANAGERS in roles or readers.creator == user
        gives_audience = administers and (ADMINISTRATORS in roles or not self._for_several)
        return Rights(changes and not person.outside, gives_audience)
