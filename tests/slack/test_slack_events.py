from __future__ import annotations

import re
from typing import Any

import pytest
from fake_slack import BOT_USER, TEAM
from hypothesis import assume, given
from hypothesis import strategies as st
from payloads import command, direct, event, mention

from bot.slack.events import from_command, from_event, from_reaction, plain_text, to_ask


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (f"<@{BOT_USER}> two-year discount?", "two-year discount?"),
        (f"hey <@{BOT_USER}|cornerman>, what now", "hey , what now"),
        ("margin &gt; 20% &amp; term &lt; 2y", "margin > 20% & term < 2y"),
        ("&amp;lt; stays as typed", "&lt; stays as typed"),
        ("see <https://acme.io/a?b=1&amp;c=2|the pricing page> please", "see the pricing page please"),
        ("see <https://acme.io/a?b=1&amp;c=2>", "see https://acme.io/a?b=1&c=2"),
        ("ask <@U2|dana> in <#C2|deals> or <mailto:d@acme.io|d@acme.io>", "ask dana in deals or d@acme.io"),
        ("<!here> <!subteam^S1|@sales> <@U2> <#C2> quick one", "@sales quick one"),
        ("two\nlines\u00a0here", "two lines here"),
        ("how much is pulse :rocket:", "how much is pulse"),
        (":+1::skin-tone-2: and three :pray::pray: years? :100:", "and three years?"),
        ("割引は:pray:", "割引は"),
        ("call at 10:30:15, :30: past, 3:to:1", "call at 10:30:15, :30: past, 3:to:1"),
        ("std::vector::push and urn:isbn:045", "std::vector::push and urn:isbn:045"),
        ("<https://acme.io/a:rocket:b|the page>", "the page"),
    ],
)
def test_a_question_reads_as_the_person_typed_it(text: str, plain: str) -> None:
    assert plain_text(text, BOT_USER) == plain


@given(st.text())
def test_any_text_that_slack_escapes_comes_back_as_it_was_typed(typed: str) -> None:
    assume(re.search(":.*:", typed) is None)  # an emoji
    sent = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert plain_text(sent, BOT_USER) == " ".join(typed.split())


@pytest.mark.parametrize(
    "ignored",
    [
        mention(bot_id="B1"),
        mention(user=BOT_USER),
        mention(user="USLACKBOT"),
        mention(edited={"user": "U1", "ts": "1"}),
        direct(subtype="message_changed", hidden=True),
        direct(subtype="message_deleted"),
        direct(subtype="bot_message"),
        direct(subtype="channel_join"),
        direct(user=None),
        {"type": "reaction_added", "user": "U1", "item": {"type": "message", "channel": "C1", "ts": "1"}},
        {"type": "app_home_opened", "user": "U1", "channel": "D1"},
        {"type": "member_joined_channel", "user": BOT_USER, "channel": "C1"},
        {},
    ],
)
def test_what_nobody_asked_the_bot_is_no_question(ignored: dict[str, object]) -> None:
    assert from_event(event(ignored), BOT_USER) is None


@pytest.mark.parametrize(
    ("text", "named", "to_others"),
    [
        ("talk among people", False, False),
        (f"not the bot: {BOT_USER}", False, False),
        (f"<@{BOT_USER}> what now", True, False),
        (f"<@{BOT_USER}|cornerman> what now", True, False),
        (f"<@{BOT_USER}1> what now", False, True),
        ("<@U0DANA001> what now", False, True),
        ("<!subteam^S0DESK001|@desk> what now", False, True),
        ("<!here> what now", False, False),
    ],
)
def test_what_people_say_in_a_channel_tells_whom_it_names(text: str, *, named: bool, to_others: bool) -> None:
    said = from_event(event(mention(text, type="message", channel_type="channel")), BOT_USER)
    assert said is not None
    assert (said.named, said.to_others) == (named, to_others)


def reaction(name: str = "question", **changes: Any) -> dict[str, Any]:
    item = {"type": "message", "channel": "C0SALES01", "ts": "5.1"}
    return {"type": "reaction_added", "user": "U1", "reaction": name, "item": item, "item_user": "U2"} | changes


def test_a_reaction_tells_its_name_without_skin_tone() -> None:
    found = from_reaction(event(reaction("raised_hand::skin-tone-3")), BOT_USER)
    assert found is not None
    assert (found.name, found.channel, found.ts, found.user) == ("raised_hand", "C0SALES01", "5.1", "U1")


