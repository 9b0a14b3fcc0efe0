"""Rows of a table that stand without the table's head are no table to a renderer: then their cells are shown. Pure."""

from __future__ import annotations

import re

CELL_END = re.compile(r"(?<!\\)\|")
_ROW = re.compile(r"\s*\|.*\|\s*")
_RULE = re.compile(r"\s*\|[\s:|-]+\|\s*")


def is_row(line: str) -> bool:
    """Whether a line is a row of a table."""
    return _ROW.fullmatch(line) is not None


def lacks_head(markdown: str) -> bool:
    """Whether it holds rows and no line that rules a head off."""
    lines = markdown.splitlines()
    is_code = any(line.lstrip(" >").startswith(("```", "~~~")) for line in lines)
    return any(map(is_row, lines)) and not is_code and not any(_RULE.fullmatch(line) for line in lines)


def rows_as_text(markdown: str, mark: str = "") -> str:
    """Rows without a head as their cells, after a `mark` such as that of a list's item; any other text as it is."""
    if not lacks_head(markdown):
        return markdown
    return "\n".join(mark + _cells(line) if is_row(line) else line for line in markdown.splitlines())


def _cells(row: str) -> str:
    return " · ".join(filter(None, map(str.strip, CELL_END.split(row))))
