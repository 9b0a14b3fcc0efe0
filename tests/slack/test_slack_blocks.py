from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from fake_blocks import message_problems
from sample_answers import answer, source
from slack_sdk.models.blocks import Block
from syrupy.assertion import SnapshotAssertion
from test_slack_mrkdwn import assert_harmless

from bot.chat_words import chat_words
from bot.slack.blocks import Message, answer_message, plain_message
from bot.slack.buttons import Row

TODAY = date(2026, 11, 24)
ROW_OF_BUTTONS = 1_000
"""Characters that a row of buttons below the answer may take."""


def texts(message: Message) -> list[str]:
    return [
        part["text"]
        for block in message.blocks
        for part in ([block["text"]] if "text" in block else block["elements"])
        if part["type"] in {"mrkdwn", "plain_text"}
    ]


def assert_slack_takes(message: Message) -> None:
    """Within Slack's documented limits, however Slack counts characters, and valid for its SDK's own models."""
    assert 0 < len(message.blocks) <= 50
    assert message_problems(list(message.blocks)) == []
    for block in message.blocks:
        parsed: Any = Block.parse(block)
        parsed.validate_json()
        assert parsed.to_dict() == block
    for text in texts(message):
        assert 0 < len(text.encode("utf-16-le")) // 2 <= 3_000
        assert_harmless(text.replace("<@U1>", ""))
    assert sum(map(len, texts(message))) <= 12_000 - ROW_OF_BUTTONS
    assert 0 < len(message.text) <= 4_000
    assert_harmless(message.text.replace("<@U1>", ""))


CASES = {
    "answered": answer(),
    "answered_with_three_sources": answer(
        say=None,
        sources=(
            source(),
            source(
                title="Deal desk FAQ",
                heading="",
                kind="faq",
                owner=None,
                reviewed=None,
                review_due=None,
                audience=("managers", "legal"),
            ),
            source(
                title="Globex battlecard", heading="Globex battlecard", kind="battlecard", review_due=date(2026, 10, 15)
            ),
            source(title="A fourth that is not shown"),
        ),
        note="I searched for “two-year discount”.",
    ),
    "unsure": answer(status="unsure", confidence=0.5, say=None),
    "gap_with_related": answer(status="gap", confidence=0.1, text="", bold=(), say=None),
    "gap": answer(status="gap", confidence=0.0, text="", bold=(), say=None, sources=()),
    "russian": answer(
        language="ru",
        text="На два года можно дать до **15%**.",
        bold=(),
        say="Дадим 15%.",
        status="unsure",
        sources=(source(title="Скидки", heading="Два года", owner="Дана"),),
    ),
    "rows_of_a_table": answer(
        text="| AE mid-market | 720000 | 180000 |\n| AE enterprise | 1150000 | 290000 |",
        bold=((64, 70),),
        table_head="| Role | Yearly quota | Q3 |\n| --- | --: | --: |",
        say=None,
    ),
    "with_a_page_to_learn_from": answer(
        training=source(
            title="Your first 30 days",
            url="https://wiki.acme.example/a.md?b=1&c=2#week-1",
            review_due=date(2026, 10, 15),
            audience=("managers",),
        ),
        note="I searched for “two-year discount”.",
    ),
    "with_a_page_to_learn_from_in_russian": answer(language="ru", training=source(title="Первые 30 дней")),
    "hostile": answer(
        training=source(title="<!here>|*x*", url="javascript:alert(1)", audience=("<!channel>",)),
        text="<!channel> [pay](https://evil.example/?a=<!here>|b) **now** & `then`",
        bold=(),
        say="<@U1> *hi*",
        sources=(
            source(title="<!everyone>|x>", heading="a\nb", url="javascript:alert(1)", owner="<@U2>", kind="x & y"),
        ),
        note="<!subteam^S1>",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_answer_in_slack(name: str, snapshot: SnapshotAssertion) -> None:
    message = answer_message(CASES[name], TODAY)
    assert_slack_takes(message)
    assert "\n---\n".join([message.text, *texts(message)]) == snapshot
    assert [block["type"] for block in message.blocks] == snapshot


def test_blocks_as_slack_gets_them(snapshot: SnapshotAssertion) -> None:
    assert answer_message(answer(), TODAY).blocks == snapshot


def test_trouble_is_said_in_its_own_sentence() -> None:
    trouble = answer(status="gap", text="", bold=(), say=None, sources=(), generation="", note="Something went wrong.")
    message = answer_message(trouble, TODAY)
    assert texts(message) == ["Something went wrong."]
    assert message.text == "Something went wrong."


def test_a_sentence_of_the_bots_own_keeps_its_code_marks() -> None:
    message = plain_message("Type `/ask` & wait")
    assert message.text == "Type `/ask` &amp; wait"
    assert_slack_takes(message)


@pytest.mark.parametrize("quoted", ["We *can* do\n> 15% today.", "We *can* do 15%"])
def test_words_that_are_the_line_to_say_are_shown_once(quoted: str) -> None:
    said = answer_message(answer(text=quoted, bold=(), say="We *can* do 15% today. Shall we?"), TODAY)
    assert [text for text in texts(said) if "15%" in text] == ["*Say this:*\nWe _can_ do 15% today. Shall we?"]
    assert "15%" in said.text
    internal = answer_message(answer(text="We can.", bold=(), say="We can.", internal=True), TODAY)
    assert any("🔒" in text for text in texts(internal))
    other = answer_message(answer(text="We can do 15", bold=(), say="We can do 150 today."), TODAY)
    assert len([text for text in texts(other) if "do 15" in text]) == 2


@pytest.mark.parametrize("native", [False, True])
def test_the_buttons_below_an_answer(native: bool, snapshot: SnapshotAssertion) -> None:
    row = Row("q1", ("helpful", "unhelpful", "share", "owner", "more"), native=native)
    assert row.blocks(chat_words("en")) == snapshot


def test_a_source_without_a_safe_address_has_no_button() -> None:
    sources = (source(url="javascript:alert(1)"), source(url="https://a.example/" + "x" * 3_000), source())
    message = answer_message(answer(sources=sources), TODAY)
    assert ["accessory" in block for block in message.blocks[-3:]] == [False, False, True]
    assert message.blocks[-1]["accessory"]["accessibility_label"] == "Open: Pricing policy › Multi-year discounts"


@pytest.mark.parametrize(
    ("language", "mark"), [("en", "🔒 Internal: not for customers"), ("ru", "🔒 Внутреннее: не для клиентов")]
)
def test_words_marked_as_internal_carry_a_lock_above_them_and_in_the_notification(language: str, mark: str) -> None:
    message = answer_message(answer(internal=True, language=language), TODAY)
    (quoted,) = [text for text in texts(message) if "two-year deal gets" in text]
    assert quoted.startswith(f"*{mark}*\n")
    assert mark in message.text
    assert_slack_takes(message)
    assert not any("🔒" in text for text in texts(answer_message(answer(language=language), TODAY)))
