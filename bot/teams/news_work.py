"""`whatsnew` in Teams: tells what is new, sends it every week, launches pages. Nobody else reads along."""

from __future__ import annotations

import logging

from bot.chat.news_desk import NewsDesk
from bot.chat.trouble import UndeliveredError
from bot.chat_words import chat_words
from bot.gap_words import gap_words
from bot.teams.activities import Incoming
from bot.teams.digest_rooms import TeamsRooms
from bot.teams.invokes import Act
from bot.teams.messages import sentence_activity
from bot.teams.news_cards import reply_message
from bot.teams.sharing import Sharing
from bot.teams.sight import Sights
from bot.teams.speaking import Message, Speaker, address_in_thread
from bot.teams.viewers import Viewers

_LOG = logging.getLogger(__name__)
COMMAND = "whatsnew"


class NewsWork:
    """Serves the command. What somebody may see others may not: it is told in their own chat with the bot."""

    commands = frozenset({COMMAND})
    prefix = "news_"

    def __init__(self, *, desk: NewsDesk, viewers: Viewers, speaker: Speaker, sights: Sights, sharing: Sharing) -> None:
        self._desk = desk
        self._viewers = viewers
        self._speaker = speaker
        self._sights = sights
        self._sharing = sharing

    async def serve(self, incoming: Incoming, language: str) -> None:
        """Do what was typed, and say what came of it. Raises TransportError."""
        setting, sender = incoming.setting, incoming.sender
        viewer = await self._viewers.of(setting.address, sender)
        rooms = TeamsRooms(setting, sender, speaker=self._speaker, sights=self._sights, sharing=self._sharing)
        reply = await self._desk.serve(viewer, incoming.command_words, rooms, language, sender.zone)
        message, here = reply_message(reply), address_in_thread(setting)
        if setting.kind == "direct":
            await self._speaker.say(here, message)
            return
        try:
            await self._speaker.say_to_person(setting.workspace, sender.id, message)
        except UndeliveredError as error:
            _LOG.warning("What is for one person alone could not be said to them: %s", error)
            await self._speaker.say(here, Message(sentence_activity(chat_words(language).add_me)))
            return
        await self._speaker.say(here, Message(sentence_activity(gap_words(language).told_alone)))

    async def act(self, act: Act) -> None:
        """It has no buttons of its own."""
