"""Files of every kind, made on the spot."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reading_samples import Read, make_pdf

from content_index.model import ReadDocument, Source
from content_index.reading import FileReader


@pytest.fixture(scope="session")
def reader() -> FileReader:
    return FileReader()


@pytest.fixture
def read(reader: FileReader) -> Read:
    def reads(
        path: str, content: bytes | str, side_file: str | None = None, source: Source | None = None
    ) -> ReadDocument:
        return reader.read(
            source or Source("test", "/nowhere"),
            path,
            content.encode() if isinstance(content, str) else content,
            None if side_file is None else side_file.encode(),
        )

    return reads


@pytest.fixture(scope="session")
def word_file() -> bytes:
    from docx import Document

    word = Document()
    word.core_properties.title = "Discount policy"
    word.add_heading("Who approves", level=1)
    word.add_paragraph("Up to 10% the account executive approves alone.")
    word.add_paragraph("Above 10% the sales director approves.")
    word.add_heading("Exceptions", level=2)
    word.add_paragraph("Nonprofits", style="List Bullet")
    word.add_paragraph("Universities", style="List Bullet")
    table = word.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, [("Tier", "Discount"), ("Gold", "15%")], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    return _saved(word.save)


@pytest.fixture(scope="session")
def deck_file() -> bytes:
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.core_properties.title = "First call deck"
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "Why now"
    first.placeholders[1].text = "Fines doubled in 2026\n# of audits is up"
    first.notes_slide.notes_text_frame.text = "Ask who carries the fine."
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "Prices"
    table = second.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for at, text in {(0, 0): "Plan", (0, 1): "Price", (1, 0): "Team", (1, 1): "$40"}.items():
        table.cell(*at).text = text
    third = deck.slides.add_slide(deck.slide_layouts[6])
    box = third.shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1))
    box.text_frame.text = "A slide without a title."
    return _saved(deck.save)


@pytest.fixture(scope="session")
def workbook_file() -> bytes:
    from datetime import date

    from openpyxl import Workbook

    workbook = Workbook()
    prices = workbook.active
    prices.title = "Price list"
    prices.append([None, None, None])
    prices.append(["Plan", "Seats", "Price", "Off", None, "From"])
    prices.append(["Team", 5.0, 40.5, 0.15, None, date(2026, 3, 1)])
    prices.append(["Company", None, 30, 0.2, None, None])
    for row in (3, 4):
        prices.cell(row, 4).number_format = "0%"
    terms = workbook.create_sheet("Условия")
    terms.append(["Срок", "Оплата"])
    terms.append(["30 дней", "Карта | счёт"])
    hidden = workbook.create_sheet("Secret")
    hidden.append(["Floor price"])
    hidden.sheet_state = "hidden"
    workbook.create_sheet("Blank")
    return _saved(workbook.save)


@pytest.fixture(scope="session")
def pdf_file() -> bytes:
    pages = [
        ("Security", "All data is encrypted at rest with AES-256.\nKeys rotate every 90 days."),
        ("Hosting", "We host in Frankfurt and Dublin.\nBackups are kept for 35 days."),
        ("Audits", "An outside auditor comes once a year."),
    ]
    return make_pdf(pages, title="Security whitepaper", table=[("Region", "Provider"), ("Frankfurt", "Hetzner")])


def _saved(save: Callable[[io.BytesIO], None]) -> bytes:
    file = io.BytesIO()
    save(file)
    return file.getvalue()
