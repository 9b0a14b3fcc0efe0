"""`whatsnew` in Teams: tells what is new, sends it every week, launches pages. Nobody else reads along."""

from __future__ import annotations

from bot.chat.news_desk import NewsDesk
from bot.teams.activities import Incoming
from bot.teams.asides import Asides
from bot.teams.digest_rooms import TeamsRooms
from bot.teams.invokes import Act
from bot.teams.news_cards import reply_message
from bot.teams.sharing import Sharing
from bot.teams.sight import Sights
from bot.teams.speaking import Speaker
from bot.teams.viewers import Viewers

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
        asides = Asides(self._speaker, "what is new", language)
        await asides.serve(setting, language, asides.tell(setting, sender, reply_message(reply)))

    async def act(self, act: Act) -> None:
        """It has no buttons of its own."""
