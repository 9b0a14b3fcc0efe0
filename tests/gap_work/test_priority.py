from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gaps.model import SIGNALS, Gap, Signal
from bot.gaps.priority import HALF_LIFE, priority, rank, reach, weight

NOW = datetime(2026, 11, 24, tzinfo=UTC)
counts = st.dictionaries(st.sampled_from(SIGNALS), st.integers(1, 50), min_size=1)


def a_gap(people: int, questions: int, signals: dict[Signal, int], last: datetime) -> Gap:
    told = rank(people, questions, signals, last)
    return Gap("g", "t", "missing", "open", NOW, NOW, last, questions, people, rank=told, signals=signals)


def test_three_people_who_found_nothing_today_are_three() -> None:
    assert priority(a_gap(3, 3, {"no_answer": 3}, NOW), NOW) == pytest.approx(3.0)


def test_it_halves_in_two_weeks() -> None:
    gap = a_gap(4, 6, {"wrong": 2, "unsure": 4}, NOW)
    assert priority(gap, NOW + HALF_LIFE) == pytest.approx(priority(gap, NOW) / 2)


@given(st.integers(1, 200), st.integers(0, 200), counts, st.integers(0, 400))
def test_it_is_reach_times_weight_times_recency(people: int, more: int, signals: dict[Signal, int], days: int) -> None:
    gap = a_gap(people, people + more, signals, NOW - timedelta(days=days))
    expected = reach(people, people + more) * weight(signals) * 0.5 ** (days / 14)
    assert priority(gap, NOW) == pytest.approx(expected)


@given(st.integers(1, 50), counts)
def test_the_order_does_not_change_while_nobody_asks(people: int, signals: dict[Signal, int]) -> None:
    one = a_gap(people, people, signals, NOW - timedelta(days=3))
    other = replace(a_gap(5, 5, {"no_answer": 5}, NOW - timedelta(days=9)), id="other")
    later = NOW + timedelta(days=100)
    assert (priority(one, NOW) > priority(other, NOW)) == (priority(one, later) > priority(other, later))


def test_somebody_new_counts_more_than_somebody_again() -> None:
    assert reach(2, 2) > reach(1, 2) > reach(1, 1)
