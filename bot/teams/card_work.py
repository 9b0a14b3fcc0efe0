"""Battlecards asked for in Teams, and what becomes of the buttons in them."""

from __future__ import annotations

from bot.battlecards.telling import CardTold
from bot.battlecards.words import card_words
from bot.chat.asking import AskingDesk
from bot.chat.card_desk import CardDesk, CardReader, CardReply
from bot.conversation_model import PostedAnswer
from bot.ports import Clock
from bot.teams.activities import Incoming, Sender, Setting
from bot.teams.asides import Asides
from bot.teams.battle_cards import TOPIC_LIMIT, card_message, choice_message
from bot.teams.buttons import straight
from bot.teams.invokes import Act
from bot.teams.opens import Opens
from bot.teams.sight import Sights
from bot.teams.speaking import Speaker

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
        self._opens = opens
        self._clock = clock
        self._asides = Asides(speaker, "a battlecard", language)

    async def serve(self, incoming: Incoming, language: str) -> None:
        """Open what was typed. Raises TransportError."""
        setting, sender = incoming.setting, incoming.sender
        reader = await self._reader(setting, sender, language)
        reply = await self._desk.typed(reader, incoming.command_words)
        await self._asides.serve(setting, language, self._show(reply, setting, sender))

    async def act(self, act: Act) -> None:
        """A button of a card. Never raises: who pressed gets a sentence."""
        language = self._asides.spoken(act, card_words)
        await self._asides.act(act, language, self._act(act, language), card_words(language).trouble)

    async def _act(self, act: Act, language: str) -> None:
        """What a card sends can be written by hand: the desk decides what the person may see."""
        reader = await self._reader(act.setting, act.sender, language)
        card_id = act.subject[:ID_LIMIT]
        if act.name == "card_open":
            reply = await self._desk.chosen(reader, card_id, act.told.get("topic", "")[:TOPIC_LIMIT])
        else:
            key, question = act.told.get("part", "")[:KEY_LIMIT], await self._logged_as(act)
            reply = await self._desk.turned(reader, card_id, key, question)
        await self._show(reply, act.setting, act.sender, in_place=act.message)

    async def _logged_as(self, act: Act) -> str:
        """The question that the card's message is known to hold: somebody else's id would make that one's own."""
        told, setting = act.told.get("question", "")[:ID_LIMIT], act.setting
        known = told and await self._asking.holds(setting.workspace, setting.place, act.message, told)
        return told if known else ""

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
        stands = await self._asides.tell(setting, sender, message, in_place=in_place)
        if isinstance(reply, CardTold) and reply.question_id:
            now = self._clock.now()
            await self._asking.remember(
                PostedAnswer(reply.question_id, setting.workspace, stands.place, stands.message, None, now)
            )
