"""Marked blocks of the content (`> [!SAY]`, `> [!INTERNAL]`, `> [!NOTE]` …) become boxes that say what they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

from markdown_it.token import Token

_MARK = re.compile(r"\[!([A-Za-z]+)\][ \t]*(?:\n|$)?")
_OWN_LOOK = {"say": "say", "internal": "internal"}


def box_callouts(tokens: Sequence[Token], labels: Mapping[str, str]) -> list[Token]:
    """The tokens with callouts as labelled boxes; `labels` has the words by kind, others are named by their mark."""
    out: list[Token] = []
    boxed: list[bool] = []
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open":
            kind = _take_mark(tokens[index + 1 : index + 3])
            boxed.append(kind is not None)
            out.append(token)
            if kind:
                token.tag = "aside"
                token.attrSet("class", f"callout {_OWN_LOOK.get(kind, 'note')}")
                label = labels.get(kind, kind.capitalize())
                out.append(Token("html_block", "", 0, content=f'<p class="callout-label">{escape(label)}</p>\n'))
            continue
        if token.type == "blockquote_close" and boxed.pop():
            token.tag = "aside"
        out.append(token)
    return out


def _take_mark(first: Sequence[Token]) -> str | None:
    """The kind that the block's first words name; the mark is cut out of them."""
    if len(first) < 2 or first[0].type != "paragraph_open" or not first[1].children:  # noqa: PLR2004 - open and inline
        return None
    children = first[1].children
    found = _MARK.match(first[1].content)
    if not found or children[0].type != "text" or not children[0].content.startswith(found[0].strip()):
        return None
    children[0].content = children[0].content.removeprefix(found[0].strip()).lstrip()
    if not children[0].content and len(children) > 1 and children[1].type == "softbreak":
        del children[1]
    return found[1].lower()
