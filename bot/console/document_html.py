"""A document's Markdown becomes the page that a deep link jumps into. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from bot.console.callouts import box_callouts
from bot.console.markup import Resolve, rendered
from content_index.anchors import HeadingAnchor, headings_in, markdown_parser

_TOC_LEVELS = 3
"""Headings down to this level stand in the table of contents."""


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """`title_anchor` is the id of the page's title where the document begins with it, else ""."""

    body: Markup
    headings: tuple[HeadingAnchor, ...]
    title_anchor: str


def document_html(markdown: str, title: str, resolve: Resolve, callout_labels: Mapping[str, str]) -> RenderedDocument:
    """The document as safe HTML whose headings have the anchors that passages name."""
    parser = markdown_parser()
    tokens = parser.parse(markdown)
    headings = headings_in(tokens)
    title_anchor = ""
    if headings and tokens[0].type == "heading_open" and headings[0].text.casefold() == title.casefold():
        title_anchor, headings, tokens = headings[0].anchor, headings[1:], tokens[3:]
    anchors = frozenset(heading.anchor for heading in headings) | {title_anchor}
    body = rendered(parser, box_callouts(tokens, callout_labels), resolve, anchors)
    listed = tuple(heading for heading in headings if heading.level <= _TOC_LEVELS and heading.text)
    return RenderedDocument(body, listed, title_anchor)
