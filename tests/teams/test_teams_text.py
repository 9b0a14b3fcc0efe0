"""What becomes of content in a message's text and in a card: its words, and nothing that means anything."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from card_shapes import problems_of
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.markdown_runs import runs_of
from bot.teams.card_text import (
    MOST_BYTES,
    elements,
    escaped,
    line,
    link_to,
    plain,
    safe_address,
    shortened,
    size_of,
    text,
    words_of,
)
from bot.teams.cards import card

HOSTILE = st.lists(
    st.sampled_from(
        [
            "<at>Dana</at>",
            "&lt;at&gt;Dana&lt;/at&gt;",
            "<https://evil.example|bank>",
            "[pay](https://a.example/?q=<at>&lt;x)",
            "[x](javascript:alert(1))",
            "[x](data:text/html,x)",
            "![i](https://a.example/i.png)",
            "!",
            "[1]",
            "[**1**]",
            "[",
            "1]",
            "[1]: https://evil.example",
            "[2](https://evil.example)",
            "[x]",
            "(https://evil.example)",
            "https://a.example/b_c_d",
            "www.evil.example",
            "evil.example",
            "dana@acme.example",
            "mailto:x@acme.example",
            "{{DATE(2026-01-01T00:00:00Z)}}",
            "{a}",
            "**b**",
            "_i_",
            "***x***",
            "~~s~~",
            "`c`",
            "`[1] <b>`",
            "```\n  x\n```\n",
            "|a|b|",
            "|-|-|",
            ":-|:-",
            "===",
            "---",
            "<b>",
            "<br>",
            "<script>alert(1)</script>",
            "<!--",
            "%EE%80%80",
            "🥊",
            "слово",
            "\\",
            "*",
            "_",
            "&",
            "&amp;",
            "<",
            ">",
            "~",
            "=",
            "+ ",
            "    ",
            "\t",
            "\u00a0",
        ]
    )
    | st.sampled_from(
        ["\n", "\n\n", "> ", "- ", "1. ", "2) ", "# ", " word ", "<customer name>", "[a](<https://a.example/ b>)"]
    )
    | st.sampled_from("\u202e\x00\ue000\ue001\u200b")
    | st.text(max_size=8),
    max_size=40,
).map("".join)

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_LOOKS_LIKE_AN_ADDRESS = re.compile(r"://|@|\bwww\.|(?<=\w)\.(?=[^\W\d])")
"""Some parsers make links of these by themselves."""
_SAFE_NODES = {
    "inline", "text", "text_special", "softbreak", "hardbreak", "paragraph_open", "paragraph_close", "code_inline",
    "strong_open", "strong_close", "em_open", "em_close", "s_open", "s_close", "link_open", "link_close",
}  # fmt: skip


def tokens_of(markdown: str) -> list[Token]:
    return [token for outer in _MARKDOWN.parse(markdown) for token in (outer, *(outer.children or ()))]


def read_in(markdown: str) -> str:
    """What a parser shows of it, without spaces and what is not seen."""
    pieces = [token.content for token in tokens_of(markdown) if token.type in {"text", "text_special", "code_inline"}]
    return seen("".join(pieces))


def seen(words: str) -> str:
    return re.sub(r"[\s\u00a0\u200b]", "", words)


def words_in(markdown: str, bold: Sequence[tuple[int, int]] = ()) -> str:
    """All that is shown of it where there is room; quotations have a bar."""
    runs = runs_of(markdown, bold)
    return "".join(run.text.replace("> ", "│ ") if "layout" in run.styles else run.text for run in runs)


def assert_harmless(markdown: str) -> None:
    """Of markup only styles and whole links to http and https remain, as every parser that is asked understands it.

    No citation remains, and no function of a card.
    """
    for token in tokens_of(markdown):
        assert token.type in _SAFE_NODES, (token.type, token.content)
        if token.type == "link_open":
            assert str(token.attrs["href"]).startswith(("http://", "https://")), token.attrs
    assert "<" not in markdown
    assert not re.search(r"\[\d+\]", markdown)
    assert "{" not in markdown
    assert not re.search("[\x00\x0b\ue000\ue001\u202a-\u202e]", markdown)


@pytest.mark.parametrize(
    ("markdown", "written"),
    [
        ("Up to **15%** _net_, ~~20%~~ `list`", "Up to **15%** _net_, ~~20%~~ `list`"),
        ("`list < net`", "list &lt; net"),
        ("[the policy](https://wiki.example/a?b=1&c=2)", "[the policy](https://wiki.example/a?b=1&c=2)"),
        ("[local](../pricing.md) and [js](javascript:x)", "local and \\[js\\](javascript:x)"),
        ("**[bold link](https://a.example)**", "**[bold link](https://a.example)**"),
        ("<https://a.example/x_(1)>", "[https&#58;//a\\.example/x\\_(1)](https://a.example/x_%281%29)"),
        ("# Title\n\ntext", "**Title**\n\ntext"),
        ("- one\n- **two**\n  - three", "• one  \n• **two**  \n\u00a0\u00a0\u00a0\u00a0• three"),
        ("3. three\n4. four", "3\\. three  \n4\\. four"),
        ("> quoted\n> twice", "│ quoted  \n│ twice"),
        ("<at>Dana</at>", "&lt;at&gt;Dana&lt;/at&gt;"),
        ("as in [1]", "as in \\[\u200b1\\]"),
        ("wo**rd**s", "words"),
        ("**a**_b_", "ab"),
        ("```\ndef f():\n    return 1\n```", "`def f():`  \n\u00a0\u00a0\u00a0\u00a0`return 1`"),
        ("| Role | Quota |\n| --- | --- |\n| AE | 7 |", "**Role** · **Quota**  \nAE · 7"),
        ("snake_case\\_and 2\\*3", "snake\\_case\\_and 2\\*3"),
        ("a  \nb\nc\n\nd", "a  \nb  \nc\n\nd"),
        ("dana@acme.example", "dana&#64;acme\\.example"),
        ("", ""),
    ],
)
def test_markdown_in_a_message(markdown: str, written: str) -> None:
    assert text(markdown, limit=1_000) == written
    assert_harmless(written)


def test_spans_are_emphasised() -> None:
    assert text("up to 15% off", ((6, 9),), limit=100) == "up to **15%** off"


@given(
    HOSTILE,
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda span: tuple(sorted(span))), max_size=3),
)
@example("**$5**5 **a**", [])
@example("a\n===", [])
@example("a|b\n:-|:-", [])
@example("!\\[x](https://a.example)", [])
@example("![x]!", [])
@example("\x85***x***", [])
@settings(max_examples=300)
def test_of_content_only_its_words_and_safe_links_remain(markdown: str, bold: list[tuple[int, int]]) -> None:
    spans = [(start, end) for start, end in bold if start < end <= len(markdown)]
    written = text(markdown, spans, limit=10_000)
    assert_harmless(written)
    expected = words_in(markdown, spans)
    if expected.count("\n") < 50:
        assert read_in(written) == seen(expected)


@given(HOSTILE)
@settings(max_examples=300)
def test_plain_text_means_nothing(words: str) -> None:
    written = escaped(words)
    assert_harmless(written)
    assert not _LOOKS_LIKE_AN_ADDRESS.search(written)
    assert not any(
        token.type in {"strong_open", "em_open", "s_open", "code_inline", "link_open"} for token in tokens_of(written)
    )
    once = text(written, limit=100_000)
    assert_harmless(once)


@given(HOSTILE, HOSTILE)
def test_a_link_is_one_link_or_none(label: str, query: str) -> None:
    written = link_to(f"https://a.example/?{query}", label, 80)
    assert_harmless(written)
    opened = [token for token in tokens_of(written) if token.type == "link_open"]
    assert len(opened) == (1 if written.startswith("[") else 0)


@given(HOSTILE, st.integers(1, 60))
@settings(max_examples=300)
def test_what_is_cut_is_cut_to_size_and_says_so(markdown: str, limit: int) -> None:
    whole = words_in(markdown)
    made = elements(markdown, limit=limit)
    assert sum(len(run["text"].replace("\u200b", "")) for one in made for run in one["inlines"]) <= limit
    written = text(markdown, limit=limit)
    assert_harmless(written)
    if len(whole) > limit:
        assert "…" in written


@given(HOSTILE)
@settings(max_examples=300)
def test_a_card_shows_the_words_and_nothing_runs(markdown: str) -> None:
    made = elements(markdown, limit=10_000)
    assert problems_of(card(made)) == []
    assert size_of(made) <= MOST_BYTES or all(len(one["inlines"]) == 1 for one in made)
    runs = [run for one in made for run in one["inlines"]]
    assert not any(re.search(r"\{\{(DATE|TIME)\(", run["text"], re.IGNORECASE) for run in runs)
    assert not any("\n" in run["text"] for run in runs)
    expected = words_in(markdown)
    if expected.count("\n") < 50:
        assert seen("".join(run["text"] for run in runs)) == seen(expected)


@given(HOSTILE)
def test_peoples_words_stay_as_they_are(words: str) -> None:
    made = words_of(words, limit=10_000)
    assert problems_of(card(made)) == []
    told = "".join(run["text"] for one in made for run in one["inlines"])
    kept = re.sub("[\x00-\x08\x0e-\x1b\x7f\ue000\ue001\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "", words)
    assert seen(told) == seen(kept)
    assert all(set(run) == {"type", "text"} for one in made for run in one["inlines"])


def test_many_pieces_are_shown_without_styles_before_they_are_left_out() -> None:
    made = elements("**a** _b_ " * 300, limit=3_000)
    assert len(made) == 1
    assert [set(run) for run in made[0]["inlines"]] == [{"type", "text"}]
    assert len(elements("a\n\n" * 300, limit=3_000)) <= 61
    assert size_of(elements("[x](https://a.example/y) " * 300, limit=3_000)) <= MOST_BYTES


@given(HOSTILE, st.integers(1, 1_400))
def test_a_text_is_never_too_large_for_a_message(markdown: str, limit: int) -> None:
    written = text(markdown * 30, limit=limit)
    assert_harmless(written)
    assert len(written.encode()) <= max(MOST_BYTES, 8 * limit)


def test_a_text_of_many_links_is_written_without_them_before_it_is_left_out() -> None:
    written = text(f"[x](https://a.example/{'y' * 1_900}) " * 300, limit=1_400)
    assert written == ("x " * 300).strip()
    assert text(f"**a** [x](https://a.example/{'y' * 1_900})", limit=100).startswith("**a** [x](https://a.example/yyy")


def test_where_words_are_left_out_is_told_beside_those_before() -> None:
    assert text("one two\n\nthree four", limit=8) == "one two…"
    assert text("one two\n\nthree four", limit=12) == "one two …"
    assert text("- one\n- two three", limit=8) == "• one …"
    assert text("one\n\n> a very long quotation", limit=6) == "one …"
    (_, second) = elements("one\n\ntwo\n\nthree", limit=100, lines=2)
    assert [run["text"] for run in second["inlines"]] == ["two", " …"]
    assert text("- incomprehensibilities-of-all-kinds", limit=1) == "…"


def test_rows_of_a_table_stay_apart_on_one_line() -> None:
    table = "| total | approval |\n| --- | --- |\n| up to 8% | the seller |\n| up to 15% | the manager |"
    assert plain(f"Who signs:\n\n{table}\n\nNobody else.", limit=200) == (
        "Who signs: total · approval / up to 8% · the seller / up to 15% · the manager Nobody else."
    )
    assert plain("> Compared with what?\n\n- a\n- b", limit=100) == "Compared with what? • a • b"


def test_a_link_that_is_cut_is_none() -> None:
    (one,) = elements("see [the whole pricing policy](https://a.example)", limit=16)
    assert one["inlines"] == [{"type": "TextRun", "text": "see "}, {"type": "TextRun", "text": "the whole…"}]
    assert text("see [the whole pricing policy](https://a.example)", limit=16) == "see the whole…"


def test_lines_of_a_card_stand_close_and_paragraphs_apart() -> None:
    made = elements("a\nb\n\nc", limit=100)
    assert [one.get("spacing") for one in made] == [None, "None", "Medium"]


def test_code_keeps_its_indentation_in_a_card() -> None:
    made = elements("```\nif x:\n    y\n```", limit=100)
    assert [one["inlines"][0]["text"] for one in made] == ["if x:", "\u00a0\u00a0\u00a0\u00a0y"]
    assert all(one["inlines"][0]["fontType"] == "Monospace" for one in made)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://a.example/x y?(z)", "https://a.example/xy?%28z%29"),
        ("HTTPS://a.example", "HTTPS://a.example"),
        ("https://a.example/?a=1&lt;b", "https://a.example/?a=1%26lt;b"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//a.example", None),
        ("https://", None),
        ("http://[", None),
        ("https://a.example/" + "x" * 3_000, None),
        ("", None),
    ],
)
def test_addresses(url: str, address: str | None) -> None:
    assert safe_address(url) == address


def test_small_things() -> None:
    assert shortened("one two three", 9) == "one two…"
    assert shortened("", 9) == ""
    assert plain("**a**\n\n- [b](https://a.example)", limit=100) == "a • b"
    assert line("a\nb", "warning")["inlines"] == [
        {"type": "TextRun", "text": "a b", "color": "Attention", "size": "Small"}
    ]