@pytest.mark.parametrize(
    "ignored",
    [
        reaction(type="reaction_removed"),
        reaction(user=BOT_USER),
        reaction(item_user=BOT_USER),
        reaction(item={"type": "file", "file": "F1"}),
        reaction(item={"type": "message", "channel": "C1", "ts": "now"}),
        reaction(item={"type": "message", "channel": ["C1"], "ts": "5.1"}),
        reaction(item="message"),
        reaction(user=None),
        reaction(["question"]),
        {},
    ],
)
def test_what_is_no_reaction_of_a_person_to_a_message_asks_nothing(ignored: dict[str, Any]) -> None:
    assert from_reaction(event(ignored), BOT_USER) is None


def test_a_mention_is_answered_in_the_thread_it_stands_in_or_begins() -> None:
    begun = from_event(event(mention(ts="5.1")), BOT_USER)
    standing = from_event(event(mention(ts="5.2", thread_ts="5.1")), BOT_USER)
    assert begun is not None
    assert standing is not None
    assert (begun.thread, begun.reply_to) == ("5.1", "5.1")
    assert (standing.thread, standing.reply_to) == ("5.1", "5.1")
    assert begun.kind == "channel"


def test_a_direct_message_is_answered_beside_it_unless_it_stands_in_a_thread() -> None:
    beside = from_event(event(direct(ts="5.1")), BOT_USER)
    below = from_event(event(direct(ts="5.2", thread_ts="5.1")), BOT_USER)
    assert beside is not None
    assert below is not None
    assert (beside.kind, beside.reply_to) == ("direct", None)
    assert (below.kind, below.reply_to) == ("direct", "5.1")


def test_a_file_with_a_question_is_asked() -> None:
    assert from_event(event(direct(subtype="file_share")), BOT_USER) is not None


def test_the_two_events_of_one_mention_and_a_retry_share_a_key() -> None:
    once = event(mention(ts="5.1"))
    first, retried = from_event(once, BOT_USER), from_event(once, BOT_USER)
    as_message = from_event(event(mention(ts="5.1", type="message", channel_type="group")), BOT_USER)
    other = from_event(event(mention(ts="5.2")), BOT_USER)
    assert first is not None
    assert as_message is not None
    assert other is not None
    assert first == retried
    assert set(first.keys) & set(as_message.keys)
    assert not set(first.keys) & set(other.keys)


@pytest.mark.parametrize(
    ("outer", "inner", "guests"),
    [
        ({}, {}, False),
        ({"is_ext_shared_channel": True}, {}, True),
        ({}, {"team": "TOTHER"}, True),
        ({}, {"user_team": "TOTHER", "source_team": "TOTHER"}, True),
        ({"context_team_id": TEAM, "team_id": "TOTHER"}, {}, False),
        ({}, {"user_profile": {"is_stranger": True}}, True),
        ({}, {"user_profile": {"is_ultra_restricted": True, "team": TEAM}}, True),
        ({}, {"user_profile": {"is_restricted": False, "team": TEAM}}, False),
    ],
)
def test_people_from_outside_are_noticed(outer: dict[str, object], inner: dict[str, object], guests: bool) -> None:
    found = from_event(event(mention(**inner), **outer), BOT_USER)
    assert found is not None
    assert found.guests is guests
    assert to_ask(found, frozenset(), guests=found.guests).place.guests is guests


def test_a_question_carries_ids_and_groups_to_answering() -> None:
    found = from_event(event(mention(ts="5.1")), BOT_USER)
    assert found is not None
    ask = to_ask(found, frozenset({"sales"}), guests=False)
    assert (ask.asker.id, ask.asker.groups, ask.asker.name) == ("U0REP0001", {"sales"}, None)
    assert (ask.place.id, ask.place.kind, ask.place.workspace) == ("C0SALES01", "channel", TEAM)
    assert (ask.surface, ask.thread, ask.history, ask.unasked) == ("slack", "5.1", None, False)


@pytest.mark.parametrize(
    ("text", "wants_help", "language"),
    [("", True, None), ("Help", True, None), ("помощь", True, "ru"), ("help me price this", False, None)],
)
def test_nothing_asked_or_the_word_for_it_wants_help(text: str, wants_help: bool, language: str | None) -> None:
    found = from_command(command(text, response_url="https://hooks.example/1"))
    assert (found.wants_help, found.language) == (wants_help, language)
