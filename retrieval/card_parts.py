"""People ask for a rival's weaknesses, and its card says "Where we win": the question is asked in the card's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from content_index.generation import Generation
from content_index.model import BATTLECARD, Document, Passage
from content_index.plain_text import plain_text
from retrieval.asked_part import THEM, asked_part
from retrieval.card_headings import PartKind, kind_under, names_one_of
from retrieval.rivals import names_nobody, spaced


@dataclass(frozen=True, slots=True)
class PartAsked:
    """A part of a battlecard that a question asks for: its kind, and the question in the card's own words.

    `name` is the competitor's, in lower case, `cards` the ids of its cards. A card on several competitors may have such
    a part for each of them: `apart` are the headings of those of the others.
    """

    kind: PartKind
    said: str
    name: str
    cards: frozenset[str]
    apart: frozenset[str] = frozenset()

    def holds(self, passage: Passage, names: Sequence[str]) -> list[bool]:
        """Of each section of a card's passage, whether it belongs to the part; `names` are the competitor's."""
        if passage.document_id not in self.cards:
            return [False] * len(passage.sections)
        return [
            _kind(path, names) == self.kind and not (path and _of_part(path, names) in self.apart)
            for path in _paths(passage)
        ]


@dataclass(frozen=True, slots=True)
class _Card:
    """A card: its document, and by the kinds of its parts their headings in order."""

    document: Document
    parts: Mapping[PartKind, Sequence[str]]

    def heading(self, kind: PartKind, name: str) -> str | None:
        """That of the part for a competitor: one that says the name comes before those that say none."""
        told = self.parts.get(kind, ())
        return min(told, key=lambda heading: self._others(heading, name), default=None)

    def apart(self, kind: PartKind, name: str) -> frozenset[str]:
        """The headings of such parts for the others that the card is on, where there is one for this competitor."""
        told = self.parts.get(kind, ())
        if not any(self._others(heading, name) == 0 for heading in told):
            return frozenset()
        return frozenset(heading for heading in told if self._others(heading, name) > 1)

    def _others(self, heading: str, name: str) -> int:
        """0 where a heading says the name, 1 where it says none, 2 where it says another one that the card is on."""
        if name in {_name(said) for said in self.document.competitors if names_one_of(heading, (said,))}:
            return 0
        return 2 if names_one_of(heading, self.document.competitors) else 1


@dataclass(frozen=True, slots=True)
class _Named:
    """A name in a text: in lower case, as it is said there, and the text with THEM in its place."""

    name: str
    said: str
    rest: str


@dataclass(frozen=True)
class CardParts:
    """The cards on each competitor, by its names in lower case. Longer names come first."""

    by_name: Mapping[str, Sequence[_Card]]

    @classmethod
    def of(cls, generation: Generation, rows: Iterable[int]) -> CardParts:
        """What the headings above and in the passages at `rows` (ascending) say."""
        documents = tuple(generation.documents.values())
        found: dict[str, dict[PartKind, list[str]]] = {}
        cards: dict[str, Document] = {}
        for row in rows:
            document = documents[int(generation.document_rows[row])]
            if document.kind != BATTLECARD or not document.competitors:
                continue
            cards[document.id] = document
            parts = found.setdefault(document.id, {})
            for path in filter(None, _paths(generation.passages[row])):
                parts.setdefault(_kind(path, document.competitors), []).append(_of_part(path, document.competitors))
        by_name: dict[str, list[_Card]] = {}
        for name_of, document in cards.items():
            for name in filter(None, dict.fromkeys(map(_name, document.competitors))):
                by_name.setdefault(name, []).append(_Card(document, found[name_of]))
        return cls({name: by_name[name] for name in sorted(by_name, key=len, reverse=True)})

    def asked(
        self, question: str, earlier: Sequence[str], language: str, everyday: Callable[[str], bool]
    ) -> PartAsked | None:
        """The question for a part of a card as the card calls it, behind the name; None for any other question.

        "Their weaknesses" are those of whom the newest of the `earlier` questions names; nobody's, where that names
        several. A name of `everyday` words names nobody there ("put it in a box"). `language` is an ISO 639-1 code: a
        card in it comes before others.
        """
        named = self._named(question)
        kind = asked_part(named.rest if named else question)
        if kind is None:
            return None
        name = named.name if named else self._meant(earlier, everyday)
        cards = sorted(self.by_name.get(name, ()), key=lambda card: card.document.language != language)
        heading = next((found for card in cards if (found := card.heading(kind, name)) is not None), None)
        if heading is None:
            return None
        return PartAsked(
            kind=kind,
            said=f"{named.said if named else name} {heading}",
            name=name,
            cards=frozenset(card.document.id for card in cards),
            apart=frozenset().union(*(card.apart(kind, name) for card in cards)),
        )

    def _meant(self, earlier: Sequence[str], everyday: Callable[[str], bool]) -> str:
        """The name that the newest question to name any says; "" where that says those of several competitors."""
        named = next(filter(None, (self._named(text, everyday) for text in reversed(earlier))), None)
        if named is None:
            return ""
        other = self._named(named.rest, everyday)
        known = {card.document.id for card in self.by_name[named.name]}
        is_of_several = other and known.isdisjoint(card.document.id for card in self.by_name[other.name])
        return "" if is_of_several else named.name

    def _named(self, text: str, everyday: Callable[[str], bool] = lambda _: False) -> _Named | None:
        """The longest name that a text says, unless it names nobody."""
        told = spaced(text)
        for name in self.by_name:
            if f" {name} " in told and not names_nobody(name, everyday):
                pattern = _pattern(name)
                found = pattern.search(text)
                return _Named(name, found.group() if found else name, pattern.sub(THEM, text.replace(THEM, " ")))
        return None


def _paths(passage: Passage) -> Iterator[tuple[str, ...]]:
    """Of each section of a passage the headings above it and its own, outermost first.

    Of those that were joined to the first only what that stands under is known to be above them.
    """
    path = tuple(map(plain_text, passage.headings))
    yield path
    for section in passage.sections[1:]:
        yield (*path[:-1], plain_text(section.heading))


def _kind(path: Sequence[str], names: Sequence[str]) -> PartKind:
    return kind_under(path[-1], path[:-1], tuple(names)) if path else "other"


def _of_part(path: Sequence[str], names: Sequence[str]) -> str:
    """The outermost heading of a path that is of the kind that the whole path is of."""
    kind = _kind(path, names)
    return next(path[at] for at in range(len(path)) if _kind(path[: at + 1], names) == kind)


def _name(written: str) -> str:
    """A competitor's name as questions are searched for it."""
    return spaced(written).strip()


def _pattern(name: str) -> re.Pattern[str]:
    spelled = r"[\W_]+".join(map(re.escape, name.split()))
    return re.compile(rf"(?<!\w){spelled}(?!\w)", re.IGNORECASE)
