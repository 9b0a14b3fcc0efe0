"""Gaps listed and worked in Teams, by managers and owners alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from card_shapes import problems_of
from gap_fakes import ASKED, InMemoryBoard, gap, gap_question
from teams_office import (
    BUYERS,
    CHANNEL,
    DANA,
    GUEST,
    MANAGER,
    OWNER,
    REP,
    Office,
    actions_of,
    card_of,
    chat_of,
    words_of,
)

from bot.gaps.model import Draft

DISCOUNT, AUDIT = "what discount on a three-year deal", "when is the next SOC 2 audit"


@pytest.fixture
def board(backstage: Any) -> InMemoryBoard:
    board: InMemoryBoard = backstage.board
    board.gaps = {
        "g1": gap(),
        "g2": gap("g2", AUDIT, owner="Sam Security", rank=4.0, document=""),
        "g3": gap("g3", "old one", state="dismissed", state_reason="off topic"),
    }
    board.questions["g1"] = [gap_question("q1"), gap_question("q2", text="three years, how much off?", asker="29:rep")]
    return board


@pytest.fixture
async def company(open_office: Callable[..., Any], board: InMemoryBoard) -> Office:
    return await open_office(roles={"managers": ["lee@acme.example"]}, owners={"Petra Pricing": [DANA]})


def now(office: Office, person: str) -> dict[str, Any]:
    return office.said(chat_of(person))[-1]


def names_of(message: dict[str, Any]) -> set[str]:
    """What the buttons that send something would do."""
    return {one["data"]["cornerman"]["press"] for one in actions_of(message) if "data" in one}


async def test_a_manager_lists_the_open_gaps_the_most_pressing_first(company: Office) -> None:
    page = await company.say(MANAGER, "gaps")
    shown = words_of(card_of(page))

    assert shown.index(DISCOUNT) < shown.index(AUDIT)
    assert "2 people asked 3 times" in shown
    assert "old one" not in shown
    assert problems_of(card_of(page)) == []
    assert {"gap_see", "gap_assign", "gap_snooze", "gap_dismiss"} <= names_of(page)


@pytest.mark.parametrize("who", [REP, GUEST])
async def test_nobody_else_sees_them(company: Office, who: str) -> None:
    said = await company.say(who, "gaps")

    assert "Only managers and administrators" in words_of(said)
    assert DISCOUNT not in str(said)


async def test_an_owner_sees_theirs_alone(company: Office) -> None:
    shown = words_of(await company.say(OWNER, "gaps"))

    assert DISCOUNT in shown
    assert AUDIT not in shown


@pytest.mark.parametrize(
    ("typed", "there", "absent"),
    [("gaps dismissed", "old one", DISCOUNT), ("gaps audit", AUDIT, DISCOUNT), ("пробелы audit", AUDIT, DISCOUNT)],
)
async def test_words_after_the_command_say_which(company: Office, typed: str, there: str, absent: str) -> None:
    shown = words_of(card_of(await company.say(MANAGER, typed)))

    assert there in shown
    assert absent not in shown


async def test_help_says_what_can_be_typed(company: Office) -> None:
    assert "since 7d" in words_of(await company.say(MANAGER, "gaps help"))


async def test_a_question_that_begins_with_the_word_is_a_question(company: Office) -> None:
    assert "Open gaps" not in words_of(await company.say(MANAGER, "gaps in our security, which are there?"))


async def test_mentioned_in_a_channel_the_list_goes_to_the_own_chat(company: Office) -> None:
    said = await company.mention(MANAGER, "gaps")

    assert "our own chat" in words_of(said)
    assert DISCOUNT not in str(said)
    assert DISCOUNT in words_of(now(company, MANAGER))


async def test_pages_are_turned_in_place(company: Office, board: InMemoryBoard) -> None:
    board.gaps |= {f"n{at}": gap(f"n{at}", f"gap number {at}", rank=1.0 - at / 10) for at in range(5)}
    page = await company.say(MANAGER, "gaps")
    assert "Page 1 of 2" in words_of(page)
    assert "gap number 4" not in words_of(page)
    await company.press(MANAGER, page, "Next")
    await company.idle()

    assert now(company, MANAGER)["id"] == page["id"]
    assert "gap number 4" in words_of(now(company, MANAGER))
    assert "Page 2 of 2" in words_of(now(company, MANAGER))


async def test_a_gap_is_opened_in_place_with_its_questions_and_closed_again(
    company: Office, board: InMemoryBoard
) -> None:
    board.drafts["g1"] = [Draft("three years?", "Twenty <b>percent</b> & no more.", "Petra", ASKED + timedelta(days=1))]
    page = await company.say(MANAGER, "gaps discount")
    await company.work(MANAGER, page, "gap_see", "g1")
    shown = now(company, MANAGER)

    assert shown["id"] == page["id"]
    assert "three years, how much off?" in words_of(shown)
    assert "Twenty <b>percent</b> & no more." in words_of(shown)
    assert "Robin" not in words_of(shown)
    assert problems_of(card_of(shown)) == []
    await company.work(MANAGER, shown, "gap_list", "g1")
    assert "Open gaps" in words_of(now(company, MANAGER))
    assert AUDIT not in words_of(now(company, MANAGER))


async def test_a_gap_is_assigned_from_the_list_and_the_list_says_so(company: Office, board: InMemoryBoard) -> None:
    page = await company.say(MANAGER, "gaps")
    await company.work(MANAGER, page, "gap_assign", "g2", owner="Sam Security")
    shown = now(company, MANAGER)

    assert board.gaps["g2"].assigned == "Sam Security"
    assert board.changes[-1].by == "00000000-0000-4000-8000-000000000003"
    assert shown["id"] == page["id"]
    assert f"“{AUDIT}” is with Sam Security now" in words_of(shown)
    assert "With Sam Security" in words_of(shown)
    await company.work(MANAGER, shown, "gap_undo", "g2")
    assert board.gaps["g2"].assigned == ""


async def test_a_gap_is_given_to_anybody_whom_teams_finds_and_taken_back(company: Office, board: InMemoryBoard) -> None:
    await company.work(MANAGER, await company.say(MANAGER, "gaps"), "gap_see", "g1")
    await company.work(MANAGER, now(company, MANAGER), "gap_assign", "g1", chosen=DANA, owner="Petra Pricing")
    assert board.gaps["g1"].assigned == DANA
    assert "is with Dana Reyes now" in words_of(now(company, MANAGER))
    assert DANA not in words_of(now(company, MANAGER))
    await company.work(MANAGER, now(company, MANAGER), "gap_assign", "g1", owner="-")
    assert board.gaps["g1"].assigned == ""


async def test_nobody_chosen_is_said_and_nothing_is_done(company: Office, board: InMemoryBoard) -> None:
    await company.work(MANAGER, await company.say(MANAGER, "gaps"), "gap_assign", "g1")

    assert "Choose an owner or a person." in words_of(now(company, MANAGER))
    assert board.changes == []


async def test_a_gap_is_snoozed_for_a_while_or_until_a_day(company: Office, board: InMemoryBoard) -> None:
    page = await company.say(MANAGER, "gaps")
    await company.work(MANAGER, page, "gap_snooze", "g1", span="7d")
    assert board.gaps["g1"].snoozed_until.date().isoformat() == "2026-12-01"
    assert DISCOUNT in words_of(now(company, MANAGER))  # what was done says so
    await company.work(MANAGER, now(company, MANAGER), "gap_see", "g2")
    await company.work(MANAGER, now(company, MANAGER), "gap_snooze", "g2", span="1d", until="2027-01-15")
    assert board.gaps["g2"].snoozed_until.date().isoformat() == "2027-01-15"
    await company.work(MANAGER, now(company, MANAGER), "gap_reopen", "g2")
    assert board.gaps["g2"].state == "open"


async def test_a_gap_is_dismissed_with_a_reason_alone(company: Office, board: InMemoryBoard) -> None:
    page = await company.say(MANAGER, "gaps")
    await company.work(MANAGER, page, "gap_dismiss", "g1", reason="other", words="")
    assert "Say why it is no gap." in words_of(now(company, MANAGER))
    await company.work(MANAGER, now(company, MANAGER), "gap_dismiss", "g1", reason="off_topic", words="it's legal's")

    assert board.gaps["g1"].state == "dismissed"
    assert board.gaps["g1"].state_reason == "Not what the content is for: it's legal's"


async def test_a_gap_is_renamed_and_split(company: Office, board: InMemoryBoard) -> None:
    await company.work(MANAGER, await company.say(MANAGER, "gaps"), "gap_see", "g1")
    await company.work(MANAGER, now(company, MANAGER), "gap_rename", "g1", title="Three years")
    assert board.gaps["g1"].title == "Three years"
    assert "It is called “Three years” now." in words_of(now(company, MANAGER))
    await company.work(MANAGER, now(company, MANAGER), "gap_split", "g1", questions="q2")
    assert [one.question_id for one in board.questions["g1"]] == ["q1"]
    assert "a gap of their own now" in words_of(now(company, MANAGER))


@pytest.mark.parametrize(("name", "state"), [("gap_merge", "merged"), ("gap_apart", "open")])
async def test_what_is_perhaps_the_same_is_merged_or_told_apart(
    company: Office, board: InMemoryBoard, name: str, state: str
) -> None:
    board.alike["g1"] = ["g2"]
    await company.work(MANAGER, await company.say(MANAGER, "gaps"), "gap_see", "g1")
    assert "Perhaps the same as:" in words_of(now(company, MANAGER))
    await company.work(MANAGER, now(company, MANAGER), name, "g1")

    assert board.gaps["g2"].state == state
    assert "Perhaps the same as:" not in words_of(now(company, MANAGER))


async def test_a_card_that_comes_to_somebody_else_does_nothing_for_them(company: Office, board: InMemoryBoard) -> None:
    page = await company.say(MANAGER, "gaps")
    for who in (REP, GUEST):
        copied = company.connector.places[chat_of(who)].threads.setdefault(chat_of(who), {})
        copied[page["id"]] = page
        await company.work(who, page, "gap_assign", "g1", owner="Sam Security")
        assert "Only managers and administrators" in words_of(now(company, who))
        assert DISCOUNT not in str(now(company, who))

    assert board.changes == []


async def test_a_list_that_is_pressed_where_others_read_along_is_not_shown_to_them(company: Office) -> None:
    page = await company.say(MANAGER, "gaps")
    before = len(company.said(chat_of(MANAGER)))
    await company.work(MANAGER, page, "gap_see", "g1", place=f"{CHANNEL};messageid=1")

    assert "three years, how much off?" in words_of(await company.after(chat_of(MANAGER), before))
    assert CHANNEL not in str(company.connector.places[CHANNEL].threads)


async def test_a_board_that_is_down_is_a_sentence(company: Office, board: InMemoryBoard) -> None:
    board.is_down = True

    assert "I cannot reach my notes" in words_of(await company.say(MANAGER, "gaps"))


async def test_in_a_channel_with_buyers_nothing_of_it_is_said(company: Office) -> None:
    said = await company.mention(MANAGER, "gaps", channel=BUYERS)

    assert DISCOUNT not in str(said)


async def test_what_was_pressed_by_hand_with_a_gap_that_is_none_is_a_sentence(company: Office) -> None:
    page = await company.say(MANAGER, "gaps")
    company.ports.board.gaps.pop("g2")
    await company.work(MANAGER, page, "gap_see", "g2")

    assert "no longer there" in words_of(now(company, MANAGER))
