from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.slack.mrkdwn import escaped, link, mrkdwn, shortened

HOSTILE = st.lists(
    st.sampled_from(
        [
            "<!channel>",
            "<!here|x>",
            "<@U123>",
            "<#C1|x>",
            "<https://evil.example|bank>",
            "&lt;!channel&gt;",
            "&#60;!here&#62;",
            "[pay](https://a.example/?q=<!channel>|x)",
            "[x](javascript:alert(1))",
            "![i](https://a.example/i.png)",
            "http://[",
            "**b**",
            "_i_",
            "~~s~~",
            "`c`",
            "```",
            "|a|b|",
            "|-|-|",
            "<b>",
            "<br>",
            "<script>alert(1)</script>",
            "<http://[>",
            "%EE%80%80",
            "🥊",
            "слово",
            "@channel",
            "\\",
            "*",
            "_",
            "&",
            "<",
            ">",
            "|",
        ]
    )
    | st.sampled_from(
        ["\n", "\n\n", "> ", "- ", "1. ", "# ", " word ", "<customer name>", "[a|b>c](<https://a.example/ b>)"]
    )
    | st.sampled_from("\u202e\x00\ue000\ue001")
    | st.text(max_size=8),
    max_size=40,
).map("".join)

_LINK = re.compile(r"<(https?://[^<>|\s]+)\|([^<>]*)>")


def assert_harmless(text: str) -> None:
    """Only whole links to http and https remain of what Slack reads as markup, and every entity is whole."""
    rest = _LINK.sub(lambda found: found[2], text).replace("```", "")
    assert "<" not in rest
    assert ">" not in re.sub(r"(?m)^(?:    |• |\d+\. |> )+", "", rest)
    assert re.fullmatch(r"(?:[^&]|&(?:amp|lt|gt);)*", text, re.DOTALL)
    assert not re.search("[\x00\x0b\ue000\ue001\u202a-\u202e]", text)


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("Up to **15%** _net_, ~~20%~~ `list < net`", "Up to *15%* _net_, ~20%~ `list &lt; net`"),
        ("[the policy](https://wiki.example/a?b=1&c=2)", "<https://wiki.example/a?b=1&amp;c=2|the policy>"),
        ("[local](../pricing.md) and [js](javascript:x)", "local and [js](javascript:x)"),
        ("**[bold link](https://a.example)**", "*<https://a.example|bold link>*"),
        ("<https://a.example/x>", "<https://a.example/x|https://a.example/x>"),
        ("# Title\n\ntext", "*Title*\n\ntext"),
        ("- one\n- **two**\n  - three", "• one\n• *two*\n    • three"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("> quoted\n> twice", "> quoted\n> twice"),
        ("> [!SAY]\n> We win on price.", "> We win on price."),
        ("| plan | off |\n|---|---|\n| two | **15%** |", "*plan* · *off*\ntwo · *15%*"),
        ("| Enterprise | 15% |", "Enterprise · 15%"),
        ("```sql\nselect '<!here>'\n```", "```\nselect '&lt;!here&gt;'\n```"),
        ("Dear <customer name>,<br>hello <b>you</b>", "Dear &lt;customer name&gt;,\nhello you"),
        ("<div>\n\n**net** of <!-- tax --> fees\n</div>", "*net* of  fees"),
        ("<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"),
        ("mid**dle**word and **end**.", "middleword and *end*."),
        ("![the chart](https://a.example/c.png)", "the chart"),
        ("", ""),
    ],
)
def test_markdown_reads_in_slack_as_it_was_meant(markdown: str, shown: str) -> None:
    assert mrkdwn(markdown, limit=500) == shown


@pytest.mark.parametrize(
    ("markdown", "words", "shown"),
    [
        ("Two years get up to 15% off.", "15% off", "Two years get up to *15% off*."),
        ("Two **years** get 15% off.", "**years** get 15%", "Two *years get 15%* off."),
        ("- two years: 15%", "- two", "• *two* years: 15%"),
        (
            "see [the policy](https://a.example/p)",
            "[the policy](https://a.example/p)",
            "see *<https://a.example/p|the policy>*",
        ),
        ("run `make x`", "`make x`", "run `make x`"),
        ("see [the long policy](https://a.example/p)", "policy", "see *<https://a.example/p|the long policy>*"),
        ("two:\n1. one\n2. two", "two:\n1. one\n2", "*two:*\n\n1. *one*\n2. two"),
        ("unbelievable", "believ", "unbelievable"),
        ("nothing here", "", "nothing here"),
    ],
)
def test_the_decisive_words_are_bold(markdown: str, words: str, shown: str) -> None:
    start = markdown.index(words)
    assert mrkdwn(markdown, [(start, start + len(words))], limit=500) == shown


