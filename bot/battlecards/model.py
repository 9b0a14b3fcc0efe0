"""The nouns of battlecards. They import no library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from content_index.model import Document
from retrieval.card_headings import PartKind

PieceKind = Literal["text", "say", "internal"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a card's words, as Markdown, all of one kind: words to say, words that are not for customers, or others.

    None holds the mark of its callout.
    """

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class CardSection:
    """The pieces under one heading. `anchor` is what a link to it jumps to; both are "" above the first heading."""

    heading: str
    anchor: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class CardPart:
    """What one tab shows. `key` names it among the card's parts: its kind, or the anchor of its first heading.

    `heading` is the first of its sections' ("" for the overview, and for what is gathered from all of the card).
    """

    key: str
    kind: PartKind
    heading: str
    sections: tuple[CardSection, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A page that is a battlecard. `names` are those of its competitor, the usual one first, or else its title."""

    document: Document
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the competitor is usually called."""
        return self.names[0]
