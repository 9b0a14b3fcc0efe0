from __future__ import annotations

import json
from datetime import UTC, datetime, time
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel_manners import AUDIBLE, LISTENING, WEEKDAYS, Audible, ChannelManners, Listening
from bot.stores.manners_record import from_record, to_record
from bot.stores.storable import storable_name

MOMENT = datetime(2026, 11, 24, 12, tzinfo=UTC)
names = st.text(st.characters()).map(storable_name)
manners = st.builds(
    ChannelManners,
    listening=st.sampled_from(LISTENING),
    audible=st.sampled_from(AUDIBLE),
    follow_ups=st.booleans(),
    answers_to=st.lists(names).map(tuple),
    audience=st.lists(names).map(tuple),
    only_confident=st.booleans(),
    reaction=names,
    opens=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    closes=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    weekdays=st.lists(st.sampled_from(WEEKDAYS), unique=True).map(tuple),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Kathmandu"]),
    hourly_cap=st.integers(0, 1_000),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(manners)
def test_manners_come_back_from_json_as_they_were(before: ChannelManners) -> None:
    record = json.loads(json.dumps(to_record(before)))
    assert from_record(record) == (before, ())


@given(manners, st.sampled_from(sorted(to_record(ChannelManners()))), anything)
def test_one_bad_value_costs_its_key_alone(before: ChannelManners, key: str, value: object) -> None:
    after, odd = from_record(to_record(before) | {key: value})
    if odd:
        assert odd == (key,)
        assert to_record(after) == to_record(before) | {key: to_record(ChannelManners())[key]}
    else:
        assert to_record(after) == to_record(before) | {key: to_record(after)[key]}
    assert isinstance(after.is_open(MOMENT), bool)


@given(anything)
def test_whatever_a_row_holds_becomes_manners(record: object) -> None:
    after, _ = from_record(record)
    assert isinstance(after, ChannelManners)


def test_keys_of_a_newer_version_are_passed_over_and_those_of_an_older_one_need_not_be_there() -> None:
    assert from_record({"audible": "ephemeral", "sings": True}) == (ChannelManners(audible="ephemeral"), ("sings",))
    assert from_record({}) == (ChannelManners(), ())


@pytest.mark.parametrize(
    "record",
    [
        {"zone": "Atlantis"},
        {"zone": "../../etc/passwd"},
        {"zone": "Europe"},
        {"zone": ""},
        {"opens": "24:00"},
        {"opens": "9:00"},
        {"closes": "09:60"},
        {"closes": "0٩:00"},
        {"weekdays": [7]},
        {"weekdays": [True]},
        {"weekdays": "0123"},
        {"hourly_cap": -1},
        {"hourly_cap": True},
        {"hourly_cap": "3"},
        {"follow_ups": 1},
        {"answers_to": "sales"},
        {"answers_to": [1]},
        {"listening": "nothing"},
        {"listening": ["mentions"]},
        {"audible": None},
    ],
)
def test_values_that_are_not_understood(record: dict[str, Any]) -> None:
    assert from_record(record) == (ChannelManners(), tuple(record))


def test_seconds_are_left_out() -> None:
    assert to_record(ChannelManners(opens=time(9, 5, 59)))["opens"] == "09:05"


def test_every_kind_of_listening_and_hearing_is_known() -> None:
    assert set(LISTENING) == set(get_args(Listening))
    assert set(AUDIBLE) == set(get_args(Audible))
