"""Spans of a Markdown text are marked in what was parsed of it, word by word. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markdown_it.token import Token

Span = tuple[int, int]


def mark_spans(
    tokens: Iterable[Token], text: str, spans: Sequence[Span], tag: str, *, starts: Sequence[int] = ()
) -> None:
    """Follow the visible words through the Markdown they came from, and put those inside a span into `tag`.

    The parser must leave escaped characters apart (`text_join` disabled), so that they can be followed. With `starts`,
    the offsets at which the lines of `text` begin, no words are looked for outside their own block.
    """
    at, end = 0, len(text)
    for token in tokens:
        if token.map and starts:
            at, end = max(at, starts[token.map[0]]), starts[min(token.map[1], len(starts) - 1)]
        children: list[Token] = []
        for child in token.children or ():
            source = child.markup if child.type == "text_special" else child.content
            is_text = child.type in {"text", "text_special", "code_inline"} and source
            found = text.find(source, at, end) if is_text else -1
            at = found + len(source) if found >= 0 else at
            children.extend(_pieces(child, (found, len(source)), spans, tag))
        if token.children is not None:
            token.children = children


def _pieces(token: Token, where: tuple[int, int], spans: Sequence[Span], tag: str) -> Iterator[Token]:
    """The token, cut where spans begin and end; code and escaped characters are marked as a whole or not at all."""
    start, length = where
    whole = token.type != "text"
    if token.type == "text_special":
        token.type = "text"
    inside = [(max(a - start, 0), min(b - start, length)) for a, b in sorted(spans) if a < start + length and b > start]
    if start < 0 or not inside:
        yield token
        return
    if whole:
        yield from _marked(token, tag)
        return
    done = 0
    for a, b in inside:
        if a > done:
            yield _text(token.content[done:a])
        if b > max(a, done):
            yield from _marked(_text(token.content[max(a, done) : b]), tag)
        done = max(done, b)
    if done < length:
        yield _text(token.content[done:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _marked(token: Token, tag: str) -> tuple[Token, Token, Token]:
    return Token(f"{tag}_open", tag, 1), token, Token(f"{tag}_close", tag, -1)
