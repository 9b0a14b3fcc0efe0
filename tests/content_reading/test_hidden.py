"""What the reader of a document does not see is not indexed, quoted or shown."""

from __future__ import annotations

import io
import zipfile

import pytest


def words(document) -> str:
    return " ".join(passage.sentence_text(one) for passage in document.passages for one in passage.sentences)


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">\n\nFloor **8%**.\n\n</div>',
        '<DIV STYLE="color: red; Display : None">Floor 8%.</DIV>',
        "<div hidden>\n<div>Floor</div>\n8%\n</div>",
        "<section style='visibility: hidden'>\n\n## Floor\n\n- 8%\n\n</section>",
        "Over <span hidden>Floor 8%</span> it.",
        'Over <span title="a > b" hidden>Floor 8%</span> it.',
        "- a lone ` sign\n- <span hidden>Floor 8%</span>\n- another ` sign",
        "Over <span hidden>Floor 8%\nwithout an end",
        "<span hidden>\n\nFloor 8%.\n\n</span>",
        "- Item\n\n  <div hidden>\n  Floor 8%.\n  </div>",
        "> <div hidden>\n> Floor 8%.\n> </div>",
        "| A | B |\n|---|---|\n| c | <span hidden>Floor</span> d |",
        "<!-- Floor 8%. -->",
        "Over <!-- Floor 8% --> it.",
        "<!--\n# Floor\n\n8%\n-->",
        "<script>\n\nconst floor = 'Floor 8%';\n\n</script>",
        "<style>\n.Floor { }\n\n.Floor8 { }\n</style>",
        "<template>\n\nFloor 8%.\n\n</template>",
    ],
)
def test_what_a_page_hides_is_not_read_from_markdown(read, hidden):
    page = read("a.md", f"# Page\n\nBefore it.\n\n{hidden}\n\nAfter it.\n")
    assert "floor" not in page.markdown.lower()
    assert "8%" not in page.markdown
    assert "Before it." in words(page)
    assert "After it." in words(page)


def test_an_element_that_is_never_closed_hides_the_rest_as_in_a_browser(read):
    assert words(read("a.md", "Before it.\n\n<div hidden>\n\nFloor 8%.\n\nFloor.\n")) == "Before it."


@pytest.mark.parametrize(
    "shown",
    [
        "`<div hidden>` hides.",
        "```html\n<div hidden>Shown</div>\n<!-- Shown -->\n```",
        "    <div hidden>Shown</div>",
        "Less than a <!-- dash, never closed.",
        "If a < b and hidden > c, all is shown.",
        "\\<div hidden> is a tag.",
        '<div style="color: red" data-hidden="x">Shown.</div>',
        "<p hidden>\n\nShown, since a paragraph holds no other.\n\n</p>",
    ],
)
def test_what_a_page_shows_stays(read, shown):
    page = read("a.md", f"Before it.\n\n{shown}\n\nAfter it.\n")
    assert "After it." in words(page)
    if "div style" in shown or "<p" in shown:
        assert "Shown" in words(page)
    else:
        assert shown in page.markdown


@pytest.mark.parametrize(
    "html",
    [
        "<div hidden><main><p>Floor.</p></main></div><p>Shown.</p>",
        "<p>Shown.</p><p style='visibility:hidden'>Floor.</p><!-- Floor. --><template>Floor.</template>",
        "<body style='display:none'><p>Shown.</p><script>Floor</script></body>",
    ],
)
def test_what_a_page_hides_is_not_read_from_html(read, html):
    assert words(read("a.html", html)) == "Shown."


def saved(document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_hidden_rows_and_columns_of_a_sheet_are_not_read(read):
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.active
    for row in (
        ["Plan", "Floor", "Price", "Cost"],
        ["Team", 8, 40, 7],
        ["Secret", 9, 30, 7],
        [],
        ["Company", 8, 20, 7],
    ):
        sheet.append(row)
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions.group("D", "F", hidden=True)
    sheet.row_dimensions[3].hidden = True
    assert (
        "| Plan | Price |\n| --- | --- |\n| Team | 40 |\n| Company | 20 |\n" in read("a.xlsx", saved(workbook)).markdown
    )


def test_hidden_text_of_a_word_file_is_not_read(read):
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE

    word = Document()
    style = word.styles.add_style("Aside", WD_STYLE_TYPE.PARAGRAPH)
    style.font.hidden = True
    word.styles.add_style("Aside below", WD_STYLE_TYPE.PARAGRAPH).base_style = style
    paragraph = word.add_paragraph("Up to 15%.")
    paragraph.add_run(" The floor is 8%.").font.hidden = True
    paragraph.add_run(" Ask first.").font.hidden = False
    word.add_paragraph("The floor again.", style="Aside")
    word.add_paragraph("The floor once more.", style="Aside below").add_run(" But shown.").font.hidden = False
    assert words(read("a.docx", saved(word))) == "Up to 15%. Ask first. But shown."


def test_a_word_file_without_hidden_text_is_read_as_it_is(word_file):
    from content_index.readers.hidden_text import without_hidden_text

    assert without_hidden_text(word_file) is word_file
    with zipfile.ZipFile(io.BytesIO(word_file)) as archive:
        assert b"vanish" not in archive.read("word/document.xml")


@pytest.mark.parametrize("odd", ["<!channel>", "</3", "<!doctype thing>"])
def test_what_only_looks_like_a_comment_hides_nothing(read, odd):
    page = read(
        "a.md", f"# Page\n\nSay {odd} first.\n\n## Refunds\n\nThirty days.\n\n<!-- reviewed -->\n\n## After\n\nEnd.\n"
    )
    assert "Thirty days." in words(page)
    assert "End." in words(page)
