"""Reindexes asked for in Teams, and what becomes of the buttons below them."""

from __future__ import annotations

from bot.chat.run_desk import RunDesk, RunReply
from bot.reindexing.words import reindex_words
from bot.teams.activities import Incoming, Sender, Setting
from bot.teams.asides import Asides
from bot.teams.invokes import Act
from bot.teams.messages import sentence_activity
from bot.teams.run_cards import ACTIONS, run_message
from bot.teams.speaking import Message, Speaker
from bot.teams.viewers import Viewers
from bot.viewer import Viewer

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
        self._asides = Asides(speaker, "a reindex", language)

    async def serve(self, incoming: Incoming, language: str) -> None:
        """Do what was typed, and say what came of it. Raises TransportError."""
        setting, sender = incoming.setting, incoming.sender
        viewer = await self._viewers.of(setting.address, sender)
        if incoming.command == ROLLBACK_COMMAND:
            reply = await self._desk.rollback(viewer, language)
        else:
            reply = await self._desk.serve(viewer, incoming.command_words, language)
        where = "" if reply.told is None else reindex_words(language).follow
        await self._asides.serve(setting, language, self._answer(reply, viewer, setting, sender, language), where)

    async def act(self, act: Act) -> None:
        """A button of a run. Never raises: who pressed gets a sentence."""
        language = self._asides.spoken(act, reindex_words)
        await self._asides.act(act, language, self._act(act, language), reindex_words(language).trouble)

    async def _answer(self, reply: RunReply, viewer: Viewer, setting: Setting, sender: Sender, language: str) -> None:
        if said := _beside(reply, language):
            await self._asides.tell(setting, sender, Message(sentence_activity(said)))
        await self._show(reply, viewer, setting, sender, language)

    async def _act(self, act: Act, language: str) -> None:
        """Do it. What a card sends can be written by hand: the desk decides what the person may do."""
        viewer = await self._viewers.of(act.setting.address, act.sender)
        action = ACTIONS[act.name]  # type: ignore[index] # one of them, or it would not have come here
        reply = await self._desk.press(viewer, action, act.subject[:ID_LIMIT], language)
        await self._show(reply, viewer, act.setting, act.sender, language, in_place=act.message)
        if said := _beside(reply, language):
            await self._asides.tell(act.setting, act.sender, Message(sentence_activity(said)))

    async def _show(  # noqa: PLR0913 - the run, for whom, and where
        self, reply: RunReply, viewer: Viewer, setting: Setting, sender: Sender, language: str, *, in_place: str = ""
    ) -> None:
        """The reply's run, if any, in a message that is followed from then on."""
        if reply.run is None or reply.told is None:
            return
        message = run_message(reply.told, reply.run.id, language)
        stands = await self._asides.tell(setting, sender, message, in_place=in_place)
        await self._desk.follow(reply, viewer, (stands.place, stands.message), language, sender.zone)


def _beside(reply: RunReply, language: str) -> str:
    """What is said beside the run, so that it stays when that goes on: nothing where the run itself says it."""
    is_told = reply.told is not None and reply.said == reindex_words(language).cancel_asked
    return "" if is_told else reply.said
