"""Gaps in chat, whatever the platform: lists, outcomes, and what cannot be, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from desk_parts import GUEST, MANAGER, OWNER, REP, viewer
from fakes import FixedClock
from gap_fakes import InMemoryBoard, gap, gap_question
from library import Library

from bot.chat.gap_desk import GapDesk, GapPage, GapSight
from bot.chat.workers import Workers
from bot.gap_words import ENGLISH, RUSSIAN
from bot.gap_words.telling import NearPage

EVERYTHING = replace(MANAGER, groups=None)


@pytest.fixture
def board() -> InMemoryBoard:
    board = InMemoryBoard(
        gap("g1", document="pricing.md"), gap("g2", "security in Brazil", owner="Sam Security", rank=3.0)
    )
    board.questions["g1"] = [gap_question("q1"), gap_question("q2")]
    return board


@pytest.fixture
def desk(board: InMemoryBoard) -> Iterator[GapDesk]:
    workers = Workers(1, "test")
    yield GapDesk(
        board=board,
        documents=Library(),
        link_of=lambda document: document.url or "",
        clock=FixedClock(),
        workers=workers,
    )
    workers.close()


async def listed(desk: GapDesk, text: str = "") -> GapPage:
    page = await desk.page(EVERYTHING, text, "en")
    assert isinstance(page, GapPage)
    return page


async def test_a_page_with_counts_and_the_nearest_pages(desk: GapDesk) -> None:
    page = await listed(desk)
    assert [one.id for one in page.gaps] == ["g1", "g2"]
    assert page.counts["open"] == 2
    assert page.near["g1"] == NearPage("Pricing policy", "https://wiki.acme.example/pricing.md")
    assert page.near["g2"] == NearPage()
    assert (page.page, page.pages, page.is_filtered) == (1, 1, False)


async def test_a_page_past_the_last_is_the_last(desk: GapDesk, board: InMemoryBoard) -> None:
    board.gaps |= {f"m{number}": gap(f"m{number}") for number in range(6)}
    page = await listed(desk, "9")
    assert (page.page, page.pages, len(page.gaps)) == (2, 2, 3)


async def test_a_page_that_is_not_for_the_viewers_groups_is_not_named(desk: GapDesk, board: InMemoryBoard) -> None:
    board.gaps["g1"] = gap("g1", document="floor.md")
    page = await desk.page(MANAGER, "", "en")
    assert isinstance(page, GapPage)
    assert page.near["g1"] == NearPage(hidden=True)


async def test_a_filter_is_told_from_a_state(desk: GapDesk) -> None:
    assert not (await listed(desk, "snoozed")).is_filtered
    assert (await listed(desk, "snoozed brazil")).is_filtered


async def test_help_in_the_words_of_the_asker(desk: GapDesk) -> None:
    assert await desk.page(REP, "help", "ru") == RUSSIAN.help.format(command="/gaps")


@pytest.mark.parametrize("who", [REP, GUEST])
async def test_who_may_not(desk: GapDesk, who: object) -> None:
    assert await desk.page(who, "", "en") == ENGLISH.not_allowed  # type: ignore[arg-type]
    assert await desk.sight(who, "g1", "en") == ENGLISH.not_allowed  # type: ignore[arg-type]
    outcome = await desk.assign(who, "g1", "Petra Pricing", "en")  # type: ignore[arg-type]
    assert (outcome.gap, outcome.said) == (None, ENGLISH.not_allowed)


async def test_an_owner_lists_and_works_their_own_alone(desk: GapDesk) -> None:
    page = await desk.page(OWNER, "", "en")
    assert isinstance(page, GapPage)
    assert [one.id for one in page.gaps] == ["g1"]
    assert (await desk.snooze(OWNER, "g1", "7d", "en")).gap is not None
    assert (await desk.snooze(OWNER, "g2", "7d", "en")).said == ENGLISH.not_allowed


async def test_mine_is_what_is_with_a_manager(desk: GapDesk, board: InMemoryBoard) -> None:
    board.gaps["g2"] = replace(board.gaps["g2"], assigned="U1")
    page = await desk.page(MANAGER, "mine", "en")
    assert isinstance(page, GapPage)
    assert [one.id for one in page.gaps] == ["g2"]


async def test_all_of_a_gap(desk: GapDesk) -> None:
    sight = await desk.sight(EVERYTHING, "g1", "en")
    assert isinstance(sight, GapSight)
    assert [one.question_id for one in sight.view.questions] == ["q1", "q2"]
    assert await desk.sight(EVERYTHING, "nothing", "en") == ENGLISH.gone


async def test_each_verb_says_what_was_done(desk: GapDesk) -> None:
    who = EVERYTHING
    title = "what discount on a three-year deal"
    assert (await desk.assign(who, "g1", "Sam Security", "en")).said == f"“{title}” is with Sam Security now."
    assert (await desk.assign(who, "g1", "", "en")).said == f"“{title}” is with nobody now."
    assert (await desk.snooze(who, "g1", "7d", "en")).said == f"“{title}” is off the board until 1 Dec."
    assert (await desk.reopen(who, "g1", "en")).said == f"“{title}” is open again."
    dismissed = await desk.dismiss(who, "g1", "one_off", "en", " for  a student ")
    assert dismissed.said == f"“{title}” is dismissed: A one-off: not worth a page: for a student"
    assert dismissed.near.title == "Pricing policy"
    assert (await desk.undo(who, "g1", "en")).said == f"Taken back. “{title}” is open."
    assert (await desk.set_kind(who, "g1", "stale", "en")).said == f"“{title}”: out of date."
    assert (await desk.split(who, "g1", ["q2"], "en")).said.startswith("The questions you chose are a gap")
    assert (await desk.press(who, "apart", "g1", "en", "g2")).said == "Noted: these two are not the same."
    assert (await desk.press(who, "merge", "g1", "en", "g2")).said == f"Both are one gap now: “{title}”."
    assert (await desk.rename(who, "g1", "  Long   deals ", "en")).said == "It is called “Long deals” now."


async def test_what_cannot_be_is_a_sentence(desk: GapDesk, board: InMemoryBoard) -> None:
    who = EVERYTHING
    assert (await desk.snooze(who, "g1", date(2026, 1, 1), "en")).said == ENGLISH.needs_a_later_day
    assert (await desk.snooze(who, "g1", "for ever", "en")).said == ENGLISH.needs_a_later_day
    assert (await desk.dismiss(who, "g1", "other", "en")).said == ENGLISH.needs_a_reason
    assert (await desk.split(who, "g1", [], "en")).said == ENGLISH.needs_some_questions
    assert (await desk.undo(who, "g1", "en")).said == ENGLISH.nothing_to_undo
    assert (await desk.reopen(who, "nothing", "en")).said == ENGLISH.gone
    board.is_down = True
    assert (await desk.reopen(who, "g1", "en")).said == ENGLISH.down
    assert await desk.page(who, "", "en") == ENGLISH.down
    assert await desk.owners(who) == ()


async def test_what_breaks_is_a_sentence_and_a_line_in_the_log(
    desk: GapDesk, board: InMemoryBoard, caplog: pytest.LogCaptureFixture
) -> None:
    board.listing = None  # type: ignore[method-assign,assignment]
    assert await desk.page(EVERYTHING, "", "ru") == RUSSIAN.trouble
    assert "could not be done" in caplog.text


async def test_the_most_pressing_for_a_home_page(desk: GapDesk) -> None:
    count, top = await desk.top(EVERYTHING, "en")  # type: ignore[misc]
    assert (count, [one.id for one in top]) == (2, ["g1", "g2"])
    assert await desk.top(viewer(), "en") == ENGLISH.not_allowed
