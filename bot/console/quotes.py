"""Words quoted from the content, with the decisive ones in bold, become HTML. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from bot.console.callouts import box_callouts
from bot.console.markup import Resolve, rendered
from content_index.anchors import markdown_parser

_Span = tuple[int, int]


def quote_html(text: str, bold: Sequence[_Span], resolve: Resolve) -> Markup:
    """`text` is Markdown, `bold` are spans of it. Headings are bold lines: a quote is not in the page's outline."""
    parser = _parser()
    tokens = box_callouts(parser.parse(text), {})
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "p"
            token.attrs = {"class": "heading"} if token.type == "heading_open" else {}
    _embolden(tokens, text, bold)
    return rendered(parser, tokens, resolve, frozenset())


def _parser() -> MarkdownIt:
    """Escaped characters stay apart from the text around them, so that offsets can be followed through them."""
    return markdown_parser().disable("text_join")


def _embolden(tokens: Iterable[Token], text: str, bold: Sequence[_Span]) -> None:
    """Follow the visible words through the Markdown they came from, and mark those inside a span."""
    at = 0
    for token in tokens:
        children: list[Token] = []
        for child in token.children or ():
            source = child.markup if child.type == "text_special" else child.content
            found = text.find(source, at) if child.type in {"text", "text_special", "code_inline"} and source else -1
            at = found + len(source) if found >= 0 else at
            whole = child.type != "text"
            children.extend(_pieces(child, found, len(source), bold, whole=whole))
        if token.children is not None:
            token.children = children


def _pieces(token: Token, start: int, length: int, bold: Sequence[_Span], *, whole: bool) -> Iterator[Token]:
    """The token, cut where spans begin and end; code and escaped characters are bold as a whole or not at all."""
    if token.type == "text_special":
        token.type = "text"
    spans = [(max(a - start, 0), min(b - start, length)) for a, b in sorted(bold) if a < start + length and b > start]
    if start < 0 or not spans:
        yield token
        return
    if whole:
        yield from _strong(token)
        return
    done = 0
    for a, b in spans:
        if a > done:
            yield _text(token.content[done:a])
        if b > max(a, done):
            yield from _strong(_text(token.content[max(a, done) : b]))
        done = max(done, b)
    if done < length:
        yield _text(token.content[done:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _strong(token: Token) -> tuple[Token, Token, Token]:
    return Token("strong_open", "strong", 1), token, Token("strong_close", "strong", -1)
