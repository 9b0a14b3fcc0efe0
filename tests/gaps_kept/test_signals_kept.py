"""What counts of a question: its answer, what people said of it, and that it was handed to an owner."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any, get_args

import pytest
from gap_kept_samples import NOON, SECOND, asked, log, place, signals_waiting
from gap_kept_samples import a_gap as new_gap
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from bot.conversation_model import VOTE_REASONS, OwnerReply, OwnerRequest, Vote
from bot.gaps.model import Signal
from bot.model import Flag, LoggedQuestion
from bot.stores.feedback import SqlFeedback
from bot.stores.gaps import SqlGaps
from bot.stores.owner_requests import SqlOwnerRequests

_NUMBERS = itertools.count()
REQUEST = OwnerRequest("r1", "q1", "is there?", "U1", "T1", "Pricing", "U2", "D2", "1700.2", "pricing.md", NOON)


@pytest.fixture
def gaps(engine: Engine) -> SqlGaps:
    return SqlGaps(engine)


@pytest.mark.parametrize(
    ("question", "counts"),
    [
        (asked(1, status="gap"), ("no_answer",)),
        (asked(1, status="unsure"), ("unsure",)),
        (asked(1, status="answered"), ()),
        (asked(1, status="answered", flags=("stale", "conflicting")), ("stale", "conflicting")),
        (asked(1, status="unsure", flags=("stale",)), ("unsure", "stale")),
        (asked(1, status="unsure", flags=("unmentioned",)), ("unmentioned",)),
        (asked(1, status="small_talk", flags=("stale",)), ()),
        (asked(1, surface="cli", place_kind="terminal"), ()),
        (asked(1, place_kind="terminal"), ()),
        (asked(1, surface="cli", status="answered", flags=("stale",)), ()),
        (asked(1, generation=""), ()),
    ],
    ids=str,
)
def test_an_answer_counts_by_what_it_was(
    engine: Engine, gaps: SqlGaps, question: LoggedQuestion, counts: tuple[Signal, ...]
) -> None:
    log(engine, question)
    assert set(gaps.signals("q1")) == set(counts)
    assert len(gaps.waiting(9)) == bool(counts)


def test_every_flag_of_an_answer_is_a_signal() -> None:
    assert set(get_args(Flag)) <= set(get_args(Signal))


def test_a_question_that_is_delivered_twice_counts_once(engine: Engine, gaps: SqlGaps) -> None:
    log(engine, asked(1), asked(2))
    place(gaps, gaps.waiting(1)[0], new_gap())
    log(engine, asked(1), asked(2), asked(3))
    assert signals_waiting(gaps) == {"q2": ("no_answer",), "q3": ("no_answer",)}


def test_a_vote_that_comes_too_late_changes_nothing(engine: Engine, gaps: SqlGaps) -> None:
    log(engine, asked(1, status="answered"))
    feedback = SqlFeedback(engine)
    feedback.vote(Vote("q1", "U9", helpful=True, voted_at=NOON + SECOND))
    feedback.vote(Vote("q1", "U9", helpful=False, voted_at=NOON, reason="wrong"))
    assert list(gaps.signals("q1")) == []
    feedback.vote(Vote("q1", "U9", helpful=False, voted_at=NOON + 3 * SECOND))
    feedback.vote(Vote("q1", "U9", helpful=True, voted_at=NOON + 2 * SECOND))
    assert list(gaps.signals("q1")) == ["unhelpful"]


votes = st.lists(
    st.tuples(
        st.sampled_from(["q1", "q2"]),
        st.sampled_from(["U1", "U2", "U3"]),
        st.sampled_from([None, "unhelpful", *VOTE_REASONS]),
        st.integers(0, 9),
        st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(votes)
def test_whatever_votes_come_what_counts_is_what_the_latest_of_each_say(
    engine: Engine, told: list[tuple[str, str, str | None, int, bool]]
) -> None:
    """A vote is (question, voter, what it says, when); after some of them what waits is placed."""
    gaps, feedback = SqlGaps(engine), SqlFeedback(engine)
    names = {name: f"{name}-{next(_NUMBERS)}" for name in ("q1", "q2")}
    log(engine, *(asked(1, id=name, status="answered") for name in names.values()))
    latest: dict[tuple[str, str], tuple[int, str | None]] = {}
    in_gap: dict[str, list[Signal]] = {}

    def place_all() -> None:
        for one in gaps.waiting(100):
            gap = (None if one.gap is None else gaps.find(one.gap)) or new_gap(f"gap of {one.question_id}")
            in_gap[one.question_id] = sorted(one.signals)
            if one.signals:
                place(gaps, one, gap)
            else:
                gaps.take_out(one.question_id, None, [])
        assert list(gaps.waiting(100)) == []

    for name, voter, says, second, placing in told:
        key = (names[name], voter)
        reason: Any = None if says == "unhelpful" else says
        feedback.vote(Vote(*key, helpful=says is None, voted_at=NOON + second * SECOND, reason=reason))
        if key not in latest or second >= latest[key][0]:
            latest[key] = (second, says)
        if placing:
            place_all()
    place_all()
    for name in names.values():
        counting = {says for (of, _), (_, says) in latest.items() if of == name and says is not None}
        assert set(gaps.signals(name)) == counting
        assert set(in_gap.get(name, [])) == counting
        gap = gaps.gap_of(name)
        assert (gap is not None) == bool(counting)
        if gap is not None:
            gaps.take_out(name, None, [])


def test_a_question_that_is_handed_to_an_owner_counts_once(engine: Engine, gaps: SqlGaps) -> None:
    log(engine, asked(1, status="answered"))
    requests = SqlOwnerRequests(engine)
    requests.keep(REQUEST)
    (waiting,) = gaps.waiting(9)
    assert (waiting.signals, waiting.told_at) == (("escalated",), NOON)
    place(gaps, waiting, new_gap())
    requests.keep(replace(REQUEST, reply=OwnerReply("yes", "U2", NOON)))
    assert list(gaps.waiting(9)) == []
    requests.keep(replace(REQUEST, id="r2", asked_at=NOON + SECOND))
    (again,) = gaps.waiting(9)
    assert (again.signals, again.fresh, again.told_at) == (("escalated",), ("escalated",), NOON + SECOND)
