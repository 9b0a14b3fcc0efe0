"""A section's Markdown in pieces: what to say, what is not for customers, and the rest. Pure.

The index has marked the sentences; the lines around them (the mark, a callout's title, what in it is no sentence) go
with the callout. In doubt too much is taken for internal, never too little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.battlecards.model import Piece, PieceKind
from bot.table_rows import is_row
from content_index.model import Sentence

_MARK = re.compile(r">[ \t]*\[!(say|internal)\][^\S\n]*", re.IGNORECASE)
_LEAD = re.compile(r"(?:[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t])*>[ \t]?")

_Line = tuple[str, PieceKind, bool]
"""A line of text (of a callout's title, nothing), what it is, and whether a callout begins with it."""
_TITLE = "\N{ZERO WIDTH SPACE}"
"""In the place of a callout's mark and title: a line that is not empty, and says nothing."""


def pieces_of(text: str, sentences: Sequence[Sentence], start: int) -> tuple[Piece, ...]:
    """The pieces of a section. `sentences` have offsets in a document whose character `start` is the text's first."""
    lines = list(_lines(text, sentences, start))
    pieces: list[Piece] = []
    for kind, words in _runs(lines):
        told = words.strip("\n")
        if not told.strip():
            continue
        if pieces and kind == pieces[-1].kind != "say":
            pieces[-1] = Piece(kind, f"{pieces[-1].text}\n\n{told}")
        else:
            pieces.append(Piece(kind, told))
    return tuple(pieces)


def _lines(text: str, sentences: Sequence[Sentence], start: int) -> Iterator[_Line]:
    """Every line with its kind; those of a block that holds anything internal are so from its quotation on."""
    told: list[_Line] = []
    offset = start
    for line in text.split("\n"):
        end = offset + len(line)
        marked = {one.callout for one in sentences if one.callout and one.start < end and offset < one.end}
        mark = _MARK.search(line)
        if mark and not marked:
            line = line[: mark.start()] + "> " + _TITLE  # noqa: PLW2901 - nobody reads out its title
        if mark:
            marked.add("internal" if mark[1].casefold() == "internal" else "say")
        kind: PieceKind = "internal" if "internal" in marked else "say" if "say" in marked else "text"
        told.append((line, kind, mark is not None))
        offset = end + 1
    blocks = [list(block) for _, block in groupby(told, key=lambda line: not line[0].strip())]
    for block in blocks:
        yield from _whole(block)


def _whole(block: Sequence[_Line]) -> Iterator[_Line]:
    """The lines of one block. A table with an internal row is internal; so is a quotation from its first line on."""
    first = next((place for place, (_, kind, _) in enumerate(block) if kind == "internal"), None)
    if first is not None:
        if all(is_row(line) for line, _, _ in block):
            first = 0
        while first > 0 and _LEAD.match(block[first][0]) and _LEAD.match(block[first - 1][0]):
            first -= 1
    said = False
    for place, (line, kind, begins) in enumerate(block):
        if first is not None and place >= first:
            yield line, "internal", begins
            continue
        said = kind == "say" or (said and _LEAD.match(line) is not None)
        yield line, "say" if said else kind, begins


def _runs(lines: Sequence[_Line]) -> Iterator[tuple[PieceKind, str]]:
    """Lines of one kind together. Each callout of words to say stands for itself."""
    kind: PieceKind = "text"
    run: list[str] = []
    for line, own, begins in lines:
        if not line.strip():
            run.append(line)
            continue
        if own != kind or (own == "say" and begins):
            yield kind, "\n".join(run)
            kind, run = own, []
        run.append(line if own == "text" else _bare(line))
    yield kind, "\n".join(run)


def _bare(line: str) -> str:
    """A line of a callout without the signs of its quotation and without its mark."""
    return _LEAD.sub("", _MARK.sub(">", line, count=1), count=1).replace(_TITLE, "")
