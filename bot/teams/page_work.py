"""Owners look after their pages in Teams: by a command, and by the buttons of cards. Nobody else reads along."""

from __future__ import annotations

import logging

from bot.chat.page_desk import PageDesk, PageReply
from bot.chat.trouble import UndeliveredError
from bot.chat_words import chat_words
from bot.gap_words import gap_words
from bot.teams.activities import Incoming, Sender, Setting
from bot.teams.invokes import Act
from bot.teams.messages import Mention, sentence_activity
from bot.teams.page_cards import ACTS, PREFIX
from bot.teams.page_messages import reply_message
from bot.teams.speaking import Message, Speaker, address_in_thread
from bot.teams.transport import TransportError
from bot.teams.viewers import Viewers
from bot.upkeep.words import upkeep_words
from bot.viewer import Viewer

_LOG = logging.getLogger(__name__)
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
        self._speaker = speaker
        self._language = language

    async def serve(self, incoming: Incoming, language: str) -> None:
        """Do what was typed, and say what came of it. Raises TransportError."""
        setting, sender = incoming.setting, incoming.sender
        viewer = await self._viewers.of(setting.address, sender)
        reply = await self._desk.serve(viewer, incoming.command_words, language, sender.zone)
        try:
            await self._tell(setting, sender, reply_message(reply, language))
        except UndeliveredError as error:
            _LOG.warning("What is for one person alone could not be said to them: %s", error)
            await self._say(setting, chat_words(language).add_me)
            return
        if setting.kind != "direct":
            await self._say(setting, gap_words(language).told_alone)

    async def act(self, act: Act) -> None:
        """A button of a page, or a form that was sent. Never raises: who pressed gets a sentence."""
        language = self._spoken(act)
        try:
            await self._act(act, language)
        except TransportError as error:
            _LOG.warning("What was done with a page could not be shown: %s", error)
        except UndeliveredError as error:
            _LOG.warning("Who pressed a button could not be told alone: %s", error)
            await self._quietly(act, chat_words(language).add_me)
        except Exception:  # noqa: BLE001 - who pressed gets a sentence, whatever broke
            _LOG.exception("What was pressed on a page could not be done")
            await self._quietly(act, chat_words(language).trouble)

    async def _act(self, act: Act, language: str) -> None:
        """Do it. What a card sends can be written by hand: the desk decides what the person may do."""
        viewer = await self._viewers.of(act.setting.address, act.sender)
        reply = await self._reply(act, viewer, language)
        own_card = act.told.get("at", "") in _IN_PLACE and act.name != "page_see" and act.setting.kind == "direct"
        if reply.done and own_card and act.message:
            if act.told["at"] == "list":
                reply = await self._desk.listing(viewer, language, reply)
            message = reply_message(reply, language)
            await self._speaker.change(address_in_thread(act.setting), act.message, message)
        else:
            await self._tell(act.setting, act.sender, reply_message(reply, language))

    async def _reply(self, act: Act, viewer: Viewer, language: str) -> PageReply:
        page, zone = act.subject[:ID_LIMIT], act.sender.zone
        verb = next((verb for name, verb in ACTS.items() if name == act.name), None)
        if verb is not None:
            note = act.given.get(verb) or act.told.get("note", "")
            return await self._desk.act(viewer, verb, page, language, note=note, zone=zone)
        return await self._desk.see(viewer, page, language, zone)

    async def _tell(self, setting: Setting, sender: Sender, message: Message) -> None:
        """For the eyes of one person. Raises TransportError in their own chat, UndeliveredError elsewhere."""
        if setting.kind != "direct":
            await self._speaker.say_to_person(setting.workspace, sender.id, message)
        else:
            await self._speaker.say(address_in_thread(setting), message)

    async def _say(self, setting: Setting, said: str, mention: Mention | None = None) -> None:
        await self._speaker.say(address_in_thread(setting), Message(sentence_activity(said, mention)))

    async def _quietly(self, act: Act, said: str) -> None:
        mention = None if act.setting.kind == "direct" else Mention(act.sender.teams_id, act.sender.name)
        try:
            await self._say(act.setting, said, mention)
        except TransportError as error:
            _LOG.warning("Who pressed a button could not be told: %s", error)

    def _spoken(self, act: Act) -> str:
        """The language of the card that was pressed: it may have been asked for in another than Teams speaks."""
        told = act.told.get("language", "")
        return told if upkeep_words(told).language == told else act.sender.language or self._language
