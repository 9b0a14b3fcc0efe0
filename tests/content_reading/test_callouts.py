"""What is marked to be said or kept is known as such, however the mark was written and in whatever kind of file."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_index.callouts import with_plain_callouts

LINES = st.sampled_from(
    ["> **[!INTERNAL]**", "> [!say] Title", "[!INTERNAL]", "- [!INTERNAL] x", "> > [!SAY]", "> text", ">", "text", ""]
)


def marked(document) -> list[tuple[str, str | None]]:
    return [(p.sentence_text(s), s.callout) for p in document.passages for s in p.sentences]


def split_by_mark(document) -> tuple[set[str], set[str]]:
    """The words before the first colon of each sentence, and which callout each says it is in."""
    found = marked(document)
    kept = {words for words, callout in found if callout == "internal"}
    return kept, {words for words, callout in found if callout != "internal"}


@pytest.mark.parametrize(
    "callout",
    [
        "> **[!INTERNAL]**\n> Floor is 8%.",
        "> **[!INTERNAL] On price**\n> Floor is 8%.",
        "> __[!internal]__ Floor is 8%.",
        "> \\[!INTERNAL\\]\n> Floor is 8%.",
        "> [! Internal ]\n> Floor is 8%.",
        "> [!internal] Some title\n> Floor is 8%.\n>\n> Floor again.\n>\n> - Floor as item",
        "> [!INTERNAL]\n\n> Floor is 8%.",
        "[!INTERNAL] Floor is 8%.\nFloor goes on.",
        "**[!INTERNAL]**\n\nFloor is 8%.",
        "- One point\n  > [!INTERNAL]\n  > Floor is 8%.\n  >\n  > Floor again.",
        "- [!INTERNAL] Floor is 8%.\n- Another point",
        "1. > **[!INTERNAL]** Floor is 8%.",
        "> [!SAY]\n> Hello.\n> [!INTERNAL]\n> Floor is 8%.",
        "> Quoted.\n>\n> [!INTERNAL]\n> Floor is 8%.",
        "> [!INTERNAL]\n> > Floor one.\n> > [!SAY]\n> > Floor two.",
        "<blockquote>\n[!INTERNAL] Floor is 8%.\n</blockquote>",
        "<blockquote>\n\n**[!INTERNAL]**\n\nFloor is 8%.\n\n</blockquote>",
    ],
)
def test_an_internal_callout_is_known_however_it_is_written_in_markdown(read, callout):
    kept, open_to_guests = split_by_mark(read("a.md", f"Before it.\n\n{callout}\n\nAfter it.\n"))
    assert any("Floor" in words for words in kept)
    assert all("Floor" in words for words in kept)
    assert not any("Floor" in words for words in open_to_guests)
    assert {"Before it.", "After it."} <= open_to_guests


@pytest.mark.parametrize(
    "heading",
    [
        "INTERNAL",
        "INTERNAL: prices",
        "[!internal] Prices",
        "**Internal only:** prices",
        "Prices (INTERNAL)",
        "3. INTERNAL negotiation",
        "Prices, INTERNAL ONLY",
        "Internal use only: prices",
        "Internal only - prices",
        "\\[!INTERNAL\\]",
    ],
)
def test_a_heading_that_is_marked_makes_its_section_internal(read, heading):
    section = f"## {heading}\n\nFloor is 8%.\n\n> [!SAY]\n> Floor line.\n\n### More\n\n- Floor item\n"
    text = f"# Page\n\nBefore it.\n\n{section}\n## Next\n\nAfter it.\n"
    assert split_by_mark(read("a.md", text)) == (
        {"Floor is 8%.", "Floor line.", "Floor item"},
        {"Before it.", "After it."},
    )


@pytest.mark.parametrize("heading", ["Internal training", "International"])
def test_a_heading_on_something_internal_is_a_heading_like_any_other(read, heading):
    assert split_by_mark(read("a.md", f"# Page\n\n## {heading}\n\nOpen words.\n")) == (set(), {"Open words."})


@pytest.mark.parametrize(
    "text", ["# INTERNAL price list\n\nFloor is 8%.\n", "---\ntitle: Prices (INTERNAL)\n---\nFloor is 8%.\n"]
)
def test_a_title_that_is_marked_makes_the_document_internal(read, text):
    assert split_by_mark(read("a.md", text)) == ({"Floor is 8%."}, set())


def test_a_cell_that_is_marked_makes_its_row_internal_and_in_the_head_each_row(read):
    rows = "| A | 5 |\n| INTERNAL: floor | 4 |\n| [!INTERNAL] | 3 |\n| Internal mail | 2 |"
    kept, open_to_guests = split_by_mark(read("a.md", f"| Plan | Price |\n|---|---|\n{rows}\n\nAfter it.\n"))
    assert kept == {"| INTERNAL: floor | 4 |", "| [!INTERNAL] | 3 |"}
    assert {"| A | 5 |", "| Internal mail | 2 |", "After it."} <= open_to_guests
    kept, open_to_guests = split_by_mark(read("a.csv", "Plan,INTERNAL floor\nA,4\n"))
    assert (len(kept), open_to_guests) == (2, set())


@pytest.mark.parametrize("kind", ["SAY", "say", "INTERNAL", "internal"])
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.md", "Before it.\n\n> **[!{}]**\n> You may leave.\n\nAfter it.\n"),
        ("a.txt", "Before it.\n> [!{}]\n> You may leave.\nAfter it.\n"),
        ("a.txt", "Before it.\n\n[!{}] You may leave.\n\nAfter it.\n"),
        ("a.html", "<p>Before it.</p><blockquote><p>[!{}] You may leave.</p></blockquote><p>After it.</p>"),
        ("a.html", "<p>Before it.</p><blockquote><b>[!{}]</b><br>You may leave.</blockquote><p>After it.</p>"),
        ("a.html", "<p>Before it.</p><p>[!{}] You may leave.</p><p>After it.</p>"),
        ("a.html", "<p>Before it.</p><p>[!{}]</p><p>You may leave.</p><p>After it.</p>"),
    ],
)
def test_every_kind_of_text_can_say_what_to_say_and_what_to_keep(read, path, text, kind):
    assert marked(read(path, text.format(kind))) == [
        ("Before it.", None),
        ("You may leave.", kind.lower()),
        ("After it.", None),
    ]


def test_every_paragraph_of_a_quote_in_html_is_kept(read):
    page = read(
        "a.html",
        "<blockquote><p>[!INTERNAL] Floor is 8%.</p><p>Floor again.</p><ul><li>Floor item</li></ul></blockquote>"
        "<p>Yes.</p>",
    )
    assert split_by_mark(page) == ({"Floor is 8%.", "Floor again.", "Floor item"}, {"Yes."})


def test_callouts_of_word_files_and_slides_are_kept(read):
    from docx import Document
    from pptx import Presentation

    word = Document()
    for words in ("Before it.", "[!INTERNAL] Floor is 8%.", "[!INTERNAL]", "Floor again.", "After it."):
        word.add_paragraph(words)
    deck = Presentation()
    for words in ("Before it.\n[!INTERNAL] Floor is 8%.\nAfter it.", "[!INTERNAL]\nFloor is 8%.\nFloor again."):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = "Prices"
        slide.placeholders[1].text = words
    for path, document in (("a.docx", word), ("a.pptx", deck)):
        file = io.BytesIO()
        document.save(file)
        assert split_by_mark(read(path, file.getvalue())) == (
            {"Floor is 8%.", "Floor again."},
            {"Before it.", "After it."},
        )


def test_code_that_shows_a_callout_is_left_as_it_is(read):
    text = "Write it so:\n\n```\n> **[!INTERNAL]**\n> words\n```\n\n`[!INTERNAL]` marks what to keep.\n"
    page = read("a.md", text)
    assert page.markdown == text
    assert {callout for _, callout in marked(page)} == {None}


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_callouts_in_their_one_form_stay_as_they_are(markdown):
    once = with_plain_callouts(markdown, titles=True)
    assert with_plain_callouts(once, titles=True) == once


@pytest.mark.parametrize(
    "text",
    [
        "> ## INTERNAL heading\n>\n> Floor is 8%.\n\nOpen words.\n",
        "- ## INTERNAL heading\n\n  Floor is 8%.\n- Open words.\n",
    ],
)
def test_an_internal_heading_in_a_quote_or_a_list_keeps_what_stands_below_it_there(read, text):
    kept, open_to_guests = split_by_mark(read("a.md", f"# Page\n\nBefore it.\n\n{text}"))
    assert any("Floor is 8%." in words for words in kept)
    assert not any("Floor" in words for words in open_to_guests)
    assert any("Open words." in words for words in open_to_guests)
