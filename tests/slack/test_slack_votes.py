"""Helpful, not helpful, and why; and that the use of each source is counted."""

from __future__ import annotations

import logging

import pytest
from around import DownStore, actions_of, asked, dialog, eventually, filled, sent, shown, told, whispered
from fake_slack import DIRECT, OTHER_REP, REP, SALES, FakeSlack
from serving import serving

from bot.slack.backstage import Backstage


@pytest.fixture
async def door(slack: FakeSlack, make_door):
    async with serving(make_door()) as send:
        slack.use_http(send)
        yield


def votes_on(backstage: Backstage, question_id: str) -> list[tuple[str, bool, str | None, str]]:
    return [(vote.voter, vote.helpful, vote.reason, vote.words) for vote in backstage.feedback.votes(question_id)]


def question_of(message: dict[str, object]) -> str:
    return next(
        element["value"] for block in message["blocks"] if block["type"] == "actions" for element in block["elements"]
    )


@pytest.mark.usefixtures("door")
async def test_a_vote_is_kept_and_its_voter_alone_is_thanked(slack: FakeSlack, backstage: Backstage) -> None:
    answer = await asked(slack)
    assert await told(slack, REP, answer, "helpful") == "Thank you, noted."
    assert votes_on(backstage, question_of(answer)) == [(REP, True, None, "")]
    (thanks,) = slack.ephemerals(SALES, REP)
    assert thanks["thread_ts"] == answer["thread_ts"], "thanks stand where the button stands, in the thread"
    assert slack.ephemerals(SALES, OTHER_REP) == []


@pytest.mark.usefixtures("door")
async def test_each_person_has_one_vote_and_may_change_it(slack: FakeSlack, backstage: Backstage) -> None:
    answer = await asked(slack)
    await told(slack, REP, answer, "helpful")
    await told(slack, OTHER_REP, answer, "helpful")
    await told(slack, REP, answer, "helpful")
    why = await dialog(slack, REP, answer, "unhelpful")
    at_once = {(REP, False, None, ""), (OTHER_REP, True, None, "")}
    await eventually(lambda: set(votes_on(backstage, question_of(answer))) == at_once)
    said = await sent(slack, REP, why, {"reason": "outdated", "words": " It is 20% since May. "})
    assert said == "Thank you. It is noted, with your reason."
    assert (REP, False, "outdated", "It is 20% since May.") in votes_on(backstage, question_of(answer))
    await told(slack, REP, answer, "helpful")
    assert (REP, True, None, "") in votes_on(backstage, question_of(answer))
    assert len(votes_on(backstage, question_of(answer))) == 2


@pytest.mark.usefixtures("door")
async def test_a_reason_may_be_left_out(slack: FakeSlack, backstage: Backstage) -> None:
    answer = await asked(slack)
    await sent(slack, REP, await dialog(slack, REP, answer, "unhelpful"), {})
    assert votes_on(backstage, question_of(answer)) == [(REP, False, None, "")]


@pytest.mark.usefixtures("door")
async def test_an_answer_that_only_the_asker_sees_takes_votes_too(slack: FakeSlack, backstage: Backstage) -> None:
    answer = await whispered(slack)
    await told(slack, REP, answer, "helpful")
    assert votes_on(backstage, question_of(answer)) == [(REP, True, None, "")]
    assert shown(answer) == shown(slack.ephemerals(SALES, REP)[0]), "the answer stays where it stands"


@pytest.mark.usefixtures("door")
async def test_who_reads_a_shared_answer_in_another_channel_votes_with_a_reason(
    slack: FakeSlack, backstage: Backstage
) -> None:
    answer = await asked(slack, channel=slack.workspace.direct(REP).id)
    await sent(slack, REP, await dialog(slack, REP, answer, "share"), {"where": SALES})
    shared = slack.answers(SALES)[-1]
    await eventually(lambda: len(backstage.posted.of_question(question_of(answer))) == 2)
    await told(slack, OTHER_REP, shared, "helpful")
    why = await dialog(slack, OTHER_REP, shared, "unhelpful")
    assert "It is noted" in await sent(slack, OTHER_REP, why, {"reason": "outdated"})
    assert votes_on(backstage, question_of(answer)) == [(OTHER_REP, False, "outdated", "")]


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize("whose", ["of another", "of nobody"])
async def test_a_vote_written_by_hand_on_what_another_asked_elsewhere_does_not_count(
    slack: FakeSlack, backstage: Backstage, whose: str
) -> None:
    theirs = question_of(await asked(slack, OTHER_REP, slack.workspace.direct(OTHER_REP).id))
    own, wanted = await asked(slack), theirs if whose == "of another" else "no-such-question"
    helpful, unhelpful = (
        [{"type": "button", "action_id": f"cornerman.{press}", "value": wanted}] for press in ("helpful", "unhelpful")
    )
    assert "no longer know this answer" in await told(slack, REP, own, "helpful", actions=helpful)
    assert (await slack.press(REP, own, "cornerman.unhelpful", actions=unhelpful)).ok
    # The dialog opens before it is known whose answer that is.
    await slack.until(lambda: "no longer know this answer" in shown(slack.modal(REP) or {}))
    assert votes_on(backstage, theirs) == votes_on(backstage, wanted) == []


