from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.conversation_model import VOTE_REASONS, Click, Vote
from bot.stores.feedback import WORDS_LENGTH, SqlFeedback

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HELPFUL = Vote("q1", "U1", helpful=True, voted_at=NOON)


@pytest.fixture
def feedback(engine: Engine) -> SqlFeedback:
    return SqlFeedback(engine)


def test_a_vote_comes_back_whole(feedback: SqlFeedback) -> None:
    for number, reason in enumerate([*VOTE_REASONS, None]):
        vote = Vote("q1", f"U{number}", helpful=False, voted_at=NOON, reason=reason, words="the floor is 12% now")
        feedback.vote(vote)
        assert feedback.vote_of("q1", f"U{number}") == vote
    assert feedback.vote_of("q1", "U9") is None
    assert feedback.vote_of("q2", "U1") is None


def test_each_person_has_one_vote_the_latest(feedback: SqlFeedback) -> None:
    feedback.vote(Vote("q1", "U1", helpful=False, voted_at=NOON, reason="wrong", words="no"))
    changed = replace(HELPFUL, voted_at=NOON + SECOND)
    feedback.vote(changed)
    assert list(feedback.votes("q1")) == [changed]


def test_a_vote_that_comes_after_a_later_one_is_passed_over(feedback: SqlFeedback) -> None:
    feedback.vote(replace(HELPFUL, voted_at=NOON + SECOND))
    feedback.vote(replace(HELPFUL, helpful=False))
    assert feedback.vote_of("q1", "U1") == replace(HELPFUL, voted_at=NOON + SECOND)


def test_everybodys_votes_come_oldest_first(feedback: SqlFeedback) -> None:
    later, earlier, other = replace(HELPFUL, voter="U2"), replace(HELPFUL, voted_at=NOON - SECOND), ("q2", "U3")
    for vote in (later, earlier, Vote(*other, helpful=False, voted_at=NOON)):
        feedback.vote(vote)
    assert list(feedback.votes("q1")) == [earlier, later]
    assert list(feedback.votes("q3")) == []


def test_clicks_are_counted_each(feedback: SqlFeedback) -> None:
    click = Click("q1", "U1", "pricing.md", "answer", NOON)
    clicks = [replace(click, clicked_at=NOON - SECOND), click, click, replace(click, clicked_on="home", person="U2")]
    for one in [*clicks[1:], clicks[0], replace(click, question_id="q2")]:
        feedback.clicked(one)
    assert list(feedback.clicks("q1")) == clicks
    assert list(feedback.clicks("q3")) == []


def test_hostile_text_is_kept_as_far_as_it_can_be(feedback: SqlFeedback) -> None:
    feedback.vote(replace(HELPFUL, question_id="q\0", voter="U\ud83d", words="x\0\ud83d" + "y" * 5_000))
    vote = feedback.vote_of("q\0", "U\ud83d")
    assert vote is not None
    assert vote.words == "x\ufffd\ufffd" + "y" * (WORDS_LENGTH - 3)
    feedback.clicked(Click("q" * 99, "U" * 999, "d\0" * 9_000, "answer", NOON))
    assert len(feedback.clicks("q" * 99)) == 1
