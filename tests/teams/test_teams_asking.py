"""Asking in Teams, through the real door: in one's own chat, in a channel, in a group chat."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fakes import ScriptedAnswering
from teams_office import (
    BUYERS,
    DISCOUNT,
    FLOOR,
    GUEST,
    MANAGER,
    NOWHERE,
    REP,
    Office,
    actions_of,
    card_of,
    chat_of,
    titles_of,
    words_of,
)
from teams_payloads import CHANNEL, GROUP

from bot.chat.asking import Patience
from bot.model import LoggedQuestion
from bot.teams.backstage import Backstage


async def test_a_question_in_the_own_chat_is_answered_with_words_source_and_buttons(office: Office) -> None:
    said = await office.say(REP, DISCOUNT)

    assert "15% discount" in words_of(said)
    assert "[1]" in words_of(said)
    assert "Pricing policy › Overview" in words_of(card_of(said))
    assert "owner Dana Reyes" in words_of(card_of(said))
    assert titles_of(said) == ["Share", "Ask the owner"]
    assert said["channelData"]["feedbackLoop"] == {"type": "custom"}
    cited = said["entities"][0]["citation"][0]["appearance"]
    assert (cited["name"], cited["url"]) == ("Pricing policy › Overview", "https://wiki.acme.example/pricing.md")


async def test_a_question_is_logged_with_who_asked_it_and_where(office: Office, backstage: Backstage) -> None:
    await office.say(REP, DISCOUNT)

    logged = backstage.log.recent(1)[0]
    person = office.connector.persons[REP]["aadObjectId"]
    assert (logged.surface, logged.asker, logged.place, logged.place_kind) == ("teams", person, chat_of(REP), "direct")
    assert logged.status == "answered"


async def test_an_answer_in_a_channel_stands_in_the_thread(office: Office) -> None:
    said = await office.mention(REP, DISCOUNT)

    assert "15%" in words_of(said)
    assert office.connector.places[CHANNEL].threads.keys() == {office.sent[-1]["conversation"]["id"]}


async def test_a_group_chat_is_answered_in_the_chat(office: Office) -> None:
    await office.in_group(REP, DISCOUNT)

    assert "15%" in words_of(office.said(GROUP)[-1])


@pytest.mark.parametrize("place", ["own chat", "thread", "group"])
async def test_a_follow_up_is_understood_with_what_was_asked_before(
    office: Office, backstage: Backstage, place: str
) -> None:
    if place == "own chat":
        await office.say(REP, DISCOUNT)
        await office.say(REP, "and for three years?")
    elif place == "thread":
        await office.mention(REP, DISCOUNT)
        await office.mention(MANAGER, "and for three years?", thread=office.sent[-1]["id"])
    else:
        await office.in_group(REP, DISCOUNT)
        await office.in_group(REP, "and for three years?")

    assert logged_on(backstage).follows == (DISCOUNT,)


async def test_another_persons_question_in_a_group_chat_is_no_follow_up(office: Office, backstage: Backstage) -> None:
    await office.in_group(REP, DISCOUNT)
    await office.in_group(MANAGER, "and for three years?")

    assert logged_on(backstage).follows == ()


def logged_on(backstage: Backstage) -> LoggedQuestion:
    return next(one for one in backstage.log.recent(5) if one.question.startswith("and"))


async def test_what_has_no_answer_says_so_first(office: Office) -> None:
    said = await office.say(REP, NOWHERE)

    assert words_of(said).startswith("I did not find an answer in the content")
    assert "channelData" not in said


@pytest.mark.parametrize("typed", ["help", "", "помощь"])
async def test_help_tells_what_to_do_and_offers_questions_that_have_an_answer(
    open_office: Callable[..., Any], typed: str
) -> None:
    office = await open_office(examples=(DISCOUNT, NOWHERE))
    said = await office.say(REP, typed)

    assert ("чат" if typed == "помощь" else "chat") in words_of(said)
    assert [one["title"] for one in actions_of(said)] == [DISCOUNT]


async def test_a_question_that_is_offered_is_asked_by_a_press_and_stands_above_its_answer(
    open_office: Callable[..., Any],
) -> None:
    office = await open_office(examples=(DISCOUNT,))
    said = await office.say(REP, "help")
    await office.press(REP, said, DISCOUNT)

    answer = await office.after(chat_of(REP), 1)
    assert words_of(card_of(answer)).strip().startswith(DISCOUNT)
    assert "15%" in words_of(answer)


async def test_a_message_that_comes_again_is_answered_once(office: Office) -> None:
    await office.say(REP, DISCOUNT)
    again = office.sent[-1]
    for _ in range(3):
        assert (await office.send(again)).status == 200
    await office.say(REP, "new reps laptop headset")

    assert len(office.said(chat_of(REP))) == 2


async def test_a_message_in_a_channel_that_does_not_name_the_bot_is_left_alone(office: Office) -> None:
    await office.overhears(REP, DISCOUNT)
    await office.mention(REP, DISCOUNT)

    assert office.connector.posts == 1


async def test_who_asked_in_a_thread_may_ask_on_without_a_mention_where_teams_brings_it(office: Office) -> None:
    await office.mention(REP, DISCOUNT)
    thread = office.sent[-1]["conversation"]["id"]
    await office.overhears(REP, "and for three years?", thread=thread.rpartition("=")[2])

    await office.until(lambda: len(office.said(thread)) == 2)


async def test_what_is_for_a_group_is_shown_to_its_people_alone(office: Office) -> None:
    theirs, others = await office.say(MANAGER, FLOOR), await office.say(REP, FLOOR)

    assert "60% of list" in words_of(theirs)
    assert "60% of list" not in str(others)


async def test_what_is_for_a_group_is_not_said_in_a_channel_because_one_of_it_asked(office: Office) -> None:
    said = await office.mention(MANAGER, FLOOR)

    assert "60% of list" not in str(said)


async def test_a_guest_gets_what_is_safe_for_buyers_and_no_owner(office: Office) -> None:
    unsafe, safe = await office.say(GUEST, DISCOUNT), await office.say(GUEST, "Halden Tile cut downtime by")

    assert "15%" not in str(unsafe)
    assert "40%" in words_of(safe)
    assert "Dana" not in str(safe)


async def test_beside_guests_a_channel_gets_what_is_safe_for_buyers(office: Office) -> None:
    said = await office.mention(REP, "Halden Tile cut downtime by", channel=BUYERS)

    assert "40%" in words_of(said)


async def test_beside_guests_what_is_not_sure_is_told_to_the_asker_alone(office: Office) -> None:
    said = await office.mention(REP, DISCOUNT, channel=BUYERS)

    assert words_of(said) == "I am not sure enough to say it here, and have written to you in our own chat."
    assert not card_of(said)
    assert "Only you see this" in str(office.said(chat_of(REP))[-1])


async def test_who_cannot_be_looked_up_gets_what_is_safe_for_buyers_and_is_told(office: Office) -> None:
    office.connector.places[chat_of(REP)].members.clear()
    said = await office.say(REP, DISCOUNT)

    assert "15%" not in str(said)
    assert "I could not look up who you are" in str(said)


async def test_who_waits_long_is_told_and_the_answer_takes_the_place_of_that(
    open_office: Callable[..., Any], backstage: Backstage
) -> None:
    slow = asyncio.Event()
    loop = asyncio.get_running_loop()

    def answer(ask: Any) -> Any:
        asyncio.run_coroutine_threadsafe(slow.wait(), loop).result()
        return backstage.answering.answer(ask)

    office = await open_office(
        replace(backstage, answering=ScriptedAnswering(answer)), patience=Patience(before_a_word=0.05)
    )
    waiting = await office.say(REP, DISCOUNT)
    assert words_of(waiting) == "Looking it up…"
    slow.set()

    await office.until(lambda: "15%" in words_of(office.said(chat_of(REP))[0]))
    assert len(office.said(chat_of(REP))) == 1


async def test_a_card_that_teams_refuses_is_said_as_text(office: Office) -> None:
    await office.say(REP, "help")
    office.connector.fail(400, "BadArgument")
    said = await office.say(REP, DISCOUNT)

    assert "attachments" not in said
    assert "15%" in words_of(said)
    assert "(https://wiki.acme.example/pricing.md)" in words_of(said)


@pytest.mark.parametrize("status", [429, 412, 502, 504])
async def test_what_teams_does_not_take_at_once_is_said_again(office: Office, status: int) -> None:
    await office.say(REP, "help")
    office.connector.fail(status, "Busy", Retry_After="0")

    assert "15%" in words_of(await office.say(REP, DISCOUNT))


async def test_an_answer_that_breaks_is_a_sentence(open_office: Callable[..., Any], backstage: Backstage) -> None:
    def breaks(_: Any) -> Any:
        raise RuntimeError("broken")

    office = await open_office(replace(backstage, answering=ScriptedAnswering(breaks)))

    assert "Something went wrong" in words_of(await office.say(REP, DISCOUNT))
