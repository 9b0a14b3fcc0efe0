"""A day is written alike in an answer and everywhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sample_answers import source

from bot.locales import day
from bot.sentences import freshness


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("month", range(1, 13))
def test_an_answer_writes_the_day_of_its_review_as_every_other_place_does(language: str, month: int) -> None:
    reviewed = date(2026, month, 14)
    page = replace(source(), reviewed=reviewed, review_due=None)
    for today in (date(2026, 12, 31), date(2027, 1, 31)):
        assert day(reviewed, language, today) in freshness(page, today, language)
    assert day(reviewed, language) in freshness(page, date(2027, 1, 31), language)
