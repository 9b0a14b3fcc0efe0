"""Battlecards asked for in Teams, and what becomes of the buttons in them."""

from __future__ import annotations

import logging

from bot.battlecards.telling import CardTold
from bot.battlecards.words import card_words
from bot.chat.asking import AskingDesk
from bot.chat.card_desk import CardDesk, CardReader, CardReply
from bot.chat.handover import Delivered
from bot.chat.trouble import UndeliveredError
from bot.chat_words import chat_words
from bot.conversation_model import PostedAnswer
from bot.gap_words import gap_words
from bot.ports import Clock
from bot.teams.activities import Incoming, Sender, Setting
from bot.teams.battle_cards import TOPIC_LIMIT, card_message, choice_message
from bot.teams.buttons import straight
from bot.teams.invokes import Act
from bot.teams.messages import Mention, sentence_activity
from bot.teams.opens import Opens
from bot.teams.sight import Sights
from bot.teams.speaking import Message, Speaker, address_in_thread
from bot.teams.transport import TransportError

_LOG = logging.getLogger(__name__)
COMMAND = "battlecard"
ID_LIMIT = 64
KEY_LIMIT = 300


class CardWork:
    """Serves the command `battlecard` and the buttons of cards.

    A card is for the eyes of who asked: it stands in their own chat with the bot, and turns in its place there.
    """

    commands = frozenset({COMMAND})
    prefix = "card_"

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        desk: CardDesk,
        asking: AskingDesk,
        sights: Sights,
        speaker: Speaker,
        opens: Opens,
        clock: Clock,
        language: str,
    ) -> None:
        self._desk = desk
        self._asking = asking
        self._sights = sights
        self._speaker = speaker
        self._opens = opens
        self._clock = clock
        self._language = language

    async def serve(self, incoming: Incoming, language: str) -> None:
        """Open what was typed. Raises TransportError."""
        setting, sender = incoming.setting, incoming.sender
        reader = await self._reader(setting, sender, language)
        try:
            await self._show(await self._desk.typed(reader, incoming.command_words), setting, sender)
        except UndeliveredError as error:
            _LOG.warning("A battlecard could not be shown to who asked: %s", error)
            await self._say(setting, chat_words(language).add_me)
            return
        if setting.kind != "direct":
            await self._say(setting, gap_words(language).told_alone)

    async def act(self, act: Act) -> None:
        """A button of a card. Never raises: who pressed gets a sentence."""
        told = act.told.get("language", "")
        language = told if card_words(told).language == told else act.sender.language or self._language
        try:
            await self._act(act, language)
        except TransportError as error:
            _LOG.warning("A battlecard could not be turned: %s", error)
        except UndeliveredError as error:
            _LOG.warning("Who pressed a button could not be told alone: %s", error)
            await self._quietly(act, chat_words(language).add_me)
        except Exception:  # noqa: BLE001 - who pressed gets a sentence, whatever broke
            _LOG.exception("What was pressed on a battlecard could not be done")
            await self._quietly(act, card_words(language).trouble)

    async def _act(self, act: Act, language: str) -> None:
        """What a card sends can be written by hand: the desk decides what the person may see."""
        reader = await self._reader(act.setting, act.sender, language)
        card_id = act.subject[:ID_LIMIT]
        if act.name == "card_open":
            reply = await self._desk.chosen(reader, card_id, act.told.get("topic", "")[:TOPIC_LIMIT])
        else:
            key, question = act.told.get("part", "")[:KEY_LIMIT], act.told.get("question", "")[:ID_LIMIT]
            reply = await self._desk.turned(reader, card_id, key, question)
        await self._show(reply, act.setting, act.sender, in_place=act.message)

    async def _reader(self, setting: Setting, sender: Sender, language: str) -> CardReader:
        sight = await self._sights.of_person(
            setting.address, sender.id, marked_outside=sender.outside, language=sender.language
        )
        return CardReader(sender.id, setting.workspace, setting.place, "teams", sight, language)

    async def _show(self, reply: CardReply, setting: Setting, sender: Sender, *, in_place: str = "") -> None:
        """In the person's own chat; in the place of the message that was pressed where that stands there."""
        if isinstance(reply, CardTold):
            counted = self._opens.link_below(reply.question_id, "answer", sender.id) if reply.question_id else straight
            message = card_message(reply, counted)
        else:
            message = choice_message(reply)
        if in_place and setting.kind == "direct":
            said = await self._speaker.change(address_in_thread(setting), in_place, message)
            stands = Delivered(setting.place, said)
        else:
            stands = await self._tell(setting, sender, message)
        if isinstance(reply, CardTold) and reply.question_id:
            now = self._clock.now()
            await self._asking.remember(
                PostedAnswer(reply.question_id, setting.workspace, stands.place, stands.message, None, now)
            )

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
