"""Which words of a passage the content marks as internal, and the passage without them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from bot.table_rows import is_row
from content_index.model import Passage, Section

_MARK = re.compile(r">[ \t]*\[!internal\]", re.IGNORECASE)
_QUOTED = re.compile(r"(?:[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t])*>")


def holds_internal(passage: Passage, start: int = 0, end: int | None = None) -> bool:
    """Whether anything between the characters `start` and `end` of the passage's text is marked internal."""
    last = len(passage.text) if end is None else end
    return any(one.callout == "internal" and one.start < last and start < one.end for one in passage.sentences)


def open_section(passage: Passage, start: int) -> Section | None:
    """The section to name to guests for the character at `start`: its own, or else the first, that is not all internal.

    The heading of one that is may say itself what is to be kept. None where the passage holds nothing else.
    """
    opened = _opened(passage)
    here = passage.section_at(start)
    return here if here in opened else next((section for section in passage.sections if section in opened), None)


def _opened(passage: Passage) -> set[Section]:
    """The sections that hold anything for guests."""
    return {passage.section_at(one.start) for one in passage.sentences if one.callout != "internal"}


def without_internal(passage: Passage) -> str:
    """The passage's text as guests may read it.

    A section that is internal goes as a whole, and so does a marked block, with its mark, its title and what in it is
    no sentence: from the first line of the block quote to the next empty line. Of a table whose head is not marked, the
    marked rows alone go. In doubt too much goes, never too little.
    """
    lines, offset = list[tuple[str, bool]](), 0
    opened = _opened(passage)
    for line in passage.text.split("\n"):
        internal = _MARK.search(line) is not None or holds_internal(passage, offset, offset + len(line))
        lines.append((line, internal or passage.section_at(offset) not in opened))
        offset += len(line) + 1
    kept: list[str] = []
    for _, block in groupby(lines, key=lambda line: not line[0].strip()):
        kept += _open_lines(list(block))
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", "\n".join(kept)).strip()


def _open_lines(block: Sequence[tuple[str, bool]]) -> list[str]:
    """The lines before the block quote that holds a marked line; all, where none is marked."""
    texts = [text for text, _ in block]
    if not block[0][1] and all(is_row(text) for text in texts):
        return [text for text, internal in block if not internal]
    first = next((place for place, (_, internal) in enumerate(block) if internal), None)
    if first is None:
        return texts
    return texts[: next((place for place in range(first) if _QUOTED.match(texts[place])), first)]
