"""HTML tables in the simple form that becomes a Markdown table: no spans, no tables inside, one line in each cell."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

_PARTS = ["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col"]
_BLOCKS = ["p", "div", "ul", "ol", "dl", "dt", "dd", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr"]
_WIDEST = 200
_LONGEST_SPAN = 1_000
PIPE = "\ue002"
"""Stands for a `|` in a cell until the page is Markdown, which knows no such sign in a table unless it is escaped."""


def simplify_tables(soup: BeautifulSoup | Tag) -> None:
    """Rewrites every table: spans become cells of their own, and what is a table for its looks alone becomes blocks."""
    for part in soup.find_all(_PARTS):
        _close(part)
    for table in soup.find_all("table"):
        if table.find("table"):
            _make_blocks(table)
    for table in soup.find_all("table"):
        rows = _rows(table)
        columns = {column for row in rows for column, cell in enumerate(row) if cell}
        caption = table.find("caption")
        if caption:
            caption.name = "p"
            table.insert_before(caption.extract())
        if not rows:
            table.decompose()
        elif len(rows) == 1:
            _make_blocks(table)
        else:
            _write(table, [[row[column] if column < len(row) else "" for column in sorted(columns)] for row in rows])


def _close(part: Tag) -> None:
    """A cell or row whose end tag was left out holds the next one; a part without a table is none."""
    if part.name == "table":
        return
    if part.find_parent("table") is None:
        part.name, part.attrs = "div", {}
        return
    around = part.find_parent(["tr", "table"] if part.name == "tr" else ["td", "th", "table"])
    if around is not None and around.name != "table":
        around.insert_after(part.extract())


def with_pipes(markdown: str) -> str:
    """Markdown that was made of simplified tables, `|` in their cells escaped."""
    return markdown.replace(PIPE, "\\|")


def _make_blocks(table: Tag) -> None:
    for part in [table, *(part for part in table.find_all(_PARTS) if part.find_parent("table") is table)]:
        part.name, part.attrs = "div", {}


def _rows(table: Tag) -> list[list[str]]:
    """The cells' inner HTML, row by row; a cell over several rows stands in each, one over several columns once."""
    reaching: dict[int, tuple[int, str]] = {}  # what reaches into the next rows, by column: how many, and the cell
    rows: list[list[str]] = []
    for tr in table.find_all("tr"):
        row, reaching = _row(tr.find_all(["td", "th"]), reaching)
        if any(row):
            rows.append(row)
    return rows


def _row(cells: list[Tag], reaching: dict[int, tuple[int, str]]) -> tuple[list[str], dict[int, tuple[int, str]]]:
    row: list[str] = []
    below: dict[int, tuple[int, str]] = {}
    waiting = cells[::-1]
    while len(row) < _WIDEST and (waiting or any(column >= len(row) for column in reaching)):
        left, words, width = 0, "", 1
        if len(row) in reaching:
            left, words = reaching[len(row)]
        elif waiting:
            cell = waiting.pop()
            left, words, width = _span(cell, "rowspan", _LONGEST_SPAN), _one_line(cell), _span(cell, "colspan", _WIDEST)
        for n in range(width):
            if left > 1:
                below[len(row)] = (left - 1, "" if n else words)
            row.append("" if n else words)
    return row, below


def _span(cell: Tag, name: str, most: int) -> int:
    written = str(cell.get(name) or "")
    return min(int(written), most) or 1 if written.isascii() and written.isdigit() else 1


def _one_line(cell: Tag) -> str:
    """The cell's HTML without blocks in it; items of a list are parted by semicolons."""
    items = cell.find_all("li")
    for item in [item for item in items if item.find_previous_sibling("li")]:
        item.insert_before("; ")
    for item in items:
        item.unwrap()
    for line in cell.find_all("br"):
        line.replace_with(" ")
    for block in cell.find_all(_BLOCKS):
        block.insert_before(" ")
        block.insert_after(" ")
        block.unwrap()
    for text in cell.find_all(string=True):
        if type(text) is NavigableString and "|" in text:
            text.replace_with(text.replace("|", PIPE))
    return " ".join(cell.decode_contents().split()).replace(" ; ", "; ")


def _write(table: Tag, rows: list[list[str]]) -> None:
    html = "".join(
        "<tr>" + "".join(f"<{kind}>{cell}</{kind}>" for cell in row) + "</tr>"
        for kind, row in zip(["th", *["td"] * len(rows)], rows, strict=False)
    )
    table.clear()
    table.attrs = {}
    for row in BeautifulSoup(html, "html.parser").find_all("tr"):
        table.append(row)
