"""A battlecard, or what there is to choose from, as every chat platform shows it: plain words, tabs and choices. Pure.

All words but Markdown ones are plain text: each platform escapes them for its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import quote

from bot.battlecards.desk import OpenCard, Opened
from bot.battlecards.model import Card, CardPart
from bot.battlecards.words import CardWords, card_words
from bot.model import AnswerSource
from bot.sentences import access, freshness, sentences
from bot.shortening import cut
from content_index.model import Document

LineKind = Literal["heading", "text", "say", "internal"]
MOST_CHOICES = 8
MOST_NAMES = 25
LABEL = 60
"""Characters of a tab's name: phones show no more."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of a card."""

    key: str
    label: str
    current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A card that may be opened. `topic` are the words that were asked for besides."""

    card_id: str
    label: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class CardLine:
    """Words of a card: a heading is plain text, all else Markdown."""

    kind: LineKind
    text: str


@dataclass(frozen=True, slots=True)
class CardTold:
    """An open card from top to bottom.

    `notes` come first: what was made of the words that were typed. `facts` are its owner, freshness and audience;
    `stale`: past its review, or its owner says that it needs work. `url` opens the page at the part that is shown.
    """

    card_id: str
    question_id: str
    language: str
    title: str
    label: str
    key: str
    url: str
    facts: tuple[str, ...]
    stale: bool
    notes: tuple[str, ...]
    tabs: tuple[Tab, ...]
    lines: tuple[CardLine, ...]
    others: tuple[Choice, ...]
    others_head: str
    document: str


@dataclass(frozen=True, slots=True)
class ChoiceTold:
    """Sentences (plain text), and the cards that may be opened. `help` comes first; it is Markdown."""

    language: str
    said: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    help: str = ""


def told(
    opened: Opened, language: str, today: date, link_of: Callable[[Document], str], *, guests: bool
) -> CardTold | ChoiceTold:
    """What somebody reads in their `language`. `link_of` is where a page is opened."""
    words = card_words(language)
    if opened.card is not None:
        return card_told(opened.card, language, today, link_of, guests=guests)
    if opened.cards:
        name = opened.cards[0].name
        choices = tuple(Choice(card.document.id, _label(card), opened.topic) for card in opened.cards[:MOST_CHOICES])
        return ChoiceTold(words.language, (words.choose.format(name=name),), choices)
    if opened.like:
        likely = tuple(
            Choice(card.document.id, one.name if len(one.cards) == 1 else _label(card), opened.topic)
            for one in opened.like
            for card in one.cards
        )
        return ChoiceTold(words.language, (words.like.format(typed=opened.typed),), likely[:MOST_CHOICES])
    return ChoiceTold(words.language, tuple(_nothing(opened, words)))


def card_told(
    card: OpenCard, language: str, today: date, link_of: Callable[[Document], str], *, guests: bool
) -> CardTold:
    """An open card."""
    words = card_words(language)
    document, part = card.card.document, card.part
    source = _source(card, guests=guests)
    facts = (
        sentences(language).owner.format(owner=source.owner) if source.owner else "",
        freshness(source, today, language),
        access(source, language),
    )
    return CardTold(
        card_id=document.id,
        question_id=card.question_id,
        language=words.language,
        title=document.title,
        label=label_of(part, words),
        key=part.key,
        url=_url(document, part, link_of),
        facts=tuple(fact for fact in facts if fact),
        stale=source.needs_work or (source.review_due is not None and source.review_due <= today),
        notes=tuple(_notes(card, words)),
        tabs=tuple(Tab(one.key, label_of(one, words), one is part) for one in card.parts),
        lines=tuple(_lines(part)),
        others=tuple(
            Choice(one.document.id, _label(one))
            for one in card.competitor.cards[: MOST_CHOICES + 1]
            if one.document.id != document.id
        )[:MOST_CHOICES],
        others_head=words.other_cards.format(name=card.competitor.name),
        document=document.path,
    )


def label_of(part: CardPart, words: CardWords) -> str:
    """What a part's tab is called."""
    if part.kind != "other":
        return words.parts[part.kind]
    return _short(part.heading) or words.more


def _lines(part: CardPart) -> Iterator[CardLine]:
    """A heading once above all that stands under it."""
    said = ""
    for section in part.sections:
        if section.heading and section.heading != said:
            said = section.heading
            yield CardLine("heading", section.heading)
        for piece in section.pieces:
            yield CardLine(piece.kind, piece.text)


def _notes(card: OpenCard, words: CardWords) -> Iterator[str]:
    if card.repaired:
        yield words.repaired.format(name=card.competitor.name)
    if card.topic and card.found != "answered":
        yield (words.missed if card.found == "gap" else words.unsure).format(topic=card.topic)


def _nothing(opened: Opened, words: CardWords) -> Iterator[str]:
    if opened.typed:
        yield words.no_card.format(typed=opened.typed)
    names = [one.name for one in opened.all]
    if not names:
        if not opened.typed:
            yield words.none
        return
    shown = names[:MOST_NAMES]
    if len(names) > len(shown):
        shown.append(words.and_more.format(count=len(names) - MOST_NAMES))
    yield words.all.format(names=", ".join(shown))


def _source(card: OpenCard, *, guests: bool) -> AnswerSource:
    """The page as the source below an answer is told; guests are not told who of the company writes it."""
    document = card.card.document
    return AnswerSource(
        document_id=document.id,
        document=document.path,
        title=document.title,
        heading=card.part.heading,
        url="",
        kind=document.kind,
        score=1.0,
        owner=None if guests else document.owner,
        reviewed=document.reviewed,
        review_due=document.review_due,
        audience=document.audience,
        needs_work=card.needs_work and not guests,
    )


def _url(document: Document, part: CardPart, link_of: Callable[[Document], str]) -> str:
    """Where the page is opened; in the console's rendering at the part's first heading."""
    address, anchor = link_of(document), part.sections[0].anchor
    return f"{address}#{quote(anchor)}" if anchor and document.url is None and "#" not in address else address


def _label(card: Card) -> str:
    """A card among others on the same competitor: by its title, and its language where that is not the only one."""
    document = card.document
    return f"{_short(document.title)} ({document.language})"


def _short(text: str) -> str:
    return cut(" ".join(text.split()), LABEL)
