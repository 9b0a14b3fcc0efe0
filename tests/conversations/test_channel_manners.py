from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.channel_manners import ChannelManners, Delivery, Occasion, delivery, delivery_of_doubt

TUESDAY_NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TALK = Occasion(
    named=False,
    goes_on=False,
    is_question=False,
    outsiders=False,
    heard=0,
    groups=frozenset({"sales"}),
    now=TUESDAY_NOON,
)
QUESTION = replace(TALK, is_question=True)
FOLLOW_UP = replace(TALK, goes_on=True)
NAMED = replace(TALK, named=True)
MENTIONS = ChannelManners()
QUESTIONS = ChannelManners(listening="questions")
EVERYTHING = ChannelManners(listening="everything")
NIGHT = time(22), time(6)


@pytest.mark.parametrize(
    ("manners", "occasion", "heard_by"),
    [
        (MENTIONS, TALK, "silent"),
        (MENTIONS, QUESTION, "silent"),
        (MENTIONS, FOLLOW_UP, "thread"),
        (MENTIONS, NAMED, "thread"),
        (replace(MENTIONS, follow_ups=False), FOLLOW_UP, "silent"),
        (QUESTIONS, TALK, "silent"),
        (QUESTIONS, QUESTION, "thread"),
        (QUESTIONS, FOLLOW_UP, "thread"),
        (EVERYTHING, TALK, "thread"),
        (replace(EVERYTHING, audible="ephemeral"), TALK, "ephemeral"),
        (replace(MENTIONS, audible="ephemeral"), NAMED, "ephemeral"),
        # groups that are answered
        (replace(EVERYTHING, answers_to=("sales", "legal")), TALK, "thread"),
        (replace(EVERYTHING, answers_to=("legal",)), TALK, "silent"),
        (replace(EVERYTHING, answers_to=("legal",)), FOLLOW_UP, "silent"),
        (replace(EVERYTHING, answers_to=("legal",)), NAMED, "refused"),
        # people from outside
        (EVERYTHING, replace(QUESTION, outsiders=True), "silent"),
        (EVERYTHING, replace(FOLLOW_UP, outsiders=True), "silent"),
        (EVERYTHING, replace(NAMED, outsiders=True), "thread"),
        # the cap
        (replace(EVERYTHING, hourly_cap=3), replace(TALK, heard=2), "thread"),
        (replace(EVERYTHING, hourly_cap=3), replace(TALK, heard=3), "silent"),
        (replace(EVERYTHING, hourly_cap=3), replace(NAMED, heard=3), "ephemeral"),
        (replace(EVERYTHING, hourly_cap=3, answers_to=("legal",)), replace(NAMED, heard=3), "refused"),
        (replace(EVERYTHING, hourly_cap=0), replace(TALK, heard=1_000), "thread"),
        # the hours
        (replace(EVERYTHING, opens=time(13), closes=time(17)), TALK, "silent"),
        (replace(EVERYTHING, opens=time(13), closes=time(17)), FOLLOW_UP, "silent"),
        (replace(EVERYTHING, opens=time(13), closes=time(17)), NAMED, "thread"),
    ],
)
def test_who_hears_an_answer(manners: ChannelManners, occasion: Occasion, heard_by: Delivery) -> None:
    assert delivery(manners, occasion) == heard_by


@pytest.mark.parametrize(
    ("only_confident", "before", "named", "goes_on", "heard_by"),
    [
        (False, "thread", True, False, "thread"),
        (False, "thread", False, True, "thread"),
        (False, "thread", False, False, "silent"),
        (True, "thread", True, False, "ephemeral"),
        (True, "thread", False, True, "ephemeral"),
        (True, "thread", False, False, "silent"),
        (True, "ephemeral", True, False, "ephemeral"),
        (True, "refused", True, False, "refused"),
        (False, "ephemeral", False, False, "silent"),
    ],
)
def test_who_hears_what_is_not_sure(
    only_confident: bool, before: Delivery, named: bool, goes_on: bool, heard_by: Delivery
) -> None:
    manners = ChannelManners(only_confident=only_confident)
    assert delivery_of_doubt(manners, before, named=named, goes_on=goes_on) == heard_by


