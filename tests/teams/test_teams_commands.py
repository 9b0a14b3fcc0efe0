"""What the bot is asked for itself: one's page, what waits for an owner, what was not answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fake_connector import TENANT
from fakes import FixedClock
from hypothesis import given
from hypothesis import strategies as st
from teams_office import DANA, DISCOUNT, GUEST, MANAGER, NOWHERE, OWNER, REP, Office, card_of, chat_of, words_of

from bot.model import LoggedQuestion
from bot.ports import LogUnavailableError
from bot.teams.backstage import Backstage
from bot.unanswered import unanswered


@pytest.fixture
async def company(open_office: Callable[..., Any]) -> Office:
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
    await company.after(chat_of(OWNER), 0)
    page = await company.say(OWNER, "Content")
    assert DISCOUNT in words_of(card_of(page))
    assert "Your reply to Robin Reyes" in str(page)
    await company.press(OWNER, page, "Send", words="Fifteen.")

    await company.until(lambda: "Fifteen." in words_of(company.said(chat_of(REP))[-1]))
    await company.idle()
    assert "Nothing waits for you." in words_of(await company.say(OWNER, "content"))


async def test_a_manager_sees_what_was_not_answered_without_who_asked(company: Office) -> None:
    await company.say(REP, NOWHERE)
    await company.say(OWNER, f"{NOWHERE}?")
    await company.say(REP, DISCOUNT)
    shown = words_of(await company.say(MANAGER, "gaps"))

    assert f"{NOWHERE}" in shown
    assert "2 questions from 2 people" in shown
    assert DISCOUNT not in shown
    assert "Robin" not in shown


@pytest.mark.parametrize("who", [REP, GUEST])
async def test_nobody_else_sees_what_was_not_answered(company: Office, who: str) -> None:
    await company.say(REP, NOWHERE)
    shown = words_of(await company.say(who, "gaps"))

    assert "Only managers" in shown
    assert NOWHERE not in shown


async def test_in_a_channel_a_command_is_a_question_like_any_other(company: Office) -> None:
    assert "two weeks" not in words_of(await company.mention(MANAGER, "gaps"))


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


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A?", "a", "b", "c."]),
            st.sampled_from("xyz"),
            st.sampled_from(["gap", "answered", "unsure", "small_talk"]),
        )
    )
)
def test_what_was_not_answered_is_counted_whole_and_once(asked: list[tuple[str, str, str]]) -> None:
    logged = [question(text, asker, status) for text, asker, status in asked]
    found = unanswered(logged, TENANT, 10)
    missing = [one for one in asked if one[2] in {"gap", "unsure"}]

    assert sum(one.times for one in found) == len(missing)
    assert len(found) == len({text.casefold().rstrip("?.") for text, _, _ in missing})
    assert [one.people for one in found] == sorted((one.people for one in found), reverse=True)


def question(text: str, asker: str, status: str) -> LoggedQuestion:
    return LoggedQuestion(
        id=text,
        asked_at=FixedClock().now(),
        question=text,
        asker=asker,
        place="p",
        place_kind="direct",
        workspace=TENANT,
        thread=None,
        surface="teams",
        status=status,
        confidence=0.5,
        passages=(),
        generation="g",
        latency_ms={},
    )
