"""Markdown from documents becomes HTML that is safe to show. The only file of the console that knows its libraries.

Content is written by many hands and copied from anywhere, so nothing of it is trusted: everything passes nh3 last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TEXT_TAGS = frozenset(  # a line of words is easier to read than forty strings
    [
        "p",
        "br",
        "hr",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "code",
        "em",
        "strong",
        "b",
        "i",
        "s",
        "del",
        "u",
        "sub",
        "sup",
        "kbd",
        "mark",
        "a",
        "span",
        "div",
        "aside",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "caption",
        "dl",
        "dt",
        "dd",
        "details",
        "summary",
        "abbr",
        "small",
    ]
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "span": {"title"},
    "ol": {"start"},
    "div": {"aria-label"},
    **{heading: {"id"} for heading in _HEADINGS},
}
_FIXED_ATTRIBUTES = {
    "th": {"align": {"left", "right", "center"}},
    "td": {"align": {"left", "right", "center"}},
    "div": {"role": {"region"}, "tabindex": {"0"}},
}
_CLASSES = {
    "aside": {"callout", "say", "internal", "note"},
    "div": {"scroll"},
    "p": {"callout-label", "heading"},
    "span": {"image", "no-link"},
}
_WITH_THEIR_CONTENT = frozenset({"script", "style", "template", "iframe", "noscript", "svg", "math", "object", "title"})

Resolve = Callable[[str], str | None]
"""An address as it stands in the content becomes the one to link to, or None where it must not be linked."""


def rendered(markdown: MarkdownIt, tokens: Sequence[Token], resolve: Resolve, anchors: frozenset[str]) -> Markup:
    """Tokens as safe HTML. Headings keep an id only where `anchors` has it; without anchors they are no headings."""
    for token in tokens:
        _tame(token, resolve)
    html = markdown.renderer.render(_with_scrolling_tables(tokens), markdown.options, {})
    return _sanitised(html, resolve, anchors)


def _sanitised(html: str, resolve: Resolve, anchors: frozenset[str]) -> Markup:
    def keep(tag: str, attribute: str, value: str) -> str | None:
        if tag == "a" and attribute == "href":
            # Console addresses were made by `resolve` itself a moment ago; all else is asked about (raw HTML, too).
            return value if value.startswith("/documents/") else resolve(value)
        if attribute == "id":
            return value if value in anchors else None
        return value

    clean = nh3.clean(
        html,
        tags=set(_TEXT_TAGS | (_HEADINGS if anchors else frozenset())),
        clean_content_tags=set(_WITH_THEIR_CONTENT),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        tag_attribute_values=_FIXED_ATTRIBUTES,
        allowed_classes=_CLASSES,
        attribute_filter=keep,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(clean)  # noqa: S704 - nh3 has just made it safe


def _tame(token: Token, resolve: Resolve) -> None:
    """Alignment without inline style, pictures as their words, links that lead nowhere as plain text."""
    style = token.attrs.pop("style", None)
    if style:
        token.attrSet("align", str(style).removeprefix("text-align:"))
    opened: list[bool] = []
    for child in token.children or ():
        if child.type == "image":
            _as_words(child)
        elif child.type == "link_open":
            target = resolve(str(child.attrGet("href") or ""))
            opened.append(target is not None)
            _retarget(child, target)
        elif child.type == "link_close" and not opened.pop():
            child.tag = "span"


def _retarget(link: Token, target: str | None) -> None:
    if target is not None:
        link.attrSet("href", target)
        return
    link.tag = "span"
    link.attrs = {"class": "no-link", "title": str(link.attrGet("href") or "")}


def _as_words(image: Token) -> None:
    """A picture's description: nothing is loaded from elsewhere, so that no other host learns who reads what."""
    words = image.content or str(image.attrGet("title") or "")
    image.type, image.tag, image.nesting = "html_inline", "", 0
    image.content = f'<span class="image">{nh3.clean_text(words)}</span>' if words else ""


def _with_scrolling_tables(tokens: Sequence[Token]) -> list[Token]:
    """Wide tables scroll inside a box of their own that the keyboard can reach."""
    out: list[Token] = []
    for token in tokens:
        if token.type == "table_open":
            out.append(_html('<div class="scroll" role="region" tabindex="0">'))
        out.append(token)
        if token.type == "table_close":
            out.append(_html("</div>"))
    return out


def _html(content: str) -> Token:
    return Token("html_block", "", 0, content=content)
