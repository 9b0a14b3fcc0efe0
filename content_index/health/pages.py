"""A document's Markdown, parsed once for all checks: its headings, links and pictures, and where they stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from bs4 import BeautifulSoup, Tag
from markdown_it.token import Token

from content_index.anchors import HeadingAnchor, headings_in, markdown_parser
from content_index.health.model import Place
from content_index.model import Document, Passage
from content_index.plain_text import plain_text

_HTML = frozenset({"html_block", "html_inline"})
_BREAKS = frozenset({"softbreak", "hardbreak"})
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Link:
    """What a document links to, as it is written there; `line` counts from 0. `image`: it is shown, not led to."""

    target: str
    line: int
    text: str = ""
    image: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture; `described`: the document says in words what it shows, or that it shows nothing."""

    source: str
    line: int
    described: bool


@dataclass(frozen=True)
class Page:
    """A document as checks see it."""

    document: Document
    markdown: str
    headings: tuple[HeadingAnchor, ...] = ()
    links: tuple[Link, ...] = ()
    pictures: tuple[Picture, ...] = ()
    ids: frozenset[str] = field(default_factory=frozenset)
    """Ids and names of HTML elements: what a link may jump to besides headings."""

    @cached_property
    def anchors(self) -> frozenset[str]:
        """All that a link may jump to."""
        return self.ids | {heading.anchor for heading in self.headings}

    @cached_property
    def _lines(self) -> list[int]:
        return [heading.line for heading in self.headings]

    def at(self, line: int, text: str = "") -> Place:
        """The place of a line, which counts from 0."""
        before = bisect_right(self._lines, line)
        heading = self.headings[before - 1] if before else None
        one = self.document
        return Place(
            one.id,
            one.source,
            one.path,
            heading.anchor if heading else "",
            heading.text if heading else "",
            line + 1,
            text,
        )

    def of(self, passage: Passage, start: int = 0, text: str = "") -> Place:
        """The place of the words at `start` of a passage."""
        section = passage.section_at(start)
        one = self.document
        line = self._line_of(section.anchor, passage.text[start:])
        heading = section.heading or (passage.headings[-1] if passage.headings else "")
        return Place(one.id, one.source, one.path, section.anchor, plain_text(heading), line, text)

    def _line_of(self, anchor: str, words: str) -> int | None:
        """Of the words, which stand there as they are; else of the heading above them."""
        above = next((heading.line for heading in self.headings if heading.anchor == anchor), 0)
        first = words.lstrip().partition("\n")[0].rstrip()
        for line, written in enumerate(self.markdown.split("\n")[above:], start=above):
            if first and first in written:
                return line + 1
        return above + 1 if self.headings else None


def read_page(document: Document, markdown: str) -> Page:
    """Parses a document: some 5 ms for a page of a handbook."""
    tokens = markdown_parser().parse(markdown)
    links, pictures, ids = list[Link](), list[Picture](), set[str]()
    for line, token in _with_lines(tokens):
        if token.type == "link_open":
            links.append(Link(str(token.attrGet("href") or ""), line))
        elif token.type == "image":
            source = str(token.attrGet("src") or "")
            links.append(Link(source, line, token.content, image=True))
            pictures.append(Picture(source, line, described=bool(token.content.strip())))
        elif token.type in _HTML and "<" in token.content:
            for tag in BeautifulSoup(token.content, "html.parser").find_all(True):
                at = line + max((tag.sourceline or 1) - 1, 0)
                ids |= {str(tag[name]) for name in ("id", "name") if tag.get(name)}
                if tag.name == "a" and tag.get("href"):
                    links.append(Link(str(tag["href"]), at))
                elif tag.name == "img":
                    links.append(Link(str(tag.get("src") or ""), at, image=True))
                    # An empty text says that the picture shows nothing; without any, nobody has said so.
                    pictures.append(Picture(str(tag.get("src") or ""), at, described=_described(tag)))
    return Page(document, markdown, tuple(headings_in(tokens)), tuple(links), tuple(pictures), frozenset(ids))


def shortened(text: str, most: int = 300) -> str:
    """Plain text on one line, cut behind a word."""
    words = _SPACE.sub(" ", plain_text(text)).strip()
    if len(words) <= most:
        return words
    return f"{words[:most].rpartition(' ')[0] or words[:most]} …"


def _described(tag: Tag) -> bool:
    return "alt" in tag.attrs or bool(tag.get("aria-label") or tag.get("title"))


def _with_lines(tokens: Iterable[Token]) -> Iterator[tuple[int, Token]]:
    """Every token with the line it stands on: those inside a paragraph by the line breaks before them."""
    line = 0
    for token in tokens:
        if token.map:
            line = token.map[0]
        yield line, token
        inside = line
        for child in token.children or ():
            yield inside, child
            inside += child.type in _BREAKS
