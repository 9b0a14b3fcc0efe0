"""Makers of files, and the type of the fixture that reads them."""

from __future__ import annotations

from collections.abc import Callable

from content_index.model import ReadDocument

Read = Callable[..., ReadDocument]


def make_pdf(
    pages: list[tuple[str, str]],
    title: str | None = None,
    table: list[tuple[str, ...]] | None = None,
    password: str | None = None,
) -> bytes:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.set_title(title or "")
    for number, (heading, words) in enumerate(pages, start=1):
        pdf.add_page()
        pdf.set_font("helvetica", size=8)
        pdf.text(10, 8, f"Tidewell confidential - page {number}")
        pdf.set_font("helvetica", size=18)
        pdf.cell(text=heading, new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("helvetica", size=11)
        pdf.multi_cell(w=0, text=words, new_x="LMARGIN", new_y="NEXT")
        if table and number == len(pages):
            with pdf.table() as drawn:
                for row in table:
                    drawn.row(row)
    if password:
        pdf.set_encryption(owner_password=password, user_password=password)
    return bytes(pdf.output())
