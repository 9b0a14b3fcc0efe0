"""What a PDF repeats at the edges of its pages, and what only looks like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_index.readers.converted import FileLimits
from content_index.readers.pdf import read_pdf

TOP, BOTTOM = 22, 285
"""Millimetres from the top of a page of 297, within the edges; 150 is the middle."""
BODY, LARGE = 11, 18


def pdf(pages: Sequence[Mapping[float, str]], sizes: Mapping[float, int] | None = None) -> bytes:
    """Each page is lines by their height on it; `sizes` are those of heights whose letters are not the body's."""
    from fpdf import FPDF

    made = FPDF()
    for lines in pages:
        made.add_page()
        for height, text in lines.items():
            made.set_font("helvetica", size=(sizes or {}).get(height, BODY))
            made.text(20, height, text)
    return bytes(made.output())


def shown(pages: Sequence[Mapping[float, str]], sizes: Mapping[float, int] | None = None) -> str:
    return read_pdf(pdf(pages, sizes), FileLimits()).markdown


def numbered(height: float, text: str, pages: int = 4) -> list[dict[float, str]]:
    """Pages with this line on each, `{n}` being the page's number, and words of their own in the middle."""
    words = ("apples", "pears", "plums", "grapes", "cherries")
    return [
        {height: text.format(n=n), 150: f"We sell {words[n - 1]} to whoever asks for them."}
        for n in range(1, pages + 1)
    ]


@pytest.mark.parametrize("height", [TOP, 33, 267, BOTTOM])
@pytest.mark.parametrize("text", ["Tidewell - internal use", "Confidential - page {n} of 12", "{n}", "v2 of 2026, {n}"])
def test_a_line_at_the_edge_of_most_pages_is_not_read(height: float, text: str):
    markdown = shown(numbered(height, text))
    blocks = [block for block in markdown.split("\n\n") if not block.startswith("## Page")]
    assert [block.strip() for block in blocks] == [page[150] for page in numbered(height, text)]


@pytest.mark.parametrize(
    "footer", ["file:///home/ada/Refund%20policy.html 1/1", "https://wiki.example/refunds?x=1 1/1"]
)
def test_what_a_browser_prints_below_a_page_is_not_read_from_a_single_page(footer: str):
    assert shown([{150: "Refunds within 30 days.", 290: footer}]).endswith("{#page-1}\n\nRefunds within 30 days.\n")


@pytest.mark.parametrize(
    ("height", "line"),
    [
        (150, "file:///home/ada/a.html 1/1"),
        (290, "See file:///home/ada/a.html 1/1"),
        (290, "https://wiki.example/ratio 3/4"),
        (290, "file:///home/ada/a.html"),
    ],
    ids=["in the middle", "in a sentence", "no number of this page", "no number"],
)
def test_an_address_that_no_browser_printed_below_the_page_is_kept(height: float, line: str):
    assert line in shown([{100: "Refunds within 30 days.", height: line}])


def test_on_two_pages_a_repeated_line_is_kept():
    assert shown(numbered(TOP, "Tidewell", pages=2)).count("Tidewell") == 2


def test_headings_that_count_are_no_header():
    markdown = shown(numbered(TOP, "Objection {n}"), sizes={TOP: LARGE})
    assert [f"### Objection {n} " in markdown for n in range(1, 5)] == [True] * 4


def test_a_heading_below_another_one_is_no_header():
    pages = [{**page, 15: f"Rival {name}"} for page, name in zip(numbered(30, "Why we win"), "ABCD", strict=True)]
    assert shown(pages, sizes={15: LARGE, 30: LARGE}).count("Why we win") == 4


def test_rows_that_differ_in_their_numbers_are_no_footer():
    rows = [f"{seats} seats cost {price} euros" for seats, price in ((5, 40), (10, 38), (50, 31), (90, 20))]
    pages = [{**page, BOTTOM: row} for page, row in zip(numbered(TOP, "Prices"), rows, strict=True)]
    markdown = shown(pages)
    assert [row in markdown for row in rows] == [True] * 4
    assert "Prices" not in markdown


def test_a_line_that_stands_in_the_middle_of_most_pages_too_is_no_footer():
    pages = [{**page, 200: "Included.", BOTTOM: "Included."} for page in numbered(TOP, "Prices")]
    assert shown(pages).count("Included.") == 8


WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9), min_size=1, max_size=6, unique=True)


@settings(max_examples=25)
@given(pages=st.lists(WORDS, min_size=1, max_size=5), data=st.data())
def test_no_other_line_is_ever_lost_wherever_it_stands(pages: list[list[str]], data: st.DataObject):
    placed = []
    for number, words in enumerate(pages):
        heights = data.draw(st.lists(st.integers(2, 46), min_size=len(words), max_size=len(words), unique=True))
        lines = {6.0 * height: f"{word}{chr(97 + number)}z" for height, word in zip(heights, words, strict=True)}
        placed.append({**lines, 290: "Tidewell - internal"})
    markdown = shown(placed)
    for page in placed:
        assert all(text in markdown for height, text in page.items() if height < 290)
    assert markdown.count("Tidewell - internal") == (0 if len(placed) > 2 else len(placed))
