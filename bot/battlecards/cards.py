"""Which pages are battlecards, on whom, and what somebody may see of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from bot.battlecards.model import Card, CardPart
from bot.battlecards.parts import parts_of
from content_index.model import BATTLECARD, Document
from retrieval.filters import may_see
from retrieval.model import Filters

REMEMBERED = 64
"""Cards whose parts are remembered."""
_CALLED = re.compile(
    r"^\W*(?:battle\s?-?card|баттл-?карт[аы]|карточка(?: конкурента)?)\b[\s:–—-]*(?:on\s|against\s|vs\.?\s)?"
    r"|[\s:–—-]*\b(?:battle\s?-?card|баттл-?карта)\W*$",
    re.IGNORECASE,
)


class CardPages(Protocol):
    """The documents of the generation that serves, without those that their owners pulled."""

    def listing(self) -> Sequence[Document]:
        """Every document. Raises content_index.ports.NoIndexError."""

    def document(self, document_id: str) -> tuple[Document, str] | None:
        """A document and its whole Markdown; None where there is none. Raises NoIndexError."""


class Cards:
    """Finds cards for those who look. Every verb raises NoIndexError."""

    def __init__(self, pages: CardPages) -> None:
        self._pages = pages
        self._parts: dict[tuple[str, str, bool], tuple[CardPart, ...]] = {}

    def seen_by(self, groups: frozenset[str] | None, *, guests: bool) -> list[Card]:
        """Every card that somebody may see. Guests see those that are safe for buyers and not internal as a whole."""
        eyes = Filters(groups=groups, guests=guests)
        found = [
            Card(document, names_of(document))
            for document in self._pages.listing()
            if document.kind == BATTLECARD and may_see(eyes, document)
        ]
        return [card for card in found if self.parts(card, guests=True)] if guests else found

    def find(self, card_id: str, groups: frozenset[str] | None, *, guests: bool) -> Card | None:
        """One of them, by its document's id."""
        return next((one for one in self.seen_by(groups, guests=guests) if one.document.id == card_id), None)

    def parts(self, card: Card, *, guests: bool) -> tuple[CardPart, ...]:
        """The card's parts, for guests without what is internal; none where the page is gone meanwhile."""
        document = card.document
        key = (document.id, document.fingerprint, guests)
        known = self._parts.get(key)
        if known is not None:
            return known
        held = self._pages.document(document.id)
        if held is None:
            return ()
        parts = parts_of(held[1], title=document.title, language=document.language, names=card.names, guests=guests)
        if len(self._parts) >= REMEMBERED:
            self._parts.clear()
        self._parts[key] = parts
        return parts


def names_of(document: Document) -> tuple[str, ...]:
    """What the competitor of a card is called; the page's title, without the word for its kind, where it names none."""
    return document.competitors or (_CALLED.sub("", document.title).strip() or document.title,)
