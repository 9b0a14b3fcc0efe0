from __future__ import annotations

import re
from typing import Any

import pytest
from block_kit_samples import BLOCKS, HOME, MODAL, mrkdwn, plain
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from bot.console.block_kit import blocks_html, view_html
from bot.console.block_kit_page import draw_page
from bot.console.block_kit_text import line_html, text_html

TAGS = {
    "div", "p", "span", "strong", "em", "s", "code", "pre", "blockquote", "a", "ul", "ol", "li", "h2", "h3", "hr",
    "section", "figure", "figcaption", "fieldset", "legend", "label", "input", "textarea", "button", "details",
    "summary", "svg", "path",
}  # fmt: skip
ATTRIBUTES = {
    "class", "href", "rel", "role", "aria-label", "aria-hidden", "title", "type", "disabled", "checked", "lang", "rows",
    "placeholder", "value", "viewbox", "width", "height", "d", "tabindex", "start", "align",
}  # fmt: skip
MARKDOWNS_OWN_TAGS = {"table", "thead", "tbody", "tr", "th", "td", "br"}
HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"', "'", "' onmouseover=alert(1) x='", "</textarea>",
    "<javascript:alert(1)|x>", "<https://e.com|", '<https://e.com" onclick="x|y>', "<//e.com|x>", "<data:,1>",
    "<http://|x>", "<|x>", "<@", "<@U1>", "<#C1|", "<!channel>", "<!date^1^{date}|<b>x</b>>", "<mailto:a@e.com|x>", ">",
    "&gt; ", "&lt;b&gt;", "&amp;lt;", "&#60;", "*", "_", "~", "`", "```", ":bulb:", ":", "\n", "|", "{}", "{0}", "%s",
    "<!--", "-->", "]]>", "</style>", "</div></div>", "\x00", "\u202e", "javascript:alert(1)", "JaVa\tScript:1", "](x)",
    "[x](javascript:1)", "[x](/documents/a)", "<a href='//e.com'>", "# ", "| a |\n|---|\n| b |",
]  # fmt: skip
hostile_text = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=8), max_size=10).map("".join)


def as_sent(value: Any, text: str) -> Any:
    """The sample with `text` in the place of every string but the types."""
    if isinstance(value, dict):
        return {key: each if key == "type" else as_sent(each, text) for key, each in value.items()}
    if isinstance(value, list):
        return [as_sent(each, text) for each in value]
    return text if isinstance(value, str) else value


def assert_harmless(html: str, more_tags: frozenset[str] | set[str] = frozenset()) -> None:
    page = BeautifulSoup(html, "html.parser")
    for tag in page.find_all():
        assert tag.name in TAGS | set(more_tags)
        assert set(tag.attrs) <= ATTRIBUTES
        assert tag.name != "a" or tag["rel"][:2] == ["noopener", "noreferrer"]
        assert tag.name not in {"button", "input", "textarea"} or tag.has_attr("disabled")
    for link in page.select("[href]"):
        assert re.match(r"https?://\S", str(link["href"]), re.IGNORECASE)


@pytest.mark.parametrize("name", BLOCKS)
def test_each_block_is_drawn(snapshot: SnapshotAssertion, name: str) -> None:
    html = blocks_html([BLOCKS[name]])
    assert_harmless(html)
    assert str(html) == snapshot


@pytest.mark.parametrize(("name", "view"), [("modal", MODAL), ("home", HOME)])
def test_each_view_is_drawn(snapshot: SnapshotAssertion, name: str, view: dict[str, Any]) -> None:
    assert str(view_html(view)) == snapshot(name=name)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _it_ ~gone~ `code`", "<strong>bold</strong> <em>it</em> <s>gone</s> <code>code</code>"),
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("2 * 3 * 4, snake_case_name, a*b*c, * x *", "2 * 3 * 4, snake_case_name, a*b*c, * x *"),
        ("`*plain*`", "<code>*plain*</code>"),
        ("*a `b*c` d*", "<strong>a <code>b*c</code> d</strong>"),
        (
            "*<https://e.com/a*b?x=1&amp;y=2|Q&amp;A &lt;b&gt;>*",
            '<strong><a href="https://e.com/a*b?x=1&amp;y=2" rel="noopener noreferrer">Q&amp;A &lt;b&gt;</a></strong>',
        ),
        ("<https://e.com>", '<a href="https://e.com" rel="noopener noreferrer">https://e.com</a>'),
        ("<javascript:alert(1)|press>", "press"),
        ("<mailto:a@e.com|Dana>", "Dana"),
        ("<@U1> <@U1|dana>", '<span class="bk-pill">@U1</span> <span class="bk-pill">@dana</span>'),
        ("<#C1|deals> <#C1>", '<span class="bk-pill">#deals</span> <span class="bk-pill">#C1</span>'),
        ("<!channel> <!here>", '<span class="bk-pill">@channel</span> <span class="bk-pill">@here</span>'),
        ("<!subteam^S1|@legal> <!subteam^S1>", '<span class="bk-pill">@legal</span> <span class="bk-pill">@S1</span>'),
        ("<!date^1392734382^{date}|12 Oct>", "12 Oct"),
        ("&lt;b&gt; &amp;lt; &quot; <b", "&lt;b&gt; &amp;lt; &amp;quot; &lt;b"),
        (":bulb: :no_such_emoji: 10:30:45", "💡\ufe0f :no_such_emoji: 10:30:45"),
        ("• one\n• two", "• one\n• two"),
    ],
)
def test_slacks_markup_becomes_html(text: str, html: str) -> None:
    assert str(line_html(mrkdwn(text))) == html
    assert str(text_html(mrkdwn(text))) == f"<p>{html}</p>"


