"""People ask for a rival's weaknesses, and its card says "Where we win": the question is asked in the card's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from content_index.generation import Generation
from content_index.model import Document, Passage
from content_index.plain_text import plain_text
from content_index.terms import words
from retrieval.asked_part import THEM, asked_part
from retrieval.card_headings import PartKind, kind_for_question

_KIND = "battlecard"
Parts = Mapping[PartKind, str]


@dataclass(frozen=True, slots=True)
class PartAsked:
    """A part of a battlecard that a question asks for: its kind, and the question in the card's own words."""

    kind: PartKind
    said: str

    def holds(self, passage: Passage, names: Sequence[str]) -> list[bool]:
        """Of each section of a card's passage, whether it belongs to the part; `names` are the competitor's."""
        above = {kind_for_question(plain_text(heading), tuple(names)) for heading in passage.headings}
        own = [kind_for_question(plain_text(section.heading), tuple(names)) for section in passage.sections]
        return [self.kind == kind if kind != "other" else self.kind in above for kind in own]


@dataclass(frozen=True)
class CardParts:
    """For each competitor's name (in lower case) the language of each of its cards, and the headings of its parts.

    Longer names come first. Of several headings of one kind the first counts.
    """

    by_name: Mapping[str, Sequence[tuple[str, Parts]]]

    @classmethod
    def of(cls, generation: Generation, rows: Iterable[int]) -> CardParts:
        """What the headings above and in the passages at `rows` (ascending) say."""
        documents = tuple(generation.documents.values())
        found: dict[str, dict[PartKind, str]] = {}
        cards: dict[str, Document] = {}
        for row in rows:
            document = documents[int(generation.document_rows[row])]
            if document.kind != _KIND or not document.competitors:
                continue
            cards[document.id] = document
            parts = found.setdefault(document.id, {})
            for heading in map(plain_text, generation.passages[row].all_headings):
                parts.setdefault(kind_for_question(heading, document.competitors), heading)
        by_name: dict[str, list[tuple[str, Parts]]] = {}
        for name_of, document in cards.items():
            for name in document.competitors:
                by_name.setdefault(_spaced(name), []).append((document.language, found[name_of]))
        return cls({name: by_name[name] for name in sorted(by_name, key=len, reverse=True)})

    def asked(self, question: str, earlier: Sequence[str], language: str) -> PartAsked | None:
        """The question for a part of a card as the card calls it, behind the name; None for any other question.

        "Their weaknesses" are those of whom the newest of the `earlier` questions names. `language` is an
        ISO 639-1 code: a card in it comes before others.
        """
        named = self._named(question)
        if named:
            name, asked = named
            said = question
        else:
            name = next((found[0] for text in reversed(earlier) if (found := self._named(text))), "")
            asked, said = question, ""
        kind = asked_part(asked) if name else None
        if kind is None:
            return None
        cards = sorted(self.by_name[name], key=lambda card: card[0] != language)
        heading = next((parts[kind] for _, parts in cards if kind in parts), None)
        return None if heading is None else PartAsked(kind, f"{_as_said(name, said)} {heading}")

    def _named(self, text: str) -> tuple[str, str] | None:
        """The longest name that a text says, and the text with THEM in its place; None where it says none."""
        spaced = _spaced(text)
        for name in self.by_name:
            if f" {name} " in f" {spaced} ":
                return name, _pattern(name).sub(THEM, text.replace(THEM, " "))
        return None


def _as_said(name: str, text: str) -> str:
    found = _pattern(name).search(text)
    return found.group() if found else name


def _pattern(name: str) -> re.Pattern[str]:
    spelled = r"[\W_]+".join(map(re.escape, name.split()))
    return re.compile(rf"(?<!\w){spelled}(?!\w)", re.IGNORECASE)


def _spaced(text: str) -> str:
    return " ".join(words(text)).replace("-", " ")
