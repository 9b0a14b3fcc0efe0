"""Words quoted from the content, with the decisive ones in bold, become HTML. Pure."""

from __future__ import annotations

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

_NO_NAMES = "| "


def quote_html(
    text: str, bold: Sequence[Span], resolve: Resolve, head: str = "", *, labels: Mapping[str, str] | None = None
) -> Markup:
    """`text` is Markdown, `bold` are spans of it. Headings are bold lines: a quote is not in the page's outline.

    `head` is that of the table whose rows are among it, "" where it is not known. `labels` name the callouts.
    """
    parts = (
        _part_html(part, [(first - start, last - start) for first, last in bold], resolve, head, labels or {})
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


def _part_html(text: str, bold: Sequence[Span], resolve: Resolve, head: str, labels: Mapping[str, str]) -> Markup:
    parser = _parser()
    above = _above_rows(text, head)
    tokens = box_callouts(parser.parse(above + text), labels)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "p"
            token.attrs = {"class": "heading"} if token.type == "heading_open" else {}
    mark_spans(_body(tokens) if above else tokens, text, bold, "strong")
    if above and not above.strip("|-: \n"):
        tokens = [*tokens[: _index(tokens, "thead_open")], *_body(tokens)[1:]]
    return rendered(parser, tokens, resolve, frozenset())


def _above_rows(text: str, head: str) -> str:
    """The lines that make rows quoted on their own a table again; "" where the quote is anything else.

    Without a head the columns have no names.
    """
    rows = text.strip().splitlines()
    if not lacks_head(text) or not all(map(is_row, rows)):
        return ""
    if head:
        return f"{head}\n"
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