def test_a_long_text_ends_with_a_word_and_an_ellipsis() -> None:
    assert mrkdwn("one two three four five", limit=12) == "one two…"
    assert mrkdwn("**one two three**", limit=12) == "*one two*…"
    assert mrkdwn("[one two three](https://a.example)", limit=12) == "one two…"
    assert shortened("a & b & c", 8) == "a &amp;…"


def test_a_link_that_has_no_room_leaves_its_words() -> None:
    assert link("https://a.example/" + "x" * 200, "Pricing", 100) == "Pricing"
    assert link("ftp://a.example", "Pricing", 100) == "Pricing"
    assert link("https://a.example/a|b>c d", "P <x>", 100) == "<https://a.example/a%7Cb%3Ecd|P &lt;x&gt;>"


@given(HOSTILE, st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=4), st.integers(0, 300))
@example("[x](https://a.example/%EE%80%80)", [(0, 5)], 100)
def test_no_content_can_ping_forge_a_link_or_overflow(markdown: str, bold: list[tuple[int, int]], limit: int) -> None:
    head = f"| {' '.join(markdown.splitlines())} | b | c |\n|---|---|---|"
    for text in (markdown, f"| {' '.join(markdown.splitlines())} | b | c |"):
        shown = mrkdwn(text, bold, limit=limit, head=head)
        assert len(shown) <= limit
        assert_harmless(shown)


@given(HOSTILE, HOSTILE, st.integers(0, 200))
def test_no_title_or_address_can_break_out_of_its_link(url: str, label: str, limit: int) -> None:
    shown = link("https://a.example/" + url, label, limit)
    assert len(shown) <= limit
    assert "\n" not in shown
    assert_harmless(shown)


@given(st.text())
def test_plain_text_keeps_every_visible_character(text: str) -> None:
    assert_harmless(escaped(text))
    back = escaped(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert set(text) - set(back) <= {c for c in text if not c.isprintable()}


def test_a_row_quoted_with_the_sentence_below_it_is_shown_as_its_cells() -> None:
    assert mrkdwn("| Dock | 90 |\n\nIt fell.", [(9, 11)], limit=100) == "Dock · *90*\n\nIt fell."


PRICES = "| Plan | Q2 | Q3: |  | Who |\n|---|--:|---|---|---|"


@pytest.mark.parametrize(
    ("rows", "head", "shown"),
    [
        ("| Plus | 270 | 290 | x | |", PRICES, "Plan: Plus · Q2: 270 · Q3: *290* · x"),
        (
            "| Plus | 270 | 290 |\n| Pro | 1 | 2 |",
            PRICES,
            "• Plan: Plus · Q2: 270 · Q3: *290*\n• Plan: Pro · Q2: 1 · Q3: 2",
        ),
        ("| Plus | a | 290 | d | e | f |", PRICES, "Plan: Plus · Q2: a · Q3: *290* · d · Who: e · f"),
        ("| What 290 buys | | | | |", PRICES, "What *290* buys"),
        ("| Plus | 290 |", "| Plan | Off |\n|---|---|", "*Plan* · *Off*\nPlus · *290*"),
        ("| Plus | 290 |\n| Pro | 2 |", "| Plan | Off |\n|---|---|", "*Plan* · *Off*\nPlus · *290*\nPro · 2"),
        ("| Plus | 290 |", "| | |\n|---|---|", "Plus · *290*"),
        ("| Plus | 290 | 3 |", "", "Plus · *290* · 3"),
        ("| <!here> | 290 | `a|b` |", "| <@U1> | **b** | [x](javascript:1) |\n|---|---|---|", None),
        ("It is 290 off.", PRICES, "It is *290* off."),
    ],
)
def test_rows_quoted_alone_say_what_each_figure_is(rows: str, head: str, shown: str | None) -> None:
    start = rows.index("290")
    written = mrkdwn(rows, [(start, start + 3)], limit=500, head=head)
    assert_harmless(written)
    assert shown in (None, written)


def test_a_quotation_is_never_cut_within_its_mark() -> None:
    markdown = "\n\n".join(["> words"] * 40)
    for limit in range(1, 120):
        assert_harmless(mrkdwn(markdown, limit=limit))
