"""Excel workbooks through openpyxl, sheet by sheet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from content_index.anchors import AnchorNames, slugify, with_id
from content_index.ports import UnreadableFileError
from content_index.readers.converted import Converted, FileLimits
from content_index.readers.tables import escaped, markdown_tables

_MOST_DIGITS = 10
_TRUE = ("1", "true")


def read_excel(content: bytes, limits: FileLimits) -> Converted:
    """Each visible sheet under its name, with the anchor `sheet-prices`, as a table of what its cells show.

    Hidden rows and columns are left out, those that a filter or a folded group hides too.
    """
    from openpyxl import load_workbook

    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        names = AnchorNames()
        sheets = []
        for sheet in workbook.worksheets:
            if sheet.sheet_state != "visible":
                continue
            table = markdown_tables(_rows(sheet, limits))
            if table:
                anchor = names.unique(f"sheet-{slugify(sheet.title)}")
                sheets.append(f"## {with_id(escaped(sheet.title), anchor)}\n\n{table}\n")
        return Converted("\n".join(sheets), title=workbook.properties.title or None, unit_level=2)
    finally:
        workbook.close()


def _rows(sheet: Any, limits: FileLimits) -> Iterator[list[str]]:
    rows, columns = _hidden(sheet, limits)
    sheet.reset_dimensions()  # what a file declares of its size may be wrong by a million rows
    for number, row in enumerate(sheet.iter_rows()):
        if number >= limits.rows:
            raise UnreadableFileError(
                f"sheet {sheet.title!r} has more than {limits.rows:,} rows: split it, or leave the file out"
            )
        if len(row) > limits.columns and any(cell.value is not None for cell in row[limits.columns :]):
            raise UnreadableFileError(
                f"sheet {sheet.title!r} has more than {limits.columns:,} columns: leave the file out"
            )
        if number + 1 in rows:
            continue
        yield [
            _shown(cell.value, getattr(cell, "number_format", ""))
            for column, cell in enumerate(row[: limits.columns], start=1)
            if column not in columns
        ]


def _hidden(sheet: Any, limits: FileLimits) -> tuple[set[int], set[int]]:
    """The numbers of the hidden rows and columns, from 1. openpyxl forgets them where it reads row by row."""
    from openpyxl.xml.functions import iterparse

    rows, columns, number = set[int](), set[int](), 0
    with sheet.parent._archive.open(sheet._worksheet_path) as part:  # noqa: SLF001 - it names no other way to the part
        for _, element in iterparse(part):
            name = element.tag.rpartition("}")[2]
            is_hidden = element.get("hidden") in _TRUE
            if name == "col" and is_hidden:
                columns.update(range(int(element.get("min")), min(int(element.get("max")), limits.columns) + 1))
            elif name == "row":
                number = int(element.get("r") or number + 1)
                rows.update([number] if is_hidden else ())
                element.clear()
                if number > limits.rows:
                    break
    return rows, columns


def _shown(value: object, number_format: str) -> str:
    """A cell as its reader sees it, near enough: no `15.0`, a share as per cent, a date without an hour."""
    match value:
        case None:
            shown = ""
        case bool():
            shown = "yes" if value else "no"
        case int() | float() if "%" in (number_format or ""):
            shown = f"{round(value * 100, 2):g}%"
        case float():
            shown = str(int(value)) if value.is_integer() else repr(round(value, _MOST_DIGITS))
        case datetime():
            midnight = value.time() == time()
            shown = value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
        case date():
            shown = value.isoformat()
        case _:
            shown = str(value)
    return shown
