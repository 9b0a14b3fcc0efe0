"""Opens battlecards for people: which one is meant, at which part, and that it was asked for goes into the log.

What is logged (docs/decisions/battlecards.md): a card that somebody opened is a question that its page answered, with
the words "battlecard NAME topic"; a topic that the card says nothing of is what the search says of it; a competitor
without a card is a gap. Turning to another part, looking at the list and choosing among suggestions are no questions.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.battlecards.cards import CardPages, Cards
from bot.battlecards.model import Card, CardPart
from bot.battlecards.names import Competitor, Names
from bot.battlecards.parts import part_called, part_with
from bot.logged_question import as_logged
from bot.model import Answer, Ask, Place
from bot.ports import Answering, Clock, QuestionLog
from bot.upkeep.known import NothingSaid
from bot.upkeep.ports import KnownUpkeep
from retrieval.model import Status

WORDS_LIMIT = 300
"""Characters of what is typed behind the command that are read."""
QUESTION = "battlecard"


@dataclass(frozen=True, slots=True)
class OpenCard:
    """A card that is open at the part `at` (its place among `parts`).

    `competitor` is whom it is on, with all cards that the person may see; `topic` are the words beside the name and
    `found` what the search says of them ("answered" where none were given). `repaired`: the name was typed otherwise.
    `question_id` is what the log knows it by, "" where it was not logged. `needs_work`: its owner says so.
    """

    card: Card
    competitor: Competitor
    parts: tuple[CardPart, ...]
    at: int = 0
    topic: str = ""
    found: Status = "answered"
    repaired: bool = False
    question_id: str = ""
    needs_work: bool = False

    @property
    def part(self) -> CardPart:
        """The part that is shown."""
        return self.parts[self.at]


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of it: an open card; else what there is to choose from.

    `cards` are several on one competitor; `like` those whose name is like the one that was `typed`; `all` every
    competitor that has a card. `topic` stays with a choice.
    """

    card: OpenCard | None = None
    cards: tuple[Card, ...] = ()
    like: tuple[Competitor, ...] = ()
    all: tuple[Competitor, ...] = ()
    typed: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class _Searched:
    """What the search says: its answer, and the cards that it found passages of, best first."""

    answer: Answer
    order: tuple[str, ...] = field(default=())


