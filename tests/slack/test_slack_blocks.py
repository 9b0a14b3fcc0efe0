from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from answers import answer, source
from around import assert_slack_opens
from fake_blocks import TEXT_IN_A_MESSAGE, message_problems, text_in
from fake_values import state_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from syrupy.assertion import SnapshotAssertion
from test_slack_mrkdwn import HOSTILE, assert_harmless

from bot.channel_manners import ChannelManners
from bot.chat_words import ChatWords, chat_words
from bot.conversation_model import OwnerRequest
from bot.markdown_runs import UNSEEN
from bot.model import Answer, AnswerPassage, LoggedQuestion
from bot.overview import Overview
from bot.ports import AskedDocument
from bot.slack.blocks import Message, answer_message, plain_message, words_of
from bot.slack.buttons import Row
from bot.slack.handover import request_message
from bot.slack.home import home_view
from bot.slack.mrkdwn import escaped, shortened
from bot.slack.settings_view import settings_view, typed_manners
from bot.slack.views import message_view, more_view, owner_view, reply_view, share_view, why_view
from content_index.model import Document

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
    "hostile": answer(
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


HUGE = HOSTILE | st.tuples(HOSTILE, st.integers(1, 3_000)).map(lambda part: (part[0] or "x ") * part[1]).map(
    lambda text: text[:20_000]
)
SOURCES = st.builds(
    source,
    title=HUGE,
    heading=HUGE,
    url=HUGE | HUGE.map("https://a.example/".__add__),
    kind=HOSTILE,
    owner=st.none() | HUGE,
    review_due=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)


ANSWERS = st.builds(
    answer,
    text=HUGE,
    bold=st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=3).map(tuple),
    say=st.none() | HUGE,
    sources=st.lists(SOURCES, max_size=5).map(tuple),
    note=HUGE,
    status=st.sampled_from(["answered", "unsure", "gap"]),
)


def logged(question: str) -> LoggedQuestion:
    return LoggedQuestion(
        id="q1",
        asked_at=datetime(2026, 11, 24, tzinfo=UTC),
        question=question,
        asker="U1",
        place="C1",
        place_kind="channel",
        workspace="T1",
        thread=None,
        surface="slack",
        status="answered",
        confidence=0.9,
        passages=(),
        generation="g1",
        latency_ms={},
    )


def handed(question: str) -> OwnerRequest:
    return OwnerRequest(
        "r1", "q1", question, "U1", "T1", "Dana", "U2", "D2", "1.2", "", datetime(2026, 11, 24, tzinfo=UTC)
    )


