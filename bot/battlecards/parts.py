"""A battlecard's parts, found by its headings. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from markdown_it import MarkdownIt

from bot.battlecards.model import CardPart, CardSection, Piece
from bot.battlecards.pieces import pieces_of
from content_index.anchors import markdown_parser
from content_index.sections import Part, cut_sections
from retrieval.card_headings import PartKind, kind_of_heading

MOST_PARTS = 12
"""Parts that are told apart: what is more is in one with the last."""
MOST_CHARACTERS = 200_000
"""Of a page that are read. A card that is longer is none that anybody looks at during a call."""
_FIRST: Final[tuple[PartKind, ...]] = ("overview", "win", "objections", "say", "landmines", "proof", "they_win")
"""The known parts come first, in this order; others follow in the page's."""


def parts_of(
    markdown: str, *, title: str, language: str, names: tuple[str, ...] = (), guests: bool = False
) -> tuple[CardPart, ...]:
    """The parts of a card, none where nothing in it is to be shown.

    The parts are what stands under its top headings; a single heading above all of them (the competitor's name, mostly)
    is none. Top headings of the same known kind are one part. All words to say are gathered in one, besides staying
    where they stand. For `guests` without what is internal: its headings, too.
    """
    sections = _sections(markdown[:MOST_CHARACTERS], title, language)
    depth = _depth(sections)
    told = [
        (one.path[depth : depth + 1], CardSection(one.heading if len(one.path) > depth else "", one.anchor, pieces))
        for one in sections
        if (pieces := _pieces(one, markdown, guests=guests))
    ]
    groups: dict[str, list[CardSection]] = {}
    heads: dict[str, tuple[PartKind, str]] = {}
    known: dict[str, str] = {}
    for top, section in told:
        kind = kind_of_heading(top[0], names) if top else "overview"
        name = kind if kind != "other" else known.setdefault(top[0], f"h-{section.anchor or len(known)}")
        groups.setdefault(name, []).append(section)
        heads.setdefault(name, (kind, top[0] if top else ""))
    said = _said(section for _, section in told)
    if said:
        groups["say"] = [*groups.get("say", ()), *(one for one in said if one not in groups.get("say", ()))]
        heads.setdefault("say", ("say", ""))
    ordered = sorted(groups, key=lambda name: _FIRST.index(heads[name][0]) if heads[name][0] in _FIRST else len(_FIRST))
    return _bounded([CardPart(name, *heads[name], tuple(groups[name])) for name in ordered])


def part_with(parts: Sequence[CardPart], heading: str, anchor: str = "") -> CardPart | None:
    """The part that holds a section, by its anchor or else its heading; the gathered words to say come last."""
    by_place = sorted(parts, key=lambda part: part.kind == "say" and not part.heading)
    for part in by_place:
        if anchor and any(one.anchor == anchor for one in part.sections):
            return part
    return next((part for part in by_place if any(one.heading == heading for one in part.sections)), None)


def part_called(parts: Sequence[CardPart], words: str) -> CardPart | None:
    """The part that some words are the name of: "objections", "proof", or a heading of the page's own."""
    kind, plain = kind_of_heading(words), " ".join(words.casefold().split())
    by_kind = (part for part in parts if part.kind == kind != "other")
    by_name = (part for part in parts if plain and " ".join(part.heading.casefold().split()) == plain)
    return next(by_kind, None) or next(by_name, None)


def _sections(markdown: str, title: str, language: str) -> list[Part]:
    return cut_sections(markdown, _parser(), title=title, language=language, unit_level=0)


def _pieces(section: Part, markdown: str, *, guests: bool) -> tuple[Piece, ...]:
    """None for guests where the whole section is internal: its heading may say itself what is to be kept."""
    if guests and all(one.callout == "internal" for one in section.sentences):
        return ()
    if all(one.callout == "internal" for one in section.sentences):
        words = "\n".join(piece.text for piece in _cut(section, markdown))
        return (Piece("internal", words),) if words.strip() else ()
    found = _cut(section, markdown)
    return tuple(piece for piece in found if not guests or piece.kind != "internal")


def _cut(section: Part, markdown: str) -> tuple[Piece, ...]:
    return pieces_of(markdown[section.start : section.end], section.sentences, section.start)


def _depth(sections: Sequence[Part]) -> int:
    """How many headings stand above all others: 1 where one does, as the page's own, else 0."""
    tops = {one.path[:1] for one in sections if one.path}
    return int(len(tops) == 1 and any(len(one.path) > 1 for one in sections))


def _said(sections: Iterable[CardSection]) -> list[CardSection]:
    """The words to say, each under the heading that it stands under."""
    found = []
    for section in sections:
        pieces = tuple(piece for piece in section.pieces if piece.kind == "say")
        if pieces:
            found.append(CardSection(section.heading, section.anchor, pieces))
    return found


def _bounded(parts: list[CardPart]) -> tuple[CardPart, ...]:
    """No more than can be shown beside each other: the rest stands in the last."""
    if len(parts) <= MOST_PARTS:
        return tuple(parts)
    kept, rest = parts[: MOST_PARTS - 1], parts[MOST_PARTS - 1 :]
    sections = tuple(section for part in rest for section in part.sections)
    return (*kept, CardPart("more", "other", "", sections))


@cache
def _parser() -> MarkdownIt:
    return markdown_parser()
