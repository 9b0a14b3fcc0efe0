"""Rows of a table that are quoted alone: the head that their columns' names stand in, and rows as text. Pure.

Without the table's head they are no table to a renderer, and a figure among others says nothing to a reader.
"""

from __future__ import annotations

import re
from itertools import takewhile

CELL_END = re.compile(r"(?<!\\)\|")
WIDE = 3
"""Cells from which on a row names each of them: in a narrower one they are told apart under the head."""
_HEAD = 2
"""Lines of a head."""
_ROW = re.compile(r"\s*\|.*\|\s*")
_RULE = re.compile(r"\s*\|(?:\s*:?-+:?\s*\|)+\s*")


def is_row(line: str) -> bool:
    """Whether a line is a row of a table."""
    return _ROW.fullmatch(line) is not None


def lacks_head(markdown: str) -> bool:
    """Whether it holds rows and no line that rules a head off."""
    lines = markdown.splitlines()
    is_code = any(line.lstrip(" >").startswith(("```", "~~~")) for line in lines)
    return any(map(is_row, lines)) and not is_code and not any(_RULE.fullmatch(line) for line in lines)


def head_above(text: str, start: int) -> str:
    """The head of the table that the row at the character `start` stands in: its names and the line that rules it off.

    "" where no row stands there, or the text does not hold the table's head.
    """
    line_start = text.rfind("\n", 0, start) + 1
    if not is_row(text[line_start:].partition("\n")[0]):
        return ""
    above = list(takewhile(is_row, reversed(text[:line_start].splitlines())))
    if len(above) < _HEAD or not _RULE.fullmatch(above[-2]):
        return ""
    return f"{above[-1].strip()}\n{above[-2].strip()}"


def rows_as_text(markdown: str, head: str = "") -> str:
    """Rows without a head as lines that can be read alone; any other text as it is.

    Wide rows name each cell by the `head`, narrow ones stand below it; without a head their cells alone are shown.
    """
    if not lacks_head(markdown):
        return markdown
    lines = markdown.splitlines()
    rows = [line for line in lines if is_row(line)]
    names = _cells(head.partition("\n")[0])
    if any(names) and max(len(_cells(row)) for row in rows) < WIDE:
        first = lines.index(rows[0])
        return "\n".join([*lines[:first], head, *lines[first:]])
    mark = "- " if len(rows) > 1 else ""
    return "\n".join(mark + _named(line, names) if is_row(line) else line for line in lines)


def _named(row: str, names: list[str]) -> str:
    """The cells of a row that say anything, each after its column's name; one alone needs none."""
    cells = _cells(row)
    said = [(names[place] if place < len(names) else "", cell) for place, cell in enumerate(cells) if cell]
    if len(said) == 1:
        return said[0][1]
    return " · ".join(f"{name.removesuffix(':')}: {cell}" if name else cell for name, cell in said)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in CELL_END.split(row.strip())[1:-1]]