class Battlecards:
    """Every verb raises NoIndexError, and what the search raises. What it gives, its asker may see."""

    def __init__(  # noqa: PLR0913 - its ports
        self,
        *,
        pages: CardPages,
        unlogged: Answering,
        log: QuestionLog,
        clock: Clock,
        upkeep: KnownUpkeep | None = None,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        self._cards = Cards(pages)
        self._unlogged = unlogged
        self._log = log
        self._clock = clock
        self._upkeep = upkeep or NothingSaid()
        self._new_id = new_id

    def competitors(self, groups: frozenset[str] | None, *, guests: bool) -> tuple[Competitor, ...]:
        """Those that have a card that somebody may see, by name."""
        return Names(self._cards.seen_by(groups, guests=guests)).competitors

    def ask(self, ask: Ask, language: str) -> Opened:
        """Open the card that the words of `ask` name. Of several the one in the reader's `language` is opened first."""
        typed = " ".join(ask.text.split())[:WORDS_LIMIT]
        names = Names(self._cards.seen_by(ask.asker.groups, guests=ask.place.guests))
        if not typed:
            return Opened(all=names.competitors)
        meant = names.meant_by(typed)
        if meant.competitor is not None:
            found = self._chosen(ask, meant.competitor, meant.topic, language)
            return found if found.card is None else replace(found, card=replace(found.card, repaired=meant.repaired))
        if not meant.like:
            self._log_missing(ask, typed)
            return Opened(all=names.competitors, typed=typed)
        return Opened(like=meant.like, typed=typed.removesuffix(meant.topic).strip(), topic=meant.topic)

    def choose(self, ask: Ask, card_id: str) -> Opened:
        """Open one of the cards that were offered, at the topic that `ask` holds."""
        card = self._cards.find(card_id, ask.asker.groups, guests=ask.place.guests)
        if card is None:
            return Opened(all=self.competitors(ask.asker.groups, guests=ask.place.guests))
        topic = " ".join(ask.text.split())[:WORDS_LIMIT]
        competitor = self._competitor_of(card, ask.asker.groups, guests=ask.place.guests)
        return self._open(ask, competitor, card, topic, self._searched(ask, competitor, topic))

    def opened_by(self, person: str, question_id: str, path: str) -> bool:
        """Whether the question is theirs that opened the card at this path. Raises LogUnavailableError."""
        question = self._log.find(question_id)
        return question is not None and (question.asker, question.document) == (person, path)

    def turn(
        self, card_id: str, key: str, groups: frozenset[str] | None, *, guests: bool, question_id: str = ""
    ) -> OpenCard | None:
        """A card at another part (its first, where it has no such part any more); None where it is not to be seen."""
        card = self._cards.find(card_id, groups, guests=guests)
        parts = self._cards.parts(card, guests=guests) if card else ()
        if card is None or not parts:
            return None
        at = next((place for place, part in enumerate(parts) if part.key == key), 0)
        competitor = self._competitor_of(card, groups, guests=guests)
        needs_work = self._upkeep.needs_work(card.document.id)
        return OpenCard(card, competitor, parts, at, question_id=question_id, needs_work=needs_work)

    def _competitor_of(self, card: Card, groups: frozenset[str] | None, *, guests: bool) -> Competitor:
        found = self.competitors(groups, guests=guests)
        return next(
            (one for one in found if any(other.document.id == card.document.id for other in one.cards)),
            Competitor(card.name, card.names, (card,)),
        )

    def _chosen(self, ask: Ask, competitor: Competitor, topic: str, language: str) -> Opened:
        """Of several cards the one that says most of the topic, else the only one in the reader's language."""
        searched = self._searched(ask, competitor, topic)
        cards = {card.document.id: card for card in competitor.cards}
        if topic and searched.answer.status != "gap":
            best = next((cards[one] for one in searched.order if one in cards), None)
            if best is not None:
                return self._open(ask, competitor, best, topic, searched)
        own = [card for card in competitor.cards if card.document.language == language]
        if len(competitor.cards) > 1 and len(own) != 1:
            return Opened(cards=competitor.cards, topic=topic)
        return self._open(ask, competitor, own[0] if own else competitor.cards[0], topic, searched)

    def _open(self, ask: Ask, competitor: Competitor, card: Card, topic: str, searched: _Searched) -> Opened:
        parts = self._cards.parts(card, guests=ask.place.guests)
        if not parts:  # its page is gone since it was listed
            return Opened(all=self.competitors(ask.asker.groups, guests=ask.place.guests))
        found, part = self._found(card, parts, topic, searched)
        answer = self._answer(card, topic, searched, found)
        self._log.record(as_logged(_as_asked(ask, answer.question), answer, self._clock.now()))
        at = 0 if part is None else parts.index(part)
        needs_work = self._upkeep.needs_work(card.document.id)
        return Opened(
            OpenCard(
                card,
                competitor,
                parts,
                at,
                topic=topic,
                found=found,
                question_id=answer.question_id,
                needs_work=needs_work,
            )
        )

    def _found(
        self, card: Card, parts: tuple[CardPart, ...], topic: str, searched: _Searched
    ) -> tuple[Status, CardPart | None]:
        """How sure it is that a part of the card tells of the topic, and which; by its name where the topic is that."""
        if not topic:
            return "answered", None
        called = part_called(parts, topic)
        if called is not None:
            return "answered", called
        answer, document = searched.answer, card.document.id
        if answer.status == "gap":
            return "gap", None
        source = next((one for one in answer.sources if one.document_id == document), None)
        nearest = next((one for one in answer.passages if one.document_id == document), None)
        headings = [one.heading for one in (source, nearest) if one is not None]
        part = next((part for heading in headings if (part := part_with(parts, heading)) is not None), None)
        if part is None:
            return "gap", None
        return answer.status, part

    def _searched(self, ask: Ask, competitor: Competitor, topic: str) -> _Searched:
        """What the competitor's cards say of the topic. What is not on a card is not looked at."""
        named = tuple({name for card in competitor.cards for name in card.document.competitors})
        asked = replace(
            _as_asked(ask, f"{competitor.name} {topic}".strip()),
            kinds=tuple({card.document.kind for card in competitor.cards}),
            competitors=named,
        )
        answer = self._unlogged.answer(asked)
        return _Searched(answer, tuple(dict.fromkeys(one.document_id for one in answer.passages)))

    def _answer(self, card: Card, topic: str, searched: _Searched, found: Status) -> Answer:
        """What is logged: the card as the answer's source, and its passages that the search found."""
        answer, document = searched.answer, card.document
        passages = tuple(one for one in answer.passages if one.document_id == document.id)
        sources = tuple(one for one in answer.sources if one.document_id == document.id)
        return replace(
            answer,
            question_id=self._new_id(),
            question=f"{QUESTION} {card.name} {topic}".strip(),
            status=found,
            confidence=answer.confidence if topic else 1.0,
            sources=sources or answer.sources[:1],
            passages=passages or answer.passages,
            conflicting=None,
            small_talk=False,
            follows=(),
        )

    def _log_missing(self, ask: Ask, typed: str) -> None:
        """That a competitor has no card is what the content does not answer, whatever its other pages say."""
        asked = _as_asked(ask, f"{QUESTION} {typed}")
        answer = self._unlogged.answer(asked)
        missing = replace(answer, question=asked.text, status="gap", confidence=0.0, conflicting=None, small_talk=False)
        self._log.record(as_logged(asked, missing, self._clock.now()))


def _as_asked(ask: Ask, text: str) -> Ask:
    """The same asker and place with other words, of no thread."""
    place = Place(ask.place.id, ask.place.kind, ask.place.workspace, ask.place.guests)
    return Ask(text, ask.asker, place, ask.surface, history=())
