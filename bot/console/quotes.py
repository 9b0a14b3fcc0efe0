"""Words quoted from the content, with the decisive ones in bold, become HTML. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from bot.console.callouts import box_callouts
from bot.console.marking import Span, mark_spans
from bot.console.markup import Resolve, rendered
from bot.table_rows import CELL_END, is_row, lacks_head
from content_index.anchors import markdown_parser

_ROW = re.compile(r"\s*\|.*\|\s*")
_RULE = re.compile(r"\s*\|(?:\s*:?-+:?\s*\|)+\s*")
_NO_NAMES = "| "


def quote_html(
    text: str, bold: Sequence[Span], resolve: Resolve, passage: str = "", *, labels: Mapping[str, str] | None = None
) -> Markup:
    """`text` is Markdown, `bold` are spans of it. Headings are bold lines: a quote is not in the page's outline.

    `passage` is where the words stand: rows of a table get the table's head from it. `labels` name the callouts.
    """
    parts = (
        _part_html(part, [(first - start, last - start) for first, last in bold], resolve, passage, labels or {})
        for part, start in _parts(text)
    )
    return Markup("").join(parts)


def _parts(text: str) -> list[tuple[str, int]]:
    """Rows without a head and what stands around them, each with its offset; everything else is one part."""
    if not lacks_head(text):
        return [(text, 0)]
    parts: list[tuple[str, int]] = []
    offset = 0
    for _, group in groupby(text.splitlines(keepends=True), key=is_row):
        lines = "".join(group)
        if lines.strip():
            parts.append((lines, offset))
        offset += len(lines)
    return parts


def _part_html(text: str, bold: Sequence[Span], resolve: Resolve, passage: str, labels: Mapping[str, str]) -> Markup:
    parser = _parser()
    head = _table_head(text, passage)
    tokens = box_callouts(parser.parse(head + text), labels)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "p"
            token.attrs = {"class": "heading"} if token.type == "heading_open" else {}
    mark_spans(_body(tokens) if head else tokens, text, bold, "strong")
    if head and not head.strip("|-: \n"):
        tokens = [*tokens[: _index(tokens, "thead_open")], *_body(tokens)[1:]]
    return rendered(parser, tokens, resolve, frozenset())


def _table_head(text: str, passage: str) -> str:
    """The lines that make rows quoted on their own a table again; "" where the quote is anything else.

    Where the passage does not hold the head, the columns have no names.
    """
    rows = text.strip().splitlines()
    if not rows or not all(_ROW.fullmatch(row) for row in rows) or any(_RULE.fullmatch(row) for row in rows):
        return ""
    lines = [line.strip() for line in passage.splitlines()]
    above = lines[: lines.index(rows[0].strip())] if rows[0].strip() in lines else []
    for number in range(len(above) - 1, 0, -1):
        if _RULE.fullmatch(above[number]) and _ROW.fullmatch(above[number - 1]):
            return f"{above[number - 1]}\n{above[number]}\n"
        if not _ROW.fullmatch(above[number]):
            break
    columns = max(len(CELL_END.findall(row)) - 1 for row in rows)
    return f"{_NO_NAMES * columns}|\n{'|-' * columns}|\n"


def _body(tokens: Sequence[Token]) -> Sequence[Token]:
    """What follows the table's head, its end included: only that was quoted."""
    return tokens[_index(tokens, "thead_close") :]


def _index(tokens: Sequence[Token], kind: str) -> int:
    return next((number for number, token in enumerate(tokens) if token.type == kind), 0)


def _parser() -> MarkdownIt:
    """Escaped characters stay apart from the text around them, so that offsets can be followed through them."""
    return markdown_parser().disable("text_join")
