"""Owners look after their pages in Teams: by a command, and by the buttons of cards. Nobody else reads along."""

from __future__ import annotations

from bot.chat.page_desk import PageDesk, PageReply
from bot.chat_words import chat_words
from bot.teams.activities import Incoming
from bot.teams.asides import Asides
from bot.teams.invokes import Act
from bot.teams.page_cards import ACTS, PREFIX
from bot.teams.page_messages import reply_message
from bot.teams.speaking import Speaker
from bot.teams.viewers import Viewers
from bot.upkeep.words import upkeep_words
from bot.viewer import Viewer

ID_LIMIT = 64
COMMAND = "page"
_IN_PLACE = frozenset({"page", "list"})


class PageWork:
    """Serves the command `page`, and the buttons of pages wherever they stand.

    What was said of a page is for those who look after it: elsewhere than in their own chat with the bot, it is told
    there.
    """

    commands = frozenset({COMMAND})
    prefix = PREFIX

    def __init__(self, *, desk: PageDesk, viewers: Viewers, speaker: Speaker, language: str) -> None:
        self._desk = desk
        self._viewers = viewers
        self._asides = Asides(speaker, "a page", language)

    async def serve(self, incoming: Incoming, language: str) -> None:
        """Do what was typed, and say what came of it. Raises TransportError."""
        setting, sender = incoming.setting, incoming.sender
        viewer = await self._viewers.of(setting.address, sender)
        reply = await self._desk.serve(viewer, incoming.command_words, language, sender.zone)
        telling = self._asides.tell(setting, sender, reply_message(reply, language))
        await self._asides.serve(setting, language, telling)

    async def act(self, act: Act) -> None:
        """A button of a page, or a form that was sent. Never raises: who pressed gets a sentence."""
        language = self._asides.spoken(act, upkeep_words)
        await self._asides.act(act, language, self._act(act, language), chat_words(language).trouble)

    async def _act(self, act: Act, language: str) -> None:
        """Do it. What a card sends can be written by hand: the desk decides what the person may do."""
        viewer = await self._viewers.of(act.setting.address, act.sender)
        reply = await self._reply(act, viewer, language)
        own_card = act.told.get("at", "") in _IN_PLACE and act.name != "page_see" and act.setting.kind == "direct"
        in_place = act.message if reply.done and own_card else ""
        if in_place and act.told["at"] == "list":
            reply = await self._desk.listing(viewer, language, reply)
        await self._asides.tell(act.setting, act.sender, reply_message(reply, language), in_place=in_place)

    async def _reply(self, act: Act, viewer: Viewer, language: str) -> PageReply:
        page, zone = act.subject[:ID_LIMIT], act.sender.zone
        verb = next((verb for name, verb in ACTS.items() if name == act.name), None)
        if verb is not None:
            note = act.given.get(verb) or act.told.get("note", "")
            return await self._desk.act(viewer, verb, page, language, note=note, zone=zone)
        return await self._desk.see(viewer, page, language, zone)
