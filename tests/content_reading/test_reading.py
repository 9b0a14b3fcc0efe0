"""Each kind of file becomes a document with its title, its passages and anchors that a link can jump to."""

from __future__ import annotations

import io

import pytest
from reading_samples import make_pdf

from content_index.anchors import heading_anchors
from content_index.model import FolderDefaults, Source
from content_index.plain_text import plain_text
from content_index.ports import SourceError
from content_index.reading import FileReader, readable_endings


def quotes(document):
    return [passage.sentence_text(sentence) for passage in document.passages for sentence in passage.sentences]


def test_a_markdown_page_has_its_title_passages_and_anchors(read):
    page = read("a.md", "# Price\n\nIntro.\n\n## Discount & terms\n\nUp to 10%.\n\n### Цены\n\nОт 40.\n")
    assert page.document.title == "Price"
    (passage,) = page.passages
    assert [(s.heading, s.anchor) for s in passage.sections] == [
        ("", "price"),
        ("Discount & terms", "discount--terms"),
        ("Цены", "цены"),
    ]
    assert quotes(page) == ["Intro.", "Up to 10%.", "От 40."]


def test_a_word_file_keeps_headings_lists_and_tables(read, word_file):
    page = read("policy.docx", word_file)
    assert page.document.title == "Who approves"
    assert "| Tier | Discount |\n| --- | --- |\n| Gold | 15% |" in page.markdown
    assert quotes(page) == [
        "Up to 10% the account executive approves alone.",
        "Above 10% the sales director approves.",
        "Nonprofits",
        "Universities",
        "| Tier | Discount |",
        "| Gold | 15% |",
    ]


def test_slides_stay_apart_and_keep_their_notes(read, deck_file):
    deck = read("deck.pptx", deck_file)
    assert deck.document.title == "First call deck"
    assert [(p.headings, p.anchor) for p in deck.passages] == [
        (("Why now",), "slide-1"),
        (("Prices",), "slide-2"),
        (("Slide 3",), "slide-3"),
    ]
    assert quotes(deck)[:3] == ["Fines doubled in 2026", "\\# of audits is up", "Ask who carries the fine."]
    assert "| Team | $40 |" in quotes(deck)


def test_sheets_stay_apart_without_noise_and_hidden_ones_stay_hidden(read, workbook_file):
    workbook = read("prices.xlsx", workbook_file)
    assert [p.anchor for p in workbook.passages] == ["sheet-price-list", "sheet-условия"]
    assert quotes(workbook) == [
        "| Plan | Seats | Price | Off | From |",
        "| Team | 5 | 40.5 | 15% | 2026-03-01 |",
        "| Company |  | 30 | 20% |  |",
        "| Срок | Оплата |",
        "| 30 дней | Карта \\| счёт |",
    ]


def test_a_pdf_is_read_by_page_without_its_running_lines(read, pdf_file):
    paper = read("paper.pdf", pdf_file)
    assert paper.document.title == "Security whitepaper"
    assert [p.headings for p in paper.passages] == [
        ("Page 1", "Security"),
        ("Page 2", "Hosting"),
        ("Page 3", "Audits"),
    ]
    assert [p.anchor for p in paper.passages] == ["page-1-security", "page-2-hosting", "page-3-audits"]
    assert "confidential" not in paper.markdown
    assert "| Region | Provider |\n| --- | --- |\n| Frankfurt | Hetzner |" in paper.markdown


def test_a_pdf_of_one_page_keeps_what_stands_in_its_margins(read):
    assert "Tidewell confidential" in read("a.pdf", make_pdf([("One", "Words of it.")])).markdown


def test_html_keeps_its_words_and_ids_and_drops_its_menus(read):
    page = read(
        "wiki/a.html",
        "<html><head><title>CRM stages</title></head><body><nav>Home</nav><main>"
        "<h2 id='stage_one'>Stage one</h2><p>Call <b>first</b>.</p><h2><a name='two'></a>Two</h2>"
        "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table></main>"
        "<footer>Imprint</footer><script>x()</script></body></html>",
    )
    assert page.document.title == "CRM stages"
    assert [(h.text, h.anchor) for h in heading_anchors(page.markdown)] == [("Stage one", "stage_one"), ("Two", "two")]
    assert quotes(page) == ["Call **first**.", "| A | B |", "| 1 | 2 |"]


