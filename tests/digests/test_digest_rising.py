from __future__ import annotations

from dataclasses import replace

import pytest

from bot.digests.rising import Asked, rising
from digest_samples import BUSY

SAME = (replace(BUSY, questions=200), replace(BUSY, questions=200))


@pytest.mark.parametrize(
    ("now", "before", "people", "told"),
    [
        (5, 0, 2, True),
        (4, 0, 4, False),  # too few questions
        (9, 0, 1, False),  # one person's
        (14, 5, 4, True),
        (12, 5, 4, False),  # may be chance
        (200, 150, 40, True),
        (160, 150, 40, False),
        (5, 5, 5, False),
        (3, 30, 3, False),
    ],
)
def test_only_what_is_clear_of_chance_is_told(now: int, before: int, people: int, told: bool) -> None:
    assert bool(rising([Asked("Globex", now, before, people)], SAME)) is told


def test_where_more_was_asked_of_everything_that_is_no_rise() -> None:
    doubled = (replace(BUSY, questions=400), replace(BUSY, questions=200))
    assert rising([Asked("Globex", 40, 20, 9)], SAME)
    assert not rising([Asked("Globex", 40, 20, 9)], doubled)


def test_the_surest_come_first_and_five_are_told() -> None:
    asked = [Asked(str(number), 10 + number, 1, 5) for number in range(9)]
    assert [one.name for one in rising(reversed(asked), SAME)] == ["8", "7", "6", "5", "4"]


def test_nothing_rises_from_nothing() -> None:
    nothing = (replace(BUSY, questions=0), replace(BUSY, questions=0))
    assert rising([Asked("Globex", 0, 0, 0)], nothing) == ()
    assert rising([Asked("Globex", 9, 0, 3)], (BUSY, replace(BUSY, questions=0))) == ()
