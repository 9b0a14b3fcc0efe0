"""The door against a Slack that is not ours: a real local implementation of the Web API, in a process of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from clients.local_slack import LocalSlack, as_shown, local_slack, missing

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")


@pytest.fixture
async def emulator(open_door) -> AsyncIterator[LocalSlack]:
    """The local Slack, with the door's server behind it."""
    async with local_slack() as slack:
        host = web.Application()
        door = open_door(api_url=slack.api_url, bot_token=slack.bot_token, signing_secret=slack.signing_secret)
        host.add_subapp("/slack/", door.http_application())
        async with TestServer(host, host="127.0.0.1") as server:
            await slack.send_events_to(str(server.make_url("/slack/events")))
            yield slack


async def test_a_rep_reads_the_answer_in_the_thread_and_follows_up(emulator: LocalSlack, answering) -> None:
    first = await emulator.mention("two-year discount?")
    assert [message["user"] for message in first] == [emulator.rep, emulator.bot_user]
    assert as_shown(first[1]) == (
        "A two-year deal gets up to *15% off*. Anything above needs the deal desk.\n"
        "*Say this:*\nWe can do 15% for two years today.\n"
        "*Pricing policy › Multi-year discounts*\npolicy · owner Dana Reyes · reviewed 12 Oct"
    )
    (button,) = [block["accessory"] for block in first[1]["blocks"] if block.get("accessory")]
    assert button["url"] == "https://wiki.acme.example/policies/pricing.md#multi-year-discounts"
    second = await emulator.mention("and three years?", thread_ts=first[0]["ts"])
    assert [message["user"] for message in second] == [emulator.rep, emulator.bot_user] * 2
    assert [ask.text for ask in answering.asked] == ["two-year discount?", "and three years?"]
    assert {ask.thread for ask in answering.asked} == {first[0]["ts"]}


async def test_a_rep_asks_in_a_direct_message(emulator: LocalSlack, answering) -> None:
    conversation = await emulator.direct("two-year discount?")
    assert "15%" in as_shown(conversation[-1])
    assert answering.asked[0].place.kind == "direct"


async def test_a_rep_asks_by_command_and_alone_sees_the_answer(emulator: LocalSlack) -> None:
    whisper = await emulator.command("two-year discount?")
    assert "15%" in as_shown(whisper)
    history = await emulator.call("conversations.history", channel=emulator.channel)
    assert [
        message for message in history["messages"] if message["user"] == emulator.bot_user and "15%" in message["text"]
    ] == []


async def test_a_rate_limit_delays_the_answer_and_does_not_lose_it(emulator: LocalSlack) -> None:
    await emulator.fail("chat.postMessage", "ratelimited", status=429, retry_after=0)
    thread = await emulator.mention("two-year discount?")
    assert len(thread) == 2
    assert "15%" in as_shown(thread[1])
    assert await emulator.faults_left() == 0
