"""The message extension, and an answer to somebody else's message."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from fakes import ScriptedAnswering
from teams_office import BUYERS, DISCOUNT, FLOOR, GUEST, MANAGER, REP, Office, chat_of, words_of
from teams_payloads import CHANNEL

from bot.teams.backstage import Backstage

ELSEWHERE = "19:private-chat@unq.gbl.spaces"


def results(body: dict[str, Any]) -> list[dict[str, Any]]:
    return body["composeExtension"].get("attachments", [])


async def test_what_is_typed_in_the_own_chat_is_answered_with_cards_to_insert(office: Office) -> None:
    await office.say(REP, "help")
    found = results(await office.search(REP, DISCOUNT, at=chat_of(REP)))

    assert "15%" in words_of(found[0]["content"])
    assert found[0]["preview"]["content"]["title"] == "Pricing policy › Overview"
    assert not any(card["content"].get("actions") for card in found)


async def test_where_the_bot_cannot_tell_who_reads_only_what_is_safe_for_buyers_is_offered(office: Office) -> None:
    body = await office.search(REP, DISCOUNT, at=ELSEWHERE)
    safe = await office.search(REP, "Halden Tile cut downtime by", at=ELSEWHERE)

    assert "15%" not in str(body)
    assert "40%" in words_of(results(safe)[0]["content"])


async def test_in_a_channel_what_everybody_there_may_see_is_offered(office: Office) -> None:
    await office.mention(MANAGER, "help")
    found = results(await office.search(MANAGER, DISCOUNT, at=CHANNEL))
    managers = await office.search(MANAGER, FLOOR, at=CHANNEL)

    assert "15%" in words_of(found[0]["content"])
    assert "60% of list" not in str(managers)


async def test_beside_buyers_what_is_not_for_them_is_not_offered(office: Office) -> None:
    await office.mention(REP, "help", channel=BUYERS)

    assert "15%" not in str(await office.search(REP, DISCOUNT, at=BUYERS))


async def test_a_guest_is_offered_what_is_safe_for_buyers(office: Office) -> None:
    await office.say(GUEST, "help")

    assert "15%" not in str(await office.search(GUEST, DISCOUNT, at=chat_of(GUEST)))


async def test_nothing_typed_says_what_to_do(office: Office) -> None:
    body = await office.search(REP, "")

    assert body["composeExtension"] == {"type": "message", "text": "Type a question, and I look for the answer."}


async def test_nothing_found_says_so(office: Office) -> None:
    await office.say(REP, "help")

    assert (await office.search(REP, "moon base catering"))["composeExtension"]["type"] == "message"


async def test_of_what_is_typed_piece_by_piece_only_the_last_is_a_question(
    office: Office, backstage: Backstage
) -> None:
    office.door._parts.extension._until_meant = 0.05
    await office.say(REP, "help")
    for typed in ("what disc", "what discount on", DISCOUNT):
        await office.search(REP, typed)
    await office.until(lambda: backstage.log.recent(5))
    await asyncio.sleep(0.1)

    assert [one.question for one in backstage.log.recent(5)] == [DISCOUNT]


async def test_an_answer_to_somebodys_message_is_shown_to_who_asked_alone(office: Office) -> None:
    value = {
        "commandId": "findAnswer",
        "commandContext": "message",
        "messagePayload": {"body": {"contentType": "html", "content": f"<p>{DISCOUNT}?</p>"}},
    }
    body = await office.invoke(REP, "composeExtension/fetchTask", value)

    assert body["task"]["type"] == "continue"
    assert body["task"]["value"]["title"] == "Find an answer"
    assert "15%" in words_of(body["task"]["value"]["card"])
    assert office.connector.posts == 0


async def test_an_answer_to_a_message_is_from_all_that_the_asker_may_see_wherever_it_stands(office: Office) -> None:
    value = {"commandId": "findAnswer", "messagePayload": {"body": {"content": FLOOR}}}
    theirs = await office.invoke(MANAGER, "composeExtension/fetchTask", value, at=ELSEWHERE)
    others = await office.invoke(REP, "composeExtension/fetchTask", value, at=ELSEWHERE)

    assert "60% of list" in words_of(theirs["task"]["value"]["card"])
    assert "60% of list" not in str(others)


async def test_a_message_without_words_says_so(office: Office) -> None:
    value = {"commandId": "findAnswer", "messagePayload": {"body": {"contentType": "html", "content": "<img>"}}}
    body = await office.invoke(REP, "composeExtension/fetchTask", value)

    assert "no words" in words_of(body["task"]["value"]["card"])


@pytest.mark.parametrize("name", ["composeExtension/query", "composeExtension/fetchTask"])
async def test_what_breaks_is_a_sentence(open_office: Callable[..., Any], backstage: Backstage, name: str) -> None:
    from dataclasses import replace

    def breaks(_: Any) -> Any:
        raise RuntimeError("broken")

    office = await open_office(replace(backstage, unlogged=ScriptedAnswering(breaks)))
    query = {"commandId": "searchAnswers", "parameters": [{"name": "question", "value": DISCOUNT}]}
    message = {"commandId": "findAnswer", "messagePayload": {"body": {"content": DISCOUNT}}}
    body = await office.invoke(REP, name, query if name.endswith("query") else message)

    assert "Something went wrong" in str(body)
