from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.locales import counted, days, moment, number, percent, seconds, span, weekday, weekday_named

FORMS = {"one": "{n} вопрос", "few": "{n} вопроса", "many": "{n} вопросов", "other": "{n} вопроса"}


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "0 вопросов"), (1, "1 вопрос"), (3, "3 вопроса"), (11, "11 вопросов"), (1_021, "1\u00a0021 вопрос")],
)
def test_a_number_decides_the_form(value: int, told: str) -> None:
    assert counted(value, FORMS, "ru") == told


def test_a_form_that_a_language_does_not_have_is_the_other_one() -> None:
    assert [counted(value, {"one": "{n} day", "other": "{n} days"}, "en") for value in (0, 1, 2)] == [
        "0 days",
        "1 day",
        "2 days",
    ]


def test_numbers_as_each_language_writes_them() -> None:
    assert (number(1_234.56, "en"), number(1_234.56, "ru")) == ("1,234.6", "1\u00a0234,6")
    assert (percent(0.812, "en"), percent(0.812, "ru")) == ("81%", "81\u00a0%")
    assert (days(4.5, "en"), seconds(0.42, "en")) == ("4.5 days", "0.4s")
    assert number(1_234.5, "xx") == number(1_234.5, "en")


def test_a_span_says_once_what_is_the_same() -> None:
    assert span(date(2026, 11, 16), date(2026, 11, 23), "en") == "16–23 Nov 2026"
    assert span(date(2026, 11, 16), date(2026, 11, 16), "en") == "16 Nov 2026"
    assert span(date(2026, 11, 28), date(2026, 12, 5), "en").count("2026") == 1
    assert span(date(2026, 12, 28), date(2027, 1, 4), "en").count("202") == 2


def test_a_moment_by_the_clock_of_its_reader() -> None:
    at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert moment(at, "Asia/Tokyo", "en") == "Tue 24 Nov, 08:30"
    assert moment(at, "Europe/Berlin", "ru") == "вт, 24 нояб., 00:30"


def test_days_of_the_week() -> None:
    assert (weekday(date(2026, 11, 23), "en"), weekday_named(0, "ru")) == ("Mon", "понедельник")