def test_what_a_page_or_a_presentation_hides_is_not_read(read, deck_file):
    from pptx import Presentation

    page = read("a.html", "<p>Shown.</p><div hidden>Floor.</div><p style='color: red; display: none'>Floor.</p>")
    assert quotes(page) == ["Shown."]
    deck = Presentation(io.BytesIO(deck_file))
    deck.slides[0].element.set("show", "0")
    file = io.BytesIO()
    deck.save(file)
    assert [passage.anchor for passage in read("a.pptx", file.getvalue()).passages] == ["slide-2", "slide-3"]


def test_a_pipe_in_a_cell_of_a_slide_stays_in_its_cell(read, deck_file):
    from pptx import Presentation

    deck = Presentation(io.BytesIO(deck_file))
    table = next(shape.table for shape in deck.slides[1].shapes if shape.has_table)
    table.cell(1, 0).text = "Team | Big"
    file = io.BytesIO()
    deck.save(file)
    assert "| Team \\| Big | $40 |" in quotes(read("a.pptx", file.getvalue()))


def test_words_of_a_page_or_a_word_file_never_become_headings_or_code(read):
    from docx import Document

    page = read(
        "a.html",
        "<p># of audits</p><p>```</p><p>Next <b>words</b> C# and a # b.</p>"
        "<p>From &lt;deal size> on.</p><pre>#if a&lt;b</pre>",
    )
    assert [plain_text(quote) for quote in quotes(page)[:-1]] == [
        "# of audits",
        "Next words C# and a # b.",
        "From <deal size> on.",
    ]
    assert quotes(page)[-1] == "#if a<b"
    word = Document()
    word.add_paragraph("# of audits")
    file = io.BytesIO()
    word.save(file)
    assert quotes(read("a.docx", file.getvalue())) == ["\\# of audits"]


def test_a_csv_may_name_its_delimiter_as_excel_does(read):
    assert read("a.csv", "sep=;\r\nPlan;Price, net\r\nTeam;40\r\n").markdown.startswith("| Plan | Price, net |")


def test_a_footnote_is_quoted_whole(read):
    page = read("a.md", "Words[^1] here.\n\n[^1]: The note says this. And that.\n")
    assert quotes(page) == ["Words[^1] here.", "[^1]: The note says this.", "And that."]
    assert plain_text(quotes(page)[1]) == "The note says this."


def test_html_drops_links_that_run_code(read):
    assert "javascript" not in read("a.html", "<p><a href='javascript:alert(1)'>Click</a> me</p>").markdown


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_csv_is_one_table_whatever_its_delimiter(read, delimiter):
    table = read("a.csv", f"Plan{delimiter}Price\nTeam{delimiter}40\n")
    assert table.markdown == "| Plan | Price |\n| --- | --- |\n| Team | 40 |"
    assert table.passages[0].anchor == ""


def test_a_long_table_repeats_its_header_in_every_passage(read):
    rows = "".join(f"Customer number {n},{n} seats,renewal in {n} days\n" for n in range(200))
    passages = read("a.csv", "Who,How many,When\n" + rows).passages
    assert len(passages) > 5
    assert all(p.text.startswith("| Who | How many | When |") for p in passages)


def test_plain_text_stays_text(read):
    page = read("a.txt", "# not a heading\n\n    not code\n---\nlast\n")
    assert heading_anchors(page.markdown) == []
    assert [s.kind for p in page.passages for s in p.sentences] == ["prose"] * len(quotes(page))


@pytest.mark.parametrize("path", ["call-notes_2026.txt", "calls/call-notes_2026.txt"])
def test_a_file_without_a_title_is_called_by_its_name(read, path):
    assert read(path, "Some words.").document.title == "Call notes 2026"


