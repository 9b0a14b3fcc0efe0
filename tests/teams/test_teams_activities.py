"""What Teams sends, as the bot understands it."""

from __future__ import annotations

from typing import Any

import pytest
from fake_connector import TENANT
from hypothesis import given
from hypothesis import strategies as st
from teams_payloads import (
    AT,
    BOT,
    CHANNEL,
    GROUP,
    PERSONAL,
    REP,
    TEAM,
    activity,
    direct,
    in_channel,
    in_group,
    invoke,
    query,
    submitted,
    thumb,
)

from bot.teams.activities import message_of, sender_of, setting_of
from bot.teams.happenings import happened_in
from bot.teams.invokes import act_of, search_of, thumb_of
from bot.teams.message_words import text_of_html

HERE = "https://teams.example/emea/"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
KEYS = ("from", "conversation", "channelData", "entities", "text", "value", "recipient", "attachments", "locale", "id")


def test_a_personal_message_is_a_question_to_the_bot() -> None:
    incoming = message_of(direct("what discount on two years?", HERE))

    assert incoming is not None
    assert incoming.text == "what discount on two years?"
    assert incoming.named
    assert (incoming.setting.place, incoming.setting.kind, incoming.setting.thread) == (PERSONAL, "direct", None)
    assert incoming.setting.workspace == TENANT
    assert (incoming.sender.id, incoming.sender.language) == (REP, "en")


def test_a_person_without_an_entra_id_is_known_by_the_id_of_teams() -> None:
    sender = sender_of(direct("hi", HERE, **{"from": {"id": "29:guest", "name": "Gael"}}))

    assert sender is not None
    assert sender.id == "29:guest"


def test_somebody_of_another_tenant_is_marked_as_from_outside() -> None:
    told = {"id": "29:x", "aadObjectId": "y", "name": "Xu", "tenantId": "another"}

    assert sender_of(direct("hi", HERE, **{"from": told})).outside
    assert not sender_of(direct("hi", HERE, **{"from": told | {"tenantId": TENANT}})).outside


def test_the_first_message_of_a_thread_and_its_replies_share_a_thread() -> None:
    root = message_of(in_channel("who approves 25% off?", HERE))
    reply = message_of(in_channel("and for three years?", HERE, thread=root.setting.thread))

    assert root.setting.thread == root.message
    assert reply.setting.thread == root.setting.thread
    assert (root.setting.place, root.setting.team) == (CHANNEL, TEAM)
    assert root.text == "who approves 25% off?"


def test_a_group_chat_is_read_by_several_and_has_no_threads() -> None:
    incoming = message_of(in_group("who approves 25% off?", HERE))

    assert (incoming.setting.place, incoming.setting.kind, incoming.setting.thread) == (GROUP, "channel", None)


def test_what_does_not_name_the_bot_in_a_channel_is_not_named() -> None:
    assert not message_of(in_channel("", HERE, text="lunch?", entities=[])).named


def test_other_peoples_names_stay_and_the_bots_goes() -> None:
    mentions = [
        {"type": "mention", "mentioned": {"id": BOT, "name": "Cornerman"}, "text": AT},
        {"type": "mention", "mentioned": {"id": "29:kim", "name": "Kim"}, "text": "<at>Kim</at>"},
    ]
    incoming = message_of(in_channel("", HERE, text=f"{AT}&nbsp;ask <at>Kim</at> about 5 &lt; 6", entities=mentions))

    assert incoming.text == "ask Kim about 5 < 6"


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("ask what is our discount?", "what is our discount?"),
        ("ask: two years discount", "two years discount"),
        ("ask for a discount", "ask for a discount"),
        ("ask", "ask"),
        ("help", "help"),
    ],
)
def test_the_command_ask_is_taken_off_where_a_question_follows(typed: str, asked: str) -> None:
    assert message_of(direct(typed, HERE)).text == asked


@pytest.mark.parametrize("typed", ["", "help", "Помощь"])
def test_nothing_and_the_word_for_help_want_help(typed: str) -> None:
    assert message_of(direct(typed, HERE)).wants_help


def test_a_quotation_is_what_is_replied_to_and_no_part_of_the_words() -> None:
    html = (
        '<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="1795778850415"><b>Corner</b>'
        "<p>Robin asks you …</p></blockquote><p>Yes, <b>5%</b> &amp; more</p><p>Second line</p>"
    )
    incoming = message_of(
        direct("Robin asks you … Yes, 5%", HERE, attachments=[{"contentType": "text/html", "content": html}])
    )

    assert incoming.replies_to == "1795778850415"
    assert incoming.text == "Yes, 5% & more Second line"
    assert incoming.written == "Yes, 5% & more\nSecond line"


INSERTED = (
    '\n<span class="inline-compose-card" itemid="0" itemtype="http://schema.skype.com/InputExtension">\n'
    '  <span content="0" itemprop="cardId"></span>\n</span>\n'
)


