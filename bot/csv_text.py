"""Tables as text for a spreadsheet, with nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

BEGINNING = "\ufeff"
"""Of a file: it makes spreadsheets read it as UTF-8."""
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula, the wide forms too
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

Cell = str | int | float | date | datetime | None


def guarded(cell: Cell) -> str:
    """A cell as it is written: text that a spreadsheet would run begins with an apostrophe; numbers stay numbers."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_RUN) else cell
    return str(cell)


def lines(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as text, lines ended as RFC 4180 has it."""
    out = io.StringIO()
    csv.writer(out).writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue()
