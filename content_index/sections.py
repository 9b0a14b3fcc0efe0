"""A document's Markdown, cut at its headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from content_index.anchors import heading_text
from content_index.callouts import marks_internal
from content_index.model import Sentence
from content_index.plain_text import plain_text
from content_index.sentences import Lines, sentences_of
from content_index.token_estimate import estimate_tokens

NO_PARENT = -1


@dataclass(frozen=True, slots=True)
class Part:
    """The words between one heading and the next.

    `number` is its place among the document's sections and `parent` that of the section it stands under (NO_PARENT:
    none); `unit` counts pages, slides or sheets. `path` is the path of headings, its own last. The words stand at
    `start` to `end` of the document; sentences have the document's offsets, and `blocks` are those at which a
    paragraph, list, table or code block begins. `weights` are the tokens of each sentence without its markup.
    """

    number: int
    parent: int
    unit: int
    path: tuple[str, ...]
    heading: str
    anchor: str
    start: int
    end: int
    sentences: tuple[Sentence, ...]
    weights: tuple[int, ...]
    blocks: frozenset[int]

    @property
    def tokens(self) -> int:
        """What the whole section weighs."""
        return sum(self.weights)


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading that bounds sections; level 0 is the document's beginning."""

    level: int
    text: str
    anchor: str
    first_line: int
    end_line: int
    first_block: int
    next_block: int


def cut_sections(markdown: str, parser: MarkdownIt, *, title: str, language: str, unit_level: int) -> list[Part]:
    """Each section that has something to quote, in order. Headings inside quotes and lists bound none.

    All that stands under a heading, or a title, that is marked internal is internal.
    """
    lines = Lines(markdown)
    tokens = parser.parse(markdown)
    headings = list(_headings(tokens))
    ends = [(later.first_line, later.first_block) for later in headings[1:]]
    ends.append((markdown.count("\n") + 1, len(tokens)))
    parts: list[Part] = []
    above: list[tuple[int, int, str, bool]] = []  # level, number, text, whether it is marked internal
    unit = 0
    for number, (heading, (end_line, end_block)) in enumerate(zip(headings, ends, strict=True)):
        is_title = heading.level == 1 and heading.text.casefold() == title.casefold()
        text = "" if is_title else heading.text
        above = [entry for entry in above if entry[0] < heading.level]
        parent = above[-1][1] if above else NO_PARENT
        above.append((heading.level, number, text, marks_internal(heading.text)))
        unit += heading.level <= unit_level
        blocks = tokens[heading.next_block : end_block]
        start, end = lines.slice(heading.end_line, end_line)
        sentences = tuple(sentences_of(blocks, lines, language))
        if marks_internal(title) or any(marked for _, _, _, marked in above):
            sentences = tuple(replace(sentence, callout="internal") for sentence in sentences)
        if sentences:
            parts.append(
                Part(
                    number=number,
                    parent=parent,
                    unit=unit,
                    path=tuple(words for _, _, words, _ in above if words),
                    heading=text,
                    anchor=heading.anchor,
                    start=start,
                    end=end,
                    sentences=sentences,
                    weights=tuple(estimate_tokens(plain_text(markdown[s.start : s.end])) for s in sentences),
                    blocks=_block_starts(blocks, lines, sentences),
                )
            )
    return parts


def _headings(tokens: Sequence[Token]) -> Iterator[_Heading]:
    yield _Heading(0, "", "", 0, 0, 0, 0)
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            yield _Heading(
                level=int(token.tag[1]),
                text=heading_text(tokens[index + 1]),
                anchor=str(token.attrGet("id") or ""),
                first_line=token.map[0],
                end_line=token.map[1],
                first_block=index,
                next_block=index + 3,
            )


def _block_starts(blocks: Sequence[Token], lines: Lines, sentences: Sequence[Sentence]) -> frozenset[int]:
    """Offsets of the sentences that begin a top-level block."""
    starts = sorted(lines.slice(token.map[0], token.map[1])[0] for token in blocks if token.level == 0 and token.map)
    found = set[int]()
    at = 0
    for sentence in sentences:
        begins = False
        while at < len(starts) and starts[at] <= sentence.start:
            begins, at = True, at + 1
        if begins:
            found.add(sentence.start)
    return frozenset(found)
