from __future__ import annotations

import random
import time as real_time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from replicas import DIED, Orders, Platform, Replica, serving
from sqlalchemy import Engine

from bot.digests.model import Subscription
from bot.stores.deliveries import SqlDeliveries
from bot.stores.subscriptions import SqlSubscriptions

DUE = datetime(2026, 11, 23, 8, tzinfo=UTC)
SOON, AFTER_THE_LEASE = DUE + timedelta(seconds=20), DUE + timedelta(minutes=10)
WEEKLY = Subscription(
    id="s",
    kind="manager",
    surface="fake",
    workspace="T1",
    receiver="C1",
    every="week",
    at=time(9),
    zone="Europe/Berlin",
    created_at=DUE - timedelta(days=2),
)
STEPS = ("planned", "claimed", "before announcing", "announced", "recorded", "before filling", "filled", "sent")


@pytest.fixture
def platform() -> Iterator[Platform]:
    with serving() as started:
        yield started


@pytest.fixture
def subscriptions(engine: Engine) -> SqlSubscriptions:
    return SqlSubscriptions(engine)


def test_whenever_a_replica_dies_the_other_one_brings_it_to_its_end(
    engine: Engine, database_url: str, subscriptions: SqlSubscriptions, platform: Platform
) -> None:
    places = {f"{eyes} {number}": step for eyes in ("seeing", "blind") for number, step in enumerate(STEPS)}
    for place, step in places.items():
        subscriptions.keep(replace(WEEKLY, id=place, surface=place, receiver=place))
        first = Replica(Orders(database_url, platform.address, [SOON], (place,), dies_at=step))
        assert first.ended() == DIED, step
    second = Replica(Orders(database_url, platform.address, [AFTER_THE_LEASE], tuple(places)))
    assert second.ended() == 0
    for place, step in places.items():
        key = f"digest:{place}:2026-11-23"
        assert len(platform.whole(key)) == 1, (place, step)
        # Where the platform cannot tell what was posted, a replica that dies in the blink between the posting and the
        # writing down leaves a line behind that announces it once more; never the digest itself.
        lines = 2 if step == "announced" and place.startswith("blind") else 1
        assert len(platform.of(key)) == lines, (place, step)
        kept = SqlDeliveries(engine).find(key)
        assert kept is not None
        assert kept.state == "sent"
    assert {one.place for one in platform.messages} == set(places)


def test_killed_at_any_moment(database_url: str, subscriptions: SqlSubscriptions, platform: Platform) -> None:
    chance = random.Random(6)
    for number in range(4):
        for part in range(5):
            subscriptions.keep(replace(WEEKLY, id=f"k{number}-{part}", receiver=f"{number}-{part}"))
        platform.called.clear()
        orders = Orders(database_url, platform.address, [SOON])
        first = Replica(orders)
        platform.called.wait(60)
        real_time.sleep(chance.uniform(0, 0.08))
        first.kill()
        assert Replica(replace(orders, moments=[AFTER_THE_LEASE])).ended() == 0
    keys = {f"digest:k{number}-{part}:2026-11-23" for number in range(4) for part in range(5)}
    assert {key: len(platform.whole(key)) for key in keys} == dict.fromkeys(keys, 1)


def test_two_replicas_at_once(database_url: str, subscriptions: SqlSubscriptions, platform: Platform) -> None:
    for number in range(20):
        subscriptions.keep(replace(WEEKLY, id=f"s{number}", surface="blind", receiver=f"C{number}"))
    orders = Orders(database_url, platform.address, [SOON], ("blind",))
    both = Replica(orders), Replica(orders)
    assert [one.ended() for one in both] == [0, 0]
    assert sorted(one.key for one in platform.messages) == sorted(f"digest:s{n}:2026-11-23" for n in range(20))
    assert all(one.text.startswith("whole") and one.updates == 1 for one in platform.messages)


@pytest.mark.parametrize(
    ("day", "clocks"),
    [("2026-10-25", "go back, and show 2:30 twice"), ("2027-03-28", "go forward, and never show 2:30")],
)
def test_through_the_change_to_and_from_summer_time(
    database_url: str, subscriptions: SqlSubscriptions, platform: Platform, day: str, clocks: str
) -> None:
    midnight = datetime.fromisoformat(f"{day}T00:00:00+00:00")
    subscriptions.keep(replace(WEEKLY, every="day", at=time(2, 30), created_at=midnight - timedelta(hours=12)))
    orders = Orders(database_url, platform.address, [midnight + timedelta(minutes=5 * n) for n in range(48)])
    both = Replica(orders), Replica(orders)
    assert [one.ended() for one in both] == [0, 0]
    assert [one.key for one in platform.messages] == [f"digest:s:{day}"], clocks


def test_what_was_missed_is_sent_late_and_says_so(
    database_url: str, subscriptions: SqlSubscriptions, platform: Platform
) -> None:
    subscriptions.keep(WEEKLY)
    assert Replica(Orders(database_url, platform.address, [DUE + timedelta(days=15)])).ended() == 0
    assert {one.key[-10:]: one.text.endswith(" late") for one in platform.messages} == {
        "2026-11-23": True,
        "2026-11-30": True,
        "2026-12-07": True,
    }
    subscriptions.keep(replace(WEEKLY, id="next", created_at=DUE + timedelta(days=20)))
    assert Replica(Orders(database_url, platform.address, [DUE + timedelta(days=21, minutes=2)])).ended() == 0
    assert [one.text.endswith(" late") for one in platform.of("digest:next:2026-12-14")] == [False]
