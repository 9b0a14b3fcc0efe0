from __future__ import annotations

import random
from dataclasses import replace

import pytest
from digest_samples import BUSY

from bot.digests.rising import Asked, rising

SAME = (replace(BUSY, questions=200), replace(BUSY, questions=200))


@pytest.mark.parametrize(
    ("now", "before", "people", "told"),
    [
        (5, 0, 2, True),
        (4, 0, 4, False),  # too few questions
        (9, 0, 1, False),  # one person's
        (14, 5, 4, True),
        (11, 5, 4, False),  # may be chance
        (200, 150, 40, True),
        (160, 150, 40, False),
        (5, 5, 5, False),
        (3, 30, 3, False),
    ],
)
def test_only_what_is_clear_of_chance_is_told(now: int, before: int, people: int, told: bool) -> None:
    assert bool(rising([Asked("Globex", now, before, people)], SAME)) is told


def test_the_more_is_looked_at_the_clearer_it_must_be() -> None:
    others = [Asked(str(number), 8, 8, 4) for number in range(100)]
    assert not rising([Asked("Globex", 14, 5, 4), *others], SAME)
    assert rising([Asked("Globex", 24, 5, 4), *others], SAME)


def test_of_what_rose_by_chance_alone_hardly_ever_anything_is_told() -> None:
    chance = random.Random(6)
    told = 0
    for _ in range(200):
        counts = [[sum(chance.random() < 0.5 for _ in range(20)) for _ in range(40)] for _ in range(2)]
        asked = [Asked(str(number), counts[0][number], counts[1][number], 5) for number in range(40)]
        told += bool(rising(asked, SAME))
    assert told <= 10


def test_where_more_was_asked_of_everything_that_is_no_rise() -> None:
    doubled = (replace(BUSY, questions=400), replace(BUSY, questions=200))
    assert rising([Asked("Globex", 44, 20, 9)], SAME)
    assert not rising([Asked("Globex", 44, 20, 9)], doubled)


def test_the_surest_come_first_and_five_are_told() -> None:
    asked = [Asked(str(number), 20 + number, 1, 5) for number in range(9)]
    assert [one.name for one in rising(reversed(asked), SAME)] == ["8", "7", "6", "5", "4"]


def test_nothing_rises_from_nothing() -> None:
    nothing = (replace(BUSY, questions=0), replace(BUSY, questions=0))
    assert rising([Asked("Globex", 0, 0, 0)], nothing) == ()
    assert rising([Asked("Globex", 9, 0, 3)], (BUSY, replace(BUSY, questions=0))) == ()
