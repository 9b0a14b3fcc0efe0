from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.conversation_model import PostedAnswer
from bot.stores.posted_answers import SqlPostedAnswers

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FIRST = PostedAnswer("q1", "T1", "C1", "1700.1", "1700.0", NOON)
SECOND = PostedAnswer("q2", "T1", "C1", "1700.2", None, NOON + MINUTE, unasked=True)
ELSEWHERE = (replace(SECOND, workspace="T2"), replace(SECOND, place="C2"))


@pytest.fixture
def posted(engine: Engine) -> SqlPostedAnswers:
    store = SqlPostedAnswers(engine)
    for one in (SECOND, FIRST, *ELSEWHERE):
        store.remember(one)
    return store


def test_an_answer_is_found_by_its_message(posted: SqlPostedAnswers) -> None:
    assert posted.at("T1", "C1", "1700.1") == FIRST
    assert posted.at("T1", "C1", "1700.2") == SECOND
    assert posted.at("T2", "C1", "1700.1") is None


def test_the_newest_in_a_place(posted: SqlPostedAnswers) -> None:
    assert posted.latest_in_place("T1", "C1") == SECOND
    assert posted.latest_in_place("T1", "C3") is None


def test_a_message_holds_the_answer_that_was_put_there_last(posted: SqlPostedAnswers) -> None:
    edited = replace(FIRST, question_id="q3", posted_at=NOON + 2 * MINUTE, thread=None, unasked=True)
    posted.remember(edited)
    assert posted.at("T1", "C1", "1700.1") == edited
    assert posted.latest_in_place("T1", "C1") == edited
    assert posted.heard_since("T1", "C1", NOON) == 2


def test_what_a_place_has_heard_since_a_moment(posted: SqlPostedAnswers) -> None:
    assert [posted.heard_since("T1", "C1", NOON + n * MINUTE) for n in (0, 1, 2)] == [2, 1, 0]
    assert posted.heard_since("T1", "C3", NOON) == 0


def test_every_message_of_a_question_oldest_first(posted: SqlPostedAnswers) -> None:
    shared = replace(FIRST, place="C9", message="1699.9", posted_at=NOON - MINUTE)
    posted.remember(shared)
    assert list(posted.of_question("q1")) == [shared, FIRST]
    assert list(posted.of_question("q9")) == []


def test_ids_that_no_database_takes_are_found_as_they_were_given(posted: SqlPostedAnswers) -> None:
    odd = replace(FIRST, place="C\0" + "x" * 400, thread="t\ud83d")
    posted.remember(odd)
    assert posted.at("T1", odd.place, FIRST.message) is not None
