"""Markdown becomes runs: pieces of text, each in one style, line by line. Pure; each surface gives them their look."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import nh3
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bot.table_rows import rows_as_text

Style = Literal["bold", "italic", "strike", "code", "block", "layout"]
"""`block` is preformatted text; `layout` is not the content's but ours: line ends, bullets, the mark of a quotation."""

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ue000\ue001\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, and marks that turn the direction of text: content could hide with them what it says."""

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Private characters that carry the bold spans through the Markdown parser; content never keeps them."""
_EDGES = re.compile(f"([{_OPEN}{_CLOSE}])|%EE%80%8[01]")
_NOT_WORDS = " \t\n*_~`[]()<>#|\\-+"
_LEAD = re.compile(r"(?:[ \t]*(?:>|[-*+]\s|\d{1,9}[.)]\s|#{1,6}\s))*[ \t]*")
_STYLE_NODES: dict[str, Style] = {"strong": "bold", "em": "italic", "s": "strike"}
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?/?>|<!--.*?-->", re.DOTALL)
_LINE_END = re.compile(r"<br\s*/?>", re.IGNORECASE)
_KNOWN_TAGS = frozenset(nh3.ALLOWED_TAGS | {"font", "form", "iframe", "input", "main", "script", "style", "video"})
"""HTML's own tags say nothing to a reader; anything else in angle brackets (`<customer name>`) is meant to be read."""
_CALLOUT = re.compile(r"^\[!\w+\]\s*")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style, or with one link."""

    text: str
    styles: frozenset[Style] = frozenset()
    url: str | None = None


Line = tuple[Run, ...]
_PLAIN: frozenset[Style] = frozenset()
_BOLD: frozenset[Style] = frozenset({"bold"})


def runs_of(markdown: str, bold: Sequence[tuple[int, int]], head: str = "") -> list[Run]:
    """The runs of `markdown` in order, the `bold` spans (offsets in it) emphasised. Neighbours differ in style.

    `head` is that of the table whose rows are among it, as `bot.table_rows.head_above` gives it.
    """
    marked = rows_as_text(_marked(markdown, bold), head)
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.disable("html_block")  # else the Markdown between HTML's tags would stand there unread
    lines = _block_lines(SyntaxTreeNode(parser.parse(marked)))
    joined = [run for index, line in enumerate(lines) for run in ((_layout("\n"), *line) if index else line)]
    return _merged(_emphasised(joined))


def _marked(markdown: str, bold: Sequence[tuple[int, int]]) -> str:
    """The text with private characters at the edges of each span, moved past markup that would lose its meaning."""
    marks: dict[int, str] = {}
    for start, end in bold:
        for first, last in _words_of_lines(markdown, start, min(end, len(markdown))):
            marks[first] = marks.get(first, "") + _OPEN
            marks[last] = _CLOSE + marks.get(last, "")
    pieces, done = [], 0
    for offset in sorted(marks):
        pieces += [UNSEEN.sub("", markdown[done:offset]), marks[offset]]
        done = offset
    return "".join([*pieces, UNSEEN.sub("", markdown[done:])])


def _words_of_lines(markdown: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span line by line, without the markup at either end (a bullet, a number, the mark of a quotation)."""
    while start < end:
        line_end = markdown.find("\n", start, end)
        last = end if line_end < 0 else line_end
        at_line_start = start == 0 or markdown[start - 1] == "\n"
        lead = _LEAD.match(markdown, start) if at_line_start else None
        words = markdown[lead.end() if lead else start : last]
        first = last - len(words.lstrip(_NOT_WORDS))
        if words.strip(_NOT_WORDS):
            yield first, first + len(words.strip(_NOT_WORDS))
        start = last + 1


def _emphasised(runs: Iterable[Run]) -> Iterator[Run]:
    """The private characters taken out again, and what stood between them made bold."""
    inside = False
    for run in runs:
        for piece in _EDGES.split(run.text):
            if piece in {_OPEN, _CLOSE}:
                inside = piece == _OPEN
            elif piece:
                plain = not inside or run.styles & {"code", "block", "layout"}
                yield replace(run, text=piece, styles=run.styles if plain else run.styles | _BOLD)