PASSAGES = st.builds(
    AnswerPassage,
    passage_id=st.just("p1"),
    document_id=st.just("d1"),
    document=HUGE,
    heading=HUGE,
    text=HUGE,
    score=st.just(0.5),
    url=HUGE | HUGE.map("https://a.example/".__add__),
    internal=st.booleans(),
    title=HUGE,
)
ROWS = st.builds(
    Row,
    st.just("0" * 32),
    st.permutations(["helpful", "unhelpful", "share", "owner", "more"]).flatmap(
        lambda presses: st.integers(0, 5).map(lambda many: tuple(presses[:many]))
    ),
    native=st.booleans(),
)
DOCUMENTS = st.builds(
    lambda **given: Document(id="d1", source="s1", language="en", fingerprint="1", **given),
    path=HUGE,
    title=HUGE,
    kind=HOSTILE,
    reviewed=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
WORDS = st.sampled_from(["en", "ru"]).map(chat_words)
HARD = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@given(ANSWERS, st.none() | ROWS, st.none() | HOSTILE)
@HARD
def test_any_content_stays_within_slacks_limits(hostile: Answer, row: Row | None, shared: str | None) -> None:
    above = "" if shared is None else f"<@U1> shares an answer to “{shortened(shared, 500)}”:"
    message = answer_message(hostile, TODAY, row, above=above)
    assert_slack_takes(message)
    assert len(message.blocks) <= 10
    held = [one for block in message.blocks if block["type"] != "section" for one in block.get("elements", [])]
    buttons = [one["action_id"] for one in held if "action_id" in one]
    wanted = set() if row is None else set(row.presses)
    votes = {"helpful", "unhelpful"} & wanted if row and row.native else set()
    shown_votes = {"cornerman.feedback"} if votes else set()
    assert set(buttons) == {f"cornerman.{press}" for press in wanted - votes} | shown_votes, "no cut button row"
    assert sum(block["type"] == "actions" for block in message.blocks) <= 1


@given(ANSWERS)
@HARD
def test_the_text_that_stands_for_the_blocks_is_harmless_and_holds_whole_links(hostile: Answer) -> None:
    message = answer_message(hostile, TODAY)
    assert 0 < len(message.without_blocks) <= 4_000, "more would be refused where a message is changed"
    assert_harmless(message.without_blocks)


def test_the_text_that_stands_for_the_blocks_holds_the_answer_and_its_links() -> None:
    long = "https://wiki.acme.example/" + "x" * 1_100
    message = answer_message(answer(text="word " * 1_000, sources=(source(url=long),) * 3), TODAY)
    assert message.without_blocks.count(f"<{long}|Pricing policy › Multi-year discounts>") == 2
    assert message.without_blocks.endswith("\nPricing policy › Multi-year discounts"), "a title, where no link has room"
    assert "*Say this:*\nWe can do 15% for two years today." in message.without_blocks
    assert len(message.without_blocks) <= 4_000


@given(ANSWERS, st.lists(PASSAGES, max_size=12).map(tuple), WORDS)
@HARD
def test_more_results_stay_within_slacks_limits(
    hostile: Answer, passages: tuple[AnswerPassage, ...], words: ChatWords
) -> None:
    assert_slack_opens(more_view(replace(hostile, passages=passages), words))


@given(HUGE, HUGE, WORDS)
@HARD
def test_dialogs_stay_within_slacks_limits(question: str, name: str, words: ChatWords) -> None:
    for view in (
        why_view("q1", words),
        share_view("q1", question, words),
        owner_view("q1", question, name, words),
        reply_view("r1", question, name, words),
        message_view(words.reply_title, escaped(words.trouble), words, words_of(name)),
    ):
        assert_slack_opens(view)


@given(ANSWERS, HUGE, st.lists(HUGE, max_size=5).map(tuple), HUGE, st.booleans(), WORDS)
@HARD
def test_a_request_to_an_owner_stays_within_slacks_limits(  # noqa: PLR0917 - what is in it
    hostile: Answer, question: str, before: tuple[str, ...], note: str, in_channel: bool, words: ChatWords
) -> None:
    asked = replace(logged(question), follows=before)
    message = request_message(
        hostile, asked, "U1", note=note, request_id="r1", in_channel=in_channel, words=words, today=TODAY
    )
    assert message_problems(list(message.blocks)) == []
    assert text_in(list(message.blocks)) <= TEXT_IN_A_MESSAGE
    for text in (*texts(message), message.text):
        assert_harmless(text.replace("<@U1>", ""))
    assert message.blocks[-1]["elements"][0]["value"] == "r1"


@given(HUGE, st.integers(500, 9_000))
@HARD
def test_peoples_own_words_are_set_off_whole_or_with_an_ellipsis(typed: str, most: int) -> None:
    blocks = words_of(typed, most)
    written = "\n".join(block["text"]["text"] for block in blocks)
    assert len(written) <= most + 100
    assert all(line.startswith("> ") for line in written.splitlines())
    if not UNSEEN.search(typed) and len(escaped(typed)) + 2 * typed.count("\n") < most - 200:
        assert "".join(escaped(typed).split()) == "".join(re.sub(r"(?m)^> ", "", written).split())


def test_lines_of_peoples_own_words_stay_lines() -> None:
    (block,) = words_of("It is *20%*:\n\n• from May & on ")
    assert block["text"]["text"] == "> It is *20%*:\n> \n> • from May &amp; on"
    assert words_of(" \n ") == []


@st.composite
def overviews(draw: st.DrawFn) -> Overview:
    documents = st.lists(DOCUMENTS, max_size=5).map(tuple)
    return Overview(
        recent=tuple(logged(text) for text in draw(st.lists(HUGE, max_size=5))),
        new=draw(documents),
        most_asked=tuple((one, AskedDocument(one.path, 9, 3)) for one in draw(documents)),
        owns=draw(st.booleans()),
        overdue=draw(documents),
        waiting=tuple(handed(text) for text in draw(st.lists(HUGE, max_size=9))),
        manages=draw(st.booleans()),
    )


@given(overviews(), HUGE.map("https://a.example/".__add__) | HUGE, WORDS)
@HARD
def test_the_home_page_stays_within_slacks_limits(overview: Overview, address: str, words: ChatWords) -> None:
    view = home_view(
        overview,
        words,
        link_of=lambda _: address,
        console=address,
        command="/ask",
        today=TODAY,
        language="en",
        note=words.groups_unknown,
    )
    assert_slack_opens(view)


@given(
    st.lists(HUGE.filter(bool), max_size=8, unique=True),
    st.sampled_from([0, 3, 100, 150]),
    st.data(),
    WORDS,
    st.booleans(),
    st.booleans(),
)
@HARD
def test_a_channels_settings_stay_within_slacks_limits_and_lose_no_group(  # noqa: PLR0917 - what is in them
    hostile: list[str], many: int, data: st.DataObject, words: ChatWords, give: bool, kept: bool
) -> None:
    groups = [*hostile, *(f"group {number}" for number in range(many))]
    chosen = tuple(data.draw(st.lists(st.sampled_from(groups), unique=True, max_size=5))) if groups else ()
    manners = ChannelManners(answers_to=chosen, audience=chosen, hourly_cap=data.draw(st.integers(0, 5_000)))
    view = settings_view(manners, words, channel="C1", groups=groups, may_give_audience=give, outsiders=kept, kept=kept)
    assert_slack_opens(view)
    with_ids = {"blocks": [block | {"block_id": block.get("block_id", "reset")} for block in view["blocks"]]}
    sent = {"state": {"values": state_of(with_ids["blocks"])}}
    typed = typed_manners(sent, manners, words, may_give_audience=give)
    assert set(typed.answers_to) == set(chosen)
    assert set(typed.audience) == set(chosen)
    assert replace(typed, answers_to=(), audience=()) == replace(manners, answers_to=(), audience=())


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
