"""The assistant pane: prompts, status, title, follow-ups; and an app that has none."""

from __future__ import annotations

import pytest
from around import DISCOUNT, actions_of, asked
from fake_slack import DIRECT, REP, SALES, FakeSlack
from serving import serving

PANE = ("assistant.threads.setStatus", "assistant.threads.setTitle", "assistant.threads.setSuggestedPrompts")


async def test_a_question_in_the_pane_has_a_status_then_an_answer_then_a_title(slack: FakeSlack, make_door) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        thread = await slack.open_assistant(REP, looking_at=SALES)
        await slack.look_at(thread, SALES)
        await slack.say(REP, DIRECT, DISCOUNT, thread.thread_ts)
        await slack.until(lambda: thread.title)
    (reply,) = (one for one in slack.answers(DIRECT) if one.get("subtype") != "assistant_app_thread")
    assert reply["thread_ts"] == thread.thread_ts
    assert "15%" in reply["text"]
    assert (thread.statuses[0], thread.status, thread.title) == ("is looking it up…", "", DISCOUNT)
    assert "feedback" in actions_of(reply)
    assert all(delivery.ok for delivery in slack.deliveries)


async def test_a_follow_up_keeps_its_context_and_the_threads_title_over_a_restart(
    slack: FakeSlack, make_door, library
) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        thread = await slack.open_assistant(REP)
        await slack.say(REP, DIRECT, DISCOUNT, thread.thread_ts)
        await slack.until(lambda: thread.title)
        await slack.say(REP, DIRECT, "and above that?", thread.thread_ts)
        await slack.until(lambda: len(slack.posted) == 2)
    async with serving(make_door()) as send:
        slack.use_http(send)
        await slack.say(REP, DIRECT, "and Globex offline?", thread.thread_ts)
        await slack.until(lambda: len(slack.posted) == 3)
    assert thread.title == DISCOUNT
    assert [DISCOUNT in query.history for query in library.queries] == [False, True, True]


async def test_two_threads_of_the_pane_do_not_mix(slack: FakeSlack, make_door, library) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        for text in (DISCOUNT, "what about Globex offline"):
            thread = await slack.open_assistant(REP)
            await slack.say(REP, DIRECT, text, thread.thread_ts)
            await slack.until(lambda thread=thread: thread.title)
    assert library.queries[-1].history == ()


async def test_the_pane_offers_what_the_person_asked_before_and_then_examples(slack: FakeSlack, make_door) -> None:
    async with serving(make_door(examples=("Globex offline mode", DISCOUNT, "zebra crossing"))) as send:
        slack.use_http(send)
        await asked(slack, text=DISCOUNT)
        await asked(slack, text="zebra crossing")
        thread = await slack.open_assistant(REP)
        await slack.until(lambda: thread.prompts)
    assert [one["message"] for one in thread.prompts] == [DISCOUNT, "Globex offline mode"]
    assert thread.prompts_title == "For example"


async def test_status_follows_the_language_of_the_question(slack: FakeSlack, make_door) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        thread = await slack.open_assistant(REP)
        await slack.say(REP, DIRECT, "какая скидка на два года?", thread.thread_ts)
        await slack.until(lambda: thread.title)
    assert thread.statuses[0] == "ищет ответ…"


@pytest.mark.parametrize("error", ["missing_scope", "feature_not_enabled", "internal_error"])
async def test_an_app_without_the_pane_answers_in_threads_all_the_same(
    slack: FakeSlack, make_door, caplog: pytest.LogCaptureFixture, error: str
) -> None:
    for method in PANE:
        slack.fail(method, error, times=5)
    async with serving(make_door()) as send:
        slack.use_http(send)
        reply = await asked(slack, channel=DIRECT)
        await slack.say(REP, DIRECT, "and above that?", reply["ts"])
        await slack.until(lambda: len(slack.answers(DIRECT)) == 2)
    assert slack.answers(DIRECT)[1]["thread_ts"] == reply["ts"]
    assert [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []


async def test_a_status_that_slack_is_slow_to_take_does_not_hold_the_answer(slack: FakeSlack, make_door) -> None:
    slack.limit("assistant.threads.setStatus", 60)
    async with serving(make_door()) as send:
        slack.use_http(send)
        thread = await slack.open_assistant(REP)
        await slack.say(REP, DIRECT, DISCOUNT, thread.thread_ts)
        await slack.until(lambda: slack.posted, 15)
    assert "15%" in slack.posted[0]["text"]


async def test_help_in_the_pane_names_no_thread(slack: FakeSlack, make_door) -> None:
    async with serving(make_door()) as send:
        slack.use_http(send)
        thread = await slack.open_assistant(REP)
        await slack.say(REP, DIRECT, "help", thread.thread_ts)
        await slack.until(lambda: slack.posted)
        await slack.say(REP, DIRECT, DISCOUNT, thread.thread_ts)
        await slack.until(lambda: thread.title)
    assert slack.bodies(PANE[1])[0]["title"] == DISCOUNT
