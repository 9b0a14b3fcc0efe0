"""Battlecards asked for in Teams: their parts as buttons, in the asker's own chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from card_pages import CARDS, REGIONAL, RUSSIAN
from card_shapes import problems_of
from library import BASE_URL, Library
from teams_office import BUYERS, GUEST, MANAGER, REP, Office, actions_of, card_of, chat_of, words_of

from bot.teams.backstage import Backstage


@pytest.fixture
async def company(open_office: Callable[..., Any], library: Library) -> Office:
    library.pages += CARDS
    return await open_office(groups={"managers": ["lee@acme.example"]})


def titles(message: dict[str, Any]) -> list[str]:
    return [str(one["title"]) for one in actions_of(message)]


async def pressed(company: Office, person: str, message: dict[str, Any], title: str) -> dict[str, Any]:
    """Press a button in one's own chat; what stands there then."""
    await company.press(person, message, title)
    await company.idle()
    return company.said(chat_of(person))[-1]


async def test_a_card_has_its_parts_as_buttons_and_turns_in_its_place(company: Office) -> None:
    said = await company.say(REP, "battlecard globex")
    words = words_of(card_of(said))
    assert problems_of(card_of(said)) == []
    assert "Battlecard: Globex" in words
    assert "owner Dana Reyes · reviewed 3 Nov" in words
    assert "Globex sells to head offices." in words
    assert titles(said) == ["▸ Overview", "Why we win", "Objections", "Say this", "Landmines", "Proof", "Price"]
    turned = await pressed(company, REP, said, "Why we win")
    assert len(company.said(chat_of(REP))) == 1
    assert titles(turned)[:2] == ["Overview", "▸ Why we win"]
    words = words_of(card_of(turned))
    assert "Carriers book for free with us." in words
    assert "Say this:" in words
    assert problems_of(card_of(turned)) == []


async def test_words_behind_the_name_open_the_part_that_says_them(company: Office) -> None:
    said = await company.say(REP, "Battlecard GBX price")
    words = words_of(card_of(said))
    assert "▸ Price" in titles(said)
    assert "🔒 Internal: not for customers" in words
    assert "Win rate 46%. Floor is $900." in words


async def test_in_a_channel_the_card_comes_into_the_askers_own_chat(company: Office) -> None:
    said = await company.mention(REP, "battlecard globex")
    assert "eyes alone" in words_of(said)
    await company.idle()
    (own,) = company.said(chat_of(REP))
    assert "head offices" in words_of(card_of(own))


async def test_a_guest_sees_cards_for_buyers_alone_without_what_is_internal(company: Office) -> None:
    assert "head offices" not in str(await company.say(GUEST, "battlecard globex"))
    said = await company.say(GUEST, "battlecard initech")
    assert "Open interfaces" in words_of(card_of(said))
    assert "margin" not in str(said).casefold()
    assert "Dana" not in str(said)
    assert "margins" in str(await company.say(REP, "battlecard initech"))


async def test_what_is_for_a_group_is_for_that_group(company: Office) -> None:
    assert "leaks" not in str(await company.say(REP, "battlecard hooli"))
    assert "leaks" in str(await company.say(MANAGER, "battlecard hooli"))


async def test_a_press_that_was_written_by_hand_shows_nothing_more(company: Office) -> None:
    said = await company.say(GUEST, "battlecard initech")
    first = next(one["data"] for one in actions_of(said) if "data" in one)
    for part in ("h-internal-margins", "more", "x" * 5_000):
        first["cornerman"]["part"] = part
        await company.press(GUEST, said, titles(said)[0])
        await company.idle()
    first["cornerman"]["subject"] = CARDS[0].document.id
    await company.press(GUEST, said, titles(said)[0])
    await company.idle()
    everything = str(company.said(chat_of(GUEST)))
    assert "margin" not in everything
    assert "head offices" not in everything
    assert "That card is not there any more." in everything


async def test_of_several_cards_one_is_chosen_and_doubt_is_asked(company: Office, library: Library) -> None:
    library.pages += [RUSSIAN, REGIONAL]
    said = await company.say(REP, "battlecard globex")
    assert "There are several cards on Globex:" in words_of(card_of(said))
    shown = await pressed(company, REP, said, "Battlecard: Globex in APAC (en)")
    assert "Three sites in Osaka." in words_of(card_of(shown))
    said = await company.say(REP, "battlecard initek")
    assert "Did you mean" in words_of(card_of(said))
    assert titles(said) == ["Initech"]


async def test_the_list_and_what_is_missing_are_said_as_they_stand(company: Office) -> None:
    said = await company.say(REP, "battlecard")
    assert "Globex, Initech" in words_of(said)
    said = await company.say(REP, "battlecard *Umbrella* <at>all</at>")
    assert "There is no battlecard on" in words_of(said)
    assert "<at>" not in said["text"]


async def test_it_counts_as_a_question_and_can_be_rated(company: Office, backstage: Backstage) -> None:
    said = await company.say(REP, "battlecard globex")
    (question,) = await company.until(lambda: backstage.log.recent(5))
    assert (question.question, question.status, question.document) == (
        "battlecard Globex",
        "answered",
        "cards/globex.md",
    )
    assert (await company.thumb(REP, said, "like")).status == 200
    await company.until(lambda: [vote.helpful for vote in backstage.feedback.votes(question.id)] == [True])


async def test_it_is_asked_for_and_told_in_russian(company: Office, library: Library) -> None:
    library.pages.append(RUSSIAN)
    said = await company.say(REP, "карточка глобекс")
    assert titles(said)[:3] == ["▸ Обзор", "Почему мы выигрываем", "Возражения"]
    assert "владелец Dana Reyes" in words_of(card_of(said))


async def test_where_buyers_read_along_nothing_of_it_is_said_there(company: Office) -> None:
    said = await company.mention(REP, "battlecard globex price", channel=BUYERS)
    await company.idle()
    assert "1,700" not in str(said)
    assert "1,700" in words_of(card_of(company.said(chat_of(REP))[-1]))


async def test_a_card_that_teams_refuses_is_said_as_text(company: Office) -> None:
    await company.say(REP, "battlecard")  # who they are is known from then on
    company.connector.fail(400, "BadArgument")
    said = await company.say(REP, "battlecard globex price")
    assert card_of(said) == {}
    assert said["text"].startswith(f"[Battlecard: Globex]({BASE_URL}/documents/cards-globex-md#price)\n\nowner Dana")
    assert "**🔒 Internal: not for customers**  \nWin rate 46%. Floor is $900." in said["text"]
