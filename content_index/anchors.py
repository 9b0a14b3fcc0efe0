"""What a link to a heading jumps to: one rule for the reader, which stores it, and the console, which renders it.

The contract: both parse `ReadDocument.markdown` with `markdown_parser()` (or a parser that uses
`heading_anchors_plugin`), so a heading has the same anchor in a passage and in the rendered page:

- a heading that ends in `{#some-id}` has the anchor `some-id`, and the braces are not part of its text;
- any other heading has GitHub's slug of its text: lower case, letters and digits of any script kept, white space as
  hyphens, other marks dropped; a slug that the document already has gets `-1`, `-2` …; explicit ids are reserved first.

Readers of slides, pages and sheets write headings with explicit ids (`## Pricing {#slide-4}`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_EXPLICIT_ID = re.compile(r"(?:(?<![ \t])[ \t]++)?\{#([^\s{}\"'<>&]+)\}[ \t]*$")
_DROPPED = re.compile(r"[^\w\- ]")
_WHITE_SPACE = re.compile(r"\s")
_TEXT_TOKENS = frozenset({"text", "code_inline", "text_special", "image"})


@dataclass(frozen=True, slots=True)
class HeadingAnchor:
    """A heading of a document: its level (1 to 6), its text without markup, its anchor, the line it begins on."""

    level: int
    text: str
    anchor: str
    line: int


class AnchorNames:
    """Gives each heading of one document an anchor that no other has."""

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._taken = set(reserved)
        self._next: dict[str, int] = {}

    def unique(self, text: str) -> str:
        """The slug of `text`, numbered where the document has it already."""
        slug = slugify(text)
        name = slug
        while name in self._taken:
            number = self._next.get(slug, 1)
            self._next[slug] = number + 1
            name = f"{slug}-{number}"
        self._taken.add(name)
        return name


def slugify(text: str) -> str:
    """GitHub's slug of a heading: `"Q&A: Цены и скидки"` becomes `"qa-цены-и-скидки"`; never empty."""
    kept = _DROPPED.sub("", _WHITE_SPACE.sub(" ", text.strip().lower()))
    return kept.replace(" ", "-") or "section"


def with_id(heading: str, anchor: str) -> str:
    """The text of a Markdown heading that has the explicit id `anchor`."""
    return f"{heading} {{#{anchor}}}".lstrip()


def markdown_parser() -> MarkdownIt:
    """CommonMark with tables, strikethrough and heading anchors; raw HTML stays HTML (whoever renders cleans it)."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(heading_anchors_plugin)


def heading_anchors_plugin(parser: MarkdownIt) -> None:
    """Puts an `id` on every heading token."""
    parser.core.ruler.before("inline", "explicit_heading_ids", _take_explicit_ids)
    parser.core.ruler.push("heading_anchors", _name_headings)


def heading_anchors(markdown: str) -> list[HeadingAnchor]:
    """Every heading of a document, in order."""
    return headings_in(markdown_parser().parse(markdown))


def headings_in(tokens: Sequence[Token]) -> list[HeadingAnchor]:
    """Every heading among parsed tokens, in order."""
    return [
        HeadingAnchor(
            level=int(token.tag[1]),
            text=heading_text(tokens[index + 1]),
            anchor=str(token.attrGet("id") or ""),
            line=token.map[0] if token.map else 0,
        )
        for index, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def heading_text(inline: Token) -> str:
    """The words of a heading's inline token, markup left out."""
    words = (
        child.content if child.type in _TEXT_TOKENS else " " if child.type in {"softbreak", "hardbreak"} else ""
        for child in inline.children or []
    )
    return " ".join("".join(words).split())


def _take_explicit_ids(state: StateCore) -> None:
    for index, token in enumerate(state.tokens):
        if token.type != "heading_open":
            continue
        inline = state.tokens[index + 1]
        found = _EXPLICIT_ID.search(inline.content)
        if found:
            # A converter from HTML may have escaped the id's underscores.
            token.attrSet("id", found[1].replace("\\", ""))
            inline.content = inline.content[: found.start()]


def _name_headings(state: StateCore) -> None:
    heads = [(i, token) for i, token in enumerate(state.tokens) if token.type == "heading_open"]
    names = AnchorNames(str(token.attrGet("id")) for _, token in heads if token.attrGet("id"))
    for index, token in heads:
        if not token.attrGet("id"):
            token.attrSet("id", names.unique(heading_text(state.tokens[index + 1])))
