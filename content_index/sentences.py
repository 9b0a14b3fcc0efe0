"""The quotable pieces of a Markdown text: sentences, list items, table rows, lines of code, with exact offsets.

Decisions, told once: a callout's marker (`[!SAY]`) is never part of a piece. Words on the marker's line are the
callout's title and are left out too, unless they are all that a `say` or `internal` callout holds; other callouts
(`[!NOTE]` …) keep them. A table's row with a cell that is marked internal is internal; with such a head, every row is.
In a block quote each line is cut into sentences on its own, so that no piece holds a `>`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from content_index.anchors import heading_text
from content_index.callouts import marks_internal
from content_index.model import CalloutKind, Sentence, SentenceKind
from content_index.plain_text import plain_text
from content_index.token_estimate import estimate_tokens

_MARKER = re.compile(r"\[!(\w+)\][+-]?[ \t]*")
_PREFIX = re.compile(r"[\s>]*")
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_INVISIBLE = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_UNBREAKABLE = re.compile(r"`[^`\n]*`|!?\[[^\[\]]*\]\([^()\s]*\)|https?://\S+")
_CLOSING = re.compile(r"[*_`~)\]\"'»”’]+(?=\s|$)")
_LONG_ITEM = 60
_LONGEST = 300
"""Model tokens. A longer list item is cut into sentences; a longer sentence is cut at a space."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What a block stands in."""

    quotes: int = 0
    items: int = 0
    callout: CalloutKind | None = None
    title_kept: bool = True


class Lines:
    """A text and where its lines begin; block tokens know their lines only."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._rows = text.split("\n")
        self.starts = [0]
        for row in self._rows:
            self.starts.append(self.starts[-1] + len(row) + 1)

    def row(self, line: int) -> str:
        """One line, without its end."""
        return self._rows[line] if line < len(self._rows) else ""

    def slice(self, first: int, end: int) -> tuple[int, int]:
        """Offsets of lines `first` to `end` (not included)."""
        end = min(end, len(self._rows))
        return self.starts[min(first, end)], min(self.starts[end], len(self.text))


def sentences_of(tokens: Sequence[Token], lines: Lines, language: str) -> Iterator[Sentence]:
    """The pieces of parsed blocks, in order, never overlapping; offsets count in the whole of `lines`."""
    place, outer = _Place(), list[_Place]()
    for index, token in enumerate(tokens):
        match token.type:
            case "blockquote_open":
                outer.append(place)
                place = _inside_quote(tokens, index, place)
            case "list_item_open":
                outer.append(place)
                place = _Place(place.quotes, place.items + 1, place.callout, place.title_kept)
            case "table_open":
                outer.append(place)
            case "blockquote_close" | "list_item_close" | "table_close":
                place = outer.pop()
            case "inline" if token.map and tokens[index - 1].type in {"paragraph_open", "heading_open"}:
                place = _below_heading(tokens[index - 1], token, place)
                yield from _paragraph(token, lines, place, language)
            case "tr_open" if token.map:
                row = _row_place(tokens, index, place)
                place = row if tokens[index - 1].type == "thead_open" else place
                yield from _whole_lines((token.map[0], token.map[1]), lines, "row", row)
            case "fence" | "code_block" if token.map:
                yield from _whole_lines(_code_lines(token, token.map, lines), lines, "code", place)
            case "html_block" if token.map:
                yield from _html((token.map[0], token.map[1]), lines, place)


def _inside_quote(tokens: Sequence[Token], index: int, outside: _Place) -> _Place:
    first = tokens[index + 2] if index + 2 < len(tokens) else None
    found = _MARKER.match(first.content) if first is not None and first.type == "inline" else None
    kind = found[1].lower() if found else ""
    if first is None or kind not in {"say", "internal"}:
        return _Place(outside.quotes + 1, outside.items, outside.callout)
    callout: CalloutKind = "say" if kind == "say" else "internal"
    if outside.callout == "internal":  # what stands in an internal block is internal, whatever it calls itself
        callout = "internal"
    alone = "\n" not in first.content and tokens[index + 4].type == "blockquote_close"
    return _Place(outside.quotes + 1, outside.items, callout, title_kept=alone)


def _below_heading(opening: Token, inline: Token, place: _Place) -> _Place:
    """Where the rest of a quote or list item stands: in an internal callout, below a heading in it that says so.

    Headings outside of both head sections, and whoever cuts those knows what their headings say.
    """
    heads = opening.type == "heading_open" and (place.quotes or place.items)
    return replace(place, callout="internal") if heads and marks_internal(heading_text(inline)) else place


def _row_place(tokens: Sequence[Token], start: int, place: _Place) -> _Place:
    """Where the row that begins at this token stands: in an internal callout, where one of its cells says so.

    A head that does speaks of a column, and so of every row: a row is quoted whole.
    """
    row = itertools.takewhile(lambda token: token.type != "tr_close", itertools.islice(tokens, start, None))
    marked = any(token.type == "inline" and marks_internal(heading_text(token)) for token in row)
    return replace(place, callout="internal") if marked else place


def _paragraph(token: Token, lines: Lines, place: _Place, language: str) -> Iterator[Sentence]:
    assert token.map  # noqa: S101 - the caller looked
    kind: SentenceKind = "item" if place.items else "prose"
    spans = [_content_span(token.map[0] + n, row, lines) for n, row in enumerate(token.content.split("\n"))]
    spans[0] = _after_marker(spans[0], lines.text, place)
    if not place.quotes:
        spans = [(spans[0][0], spans[-1][1])]
    for start, end in spans:
        text = lines.text[start:end]
        if kind == "item" and estimate_tokens(plain_text(text)) <= _LONG_ITEM:
            pieces = [(0, len(text))]
        else:
            pieces = cut_sentences(text, language)
        for a, b in pieces:
            yield from _quotable(start + a, start + b, lines.text, kind, place.callout)


def _content_span(line: int, content: str, lines: Lines) -> tuple[int, int]:
    """Where a paragraph's line begins and ends: the parser has taken list marks and `>` off its front."""
    row = lines.row(line).rstrip()
    content = content.rstrip()
    begin = len(row) - len(content) if row.endswith(content) else _PREFIX.match(row).end()  # type: ignore[union-attr]
    return lines.starts[line] + begin, lines.starts[line] + len(row)


