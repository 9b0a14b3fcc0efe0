"""Channels of the local Slack that people from outside read."""

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


@pytest.fixture(params=["shared with another company", "with a guest"])
async def channel(request: pytest.FixtureRequest, office: Office) -> str:
    """A channel of two companies; or one's own, with a guest in it."""
    if request.param == "with a guest":
        await office.slack.call("conversations.invite", channel=office.sales, users=office.guest)
        return office.sales
    return office.shared


async def test_nobody_is_answered_unasked_where_people_from_outside_read(office: Office, channel: str) -> None:
    await office.open(manners=ChannelManners(listening="everything"))
    await office.slack.say(office.rep, channel, f"{DISCOUNT}?")
    await office.slack.say(office.rep, channel, "how much downtime did Halden Tile cut?")
    await office.close()
    assert await office.answers(channel, office.rep) == []


async def test_who_names_the_bot_there_gets_what_is_safe_for_buyers(office: Office, channel: str) -> None:
    await office.open()
    answer = await office.asks(office.rep, channel, office.named("how much downtime did Halden Tile cut"))
    assert "cut downtime by 40%" in shown(answer)


async def test_what_is_not_safe_for_buyers_is_told_to_nobody_there_and_the_asker_alone_hears_of_no_answer(
    office: Office, channel: str
) -> None:
    await office.open()
    names = office.slack.say(office.rep, channel, office.named(DISCOUNT))
    whisper = await office.heard(channel, names, only=office.rep)
    assert "I did not find an answer" in shown(whisper)
    assert "15%" not in shown(whisper)
    assert await office.answers(channel, office.guest) == []


async def test_a_guest_who_presses_more_results_sees_only_what_is_safe_for_buyers(office: Office, channel: str) -> None:
    await office.open()
    answer = await office.asks(office.rep, channel, office.named("Halden Tile downtime, and discount on a deal"))
    more = await office.dialog(office.guest, office.press(office.guest, answer, "more"))
    assert "Halden Tile case" in shown(more)
    assert "Pricing policy" not in shown(more)


async def test_a_guest_who_joins_later_changes_what_the_channel_is_told(office: Office) -> None:
    await office.open()
    before = await office.asks(office.rep, office.sales, office.named(DISCOUNT))
    assert "up to 15% discount" in shown(before)
    await office.slack.call("conversations.invite", channel=office.sales, users=office.guest)
    names = office.slack.say(office.rep, office.sales, office.named(DISCOUNT))
    assert "15%" not in shown(await office.heard(office.sales, names, only=office.rep))
    assert len(await office.answers(office.sales, office.guest)) == 1, "that from before"


async def test_a_guest_in_a_direct_message_is_told_only_what_is_safe_for_buyers(office: Office) -> None:
    await office.open()
    direct = await office.slack.direct_channel(office.guest)
    assert "15%" not in shown(await office.asks(office.guest, direct, DISCOUNT))
    assert "40%" in shown(await office.asks(office.guest, direct, "how much downtime did Halden Tile cut"))
