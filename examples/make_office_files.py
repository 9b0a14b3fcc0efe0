"""Write the PDF, Word, PowerPoint and Excel files of the sample content from Markdown in `office_sources/`.

Run by hand after a change there; the results are committed, and the same sources give the same bytes again:

    .venv/bin/python examples/make_office_files.py [TARGET_FOLDER]

`office_sources/decks/pitch-deck.pptx.md` becomes `decks/pitch-deck.pptx`. In a source, `#` and `##` are headings (in a
deck each begins a slide, in a workbook each begins a sheet), `---` is a page break, `>` is a speaker's note.
"""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Literal

import docx
import docx.document
import openpyxl
import pptx
import pptx.presentation
import pptx.slide
import pptx.util
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

SOURCES = Path(__file__).parent / "office_sources"
CONTENT = Path(__file__).parent / "content"
COMPANY = "Brindleyard"
WRITTEN = datetime(2026, 11, 6, 9, 0, tzinfo=UTC)
"""The files' date, so that the same sources give the same bytes."""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a source. `level` counts for headings; `rows` hold list items (one cell each) or table rows."""

    kind: Literal["heading", "text", "list", "table", "note", "break"]
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def parse(markdown: str) -> list[Block]:
    """The blocks of a source, in order."""
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(markdown))
    return [_block(node) for node in tree.children]


def _block(node: SyntaxTreeNode) -> Block:
    if node.type == "heading":
        return Block("heading", _words(node), int(node.tag[1]))
    if node.type == "hr":
        return Block("break")
    if node.type == "blockquote":
        return Block("note", _words(node))
    if node.type == "bullet_list":
        return Block("list", rows=tuple((_words(item),) for item in node.children))
    if node.type == "table":
        rows = (row for part in node.children for row in part.children)
        return Block("table", rows=tuple(tuple(_words(cell) for cell in row.children) for row in rows))
    return Block("text", _words(node))


def _words(node: SyntaxTreeNode) -> str:
    return " ".join(child.content for child in node.walk() if child.type == "inline").strip()


def pdf_file(blocks: list[Block]) -> bytes:
    """Pages on A4, with bookmarks for headings."""
    pdf = FPDF(format="A4")
    pdf.set_creation_date(WRITTEN)
    pdf.set_author(COMPANY)
    pdf.set_margin(22)
    pdf.add_page()
    for block in blocks:
        if block.kind == "break":
            pdf.add_page()
        elif block.kind == "heading":
            _pdf_heading(pdf, block)
        elif block.kind == "table":
            _pdf_table(pdf, block)
        else:
            _pdf_text(pdf, block)
    return bytes(pdf.output())


def _pdf_heading(pdf: FPDF, block: Block) -> None:
    pdf.set_font("helvetica", "B", 22 if block.level == 1 else 15)
    pdf.start_section(block.text, level=block.level - 1)
    pdf.multi_cell(0, 9, block.text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(2)


def _pdf_text(pdf: FPDF, block: Block) -> None:
    pdf.set_font("helvetica", "", 11)
    for line in [block.text] if block.text else [f"- {item}" for (item,) in block.rows]:
        pdf.multi_cell(0, 6, line, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(4)


def _pdf_table(pdf: FPDF, block: Block) -> None:
    pdf.set_font("helvetica", "", 10)
    with pdf.table(text_align="LEFT", padding=1) as table:
        for cells in block.rows:
            table.row(cells)
    pdf.ln(5)


def word_file(blocks: list[Block]) -> bytes:
    """A document with heading styles, lists and tables."""
    document = docx.Document()
    properties = document.core_properties
    properties.author, properties.title = COMPANY, blocks[0].text
    thumbnails = [r.rId for r in document.part.package.rels.values() if r.reltype == RELATIONSHIP_TYPE.THUMBNAIL]
    for thumbnail in thumbnails:  # the template's own preview shows an empty page
        document.part.package.rels.pop(thumbnail)
    for block in blocks:
        if block.kind == "heading":
            document.add_heading(block.text, level=block.level)
        elif block.kind == "list":
            for (item,) in block.rows:
                document.add_paragraph(item, style="List Bullet")
        elif block.kind == "table":
            _add_word_table(document, block)
        else:
            document.add_paragraph(block.text)
    return _saved(document.save)


def _add_word_table(document: docx.document.Document, block: Block) -> None:
    table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
    for cells in block.rows:
        for cell, words in zip(table.add_row().cells, cells, strict=True):
            cell.text = words
    header = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no door for "repeat as header row"
    header.append(OxmlElement("w:tblHeader"))


def slides_file(blocks: list[Block]) -> bytes:
    """A slide for each heading: bullets or a table, and the speaker's notes."""
    deck = pptx.Presentation()
    deck.core_properties.author, deck.core_properties.title = COMPANY, blocks[0].text
    for number, (heading, body) in enumerate(_by_heading(blocks)):
        _add_slide(deck, heading, body, first=number == 0)
    return _saved(deck.save)


