"""`/gaps` and the buttons of gaps, through the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from around import actions_of, dialog, filled, sent, shown
from fake_slack import ADMIN, GUEST, OTHER_REP, OWNER, REP, SALES, FakeSlack, Message
from gap_fakes import ASKED, NOW, InMemoryBoard, gap, gap_question

from bot.gaps.model import Draft
from bot.slack.door import SlackDoor

MANAGED = {"roles": {"managers": [REP], "administrators": [ADMIN]}, "owners": {"Petra Pricing": [OWNER]}}


@pytest.fixture
def board() -> InMemoryBoard:
    board = InMemoryBoard(
        gap("g1", rank=9.0),
        gap("g2", "data residency in Brazil", kind="stale", rank=7.0, owner="Sam Security"),
        gap("g3", "who signs <!channel> & an NDA", rank=5.0, owner="Sam Security", document=""),
    )
    board.questions["g1"] = [
        gap_question("q1", text="discount for three years?"),
        gap_question("q2", text="3-year deal rebate", asked_at=ASKED + timedelta(days=1)),
        gap_question("q3", text="price of a moon base", asked_at=ASKED + timedelta(days=2)),
    ]
    board.alike["g1"] = ["g2"]
    board.drafts["g1"] = [Draft("q1", "Up to 12% for three years, with approval.", OWNER, NOW)]
    return board


@pytest.fixture
async def door(make_door: Callable[..., SlackDoor], board: InMemoryBoard) -> SlackDoor:
    door = make_door(board=board, **MANAGED)
    await door.start_socket_mode()
    return door


async def gaps(slack: FakeSlack, user: str = REP, text: str = "", channel: str = SALES) -> Message:
    """Type the command; what its asker alone sees."""
    before = len(slack.ephemerals(channel, user))
    await slack.command(user, channel, "/gaps", text)
    await slack.until(lambda: len(slack.ephemerals(channel, user)) > before)
    return slack.ephemerals(channel, user)[-1]


def with_value(press: str, gap_id: str) -> Callable[[dict[str, object]], bool]:
    """The button of one gap among those of several."""
    return lambda one: one.get("action_id") == f"cornerman.gap.{press}" and f'"{gap_id}"' in str(one.get("value"))


async def pressed(slack: FakeSlack, user: str, where: Message, press: str, gap_id: str = "g1") -> None:
    assert (await slack.press(user, where, with_value(press, gap_id))).ok


async def opened(slack: FakeSlack, user: str, where: Message, press: str, gap_id: str = "g1"):
    before = slack.modal(user)
    known = before["id"] if before else ""
    await pressed(slack, user, where, press, gap_id)
    return await filled(slack, user, other_than=known)


async def test_a_manager_sees_the_most_pressing_gaps_first(slack: FakeSlack, door: SlackDoor) -> None:
    words = shown(await gaps(slack))
    assert words.index("three-year deal") < words.index("Brazil") < words.index("NDA")
    assert "3 open · 0 snoozed" in words
    assert "2 people asked 3 times, first on 12 Nov, last on 20 Nov" in words
    assert "no answer × 2" in words
    assert "Suggested owner: Petra Pricing (owns the nearest page)" in words
    assert "&lt;!channel&gt; &amp; an NDA" in words


async def test_words_after_the_command_narrow_the_list(slack: FakeSlack, door: SlackDoor) -> None:
    words = shown(await gaps(slack, text="stale brazil"))
    assert "Brazil" in words
    assert "three-year" not in words
    assert "No gap is like that" in shown(await gaps(slack, text="stale moon"))
    assert "`/gaps` lists what people asked" in str((await gaps(slack, text="help"))["text"])


@pytest.mark.parametrize("user", [OTHER_REP])
async def test_who_may_not_is_told_who_may(slack: FakeSlack, door: SlackDoor, user: str) -> None:
    assert "Only managers and administrators" in shown(await gaps(slack, user))


async def test_an_owner_sees_what_is_theirs(slack: FakeSlack, door: SlackDoor) -> None:
    words = shown(await gaps(slack, OWNER))
    assert "three-year" in words
    assert "Brazil" not in words


async def test_a_guest_sees_nothing(slack: FakeSlack, door: SlackDoor) -> None:
    slack.workspace.channels[SALES].members.append(GUEST)
    assert "Only managers and administrators" in shown(await gaps(slack, GUEST))


async def test_the_database_being_down_is_a_sentence(slack: FakeSlack, door: SlackDoor, board: InMemoryBoard) -> None:
    board.is_down = True
    assert "I cannot reach my notes" in shown(await gaps(slack))


async def test_pages_are_turned_in_place(slack: FakeSlack, door: SlackDoor, board: InMemoryBoard) -> None:
    for number in range(9):
        board.gaps[f"more{number}"] = gap(f"more{number}", f"question number {number}", rank=1.0)
    first = await gaps(slack)
    assert "Page 1 of 3" in shown(first)
    assert (await slack.press(REP, first, "cornerman.gap.page.later")).ok
    await slack.until(lambda: "Page 2 of 3" in shown(slack.ephemerals(SALES, REP)[-1]))
    assert len(slack.ephemerals(SALES, REP)) == 1
    second = slack.ephemerals(SALES, REP)[-1]
    assert "three-year" not in shown(second)
    assert "page.earlier" in "".join(actions_of(second))


async def test_a_gap_is_assigned_to_an_owner_and_the_list_says_so(
    slack: FakeSlack, door: SlackDoor, board: InMemoryBoard
) -> None:
    view = await opened(slack, REP, await gaps(slack), "assign")
    said = await sent(slack, REP, view, {"owner": "Sam Security"})
    assert "is with Sam Security now" in said
    assert board.gaps["g1"].assigned == "Sam Security"
    await slack.until(lambda: "With Sam Security" in shown(slack.ephemerals(SALES, REP)[-1]))
    assert len(slack.ephemerals(SALES, REP)) == 1


async def test_a_gap_is_assigned_to_any_person(slack: FakeSlack, door: SlackDoor, board: InMemoryBoard) -> None:
    view = await opened(slack, REP, await gaps(slack), "assign")
    said = await sent(slack, REP, view, {"owner": None, "person": OTHER_REP})
    assert f"is with <@{OTHER_REP}> now" in said
    assert board.gaps["g1"].assigned == OTHER_REP
    # Whoever has it now may work it, though they are no owner that the content names.
    assert "three-year" in shown(await gaps(slack, OTHER_REP, "mine"))


async def test_a_day_that_is_past_is_refused_in_the_form(slack: FakeSlack, door: SlackDoor) -> None:
    view = await opened(slack, REP, await gaps(slack), "snooze")
    delivery = await slack.submit(REP, view, {"until": "2026-11-01"})
    assert delivery.body == {"response_action": "errors", "errors": {"until": "Choose a day after today."}}


async def test_a_gap_is_snoozed_and_leaves_the_list(slack: FakeSlack, door: SlackDoor, board: InMemoryBoard) -> None:
    view = await opened(slack, REP, await gaps(slack), "snooze")
    assert "off the board until 31 Dec" in await sent(slack, REP, view, {"until": "2026-12-31"})
    await slack.until(lambda: "2 open · 1 snoozed" in shown(slack.ephemerals(SALES, REP)[-1]))
    assert board.gaps["g1"].state == "snoozed"


async def test_a_gap_is_dismissed_with_a_reason(slack: FakeSlack, door: SlackDoor, board: InMemoryBoard) -> None:
    view = await opened(slack, REP, await gaps(slack), "dismiss")
    refused = await slack.submit(REP, view, {"reason": "other"})
    assert refused.body["errors"] == {"words": "Say why it is no gap."}
    said = await sent(slack, REP, view, {"reason": "one_off", "words": "asked by a student"})
    assert "is dismissed: A one-off: not worth a page: asked by a student" in said
    assert board.gaps["g1"].state_reason == "A one-off: not worth a page: asked by a student"


async def test_all_of_a_gap_is_shown_and_its_questions_are_split_off(
    slack: FakeSlack, door: SlackDoor, board: InMemoryBoard
) -> None:
    view = await opened(slack, REP, await gaps(slack), "see")
    words = shown(view)
    assert "3-year deal rebate" in words
    assert "Perhaps the same as:" in words
    assert "Up to 12% for three years" in words
    refused = await slack.submit(REP, view, {})
    assert refused.body["errors"] == {"split0": "Choose some of the questions, and not all of them."}
    assert "a gap of their own now" in await sent(slack, REP, view, {"split0": ["q3"]})
    assert [one.question_id for one in board.questions["g1-split"]] == ["q3"]


async def test_two_gaps_become_one_by_a_press_and_are_taken_apart_by_another(
    slack: FakeSlack, door: SlackDoor, board: InMemoryBoard
) -> None:
    view = await opened(slack, REP, await gaps(slack), "see")
    assert (await slack.press(REP, view, "cornerman.gap.merge")).ok
    await slack.until(lambda: "Both are one gap now" in shown(slack.modal(REP)))
    assert board.gaps["g2"].merged_into == "g1"
    assert "Perhaps the same as:" not in shown(slack.modal(REP))
    await slack.until(lambda: "2 open" in shown(slack.ephemerals(SALES, REP)[-1]))
    assert (await slack.press(REP, slack.modal(REP), "cornerman.gap.undo")).ok
    await slack.until(lambda: "Taken back." in shown(slack.modal(REP)))


async def test_two_gaps_are_told_apart(slack: FakeSlack, door: SlackDoor, board: InMemoryBoard) -> None:
    view = await opened(slack, REP, await gaps(slack), "see")
    assert (await slack.press(REP, view, "cornerman.gap.apart")).ok
    await slack.until(lambda: "these two are not the same" in shown(slack.modal(REP)))
    assert board.alike["g1"] == []


async def test_a_gap_is_renamed_in_a_dialog_upon_the_first(
    slack: FakeSlack, door: SlackDoor, board: InMemoryBoard
) -> None:
    view = await opened(slack, REP, await gaps(slack), "see")
    upon = await dialog(slack, REP, view, "gap.rename")
    assert len(slack.modals(REP)) == 2
    assert "It is called “Three-year deals” now." in await sent(slack, REP, upon, {"title": "Three-year  deals"})
    assert board.gaps["g1"].title == "Three-year deals"


async def test_a_gap_that_is_gone_meanwhile_is_a_sentence(
    slack: FakeSlack, door: SlackDoor, board: InMemoryBoard
) -> None:
    listed = await gaps(slack)
    del board.gaps["g1"]
    assert "That gap is no longer there" in shown(await opened(slack, REP, listed, "see"))


async def test_russian_words_for_those_who_speak_it(slack: FakeSlack, door: SlackDoor) -> None:
    slack.workspace.users[REP].locale = "ru-RU"
    words = shown(await gaps(slack, text="открытые"))
    assert "Открытые пробелы" in words
    assert "Спросили 2 человека 3 раза, впервые 12 нояб." in words


@pytest.mark.usefixtures("door")
@pytest.mark.parametrize(
    "written", [{"action_id": "cornerman.gap.split"}, {"value": '["g1", "", Infinity, ""]'}, {"value": "[]"}]
)
async def test_a_press_that_no_button_says_does_nothing(
    slack: FakeSlack, caplog: pytest.LogCaptureFixture, written: dict[str, str]
) -> None:
    listed = await gaps(slack)
    action = {"type": "button", "action_id": "cornerman.gap.undo", "value": '["g1", ""]'} | written
    assert (await slack.press(REP, listed, with_value("see", "g1"), actions=[action])).ok
    await gaps(slack)
    assert len(slack.ephemerals(SALES, REP)) == 2
    assert caplog.records == []
