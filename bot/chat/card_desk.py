"""Battlecards as they are asked for in chat, on whatever platform: trouble becomes a sentence."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from bot.asking_words import as_asked
from bot.battlecards.desk import Battlecards
from bot.battlecards.telling import CardTold, ChoiceTold, card_told, told
from bot.battlecards.words import CardWords, card_words
from bot.chat.backstage import LinkOf
from bot.chat.sight import Sight
from bot.chat.workers import Workers
from bot.model import Ask, Surface
from bot.ports import Clock, LogUnavailableError
from bot.sentences import sentences
from content_index.ports import NoIndexError

_LOG = logging.getLogger(__name__)
CardReply = CardTold | ChoiceTold
_HELP = frozenset({"help", "помощь", "справка", "?"})


@dataclass(frozen=True, slots=True)
class CardReader:
    """Who reads a card: their id, what they may see (`blurred` counts as it is), where they asked, and by what."""

    id: str
    workspace: str
    place: str
    surface: Surface
    sight: Sight
    language: str

    def asks(self, text: str, kind: Literal["direct", "private"] = "private") -> Ask:
        """Words of theirs as a question whose answer they alone read."""
        place = self.sight.place(self.place, kind, self.workspace)
        return Ask(text, self.sight.asker(self.id), place, self.surface, history=())


class CardDesk:
    """Works in `workers`. No verb raises. `command` is what people type."""

    def __init__(self, *, cards: Battlecards, link_of: LinkOf, clock: Clock, workers: Workers, command: str) -> None:
        self._cards = cards
        self._link_of = link_of
        self._clock = clock
        self._workers = workers
        self._command = command

    async def typed(self, reader: CardReader, text: str) -> CardReply:
        """The words behind the command."""
        words = card_words(reader.language)
        asks_help = as_asked(text) in _HELP

        def work() -> CardReply:
            opened = self._cards.ask(reader.asks("" if asks_help else text), words.language)
            shown = told(opened, words.language, self._clock.now().date(), self._link_of, guests=reader.sight.guests)
            if isinstance(shown, ChoiceTold) and not (opened.cards or opened.like or opened.typed):
                return replace(shown, help=words.help.format(command=self._command))
            return shown

        return await self._tried(work, words)

    async def chosen(self, reader: CardReader, card_id: str, topic: str) -> CardReply:
        """One of the cards that were offered."""
        words = card_words(reader.language)

        def work() -> CardReply:
            opened = self._cards.choose(reader.asks(topic), card_id)
            if opened.card is None:
                return ChoiceTold(words.language, (words.gone,))
            return told(opened, words.language, self._clock.now().date(), self._link_of, guests=reader.sight.guests)

        return await self._tried(work, words)

    async def turned(self, reader: CardReader, card_id: str, key: str, question_id: str = "") -> CardReply:
        """A card at another of its parts, as the reader may see it; also for those whom it is shared with."""
        words = card_words(reader.language)
        groups, guests = reader.sight.groups, reader.sight.guests

        def work() -> CardReply:
            card = self._cards.turn(card_id, key, groups, guests=guests, question_id=question_id)
            if card is None:
                return ChoiceTold(words.language, (words.gone,))
            return card_told(card, words.language, self._clock.now().date(), self._link_of, guests=guests)

        return await self._tried(work, words)

    async def opened_by(self, reader: CardReader, question_id: str, path: str) -> bool:
        """Whether the question is the reader's that opened the card at this path. In doubt it is not."""
        try:
            return await self._workers.run(self._cards.opened_by, reader.id, question_id, path)
        except LogUnavailableError as error:
            _LOG.warning("Who opened a battlecard could not be looked up: %s", error)
            return False

    async def _tried(self, work: Callable[[], CardReply], words: CardWords) -> CardReply:
        try:
            return await self._workers.run(work)
        except NoIndexError:
            return ChoiceTold(words.language, (sentences(words.language).no_index,))
        except Exception:  # noqa: BLE001 - a sentence, whatever broke
            _LOG.exception("A battlecard could not be opened")
            return ChoiceTold(words.language, (words.trouble,))
