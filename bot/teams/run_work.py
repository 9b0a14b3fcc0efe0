"""Reindexes asked for in Teams, and what becomes of the buttons below them."""

from __future__ import annotations

import logging

from bot.chat.handover import Delivered
from bot.chat.run_desk import RunDesk, RunReply
from bot.chat.trouble import UndeliveredError
from bot.chat_words import chat_words
from bot.gap_words import gap_words
from bot.reindexing.words import reindex_words
from bot.teams.activities import Incoming, Sender, Setting
from bot.teams.invokes import Act
from bot.teams.messages import Mention, sentence_activity
from bot.teams.run_cards import ACTIONS, run_message
from bot.teams.speaking import Message, Speaker, address_in_thread
from bot.teams.transport import TransportError
from bot.teams.viewers import Viewers
from bot.viewer import Viewer

_LOG = logging.getLogger(__name__)
ID_LIMIT = 64
COMMAND = "reindex"
ROLLBACK_COMMAND = "rollback"


class RunWork:
    """Serves the commands `reindex` and `rollback`, and the buttons of runs.

    What a run reads and changes is for the eyes of who may reindex: it is told in the person's own chat with the bot.
    A message there is changed until the run has ended, and then tells what came of it.
    """

    commands = frozenset({COMMAND, ROLLBACK_COMMAND})
    prefix = "run_"

    def __init__(self, *, desk: RunDesk, viewers: Viewers, speaker: Speaker, language: str) -> None:
        self._desk = desk
        self._viewers = viewers
        self._speaker = speaker
        self._language = language

    async def serve(self, incoming: Incoming, language: str) -> None:
        """Do what was typed, and say what came of it. Raises TransportError."""
        setting, sender = incoming.setting, incoming.sender
        viewer = await self._viewers.of(setting.address, sender)
        if incoming.command == ROLLBACK_COMMAND:
            reply = await self._desk.rollback(viewer, language)
        else:
            reply = await self._desk.serve(viewer, incoming.command_words, language)
        try:
            if said := _beside(reply, language):
                await self._tell(setting, sender, Message(sentence_activity(said)))
            await self._show(reply, viewer, setting, sender, language)
        except UndeliveredError as error:
            _LOG.warning("What is for one person alone could not be said to them: %s", error)
            await self._say(setting, chat_words(language).add_me)
            return
        if setting.kind != "direct":
            follow, alone = reindex_words(language).follow, gap_words(language).told_alone
            await self._say(setting, alone if reply.told is None else follow)

    async def act(self, act: Act) -> None:
        """A button of a run. Never raises: who pressed gets a sentence."""
        language = self._spoken(act)
        try:
            await self._act(act, language)
        except TransportError as error:
            _LOG.warning("What was done with a reindex could not be shown: %s", error)
        except UndeliveredError as error:
            _LOG.warning("Who pressed a button could not be told alone: %s", error)
            await self._quietly(act, chat_words(language).add_me)
        except Exception:  # noqa: BLE001 - who pressed gets a sentence, whatever broke
            _LOG.exception("What was pressed on a reindex could not be done")
            await self._quietly(act, reindex_words(language).trouble)

    async def _act(self, act: Act, language: str) -> None:
        """Do it. What a card sends can be written by hand: the desk decides what the person may do."""
        viewer = await self._viewers.of(act.setting.address, act.sender)
        action = ACTIONS[act.name]  # type: ignore[index] # one of them, or it would not have come here
        reply = await self._desk.press(viewer, action, act.subject[:ID_LIMIT], language)
        await self._show(reply, viewer, act.setting, act.sender, language, in_place=act.message)
        if said := _beside(reply, language):
            await self._tell(act.setting, act.sender, Message(sentence_activity(said)))

    async def _show(  # noqa: PLR0913 - the run, for whom, and where
        self, reply: RunReply, viewer: Viewer, setting: Setting, sender: Sender, language: str, *, in_place: str = ""
    ) -> None:
        """The reply's run, if any, in a message that is followed from then on."""
        if reply.run is None or reply.told is None:
            return
        message = run_message(reply.told, reply.run.id, language)
        if in_place and setting.kind == "direct":
            said = await self._speaker.change(address_in_thread(setting), in_place, message)
            stands = Delivered(setting.place, said)
        else:
            stands = await self._tell(setting, sender, message)
        await self._desk.follow(reply, viewer, (stands.place, stands.message), language, sender.zone)

    async def _tell(self, setting: Setting, sender: Sender, message: Message) -> Delivered:
        """For the eyes of one person. Raises TransportError in their own chat, UndeliveredError elsewhere."""
        if setting.kind != "direct":
            return await self._speaker.say_to_person(setting.workspace, sender.id, message)
        return Delivered(setting.place, await self._speaker.say(address_in_thread(setting), message))

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
        return told if reindex_words(told).language == told else act.sender.language or self._language


def _beside(reply: RunReply, language: str) -> str:
    """What is said beside the run, so that it stays when that goes on: nothing where the run itself says it."""
    is_told = reply.told is not None and reply.said == reindex_words(language).cancel_asked
    return "" if is_told else reply.said
