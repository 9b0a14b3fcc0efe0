"""`whatsnew`, the weekly post and launches in Teams, through the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from card_shapes import problems_of
from fake_connector import TENANT
from fakes import FixedClock
from library import Library, Page
from reach_samples import came
from sqlalchemy import Engine
from teams_office import (
    BUYERS,
    CHANNEL,
    DANA,
    GUEST,
    MANAGER,
    OWNER,
    REP,
    Office,
    card_of,
    chat_of,
    words_of,
)

from bot.deliveries.model import Delivery
from bot.digests.model import Subscription
from bot.digests.schedule import delivery_of, latest
from bot.reach.announcing import LaunchPlanner

NOW = FixedClock().now()
REP_ID = "00000000-0000-4000-8000-000000000001"
ROUGH = Page("rough.md", "x", "<at>all</at> *x* [a](b) {{DATE(2026-01-01)}} " + "long " * 60)


@pytest.fixture
async def office(open_office: Callable[..., Any]) -> Office:
    made: Office = await open_office(
        roles={"managers": ["lee@acme.example"]},
        groups={"managers": ["lee@acme.example"]},
        owners={"Dana Reyes": [DANA]},
    )
    return made


@pytest.fixture
def news(database: Engine) -> None:
    came(database, NOW - timedelta(days=40), ("battlecard.md", "changed"))
    came(database, NOW - timedelta(days=2), ("pricing.md", "changed"))
    came(database, NOW - timedelta(days=1), ("floor.md", "added"), ("case.md", "added"))


def shown(message: dict[str, Any]) -> str:
    if card_of(message):
        assert problems_of(card_of(message)) == []
    return words_of(message)


def weekly(office: Office, receiver: str, language: str = "en") -> Delivery:
    kept = Subscription(
        f"news {receiver}", "news", "teams", TENANT, receiver, "week", time(9), "UTC", weekday=1, language=language
    )
    office.ports.subscriptions.keep(kept)
    return delivery_of(kept, latest(kept, NOW))


async def delivered(office: Office, delivery: Delivery) -> bool:
    announced = await office.door.poster.announce(delivery)
    if announced is not None:
        await office.door.poster.fill(delivery, announced)
    return announced is not None


@pytest.mark.usefixtures("news")
async def test_new_pages_come_first_then_changed_ones_each_with_its_link(office: Office) -> None:
    message = await office.say(REP, "whatsnew")
    words = shown(message)
    new, changed = words.index("Halden Tile case"), words.index("Pricing policy")
    assert words.index("New\n") < new < words.index("Changed\n") < changed
    assert "new on 23 Nov · policy · owner Dana Reyes" in words
    assert "Price floor" not in words
    assert "https://wiki.acme.example/case.md" in str(card_of(message))
    assert "Globex battlecard" in shown(await office.say(REP, "whatsnew all"))
    assert "Что нового: за последние 7 дней" in shown(await office.say(REP, "новости 7"))


@pytest.mark.usefixtures("news")
async def test_the_home_card_tells_the_same(office: Office) -> None:
    words = shown(await office.say(REP, "home"))
    assert "New and changed" in words
    assert words.index("Halden Tile case") < words.index("Pricing policy")
    assert "Price floor" not in words


async def test_where_nothing_is_new_it_says_so(office: Office) -> None:
    assert "Nothing is new or changed in the last 30 days." in shown(await office.say(REP, "whatsnew"))


@pytest.mark.usefixtures("news")
async def test_in_a_channel_it_is_told_to_who_asked_alone(office: Office) -> None:
    said = await office.mention(REP, "whatsnew")
    assert "Pricing" not in shown(said)
    assert "Pricing policy" in shown(office.said(chat_of(REP))[-1])


@pytest.mark.usefixtures("news")
async def test_a_guest_sees_what_is_safe_for_buyers(office: Office) -> None:
    words = shown(await office.say(GUEST, "whatsnew"))
    assert "Halden Tile case" in words
    assert "Pricing policy" not in words


async def test_subscribing_and_stopping(office: Office) -> None:
    kept = office.ports.subscriptions.kept
    assert "From now on the news come to you on Mondays at 09:00" in shown(await office.say(REP, "whatsnew weekly"))
    assert [(one.kind, one.receiver) for one in kept.values()] == [("news", REP_ID)]
    assert "no longer" in shown(await office.say(REP, "whatsnew stop"))
    await office.mention(REP, "whatsnew weekly here")
    assert "Only managers and administrators" in shown(office.said(chat_of(REP))[-1])
    assert kept == {}
    await office.say(MANAGER, "hello")
    await office.mention(MANAGER, "whatsnew weekly here")
    assert [(one.kind, one.receiver) for one in kept.values()] == [("news", CHANNEL)]


@pytest.mark.usefixtures("news")
async def test_the_weekly_news_hold_what_their_readers_may_see(office: Office) -> None:
    await office.say(REP, "hello")
    await office.mention(REP, "hello")
    assert await delivered(office, weekly(office, REP_ID))
    words = shown(office.said(chat_of(REP))[-1])
    assert "New in the content, 17–24 Nov 2026" in words
    assert "Pricing policy" in words
    assert "Price floor" not in words
    assert await delivered(office, weekly(office, CHANNEL, "ru"))
    assert "Новое в материалах" in shown(office.said(CHANNEL)[-1])
    await office.mention(REP, "hello", channel=BUYERS)
    assert await delivered(office, weekly(office, BUYERS))
    words = shown(office.said(BUYERS)[-1])
    assert "Halden Tile case" in words
    assert "Pricing policy" not in words


async def test_of_a_quiet_week_nothing_is_sent(office: Office, database: Engine) -> None:
    await office.say(REP, "hello")
    came(database, NOW - timedelta(days=3), ("floor.md", "added"))
    assert not await delivered(office, weekly(office, REP_ID))


async def test_a_launch_is_told_and_stands_on_top(office: Office, library: Library) -> None:
    library.pages.append(ROUGH)
    await office.say(REP, "whatsnew weekly")
    said = shown(await office.say(OWNER, "whatsnew launch rough.md until 31 Dec: <at>all</at> new tiers"))
    assert "is launched until 31 Dec" in said
    planner = LaunchPlanner(office.ports.reach._launches, office.ports.subscriptions, office.ports.deliveries)
    assert planner.plan(NOW) == 1
    (delivery,) = office.ports.deliveries.lately(3)
    assert await delivered(office, delivery)
    words = shown(office.said(chat_of(REP))[-1])
    assert "new tiers" in words
    assert "launched by Dana Reyes · until 31 Dec" in words
    assert words_of(await office.say(REP, "home")).count("new tiers") == 1
    assert "new tiers" in shown(await office.say(REP, "whatsnew"))
    assert "Only its owner" in shown(await office.say(REP, "whatsnew unlaunch rough.md"))
    assert "launched no longer" in shown(await office.say(MANAGER, "whatsnew unlaunch rough.md"))
    assert "Nothing is launched now." in shown(await office.say(REP, "whatsnew launches"))
    assert not await delivered(office, delivery)


async def test_help_is_told(office: Office) -> None:
    assert "whatsnew weekly" in shown(await office.say(REP, "whatsnew help"))
    assert "новости" not in shown(await office.say(REP, "whatsnew something"))