def test_an_index_is_called_by_its_folder(read):
    assert read("sales/deal-desk/index.md", "Some words.").document.title == "Deal desk"


def test_anchors_in_passages_are_those_of_the_rendered_headings(read, deck_file, workbook_file, pdf_file, word_file):
    files = {"a.pptx": deck_file, "a.xlsx": workbook_file, "a.pdf": pdf_file, "a.docx": word_file}
    for path, content in files.items():
        page = read(path, content)
        rendered = {heading.anchor for heading in heading_anchors(page.markdown)}
        assert {s.anchor for p in page.passages for s in p.sections} <= rendered


def test_language_is_told_by_document_and_by_long_passage(read):
    russian = "Скидку больше десяти процентов утверждает директор по продажам, и никто другой. " * 5
    english = "A discount above ten percent is approved by the sales director and by nobody else. " * 5
    page = read("a.md", f"# Discount\n\n{english * 5}\n\n## Russian\n\n{russian}\n")
    assert page.document.language == "en"
    assert {p.language for p in page.passages if "Russian" in p.headings} == {"ru"}
    assert read("b.md", russian).document.language == "ru"


def test_links_come_from_the_documents_own_address_or_the_template(read, pdf_file):
    own = read("a.md", "---\nurl: https://wiki/x\n---\n# T\n\n## Цены\n\nОт 40.\n")
    assert own.passages[0].url == "https://wiki/x#%D1%86%D0%B5%D0%BD%D1%8B"
    source = Source("s", "/", link_template="https://wiki/{stem}?raw={path}#{anchor}")
    page = read("sales/a b.md", "## Who pays?\n\nThe buyer.\n", source=source)
    assert page.passages[0].url == "https://wiki/sales/a%20b?raw=sales/a%20b.md#who-pays"
    paper = read("p.pdf", pdf_file, source=Source("s", "/", link_template="https://wiki/{path}#{anchor}"))
    assert paper.passages[1].url == "https://wiki/p.pdf#page=2"
    assert read("a.md", "## Who\n\nThe buyer.\n").passages[0].url is None


@pytest.mark.parametrize(
    "template", ["https://wiki/{pth}", "javascript:{path}", "{path}", "https://{", "https://{path!r}"]
)
def test_a_link_template_that_makes_no_address_is_named(read, template):
    with pytest.raises(SourceError, match="link_template"):
        read("a.md", "Words.", source=Source("s", "/", link_template=template))


def test_the_fingerprint_changes_with_all_that_the_document_depends_on():
    reader = FileReader()
    source = Source("s", "/")
    variants = [
        reader.fingerprint(source, "a.md", b"one", None),
        reader.fingerprint(source, "a.md", b"two", None),
        reader.fingerprint(source, "b.md", b"one", None),
        reader.fingerprint(source, "a.md", b"one", b""),
        reader.fingerprint(source, "a.md", b"one", b"kind = 'faq'"),
        reader.fingerprint(Source("s", "/", defaults={"kind": "faq"}), "a.md", b"one", None),
        reader.fingerprint(Source("s", "/", link_template="https://x/{path}"), "a.md", b"one", None),
        reader.fingerprint(Source("s", "/", folders=(FolderDefaults("a", {"kind": "x"}),)), "a.md", b"one", None),
    ]
    assert len(set(variants)) == len(variants)
    assert variants[0] == FileReader().fingerprint(Source("s", "/elsewhere"), "a.md", b"one", None)


def test_ids_are_stable_and_unique(read):
    text = "# T\n\n## A\n\nSame.\n\n" + "Filler words here. " * 100 + "\n\n## A\n\nSame.\n"
    first, again = read("a.md", text), read("a.md", text)
    assert first == again
    assert len({p.id for p in first.passages}) == len(first.passages)
    assert read("b.md", text).document.id != first.document.id


def test_the_endings_that_can_be_read_are_known():
    assert {".md", ".html", ".pdf", ".docx", ".pptx", ".xlsx", ".csv", ".txt"} <= readable_endings()
