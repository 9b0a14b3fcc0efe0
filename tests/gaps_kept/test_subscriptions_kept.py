"""Who is sent which digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
from gap_kept_samples import DAY, NOON
from sqlalchemy import Engine

from bot.digests.model import Subscription
from bot.stores.subscriptions import SqlSubscriptions

WEEKLY = Subscription(
    id="s1",
    kind="manager",
    surface="slack",
    workspace="T1",
    receiver="C1",
    every="week",
    at=time(8, 30),
    zone="Europe/Moscow",
    weekday=2,
    teams=("sales", "продажи"),
    language="ru",
    created_by="U1",
    created_at=NOON,
)
DAILY = Subscription("s2", "owner", "teams", "T2", "29:1", "day", time(0), "UTC", owner="Pricing", paused=True)


@pytest.fixture
def subscriptions(engine: Engine) -> SqlSubscriptions:
    return SqlSubscriptions(engine, now=lambda: NOON - DAY)


def test_a_subscription_comes_back_whole(subscriptions: SqlSubscriptions) -> None:
    subscriptions.keep(WEEKLY)
    subscriptions.keep(DAILY)
    assert subscriptions.find("s1") == WEEKLY
    assert subscriptions.find("s2") == replace(DAILY, created_at=NOON - DAY)
    assert subscriptions.find("s3") is None
    assert list(subscriptions.all()) == [replace(DAILY, created_at=NOON - DAY), WEEKLY]


def test_one_takes_the_place_of_that_with_the_same_id(subscriptions: SqlSubscriptions) -> None:
    subscriptions.keep(WEEKLY)
    changed = replace(WEEKLY, at=time(17, 5), teams=(), paused=True, created_at=NOON + DAY, resumed_at=NOON)
    subscriptions.keep(changed)
    assert list(subscriptions.all()) == [changed]
    subscriptions.keep(replace(WEEKLY, created_at=None))
    assert list(subscriptions.all()) == [replace(WEEKLY, created_at=NOON + DAY)]


def test_what_is_dropped_is_gone(subscriptions: SqlSubscriptions) -> None:
    subscriptions.keep(WEEKLY)
    subscriptions.drop("s1")
    subscriptions.drop("s1")
    assert list(subscriptions.all()) == []


def test_a_receiver_has_its_own(subscriptions: SqlSubscriptions) -> None:
    second = replace(WEEKLY, id="s0", created_at=NOON + DAY)
    for one in (second, WEEKLY, replace(WEEKLY, id="s3", workspace="T2"), DAILY):
        subscriptions.keep(one)
    assert list(subscriptions.of_receiver("slack", "T1", "C1")) == [WEEKLY, second]
    assert list(subscriptions.of_receiver("teams", "T1", "C1")) == []
