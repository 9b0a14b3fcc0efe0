"""Tables of HTML and Word files, and HTML tables in Markdown, become Markdown tables whose rows can be quoted."""

from __future__ import annotations

import io

import pytest


def rows(document) -> list[str]:
    return [p.sentence_text(s) for p in document.passages for s in p.sentences if s.kind == "row"]


def words(document) -> list[str]:
    return [p.sentence_text(s) for p in document.passages for s in p.sentences]


TABLES = {
    "rows spanned": (
        "<tr><th>Plan</th><th>Term</th></tr><tr><td rowspan='2'>Team</td><td>1 year</td></tr><tr><td>2 years</td></tr>",
        ["| Plan | Term |", "| Team | 1 year |", "| Team | 2 years |"],
    ),
    "columns spanned": (
        "<tr><th colspan='2'>Plan</th><th>Price</th></tr><tr><td>Team</td><td>big</td><td>40</td></tr>",
        ["| Plan |  | Price |", "| Team | big | 40 |"],
    ),
    "empty cells and rows": (
        "<tr><td>Plan</td><td></td><td>Price</td></tr><tr><td></td></tr><tr><td>Team</td><td></td><td>40</td></tr>",
        ["| Plan | Price |", "| Team | 40 |"],
    ),
    "pipes": (
        "<tr><td>Plan</td><td>Pay</td></tr><tr><td>Team</td><td>card | bill</td></tr>",
        ["| Plan | Pay |", "| Team | card \\| bill |"],
    ),
    "blocks in cells": (
        "<tr><td>Plan<td>Pay</tr><tr><td><p>Team</p><p>Big</p></td><td><ul><li>card</li><li>bill</li></ul></td></tr>",
        ["| Plan | Pay |", "| Team Big | card; bill |"],
    ),
    "header and footer": (
        "<thead><tr><th>Plan</th><th>Pay</th></tr></thead><tfoot><tr><td>All</td><td>1</td></tr></tfoot>",
        ["| Plan | Pay |", "| All | 1 |"],
    ),
    "links and bold": (
        "<tr><td>Plan</td><td>Pay</td></tr><tr><td><b>Team</b></td><td><a href='https://a.b/c'>page</a></td></tr>",
        ["| Plan | Pay |", "| **Team** | [page](https://a.b/c) |"],
    ),
    "a span without end": (
        "<tr><td rowspan='99999999'>Plan</td><td colspan='0'>Pay</td></tr><tr><td>Team</td></tr>",
        ["| Plan | Pay |", "| Plan | Team |"],
    ),
}


@pytest.mark.parametrize("path", ["a.html", "a.md"])
@pytest.mark.parametrize(("table", "expected"), TABLES.values(), ids=TABLES)
def test_an_html_table_becomes_rows(read, path, table, expected):
    page = read(path, f"<p>Before.</p>\n\n<table class='wide'>{table}</table>\n\n<p>After.</p>\n")
    assert rows(page) == expected
    assert len(words(page)) == len(expected) + 2


def test_a_table_around_a_table_is_no_table(read):
    inner = "<table><tr><td>Plan</td><td>Pay</td></tr><tr><td>Team</td><td>1</td></tr></table>"
    page = read("a.html", f"<table><tr><td>Left.</td><td>{inner}</td></tr></table>")
    assert words(page) == ["Left.", "| Plan | Pay |", "| Team | 1 |"]


def test_markdown_in_the_cells_of_an_html_table_is_read_as_such(read):
    page = read(
        "a.md",
        "# Prices {#own}\n\n<table>\n<tr>\n<td>\n\n**Plan**\n\n</td>\n<td>Pay</td>\n</tr>\n<tr>\n<td>Team</td>\n\n<td>"
        "\n\n[page](https://a.b/c)\n\n- card\n- bill\n\n</td>\n</tr>\n</table>\nAfter it.\n\n"
        "```html\n<table><tr><td>\n```\n",
    )
    assert rows(page) == ["| **Plan** | Pay |", "| Team | [page](https://a.b/c) card; bill |"]
    assert words(page)[2:] == ["After it.", "<table><tr><td>"]
    assert page.passages[0].anchor == "own"


def test_a_table_that_is_never_closed_takes_nothing_along(read):
    page = read("a.md", "<table><tr><td>Plan</td><td>Pay</td></tr>\n\nWords below.\n\n## Next\n\nMore words.\n")
    assert {"Words below.", "More words."} <= set(words(page))


def test_spanned_cells_of_a_word_table_stand_in_every_row(read):
    from docx import Document

    word = Document()
    table = word.add_table(rows=3, cols=2)
    for at, text in {(0, 0): "Plan", (0, 1): "Term", (1, 0): "Team", (1, 1): "1 | 2", (2, 1): "3"}.items():
        table.cell(*at).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    file = io.BytesIO()
    word.save(file)
    assert rows(read("a.docx", file.getvalue())) == ["| Plan | Term |", "| Team | 1 \\| 2 |", "| Team | 3 |"]


def test_no_passage_or_sentence_of_markdown_begins_with_a_tag(read):
    page = read(
        "a.md",
        "<div align='center'>\n\n<h2>Prices</h2>\n\n<p>We <b>charge</b> less.</p>\n\n</div>\n\n<details>\n"
        "<summary>More</summary>\n\n- **An** item\n\n```py\ncall()\n```\n\n</details>\n\n<td>Stray cell</td>\n",
    )
    assert words(page) == ["We **charge** less.", "More", "**An** item", "call()", "Stray cell"]
    assert [passage.headings for passage in page.passages] == [("Prices",)]
    assert "<" not in page.passages[0].text
