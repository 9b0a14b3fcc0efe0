"""What the bot is asked for itself: one's page, and what waits for an owner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fakes import FixedClock
from gap_fakes import gap
from reach_samples import came
from sqlalchemy import Engine
from teams_office import DANA, DISCOUNT, GUEST, MANAGER, OWNER, REP, Office, card_of, chat_of, words_of

from bot.ports import LogUnavailableError
from bot.teams.backstage import Backstage


@pytest.fixture
async def company(open_office: Callable[..., Any], database: Engine) -> Office:
    yesterday = FixedClock().now() - timedelta(days=1)
    came(database, yesterday, ("pricing.md", "added"), ("floor.md", "added"), ("case.md", "changed"))
    return await open_office(roles={"managers": ["lee@acme.example"]}, owners={"Dana Reyes": [DANA]})


async def test_home_shows_ones_own_questions_and_what_is_new(company: Office) -> None:
    await company.say(REP, DISCOUNT)
    shown = words_of(card_of(await company.say(REP, "home")))

    assert f"{DISCOUNT} (answered)" in shown
    assert "Pricing policy" in shown
    assert "Price floor" not in shown
    assert "Your content" not in shown


async def test_an_owner_sees_what_waits_and_answers_it_there(company: Office) -> None:
    said = await company.say(REP, DISCOUNT)
    await company.press(REP, said, "Send")
    await company.received(chat_of(OWNER))
    await company.idle()
    page = await company.say(OWNER, "Content")
    assert DISCOUNT in words_of(card_of(page))
    assert "Your reply to Robin Reyes" in str(page)
    await company.press(OWNER, page, "Send", words="Fifteen.")

    await company.until(lambda: "Fifteen." in words_of(company.said(chat_of(REP))))
    await company.idle()
    assert "Nothing waits for you." in words_of(await company.say(OWNER, "content"))


async def test_in_a_channel_a_page_of_ones_own_is_a_question_like_any_other(company: Office) -> None:
    assert "Your recent questions" not in words_of(await company.mention(MANAGER, "home"))


async def test_a_manager_finds_the_most_pressing_gaps_on_their_page(company: Office) -> None:
    company.ports.board.gaps = {"g1": gap()}
    page = await company.say(MANAGER, "home")
    assert "1 open gap" in words_of(card_of(page))
    assert "what discount on a three-year deal" in words_of(card_of(page))
    before = len(company.said(chat_of(MANAGER)))
    await company.press(MANAGER, page, "Show all gaps")

    assert "Open gaps" in words_of(await company.after(chat_of(MANAGER), before))
    assert "three-year" not in words_of(await company.say(REP, "home"))


async def test_a_guest_finds_what_is_safe_for_buyers_on_their_page(company: Office) -> None:
    shown = words_of(await company.say(GUEST, "home"))

    assert "Halden Tile case" in shown
    assert "Pricing policy" not in shown


async def test_the_page_is_in_the_language_that_it_was_asked_for_in(company: Office) -> None:
    assert "Ваши" in words_of(await company.say(REP, "главная"))


async def test_a_page_whose_log_is_down_says_so(open_office: Callable[..., Any], backstage: Backstage) -> None:
    class Down:
        def __getattr__(self, name: str) -> Any:
            return getattr(backstage.log, name)

        def of_asker(self, *_: Any) -> Any:
            raise LogUnavailableError("down")

    office = await open_office(replace(backstage, log=Down()))

    assert "I cannot reach my notes" in words_of(await office.say(REP, "home"))