def _add_slide(deck: pptx.presentation.Presentation, heading: str, body: list[Block], *, first: bool) -> None:
    table = next((block for block in body if block.kind == "table"), None)
    slide = deck.slides.add_slide(deck.slide_layouts[0 if first else 5 if table else 1])
    slide.shapes.title.text = heading
    lines = [row[0] for block in body if block.kind == "list" for row in block.rows]
    lines += [block.text for block in body if block.kind == "text"]
    if table:
        _add_slide_table(slide, table)
    else:
        slide.placeholders[1].text = "\n".join(lines)
    notes = " ".join(block.text for block in body if block.kind == "note")
    if notes:
        slide.notes_slide.notes_text_frame.text = notes


def _add_slide_table(slide: pptx.slide.Slide, block: Block) -> None:
    inches = pptx.util.Inches
    place = (inches(0.6), inches(1.8), inches(8.8), inches(0.5 * len(block.rows)))
    table = slide.shapes.add_table(len(block.rows), len(block.rows[0]), *place).table
    for y, cells in enumerate(block.rows):
        for x, words in enumerate(cells):
            table.cell(y, x).text = words


def workbook_file(blocks: list[Block]) -> bytes:
    """A sheet for each heading; figures are numbers, as people type them."""
    workbook = openpyxl.Workbook()
    workbook.properties.creator, workbook.properties.created = COMPANY, WRITTEN.replace(tzinfo=None)
    workbook.remove(workbook.worksheets[0])
    for heading, body in _by_heading(blocks):
        sheet = workbook.create_sheet(heading)
        for block in body:
            _add_rows(sheet, block)
    return _saved(workbook.save)


def _add_rows(sheet: Worksheet, block: Block) -> None:
    if block.kind == "text":
        sheet.append([block.text])
        return
    for number, cells in enumerate(block.rows):
        sheet.append([int(cell) if cell.isdecimal() else cell or None for cell in cells])
        if number == 0:
            for cell in sheet[sheet.max_row]:
                cell.font = Font(bold=True)


def _by_heading(blocks: list[Block]) -> Iterator[tuple[str, list[Block]]]:
    starts = [place for place, block in enumerate(blocks) if block.kind == "heading"]
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        yield blocks[start].text, blocks[start + 1 : end]


def _saved(save: Callable[[BytesIO], None]) -> bytes:
    """What a library saves, with every date in it set to WRITTEN."""
    raw, fixed = BytesIO(), BytesIO()
    save(raw)
    stamp = WRITTEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            new.writestr(zipfile.ZipInfo(name, WRITTEN.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


WRITERS = {".pdf": pdf_file, ".docx": word_file, ".pptx": slides_file, ".xlsx": workbook_file}


def make(target: Path) -> list[Path]:
    """Write every office file below `target`; their paths, in order."""
    made = []
    for source in sorted(SOURCES.rglob("*.md")):
        path = target / source.relative_to(SOURCES).with_suffix("")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(WRITERS[path.suffix](parse(source.read_text(encoding="utf-8"))))
        made.append(path)
    return made


if __name__ == "__main__":
    for written in make(Path(sys.argv[1]) if len(sys.argv) > 1 else CONTENT):
        print(written)
