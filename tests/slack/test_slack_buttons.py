"""Presses and dialogs in whatever shape they come: acknowledged, and never a fault of the server."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import fields
from string import Formatter
from typing import Any

import pytest
from around import asked, dialog, shown, told
from fake_slack import OTHER_REP, REP, SALES, FakeSlack, Message
from fake_workspace import APP_ID, TEAM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from library import Library
from serving import serving

from bot.chat_words import ENGLISH, RUSSIAN, ChatWords
from bot.conversation_model import VOTE_REASONS
from bot.slack.buttons import Pressed, pressed
from bot.slack.views import submitted


def press_of(action: Any, **changes: Any) -> dict[str, Any]:
    """A press of a button in a message, as Slack sends it, but for the changes."""
    return {
        "type": "block_actions",
        "user": {"id": REP, "team_id": TEAM},
        "api_app_id": APP_ID,
        "trigger_id": "1.2.3",
        "team": {"id": TEAM, "domain": "acme"},
        "container": {"type": "message", "message_ts": "1.2", "channel_id": SALES, "thread_ts": "1.1"},
        "channel": {"id": SALES, "name": "sales"},
        "actions": [action],
    } | changes


HELPFUL = {"type": "button", "action_id": "cornerman.helpful", "value": "q1"}


def test_a_press_says_what_was_pressed_by_whom_and_where() -> None:
    assert pressed(press_of(HELPFUL)) == Pressed("helpful", "q1", REP, TEAM, SALES, "1.2", "1.1", None, "1.2.3")
    native = {"type": "feedback_buttons", "action_id": "cornerman.feedback", "value": "unhelpful q1"}
    found = pressed(press_of(native))
    assert found is not None
    assert (found.press, found.subject) == ("unhelpful", "q1")
    opened = pressed(press_of(HELPFUL | {"action_id": "cornerman.open", "value": "q1 shared a folder/page one.md"}))
    assert opened is not None
    assert (opened.subject, opened.where, opened.document) == ("q1", "shared", "a folder/page one.md")
    alone = pressed(press_of(HELPFUL, container={"is_ephemeral": True}))
    assert alone is not None
    assert alone.alone


@pytest.mark.parametrize(
    "body",
    [
        {},
        press_of(HELPFUL, user=None),
        press_of(HELPFUL, user="U1"),
        press_of(HELPFUL, user={"id": 5}),
        press_of(HELPFUL, actions=None),
        press_of(HELPFUL, actions={"0": HELPFUL}),
        press_of(HELPFUL, actions=7),
        press_of(HELPFUL, actions=[]),
        press_of("helpful"),
        press_of(None),
        press_of(HELPFUL | {"value": 5}),
        press_of(HELPFUL | {"value": ""}),
        press_of(HELPFUL | {"action_id": None}),
        press_of(HELPFUL | {"action_id": "helpful"}),
        press_of(HELPFUL | {"action_id": "cornerman.console"}),
        press_of(HELPFUL | {"action_id": "cornerman.of_next_year"}),
        press_of(HELPFUL | {"action_id": "cornerman.open", "value": "q1 elsewhere page.md"}),
        press_of({"action_id": "cornerman.feedback", "value": "q1"}),
    ],
)
async def test_what_is_no_press_of_ours_is_taken_or_refused_and_never_a_fault_of_the_server(
    slack: FakeSlack, make_door, body: dict[str, Any]
) -> None:
    assert pressed(body) is None
    async with serving(make_door()) as send:
        slack.use_http(send)
        delivery = await slack.courier.deliver("interactive", {"type": "block_actions", "team": {"id": TEAM}} | body)
    assert delivery.status in {200, 400}
    assert slack.whispers == []


@pytest.mark.parametrize("action_id", ["cornerman.of_next_year", "cornerman.console", "vote", "cornerman."])
async def test_a_button_of_another_version_is_acknowledged(slack: FakeSlack, make_door, action_id: str) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        answer = await asked(slack)
        answer["blocks"][-1]["elements"][0]["action_id"] = action_id
        assert (await slack.press(REP, answer, action_id)).ok
    assert slack.whispers == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_a_press_of_any_shape_is_read_without_a_fault(data: st.DataObject) -> None:
    parts = ("user", "actions", "team", "container", "message", "channel", "response_url", "trigger_id", "view")
    body = press_of(HELPFUL) | {part: data.draw(JSON) for part in data.draw(st.sets(st.sampled_from(parts)))}
    found = pressed(body)
    assert found is None or isinstance(found.subject, str)
    assert isinstance(submitted(body.get("view") if isinstance(body.get("view"), dict) else {}, "words"), str)
    state = {"state": {"values": data.draw(JSON)}} if data.draw(st.booleans()) else {"state": data.draw(JSON)}
    assert isinstance(submitted(state, "words"), str)
    assert isinstance(submitted({"state": {"values": {"words": data.draw(JSON)}}}, "words"), str)


@pytest.mark.parametrize("callback", ["cornerman.why", "cornerman.reply", "cornerman.settings", "another.app", None])
@pytest.mark.parametrize(
    "view",
    [
        {"id": "V1", "state": None},
        {"id": "V1", "state": {"values": []}},
        {"id": "V1", "state": {"values": {"words": None, "reason": {"reason": {"selected_option": 5}}}}},
        {"id": "V1", "title": "x", "private_metadata": 5, "state": {"values": {"hourly_cap": {"hourly_cap": []}}}},
        {},
        [],
        None,
    ],
)
async def test_a_dialog_of_any_shape_is_no_fault_of_the_server(
    slack: FakeSlack, make_door, callback: str | None, view: Any
) -> None:
    payload = {"type": "view_submission", "user": {"id": REP, "team_id": TEAM}, "team": {"id": TEAM}}
    shaped = view | {"callback_id": callback} if isinstance(view, dict) else view
    async with serving(make_door()) as send:
        slack.use_http(send)
        delivery = await slack.courier.deliver("interactive", payload | {"view": shaped})
    assert delivery.status in {200, 400}


async def test_a_press_is_served_over_a_socket_too(slack: FakeSlack, make_door) -> None:
    await make_door().start_socket_mode()
    answer = await asked(slack)
    assert await told(slack, REP, answer, "helpful") == "Thank you, noted."
    view = await dialog(slack, REP, answer, "unhelpful")
    assert (await slack.submit(REP, view, {"reason": "wrong"})).ok
    await slack.until(lambda: "with your reason" in shown(slack.modal(REP)))


async def test_a_burst_of_presses_is_acknowledged_in_time_and_all_of_them_count(
    slack: FakeSlack, make_door, backstage
) -> None:
    async with serving(make_door(workers=2)) as send:
        slack.use_http(send)
        answer = await asked(slack)
        for _ in range(10):
            for user in (REP, OTHER_REP):
                assert (await slack.press(user, answer, "cornerman.helpful")).ok
        await slack.until(lambda: len(slack.whispers) == 20)
    question_id = pressed_value(answer)
    assert len(backstage.feedback.votes(question_id)) == 2


def pressed_value(answer: Message) -> str:
    return next(one["elements"][0]["value"] for one in answer["blocks"] if one["type"] == "actions")


async def test_what_breaks_in_the_bot_is_told_and_its_words_stay_out_of_the_log(
    slack: FakeSlack, make_door, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def __getattr__(self, name: str) -> Any:
            raise ZeroDivisionError

    with caplog.at_level(logging.INFO):
        async with serving(make_door(feedback=Broken())) as send:
            slack.use_http(send)
            assert "Something went wrong" in await told(slack, REP, await asked(slack), "helpful")
    assert "two-year" not in caplog.text
    assert "15%" not in caplog.text


# ── the words ────────────────────────────────────────────────────────────────────────────────────────────────────────


def words_in(words: ChatWords) -> Iterator[tuple[str, str]]:
    for one in fields(words):
        value = getattr(words, one.name)
        if isinstance(value, str):
            yield one.name, value
        elif isinstance(value, tuple):
            yield from ((f"{one.name} {number}", text) for number, text in enumerate(value))
        else:
            yield from ((f"{one.name} {key}", text) for key, text in value.items())


def test_every_word_is_there_in_both_languages_with_the_same_places_to_fill() -> None:
    english, russian = dict(words_in(ENGLISH)), dict(words_in(RUSSIAN))
    assert english.keys() == russian.keys()
    for name, text in english.items():
        assert _places(text) == _places(russian[name]), name
        assert text.strip()
        assert russian[name].strip()
    assert set(ENGLISH.reasons) == set(RUSSIAN.reasons) == set(VOTE_REASONS)
    same = {name for name, text in english.items() if text == russian[name]}
    assert same == set(), "what is the same in both languages was not translated"


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("words", [ENGLISH, RUSSIAN])
def test_words_fit_where_slack_puts_them(words: ChatWords) -> None:
    given = dict(words_in(words))
    titles = [text for name, text in given.items() if name.endswith("_title") and name != "prompts_title"]
    assert [text for text in (*titles, words.send, words.save, words.cancel, words.close) if len(text) > 24] == []
    buttons = (words.helpful, words.not_helpful, words.share, words.ask_owner, words.more, words.open, words.reply)
    assert [text for text in buttons if len(text) > 20] == [], "a phone shows no more of a button"
    options = (*words.reasons.values(), *words.weekdays, words.settings_follow_ups, words.settings_only_confident)
    assert [text for text in options if len(text) > 75] == []