def test_buyers_do_not_hear_that_their_sellers_content_has_no_answer() -> None:
    manners = ChannelManners()
    assert delivery_of_doubt(manners, "thread", named=True, goes_on=False, buyers=True) == "ephemeral"
    assert delivery_of_doubt(manners, "thread", named=False, goes_on=False, buyers=True) == "silent"


@pytest.mark.parametrize(
    ("opens", "closes", "weekdays", "at", "is_open"),
    [
        (time(9), time(17), (1,), "2026-11-24 09:00", True),
        (time(9), time(17), (1,), "2026-11-24 08:59", False),
        (time(9), time(17), (1,), "2026-11-24 16:59", True),
        (time(9), time(17), (1,), "2026-11-24 17:00", False),
        (time(9), time(17), (0, 2), "2026-11-24 12:00", False),
        # the whole day
        (time(9), time(9), (1,), "2026-11-24 03:00", True),
        (time(9), time(9), (0,), "2026-11-24 03:00", False),
        (time(0), time(0), (), "2026-11-24 03:00", False),
        # past midnight: the morning belongs to the evening before
        (*NIGHT, (1,), "2026-11-24 22:00", True),
        (*NIGHT, (1,), "2026-11-25 05:59", True),
        (*NIGHT, (1,), "2026-11-25 06:00", False),
        (*NIGHT, (1,), "2026-11-24 05:00", False),
        (*NIGHT, (1,), "2026-11-25 22:00", False),
        (*NIGHT, (6,), "2026-11-30 01:00", True),
        (*NIGHT, (0,), "2026-11-30 01:00", False),
        (time(22), time(0), (1,), "2026-11-24 23:59", True),
        (time(22), time(0), (1,), "2026-11-25 00:00", False),
    ],
)
def test_hours(opens: time, closes: time, weekdays: tuple[int, ...], at: str, is_open: bool) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    manners = ChannelManners(opens=opens, closes=closes, weekdays=weekdays, zone=berlin.key)
    assert manners.is_open(datetime.fromisoformat(at).replace(tzinfo=berlin)) is is_open


@pytest.mark.parametrize(
    ("utc", "is_open"),
    [
        # Berlin is an hour ahead of UTC in winter, two in summer.
        ("2026-03-27 07:30", False),
        ("2026-03-27 08:00", True),
        ("2026-03-30 06:30", False),
        ("2026-03-30 07:00", True),
        ("2026-10-23 07:00", True),
        ("2026-10-26 07:00", False),
        ("2026-10-26 08:00", True),
    ],
)
def test_hours_are_those_of_the_clock_on_the_wall_in_summer_and_winter(utc: str, is_open: bool) -> None:
    manners = ChannelManners(opens=time(9), closes=time(17), zone="Europe/Berlin")
    assert manners.is_open(datetime.fromisoformat(utc).replace(tzinfo=UTC)) is is_open


def test_the_hour_that_the_clock_shows_twice_is_open_twice_and_the_one_it_leaves_out_harms_nothing() -> None:
    manners = ChannelManners(opens=time(2), closes=time(3), zone="Europe/Berlin")
    autumn = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1, 2)]
    spring = [datetime(2026, 3, 29, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    assert [manners.is_open(now) for now in autumn] == [True, True, False]
    assert [manners.is_open(now) for now in spring] == [False, False]


def test_the_day_of_the_week_is_that_of_the_channel() -> None:
    manners = ChannelManners(weekdays=(2,), zone="Asia/Tokyo")
    assert manners.is_open(datetime(2026, 11, 24, 16, tzinfo=UTC))
    assert not manners.is_open(datetime(2026, 11, 24, 14, tzinfo=UTC))