@pytest.mark.usefixtures("door")
async def test_a_reason_written_by_hand_for_what_another_asked_elsewhere_does_not_count(
    slack: FakeSlack, backstage: Backstage
) -> None:
    theirs = question_of(await asked(slack, OTHER_REP, slack.workspace.direct(OTHER_REP).id))
    why = await dialog(slack, REP, await asked(slack), "unhelpful")
    why["private_metadata"] = f"{theirs} {SALES}"
    assert (await slack.submit(REP, why, {"reason": "wrong"})).ok
    assert "no longer know this answer" in shown(await filled(slack, REP))
    assert votes_on(backstage, theirs) == []


@pytest.mark.usefixtures("door")
async def test_slacks_own_feedback_buttons_stand_in_the_assistant_pane(slack: FakeSlack, backstage: Backstage) -> None:
    thread = await slack.open_assistant(REP)
    await slack.say(REP, thread.channel, "what discount on a two-year deal", thread.thread_ts)
    await slack.until(lambda: any(one.get("blocks") for one in slack.answers(thread.channel)))
    answer = slack.answers(thread.channel)[-1]
    assert [one for one in actions_of(answer) if one in {"feedback", "helpful", "unhelpful"}] == ["feedback"]
    await told(slack, REP, answer, "feedback", choose="positive")
    assert votes_on(backstage, question_of(answer)) == [(REP, True, None, "")]
    await dialog(slack, REP, answer, "feedback", choose="negative")
    await eventually(lambda: votes_on(backstage, question_of(answer)) == [(REP, False, None, "")])


@pytest.mark.usefixtures("door")
async def test_dialogs_speak_the_language_of_the_person(slack: FakeSlack) -> None:
    slack.workspace.users[REP].locale = "ru-RU"
    answer = await asked(slack)
    assert await told(slack, REP, answer, "helpful") == "Спасибо, учтено."
    why = await dialog(slack, REP, answer, "unhelpful")
    assert "Что не так?" in shown(why)
    assert "Учтено вместе с причиной" in await sent(slack, REP, why, {"reason": "wrong"})
    assert await told(slack, OTHER_REP, answer, "helpful") == "Thank you, noted."


async def test_a_vote_that_cannot_be_kept_is_told_and_what_was_typed_is_given_back(slack: FakeSlack, make_door) -> None:
    async with serving(make_door(feedback=DownStore())) as send:
        slack.use_http(send)
        answer = await asked(slack)
        assert "I cannot reach my notes" in await told(slack, REP, answer, "helpful")
        assert "I cannot reach my notes" in await told(slack, REP, answer, "unhelpful")
        said = await sent(slack, REP, await filled(slack, REP), {"words": "It is 20%\nsince May."})
    assert "I cannot reach my notes" in said
    assert "> It is 20%\n> since May." in said


async def test_a_vote_counts_where_slack_does_not_open_the_dialog(
    slack: FakeSlack, make_door, backstage: Backstage, caplog: pytest.LogCaptureFixture
) -> None:
    slack.fail("views.open", "expired_trigger_id")
    with caplog.at_level(logging.WARNING, "bot"):
        async with serving(make_door()) as send:
            slack.use_http(send)
            answer = await asked(slack)
            assert await told(slack, REP, answer, "unhelpful") == "Thank you, noted."
    assert votes_on(backstage, question_of(answer)) == [(REP, False, None, "")]
    assert [record.message for record in caplog.records] == [
        "Slack did not ask for the reason of a vote: expired_trigger_id"
    ]


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize("place", [SALES, DIRECT])
async def test_opening_a_source_is_counted_with_person_document_and_place(
    slack: FakeSlack, backstage: Backstage, place: str
) -> None:
    answer = await asked(slack, channel=place)
    question_id = question_of(answer)
    (opens,) = [block["accessory"] for block in answer["blocks"] if block.get("accessory")]
    assert opens["url"] == "https://wiki.acme.example/pricing.md", "the button leads there itself, without a detour"
    before = len(slack.whispers)
    assert (await slack.press(REP, answer, "cornerman.open")).ok
    more = await dialog(slack, REP, answer, "more")
    assert (await slack.press(REP, more, "cornerman.open")).ok
    await eventually(lambda: len(backstage.feedback.clicks(question_id)) == 2)
    clicks = {(click.person, click.document, click.clicked_on) for click in backstage.feedback.clicks(question_id)}
    assert clicks == {(REP, "pricing.md", "answer"), (REP, "pricing.md", "more")}
    assert len(slack.whispers) == before, "nobody is told of it"


async def test_a_click_that_cannot_be_counted_bothers_nobody(
    slack: FakeSlack, make_door, caplog: pytest.LogCaptureFixture
) -> None:
    door = make_door(feedback=DownStore())
    with caplog.at_level(logging.WARNING, "bot"):
        async with serving(door) as send:
            slack.use_http(send)
            answer = await asked(slack)
            assert (await slack.press(REP, answer, "cornerman.open")).ok
            await door.stop()
    assert slack.whispers == []
    assert [record.message for record in caplog.records] == [
        "A click could not be counted: the database does not answer"
    ]


async def test_thanks_that_slack_does_not_take_leave_one_line(
    slack: FakeSlack, make_door, backstage: Backstage, caplog: pytest.LogCaptureFixture
) -> None:
    door = make_door()
    slack.fail("response_url", "expired_url", status=404, times=2)
    with caplog.at_level(logging.WARNING, "bot"):
        async with serving(door) as send:
            slack.use_http(send)
            answer = await asked(slack)
            assert (await slack.press(REP, answer, "cornerman.helpful")).ok
            await eventually(lambda: len(slack.whispers) > 0)
            await door.stop()
    assert votes_on(backstage, question_of(answer)) == [(REP, True, None, "")]
    assert len(caplog.records) == 1
