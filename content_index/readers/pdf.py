"""PDF through pdfplumber, page by page."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from content_index.anchors import AnchorNames, slugify, with_id
from content_index.ports import UnreadableFileError
from content_index.readers.converted import Converted, FileLimits
from content_index.readers.running_lines import Line, Page, without_running_lines
from content_index.readers.tables import escaped, markdown_tables

_HEADING_RATIO = 1.15
_LONGEST_HEADING = 120
_PARAGRAPH_GAP = 0.6
_BULLET = re.compile(r"^[•·▪◦‣–—*\uf0b7-]\s+")
_NUMBERED = re.compile(r"^(\d{1,3})[.)]\s+")


def read_pdf(content: bytes, limits: FileLimits) -> Converted:
    """Each page under a heading with the anchor `page-3`; larger letters are headings; tables stay tables.

    Raises UnreadableFileError for an encrypted or damaged file, and for one without text (a scan).
    """
    # It warns of every oddity of every file, which tells nobody anything.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    title, pages = _pages(content, limits)
    if not any(page.lines for page in pages):
        raise UnreadableFileError("it holds no text (a scan?): save a copy with recognised text")
    body = _body_size(pages)
    shown = without_running_lines(pages, body * _HEADING_RATIO)
    markdown = "\n\n".join(_page_markdown(n, page, body) for n, page in enumerate(shown, start=1) if pages[n - 1].lines)
    return Converted(markdown + "\n", title=title, unit_level=2)


def _pages(content: bytes, limits: FileLimits) -> tuple[str | None, list[Page]]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages) > limits.pages:
                raise UnreadableFileError(f"it has more than {limits.pages:,} pages: split it")
            if not pdf.pages:
                raise UnreadableFileError("it is damaged or was cut short: fetch the file again")
            pages = []
            for page in pdf.pages:
                pages.append(Page(tuple(_lines(page)), float(page.height)))
                page.close()
            return _title(pdf.metadata), pages
    except PdfminerException as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            raise UnreadableFileError("it is encrypted: save a copy without a password") from error
        raise UnreadableFileError("it is damaged or was cut short: fetch the file again") from error


def _title(properties: dict[str, Any]) -> str | None:
    title = properties.get("Title")
    if not isinstance(title, str):
        return None
    title = " ".join(title.split())
    # Word processors write the file's name here.
    return title if title and not re.search(r"\.\w{2,4}$|^untitled$|^Microsoft ", title, re.IGNORECASE) else None


def _lines(page: Any) -> list[Line]:
    found = page.find_tables()
    tables = [table for table in found if len(table.rows) > 1 and len(table.columns) > 1]
    lines = []
    for table in tables:
        rows = [[cell or "" for cell in row] for row in table.extract()]
        markdown = markdown_tables(rows)
        if markdown:
            lines.append(Line(markdown, 0, table.bbox[1], table.bbox[3], is_table=True))
    for line in page.extract_text_lines(return_chars=True):
        middle = ((line["x0"] + line["x1"]) / 2, (line["top"] + line["bottom"]) / 2)
        if any(_within(middle, table.bbox) for table in tables):
            continue
        size = Counter(round(char["size"], 1) for char in line["chars"]).most_common(1)[0][0]
        lines.append(Line(line["text"].strip(), float(size), line["top"], line["bottom"]))
    return sorted((line for line in lines if line.text), key=lambda line: line.top)


def _within(point: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _body_size(pages: Iterable[Page]) -> float:
    """The size most letters have."""
    count: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            if not line.is_table:
                count[line.size] += len(line.text)
    return count.most_common(1)[0][0] if count else 0.0


def _page_markdown(number: int, page: Page, body: float) -> str:
    names = AnchorNames()
    blocks = [f"## {with_id(f'Page {number}', f'page-{number}')}"]
    above: Line | None = None
    for line in page.lines:
        if line.is_table:
            blocks.append(line.text)
        elif body and line.size >= body * _HEADING_RATIO and len(line.text) <= _LONGEST_HEADING:
            if above is not None and above.size == line.size and _close(above, line):
                blocks[-1] = _heading(f"{_words_of_heading(blocks[-1])} {escaped(line.text)}", number, AnchorNames())
            else:
                blocks.append(_heading(escaped(line.text), number, names))
        elif above is not None and not above.is_table and above.size < body * _HEADING_RATIO and _close(above, line):
            in_list = blocks[-1].rpartition("\n")[2].startswith(("- ", "  "))
            blocks[-1] += "\n" + _markdown_line(line.text, indent="  " if in_list else "")
        else:
            blocks.append(_markdown_line(line.text))
        above = line
    return "\n\n".join(blocks)


def _heading(words: str, page: int, names: AnchorNames) -> str:
    return f"### {with_id(words, f'page-{page}-{names.unique(slugify(words))}')}"


def _words_of_heading(block: str) -> str:
    return block.removeprefix("### ").rpartition(" {#")[0]


def _close(above: Line, line: Line) -> bool:
    return line.top - above.bottom < _PARAGRAPH_GAP * max(above.size, line.size)


def _markdown_line(text: str, indent: str = "") -> str:
    if _BULLET.match(text):
        return f"- {escaped(_BULLET.sub('', text))}"
    words = escaped(text)
    if _NUMBERED.match(text):
        return words
    if words[:1] in "#>+-=~":
        words = f"\\{words}"
    return indent + words