def _merged(runs: Iterable[Run]) -> list[Run]:
    merged: list[Run] = []
    for run in runs:
        last = merged[-1] if merged else None
        if last and run.url and last.url == run.url:  # one link stays one, even where a part of it is bold
            merged[-1] = replace(run, text=last.text + run.text, styles=last.styles | run.styles)
        elif last and (last.styles, last.url) == (run.styles, run.url) and "block" not in run.styles:
            merged[-1] = replace(run, text=last.text + run.text)
        else:
            merged.append(run)
    return merged


def _layout(text: str) -> Run:
    return Run(text, frozenset({"layout"}))


def _block_lines(node: SyntaxTreeNode) -> list[Line]:
    """The lines of a block; blocks beside each other are parted by an empty line."""
    make = _BLOCKS.get(node.type)
    if make is not None:
        return make(node)
    lines: list[Line] = []
    for child in node.children:
        below = _block_lines(child)
        lines += [(), *below] if lines and below else below
    return lines


def _text_lines(node: SyntaxTreeNode, styles: frozenset[Style] = _PLAIN) -> list[Line]:
    lines: list[list[Run]] = [[]]
    runs = [run for inline in node.children for child in inline.children for run in _inline_runs(child, styles, None)]
    for run in runs:
        if run.text == "\n":
            lines.append([])
        else:
            lines[-1].append(run)
    if lines[0] and not lines[0][0].styles:
        lines[0][0] = replace(lines[0][0], text=_CALLOUT.sub("", lines[0][0].text))
    return [tuple(line) for line in lines if any(run.text.strip() for run in line)]


def _heading_lines(node: SyntaxTreeNode) -> list[Line]:
    return _text_lines(node, _BOLD)


def _quotation_lines(node: SyntaxTreeNode) -> list[Line]:
    inside = [line for child in node.children for line in _block_lines(child)]
    return [(_layout("> "), *line) if not _is_quoted(line) else line for line in inside]


def _is_quoted(line: Line) -> bool:
    return bool(line) and line[0] == _layout("> ")


def _list_lines(node: SyntaxTreeNode) -> list[Line]:
    number = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    lines: list[Line] = []
    for offset, item in enumerate(node.children):
        lead = "• " if number is None else f"{number + offset}. "
        inside = [line for child in item.children for line in _block_lines(child)]
        lines += [(_layout(lead if index == 0 else "    "), *line) for index, line in enumerate(inside)]
    return lines


def _preformatted_lines(node: SyntaxTreeNode) -> list[Line]:
    text = node.content.strip("\n")
    return [(Run(text, frozenset({"block"})),)] if text.strip() else []


def _table_lines(node: SyntaxTreeNode) -> list[Line]:
    rows = [row for part in node.children for row in part.children]
    return [_row_line(row) for row in rows]


def _row_line(row: SyntaxTreeNode) -> Line:
    line: list[Run] = []
    for cell in row.children:
        words = [run for text in _text_lines(cell, _BOLD if cell.type == "th" else _PLAIN) for run in text]
        line += [_layout(" · "), *words] if line and words else words
    return tuple(line)


def _without_tags(text: str) -> str:
    return _TAG.sub(lambda tag: "" if (tag[1] or "p").lower() in _KNOWN_TAGS else tag[0], text)


def _inline_runs(node: SyntaxTreeNode, styles: frozenset[Style], url: str | None) -> Iterator[Run]:
    """The runs of one inline node. A line end is a run of its own."""
    match node.type:
        case "softbreak" | "hardbreak":
            yield Run("\n")
        case "text" | "text_special" | "image":
            yield Run(node.content, styles, url)
        case "code_inline":
            yield Run(node.content, styles | {"code"}, url)
        case "html_inline":
            yield Run("\n" if _LINE_END.fullmatch(node.content) else _without_tags(node.content), styles, url)
        case _:
            below = styles | {_STYLE_NODES[node.type]} if node.type in _STYLE_NODES else styles
            target = str(node.attrs.get("href", "")) if node.type == "link" else url
            for child in node.children:
                yield from _inline_runs(child, below, target)


_BLOCKS: dict[str, Callable[[SyntaxTreeNode], list[Line]]] = {
    "paragraph": _text_lines,
    "heading": _heading_lines,
    "blockquote": _quotation_lines,
    "bullet_list": _list_lines,
    "ordered_list": _list_lines,
    "fence": _preformatted_lines,
    "code_block": _preformatted_lines,
    "table": _table_lines,
}