def test_quotes_and_code_stand_in_blocks_of_their_own() -> None:
    html = text_html(mrkdwn("before\n> quoted *bold*\n&gt; twice\nafter\n```\n*a* &lt;b&gt;\n```\nend"))
    assert str(html) == (
        "<p>before</p><blockquote>quoted <strong>bold</strong>\ntwice</blockquote><p>after</p>"
        "<pre><code>*a* &lt;b&gt;</code></pre><p>end</p>"
    )


def test_plain_text_is_plain() -> None:
    assert str(line_html(plain("*a* <@U1> &amp; :bulb:"))) == "*a* &lt;@U1&gt; &amp;amp; 💡\ufe0f"
    assert str(line_html({**plain(":bulb:"), "emoji": False})) == ":bulb:"


def test_what_can_be_pressed_does_nothing_and_what_has_an_address_is_a_link() -> None:
    page = BeautifulSoup(blocks_html(BLOCKS.values()), "html.parser")
    buttons = page.select("button")
    assert {"Ask the owner", "Pull Pricing", "This helped", "Not helpful", "Remove"} <= {
        button.get("aria-label") or button.text for button in buttons
    }
    assert all(button.has_attr("disabled") for button in buttons)
    assert page.select_one(".bk-actions a.bk-button")["href"] == "https://wiki.example/pricing?a=1&b=2#slide-4"


def test_nothing_is_loaded_from_another_host() -> None:
    html = blocks_html(BLOCKS.values())
    assert "spy.png" not in html
    assert "A price list" in html


@given(hostile_text)
def test_no_text_breaks_out_of_its_element(text: str) -> None:
    for name, block in BLOCKS.items():
        own = MARKDOWNS_OWN_TAGS if name == "markdown" else frozenset()
        assert_harmless(blocks_html([as_sent(block, text)]), own)
    assert_harmless(view_html(as_sent(MODAL, text)))
    assert_harmless(blocks_html([{"type": text, "text": mrkdwn(text)}]))


@given(hostile_text)
def test_plain_text_is_shown_to_the_letter(text: str) -> None:
    line = line_html({**plain(text), "emoji": False})
    # Outside of <pre> the reader makes one space of a text that is nothing but space.
    shown = BeautifulSoup(f"<pre>{line}</pre>", "html.parser").text
    assert shown == text


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "text", "elements"]), inner),
    max_leaves=8,
)
keys = st.sampled_from(
    ["text", "fields", "accessory", "elements", "element", "label", "options", "option_groups", "initial_option", "url",
     "initial_options", "placeholder", "alt_text", "title", "style", "initial_value", "multiline", "initial_users"]
)  # fmt: skip
kinds = st.sampled_from(sorted({str(block["type"]) for block in BLOCKS.values()}))


@given(kinds, st.dictionaries(keys, json_values, max_size=6))
def test_blocks_that_slack_would_refuse_are_drawn_somehow(kind: str, rest: dict[str, Any]) -> None:
    assert_harmless(blocks_html([{"type": kind, **rest}]), MARKDOWNS_OWN_TAGS)
    assert_harmless(view_html({"type": kind, **rest}))
    assert_harmless(blocks_html([{"type": "actions", "elements": [{**rest, "type": "static_select"}, rest]}]))


def test_a_page_for_pictures_needs_no_other_file() -> None:
    html = draw_page(
        [
            {"title": "A <question>", "text": "what *discount*?", "author": "Dana Reyes", "time": "10:24"},
            {"blocks": [BLOCKS["section"]], "only_you": True},
            {"view": MODAL},
        ]
    )
    page = BeautifulSoup(html, "html.parser")
    assert not page.select("link, script, img, [src]")
    assert "url(" not in page.select_one("style").text
    assert [caption.text for caption in page.select("h1")] == ["A <question>"]
    assert [who.text.split() for who in page.select(".bk-who")] == [["Dana", "Reyes", "10:24"], ["Cornerman", "APP"]]
    assert len(page.select(".bk-only-you")) == 1
    assert page.select_one(".bk-modal .bk-title").text == "Ask the owner"
