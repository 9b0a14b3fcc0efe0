from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from database_fixtures import Outage
from sqlalchemy import Engine, insert, select, update

from bot.channel_manners import ChannelManners
from bot.ports import KeepingError
from bot.stores.channels import CACHE_SECONDS, SqlChannels
from bot.stores.manners_record import to_record
from bot.stores.tables import ChannelChangeRow, ChannelMannersRow

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
QUIET = ChannelManners(audible="ephemeral", opens=time(9), closes=time(17, 30), zone="Europe/Berlin", weekdays=(0, 1))
LOUD = ChannelManners(listening="everything", answers_to=("sales",), audience=("staff",), reaction="boxing_glove")


class Watch:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def channels(engine: Engine, watch: Watch) -> SqlChannels:
    return SqlChannels(engine, seconds_since_start=watch)


def changes(engine: Engine) -> list[tuple[Any, ...]]:
    row = ChannelChangeRow
    with engine.connect() as connection:
        found = connection.execute(select(row.changed_by, row.changed_at, row.before, row.after).order_by(row.id))
        return [tuple(one) for one in found]


def test_a_channel_that_agreed_on_nothing_keeps_to_the_default(channels: SqlChannels) -> None:
    assert channels.manners("T1", "C1") is None


def test_a_change_shows_at_once_where_it_was_made_and_in_its_channel_alone(channels: SqlChannels) -> None:
    assert channels.manners("T1", "C1") is None
    channels.change("T1", "C1", QUIET, by="U1", at=NOON)
    assert channels.manners("T1", "C1") == QUIET
    assert channels.manners("T1", "C2") is None
    assert channels.manners("T2", "C1") is None
    channels.change("T1", "C1", None, by="U1", at=NOON)
    assert channels.manners("T1", "C1") is None


def test_who_changed_what_and_when_is_kept(channels: SqlChannels, engine: Engine) -> None:
    channels.change("T1", "C1", QUIET, by="U1", at=NOON)
    channels.change("T1", "C1", LOUD, by="U2", at=NOON + timedelta(hours=1))
    channels.change("T1", "C1", None, by="U3", at=NOON + timedelta(hours=2))
    assert changes(engine) == [
        ("U1", NOON, None, to_record(QUIET)),
        ("U2", NOON + timedelta(hours=1), to_record(QUIET), to_record(LOUD)),
        ("U3", NOON + timedelta(hours=2), to_record(LOUD), None),
    ]


def test_of_many_who_change_at_once_each_takes_over_from_the_one_before(engine: Engine) -> None:
    stores = [SqlChannels(engine) for _ in range(3)]
    with ThreadPoolExecutor(6) as pool:
        for cap in range(12):
            manners = ChannelManners(hourly_cap=cap)
            pool.submit(stores[cap % 3].change, "T1", "C1", manners, by="U1", at=NOON)
    history = changes(engine)
    assert len(history) == 12
    assert [before for _, _, before, _ in history] == [None, *(after for _, _, _, after in history[:-1])]
    last = history[-1][3]
    assert all(to_record(store.manners("T1", "C1") or ChannelManners()) == last for store in stores)


def test_manners_are_read_once_in_five_seconds(channels: SqlChannels, engine: Engine, watch: Watch) -> None:
    replica = SqlChannels(engine)
    assert channels.manners("T1", "C1") is None
    replica.change("T1", "C1", QUIET, by="U1", at=NOON)
    watch.seconds += CACHE_SECONDS - 0.1
    assert channels.manners("T1", "C1") is None
    watch.seconds += 0.1
    assert channels.manners("T1", "C1") == QUIET


def test_what_is_remembered_does_not_outlive_an_outage_for_long(
    channels: SqlChannels, engine: Engine, watch: Watch
) -> None:
    channels.change("T1", "C1", QUIET, by="U1", at=NOON)
    assert channels.manners("T1", "C1") == QUIET
    outage = Outage(engine)
    outage.is_down = True
    assert channels.manners("T1", "C1") == QUIET
    watch.seconds += CACHE_SECONDS
    with pytest.raises(KeepingError, match="connection refused"):
        channels.manners("T1", "C1")
    outage.lift()
    assert channels.manners("T1", "C1") == QUIET


def test_a_change_that_failed_changes_nothing(channels: SqlChannels, engine: Engine) -> None:
    channels.change("T1", "C1", QUIET, by="U1", at=NOON)
    outage = Outage(engine)
    outage.is_down = True
    with pytest.raises(KeepingError):
        channels.change("T1", "C1", LOUD, by="U1", at=NOON)
    outage.lift()
    assert channels.manners("T1", "C1") == QUIET


def test_a_row_of_another_version_costs_one_warning_and_its_own_key_alone(
    channels: SqlChannels, engine: Engine, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    record = to_record(QUIET) | {"audible": "shouting", "sings": "loudly"}
    row = {"workspace": "T1", "channel": "C1", "manners": record, "changed_by": "U1", "changed_at": NOON}
    with engine.begin() as connection:
        connection.execute(insert(ChannelMannersRow), row)
    expected = ChannelManners(opens=time(9), closes=time(17, 30), zone="Europe/Berlin", weekdays=(0, 1))
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert channels.manners("T1", "C1") == expected
            watch.seconds += CACHE_SECONDS
    (warning,) = caplog.messages
    assert "audible" in warning
    assert "sings" in warning
    assert "shouting" not in warning


@pytest.mark.parametrize("record", [[], "loud", 5, {}, [1]])
def test_a_row_that_holds_no_manners_is_the_default(channels: SqlChannels, engine: Engine, record: object) -> None:
    channels.change("T1", "C1", QUIET, by="U1", at=NOON)
    with engine.begin() as connection:
        connection.execute(update(ChannelMannersRow).values(manners=record))
    assert channels.manners("T1", "C1") == ChannelManners()


def test_hostile_text_is_kept_as_far_as_it_can_be(channels: SqlChannels) -> None:
    odd = ChannelManners(answers_to=("a\0b", "\ud83d"), audience=("x" * 400,), reaction="\0")
    channels.change("T\0", "C\ud83d", odd, by="U\0" * 400, at=NOON)
    kept = channels.manners("T\0", "C\ud83d")
    assert kept == ChannelManners(answers_to=("a\ufffdb", "\ufffd"), audience=("x" * 255,), reaction="\ufffd")
