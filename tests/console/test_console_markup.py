from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from console_samples import CONTENT, PRICING
from hypothesis import given
from hypothesis import strategies as st

from bot.console.document_html import document_html
from bot.console.links import DocumentLinks, console_address, safe_address
from bot.console.quotes import quote_html
from bot.console.words import page_words

LINKS = DocumentLinks(PRICING, [document for document, _ in CONTENT])
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "<a href='javascript:1'>",
    "[x](data:text/html,1)",
    "<iframe src='https://e.com'>",
    "<style>*{}</style>",
    "<svg onload=alert(1)>",
    "</article>",
    '<a href="java\tscript:1">',
    "![p](https://e.com/p.png)",
    "<p style='position:fixed'>",
    "<form action=/x><input>",
    "<h2 id='page:content' class=skip>",
    "[x](//e.com)",
    "[x](/\\e.com)",
    "<a href='//e.com'>",
    "> [!SAY]\n> x",
    "`",
    "*",
    "\n\n",
    "| a |\n|---|\n| <b onclick=1> |",
    "| a | b |",
    "&#106;avascript:1",
    "[r]: javascript:1\n\n[r]",
    "<!--",
    "-->",
    "<",
    '"',
    "'",
    "# Heading",
    "{#id}",
    "<math><mtext></mtext><script>",
    "<base href=//e.com>",
    "<meta http-equiv=refresh>",
    "\x00",
]
hostile_markdown = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=12), max_size=12).map("".join)
ALLOWED_ATTRIBUTES = {"href", "title", "rel", "id", "class", "align", "start", "role", "tabindex", "aria-label"}
FORBIDDEN = "script, style, iframe, img, svg, math, form, input, base, meta, link, object, embed, template"


def assert_harmless(html: str) -> None:
    page = BeautifulSoup(html, "html.parser")
    assert not page.select(FORBIDDEN)
    for tag in page.find_all():
        assert set(tag.attrs) <= ALLOWED_ATTRIBUTES
    for link in page.select("a[href]"):
        assert re.match(r"https?://|mailto:|tel:|#|/documents/", str(link["href"]))


@given(hostile_markdown)
def test_no_document_can_run_anything_or_load_anything(markdown: str) -> None:
    assert_harmless(document_html(markdown, "Pricing", LINKS.resolve, {"say": "<b>Say</b>"}).body)


@given(hostile_markdown, st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=4))
def test_no_quote_can_run_anything_whatever_is_bold(text: str, spans: list[tuple[int, int]]) -> None:
    head = f"| {' '.join(text.splitlines())} |\n|---|"
    assert_harmless(quote_html(text, spans, LINKS.resolve, head))
    assert_harmless(quote_html(f"| {text} |", spans, LINKS.resolve, head))


@given(st.text(alphabet="abc d.,%é日", min_size=1, max_size=40), st.data())
def test_exactly_the_span_is_bold(text: str, data: st.DataObject) -> None:
    text = " ".join(text.split()) or "a"
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    page = BeautifulSoup(quote_html(text, [(start, end)], LINKS.resolve), "html.parser")
    assert page.text.strip() == text
    assert "".join(strong.text for strong in page.find_all("strong")) == text[start:end]


def test_bold_spans_follow_the_words_through_markup() -> None:
    text = "Give **15%** off\\* at [Pricing](pricing.md) `now`."
    spans = [(text.index("15%"), text.index("15%") + 3), (text.index("Pri"), text.index("cing]")), (44, 47)]
    html = quote_html(text, spans, lambda _: "https://e.com/")
    assert html.strip() == (
        "<p>Give <strong><strong>15%</strong></strong> off* at "
        '<a href="https://e.com/" rel="noopener noreferrer nofollow"><strong>Pri</strong>cing</a> '
        "<strong><code>now</code></strong>.</p>"
    )


HEAD = "| | Each |\n|---|--:|"


def test_a_row_quoted_alone_is_shown_under_the_heads_of_its_columns() -> None:
    row = "| Dock | 90 |"
    page = BeautifulSoup(quote_html(row, [(9, 11)], LINKS.resolve, HEAD), "html.parser")
    assert [cell.text for cell in page.select("th")] == ["", "Each"]
    assert [cell.text for cell in page.select("td")] == ["Dock", "90"]
    assert [strong.text for strong in page.select("strong")] == ["90"]


def test_a_row_whose_table_is_not_at_hand_is_still_a_row() -> None:
    page = BeautifulSoup(quote_html("| Gate \\| lane | 170 |", [], LINKS.resolve), "html.parser")
    assert [cell.text for cell in page.select("td")] == ["Gate | lane", "170"]
    assert not page.select("th")


def test_a_heading_in_a_quote_is_no_heading_of_the_page() -> None:
    assert quote_html("## Terms\n\nText", (), LINKS.resolve) == '<p class="heading">Terms</p>\n<p>Text</p>\n'


def test_a_raw_heading_cannot_take_an_id_of_the_page() -> None:
    body = document_html("<h2 id='page:content'>x</h2>\n\n## Real", "T", LINKS.resolve, {}).body
    assert [h.get("id") for h in BeautifulSoup(body, "html.parser").find_all("h2")] == [None, "real"]


def test_pictures_come_as_their_words() -> None:
    body = document_html("![A <i>chart</i>](https://e.com/x.png)", "T", LINKS.resolve, {}).body
    assert "e.com" not in body
    assert "chart" in BeautifulSoup(body, "html.parser").text


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("../battlecards/rival.md#a b", "/documents/d-rival#a%20b"),
        ("../battlecards/rival", "/documents/d-rival"),
        ("/battlecards/rival.md", "/documents/d-rival"),
        ("../ru/%D1%81%D0%BA%D0%B8%D0%B4%D0%BA%D0%B8.md", "/documents/d-ru"),
        ("#slide-4", "#slide-4"),
        ("https://e.com/x?y#z", "https://e.com/x?y#z"),
        ("../../../etc/passwd", None),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("//e.com/x", None),
        ("/\\e.com", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_a_link_leads_to_a_document_or_a_safe_address_or_nowhere(href: str, address: str | None) -> None:
    assert LINKS.resolve(href) == address


@pytest.mark.parametrize("url", ["javascript:1", "//e.com", "/\\e.com", "data:x", "http:", "http://[", "relative", ""])
def test_an_unsafe_address_is_no_address(url: str) -> None:
    assert safe_address(url) is None
    assert console_address(url, "http://c") is None


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "en"), ("ru", "ru"), ("de,fr", "en"), ("en;q=0.5,ru;q=0.9", "ru"), ("ru;q=x", "en"), ("ru;q=0,en", "en")],
)
def test_the_words_are_in_the_language_liked_best(header: str, language: str) -> None:
    assert page_words(header).language == language


def test_a_row_quoted_with_the_sentence_below_it_is_a_row_and_a_sentence() -> None:
    quote = "| Dock | 90 |\n\nIt fell to 41 in June."
    page = BeautifulSoup(quote_html(quote, [(9, 11), (26, 28)], LINKS.resolve, HEAD), "html.parser")
    assert [cell.text for cell in page.select("td")] == ["Dock", "90"]
    assert [bold.text for bold in page.select("strong")] == ["90", "41"]
    assert "|" not in page.text


def test_pipes_in_code_are_code() -> None:
    page = BeautifulSoup(quote_html("```\n| a | b |\n```", (), LINKS.resolve), "html.parser")
    assert page.select_one("pre").text.strip() == "| a | b |"
