"""What is for the eyes of one person: told in their own chat with the bot, wherever they asked or pressed."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.chat.handover import Delivered
from bot.chat.trouble import UndeliveredError
from bot.chat_words import chat_words
from bot.gap_words import gap_words
from bot.teams.activities import Sender, Setting
from bot.teams.invokes import Act
from bot.teams.messages import Mention, sentence_activity
from bot.teams.speaking import Message, Speaker, address_in_thread
from bot.teams.transport import TransportError

_LOG = logging.getLogger(__name__)


class _Words(Protocol):
    @property
    def language(self) -> str:
        """The one that they are in."""


class Asides:
    """`about` is what it is all about, for the log: "a reindex". `language` is the deployment's."""

    def __init__(self, speaker: Speaker, about: str, language: str) -> None:
        self._speaker = speaker
        self._about = about
        self._language = language

    async def tell(self, setting: Setting, sender: Sender, message: Message, *, in_place: str = "") -> Delivered:
        """For the eyes of one person; `in_place` of the message of this id where it stands in their own chat.

        Where Teams does not take the change, it is said anew.

        Raises TransportError in their own chat, UndeliveredError elsewhere.
        """
        if setting.kind != "direct":
            return await self._speaker.say_to_person(setting.workspace, sender.id, message)
        here = address_in_thread(setting)
        if in_place:
            try:
                return Delivered(setting.place, await self._speaker.change(here, in_place, message))
            except TransportError as error:  # it has been done, and the card says otherwise
                _LOG.warning(
                    "What was done with %s is said anew, its message cannot be changed: %s", self._about, error
                )
        return Delivered(setting.place, await self._speaker.say(here, message))

    async def serve(self, setting: Setting, language: str, telling: Awaitable[object], where: str = "") -> None:
        """Tell what was typed for; where others read along, they read that it was told, or else `where` it stands.

        Raises TransportError.
        """
        try:
            await telling
        except UndeliveredError as error:
            _LOG.warning("What %s comes to could not be said to who asked: %s", self._about, error)
            await self._say(setting, chat_words(language).add_me)
            return
        if setting.kind != "direct":
            await self._say(setting, where or gap_words(language).told_alone)

    async def act(self, act: Act, language: str, doing: Awaitable[object], trouble: str) -> None:
        """Do what was pressed. Never raises: who pressed gets a sentence, whatever broke the one of `trouble`."""
        try:
            await doing
        except TransportError as error:
            _LOG.warning("What was done with %s could not be shown: %s", self._about, error)
        except UndeliveredError as error:
            _LOG.warning("Who pressed a button of %s could not be told alone: %s", self._about, error)
            await self._quietly(act, chat_words(language).add_me)
        except Exception:  # noqa: BLE001 - who pressed gets a sentence, whatever broke
            _LOG.exception("What was pressed on %s could not be done", self._about)
            await self._quietly(act, trouble)

    def spoken(self, act: Act, words_of: Callable[[str], _Words]) -> str:
        """The language of the card that was pressed: it may have been asked for in another than Teams speaks."""
        told = act.told.get("language", "")
        return told if words_of(told).language == told else act.sender.language or self._language

    async def _say(self, setting: Setting, said: str, mention: Mention | None = None) -> None:
        await self._speaker.say(address_in_thread(setting), Message(sentence_activity(said, mention)))

    async def _quietly(self, act: Act, said: str) -> None:
        mention = None if act.setting.kind == "direct" else Mention(act.sender.teams_id, act.sender.name)
        try:
            await self._say(act.setting, said, mention)
        except TransportError as error:
            _LOG.warning("Who pressed a button could not be told: %s", error)