@pytest.mark.parametrize("inside", [INSERTED, '<attachment id="1"></attachment>', ""])
def test_a_card_that_was_inserted_is_no_question_and_words_beside_it_are(inside: str) -> None:
    card = [{"contentType": "application/vnd.microsoft.card.adaptive", "content": {}}]
    assert message_of(direct(inside, HERE) | {"attachments": card}) is None
    asked = message_of(direct(f"{inside}is it current?", HERE) | {"attachments": card})
    assert asked is not None
    assert asked.text == "is it current?"


def test_lines_are_kept_where_an_owner_writes() -> None:
    assert message_of(direct("Yes.\n\n- 5%\n- 9%", HERE)).written == "Yes.\n\n- 5%\n- 9%"


def test_a_repeated_delivery_has_the_same_keys_and_another_message_has_others() -> None:
    one, two = direct("hi", HERE), direct("hi", HERE)

    assert message_of(one).keys == message_of(dict(one)).keys
    assert message_of(one).keys != message_of(two).keys


def test_a_press_tells_what_and_where() -> None:
    value = {"cornerman": {"press": "share", "subject": "q1"}, "where": " 19:x ", "number": 3}
    act = act_of(submitted(value, "1795778852235", HERE))

    assert (act.name, act.subject, act.message, act.given) == ("share", "q1", "1795778852235", {"where": "19:x"})


@pytest.mark.parametrize(
    "value",
    [None, {}, {"cornerman": "x"}, {"cornerman": {"press": "rm", "subject": "q"}}, {"cornerman": {"press": "share"}}],
)
def test_other_bots_buttons_are_none_of_ours(value: Any) -> None:
    assert act_of(submitted(value, "1", HERE)) is None


def test_a_thumb_comes_with_its_message_and_what_was_said_with_it() -> None:
    told = thumb_of(thumb("dislike", "17", HERE, feedback='{"reason": "outdated", "words": " old "}'))

    assert (told.helpful, told.message, told.reason, told.words) == (False, "17", "outdated", "old")


@pytest.mark.parametrize("feedback", ["just words", "{", "[]", '{"feedbackText": "just words"}'])
def test_what_is_said_in_teams_own_form_is_kept_whatever_its_shape(feedback: str) -> None:
    told = thumb_of(thumb("like", "17", HERE, feedback=feedback))

    assert told.helpful
    assert told.words == ("just words" if "just" in feedback else feedback)


def test_what_is_typed_into_the_message_extension_is_searched() -> None:
    assert search_of(query(" two  years ", HERE)).text == "two years"


def test_the_message_that_an_answer_is_wanted_to_is_read_without_its_markup() -> None:
    value = {
        "commandId": "findAnswer",
        "commandContext": "message",
        "messagePayload": {"body": {"contentType": "html", "content": "<p>is it <b>HIPAA</b> &amp; SOC2?</p>"}},
    }
    search = search_of(invoke("composeExtension/fetchTask", value, HERE))

    assert (search.text, search.way) == ("is it HIPAA & SOC2?", "message")


@pytest.mark.parametrize(
    ("changes", "change"),
    [
        ({"type": "installationUpdate", "action": "add"}, "installed"),
        ({"type": "installationUpdate", "action": "remove"}, "removed"),
        ({"membersAdded": [{"id": BOT}]}, "installed"),
        ({"membersRemoved": [{"id": BOT}]}, "removed"),
        ({"membersAdded": [{"id": "29:kim"}]}, "joined"),
        ({"membersRemoved": [{"id": "29:kim"}]}, "left"),
        ({"channelData": {"eventType": "teamRenamed", "team": {"id": TEAM, "name": "New"}}}, "renamed"),
        ({"channelData": {"eventType": "channelRenamed", "team": {"id": TEAM}}}, "renamed"),
        ({"channelData": {"eventType": "channelDeleted", "channel": {"id": CHANNEL}}}, "channel_gone"),
        ({"channelData": {"eventType": "teamDeleted", "team": {"id": TEAM}}}, "team_gone"),
        ({}, "nothing"),
    ],
)
def test_what_happens_to_the_bots_conversations_is_told_apart(changes: dict[str, Any], change: str) -> None:
    assert happened_in(activity("conversationUpdate", HERE) | changes).change == change


@given(st.sampled_from(KEYS), JSON, st.sampled_from(["message", "invoke", "conversationUpdate", "installationUpdate"]))
def test_nothing_that_teams_could_send_breaks_the_reading(key: str, value: Any, kind: str) -> None:
    told = direct("hi", HERE) | {"type": kind, key: value}

    for read in (setting_of, sender_of, message_of, act_of, thumb_of, search_of, happened_in):
        read(told)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=60))
def test_html_of_a_message_never_keeps_tags_it_was_not_given(text: str) -> None:
    import html

    assert "".join(text_of_html(f"<p>{html.escape(text)}</p>").split()) == "".join(text.replace("\xa0", " ").split())
