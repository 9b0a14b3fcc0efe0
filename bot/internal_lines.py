"""Which words of a passage the content marks as internal, and the passage without them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from content_index.model import Passage

_MARK = re.compile(r">[ \t]*\[!internal\]", re.IGNORECASE)
_QUOTED = re.compile(r"(?:[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t])*>")


def holds_internal(passage: Passage, start: int = 0, end: int | None = None) -> bool:
    """Whether anything between the characters `start` and `end` of the passage's text is marked internal."""
    last = len(passage.text) if end is None else end
    return any(one.callout == "internal" and one.start < last and start < one.end for one in passage.sentences)


def without_internal(passage: Passage) -> str:
    """The passage's text as guests may read it.

    A marked block goes as a whole, with its mark, its title and what in it is no sentence: from the first line of the
    block quote to the next empty line. In doubt too much goes, never too little.
    """
    lines, offset = list[tuple[str, bool]](), 0
    for line in passage.text.split("\n"):
        lines.append((line, _MARK.search(line) is not None or holds_internal(passage, offset, offset + len(line))))
        offset += len(line) + 1
    kept: list[str] = []
    for _, block in groupby(lines, key=lambda line: not line[0].strip()):
        kept += _open_lines(list(block))
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", "\n".join(kept)).strip()


def _open_lines(block: Sequence[tuple[str, bool]]) -> list[str]:
    """The lines before the block quote that holds a marked line; all, where none is marked."""
    texts = [text for text, _ in block]
    first = next((place for place, (_, internal) in enumerate(block) if internal), None)
    if first is None:
        return texts
    return texts[: next((place for place in range(first) if _QUOTED.match(texts[place])), first)]
