"""Rows become Markdown tables, each short enough for one passage and each with its header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from content_index.token_estimate import estimate_tokens

_MOST_TOKENS = 280
_SPECIAL = re.compile(r"[\\|*`<\[\]]|(?<!\w)_|_(?!\w)")


def markdown_tables(rows: Iterable[Sequence[str]]) -> str:
    """The rows as one table, or as several with the first row repeated above each; "" where nothing is in them.

    Empty rows and columns are left out.
    """
    filled = [list(row) for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return ""
    width = max(map(len, filled))
    padded = [row + [""] * (width - len(row)) for row in filled]
    used = [column for column in range(width) if any(row[column].strip() for row in padded)]
    cells = [[row[column] for column in used] for row in padded]
    header, rule = _line(cells[0]), _line("---" for _ in used)
    above = estimate_tokens(" ".join(cells[0]))
    tables, size = [[header, rule]], above
    for row in cells[1:]:
        line, weight = _line(row), estimate_tokens(" ".join(row))
        if size + weight > _MOST_TOKENS and len(tables[-1]) > 2:  # noqa: PLR2004 - header and rule
            tables.append([header, rule])
            size = above
        tables[-1].append(line)
        size += weight
    return "\n\n".join("\n".join(table) for table in tables)


def escaped(text: str) -> str:
    """Text in which no character means anything to Markdown."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], text)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    return text if text == "---" else escaped(" ".join(text.split()))
