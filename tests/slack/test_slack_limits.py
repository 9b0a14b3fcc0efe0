"""Within Slack's limits, and harmless, whatever the content: properties of every message, dialog and page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

from around import assert_slack_opens
from fake_blocks import TEXT_IN_A_MESSAGE, message_problems, text_in
from fake_values import state_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_answers import answer, source
from test_slack_blocks import TODAY, assert_slack_takes, texts
from test_slack_mrkdwn import HOSTILE, assert_harmless

from bot.channel_manners import ChannelManners
from bot.chat_words import ChatWords, chat_words
from bot.conversation_model import OwnerRequest
from bot.markdown_runs import UNSEEN
from bot.model import Answer, AnswerPassage, LoggedQuestion
from bot.overview import Overview
from bot.ports import AskedDocument
from bot.slack.blocks import answer_message, words_of
from bot.slack.buttons import Row
from bot.slack.handover import request_message
from bot.slack.home import home_view
from bot.slack.mrkdwn import escaped, shortened
from bot.slack.settings_view import settings_view, typed_manners
from bot.slack.views import message_view, more_view, owner_view, reply_view, share_view, why_view
from content_index.model import Document

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
        why_view("q1", "C1", words),
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
