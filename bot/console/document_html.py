"""A document's Markdown becomes the page that a deep link jumps into. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from markupsafe import Markup

from bot.console.callouts import box_callouts
from bot.console.marking import Span, mark_spans
from bot.console.markup import Resolve, rendered
from content_index.anchors import HeadingAnchor, headings_in, markdown_parser

_TOC_LEVELS = 3
"""Headings down to this level stand in the table of contents."""
_MOST_MARKS = 20


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """`title_anchor` is the id of the page's title where the document begins with it, else "".

    `plain`: it could not be laid out, and the body is its Markdown as it stands.
    """

    body: Markup
    headings: tuple[HeadingAnchor, ...]
    title_anchor: str
    plain: bool = False


def document_html(
    markdown: str, title: str, resolve: Resolve, callout_labels: Mapping[str, str], quoted: str = ""
) -> RenderedDocument:
    """The document as safe HTML whose headings have the anchors that passages name.

    The words `quoted` (Markdown, verbatim) are marked wherever they stand.
    """
    parser = markdown_parser()
    spans = _spans(markdown, quoted)
    if spans:
        parser.disable("text_join")
    tokens = parser.parse(markdown)
    if spans:
        starts = [0, *accumulate(len(line) + 1 for line in markdown.split("\n"))]
        mark_spans(tokens, markdown, spans, "mark", starts=starts)
    headings = headings_in(tokens)
    title_anchor = ""
    if headings and tokens[0].type == "heading_open" and headings[0].text.casefold() == title.casefold():
        title_anchor, headings, tokens = headings[0].anchor, headings[1:], tokens[3:]
    anchors = frozenset(heading.anchor for heading in headings) | {title_anchor}
    body = rendered(parser, box_callouts(tokens, callout_labels), resolve, anchors)
    listed = tuple(heading for heading in headings if heading.level <= _TOC_LEVELS and heading.text)
    return RenderedDocument(body, listed, title_anchor)


def _spans(markdown: str, quoted: str) -> list[Span]:
    """Where the words stand, at most `_MOST_MARKS` times."""
    spans: list[Span] = []
    at = markdown.find(quoted) if quoted.strip() else -1
    while at >= 0 and len(spans) < _MOST_MARKS:
        spans.append((at, at + len(quoted)))
        at = markdown.find(quoted, at + len(quoted))
    return spans
