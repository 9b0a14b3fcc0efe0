"""What goes wrong between the local Slack and the bot, and two replicas that share a database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from around import DISCOUNT, shown
from clients.local_slack import missing
from clients.office import Office, working_office

from bot.channel_manners import ChannelManners

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")


@pytest.fixture
async def office(make_door) -> AsyncIterator[Office]:
    async with working_office(make_door) as office:
        yield office


async def test_a_rate_limit_delays_the_answer_and_does_not_lose_it(office: Office) -> None:
    await office.open()
    await office.slack.fail("chat.postMessage", "ratelimited", status=429, retry_after=1)
    answer = await office.asks(office.rep, office.sales, office.named(DISCOUNT))
    assert "up to 15% discount" in shown(answer)
    assert await office.slack.faults_left() == 0
    await office.close()
    assert len(await office.answers(office.sales, office.rep)) == 1


async def test_a_rate_limit_delays_a_dialog_and_the_home_and_does_not_lose_them(office: Office) -> None:
    await office.open()
    answer = await office.asks(office.rep, office.sales, office.named(DISCOUNT))
    for method in ("views.open", "views.update", "views.publish"):
        await office.slack.fail(method, "ratelimited", status=429, retry_after=0)
    more = await office.dialog(office.rep, office.press(office.rep, answer, "more"))
    assert "*Pricing policy › Overview*" in shown(more)
    assert DISCOUNT in shown(await office.home(office.rep))
    assert await office.slack.faults_left() == 0


async def test_what_slack_delivers_again_is_answered_once(office: Office) -> None:
    await office.open()
    direct = await office.slack.direct_channel(office.rep)
    await office.asks(office.rep, office.sales, office.named(DISCOUNT))
    await office.asks(office.rep, direct, DISCOUNT)
    assert set(await office.slack.redeliver()) == {200}
    await office.close()
    await office.open()
    assert set(await office.slack.redeliver()) == {200}
    await office.close()
    assert len(await office.answers(office.sales, office.rep)) == 1
    assert len(await office.answers(direct, office.rep)) == 1


async def test_two_replicas_that_hear_the_same_answer_once(office: Office) -> None:
    for _ in range(2):
        await office.open(manners=ChannelManners(listening="questions", reaction="question"))
    slack, direct = office.slack, await office.slack.direct_channel(office.rep)
    named = await office.asks(office.rep, office.sales, office.named(DISCOUNT))
    await office.asks(office.rep, office.sales, "and for resellers?", named["thread_ts"])
    await office.asks(office.rep, office.sales, f"{DISCOUNT} today?")
    message = await slack.say(office.manager, office.sales, "Globex has no offline mode, they say")
    await office.heard(office.sales, slack.react(office.rep, office.sales, message, "question"))
    await office.asks(office.rep, direct, DISCOUNT)
    followed = await office.asks(office.rep, direct, "and for resellers?")
    assert "up to 15% discount" in shown(followed)
    await office.close()
    assert len(await office.answers(office.sales, office.rep)) == 4
    assert len(await office.answers(direct, office.rep)) == 2


async def test_a_replica_takes_over_what_another_has_begun(office: Office) -> None:
    await office.open()
    answer = await office.asks(office.rep, office.sales, office.named(DISCOUNT))
    await office.close()
    await office.open()
    followed = await office.asks(office.rep, office.sales, "and for resellers?", answer["thread_ts"])
    assert "up to 15% discount" in shown(followed)
    more = await office.dialog(office.manager, office.press(office.manager, answer, "more"))
    assert "*Pricing policy › Overview*" in shown(more)
    assert shown(await office.told(office.rep, answer, "helpful")) == "Thank you, noted."