def _after_marker(span: tuple[int, int], text: str, place: _Place) -> tuple[int, int]:
    start, end = span
    found = _MARKER.match(text, start, end) if place.quotes else _TASK.match(text, start, end) if place.items else None
    if not found:
        return span
    return (found.end() if place.title_kept else end), end


def _whole_lines(span: tuple[int, int], lines: Lines, kind: SentenceKind, place: _Place) -> Iterator[Sentence]:
    for line in range(*span):
        row = lines.row(line)
        begin = _PREFIX.match(row).end() if place.quotes else 0  # type: ignore[union-attr]
        start = lines.starts[line] + begin
        yield from _quotable(start, lines.starts[line] + len(row), lines.text, kind, place.callout)


def _code_lines(token: Token, block: Sequence[int], lines: Lines) -> tuple[int, int]:
    """The lines of a block of code, without its fences."""
    first, end = block
    if token.type == "code_block":
        return first, end
    return first + 1, end - 1 if lines.row(end - 1).strip(" \t>").startswith(token.markup) else end


def _html(span: tuple[int, int], lines: Lines, place: _Place) -> Iterator[Sentence]:
    begin, stop = lines.slice(*span)
    visible = _INVISIBLE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), lines.text[begin:stop])
    start = begin
    for row in visible.split("\n"):
        if row.strip(" \t>"):
            yield from _quotable(start, start + len(row), lines.text, "prose", place.callout)
        start += len(row) + 1


def _quotable(start: int, end: int, text: str, kind: SentenceKind, callout: CalloutKind | None) -> Iterator[Sentence]:
    """The piece without white space around it, cut where it is too long, unless it holds no words."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    piece = piece.strip()
    words = plain_text(piece) if kind != "code" else piece
    if not any(map(str.isalnum, words)):
        return
    for a, b in _cut_long(piece, words):
        yield Sentence(start + a, start + b, kind, callout)


def _cut_long(piece: str, words: str) -> Iterator[tuple[int, int]]:
    if estimate_tokens(words) <= _LONGEST:
        yield 0, len(piece)
        return
    # About four characters a token; a word longer than that is cut inside.
    longest = _LONGEST * 4
    start = 0
    while len(piece) - start > longest:
        space = piece.rfind(" ", start + 1, start + longest)
        end = space if space > start else start + longest
        yield from _trimmed(piece, start, end)
        start = end
    yield from _trimmed(piece, start, len(piece))


def _trimmed(piece: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = piece[start:end]
    begin = start + len(part) - len(part.lstrip())
    if part.strip():
        yield begin, begin + len(part.strip())


def cut_sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a paragraph, closing marks with theirs; never inside a link, an address or code."""
    from sentencex import segment

    parts = segment(language, text)
    if "".join(parts) != text:
        return [(0, len(text))]
    unbreakable = [found.span() for found in _UNBREAKABLE.finditer(text)]
    ends = list[int]()
    position = 0
    for part in parts:
        position += len(part)
        closing = _CLOSING.match(text, position)
        end = closing.end() if closing and not text[position - 1].isspace() else position
        if not any(a < end < b for a, b in unbreakable) and (not ends or end > ends[-1]):
            ends.append(end)
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    return list(zip([0, *ends[:-1]], ends, strict=True))
