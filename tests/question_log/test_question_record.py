from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import a_question

from bot.model import LoggedQuestion
from bot.stores.question_record import DamagedRecordError, from_line, storable, to_line

any_text = st.text(st.characters())
questions = st.builds(
    LoggedQuestion,
    id=any_text,
    asked_at=st.datetimes(
        timezones=st.none() | st.integers(-12, 12).map(lambda h: timezone(timedelta(hours=h)))
    ).filter(lambda moment: 2 < moment.year < 9998),
    question=any_text,
    asker=any_text,
    place=any_text,
    place_kind=any_text,
    workspace=any_text,
    thread=st.none() | any_text,
    surface=st.sampled_from(["slack", "teams", "console", "cli"]),
    status=st.sampled_from(["answered", "unsure", "gap"]),
    confidence=st.floats(),
    passages=st.lists(st.tuples(any_text, any_text), max_size=60).map(tuple),
    generation=any_text,
    latency_ms=st.dictionaries(any_text, st.floats()),
    language=any_text,
    follows=st.lists(any_text, max_size=60).map(tuple),
)


@given(questions)
def test_whatever_is_recorded_comes_back_from_its_line_as_it_was_made_storable(question: LoggedQuestion) -> None:
    fit = storable(question)
    assert from_line(to_line(fit)) == fit
    assert storable(fit) == fit


@given(questions)
def test_a_record_is_one_line_without_what_databases_refuse(question: LoggedQuestion) -> None:
    line = to_line(storable(question))
    assert len(line.splitlines()) == 1
    assert b"\\u0000" not in line
    json.loads(line, parse_constant=pytest.fail)


@given(st.binary())
def test_a_line_that_is_no_record_is_told_from_one(line: bytes) -> None:
    with pytest.raises(DamagedRecordError):
        from_line(line)


@given(questions)
def test_a_line_of_the_version_that_kept_no_earlier_questions_is_still_read(question: LoggedQuestion) -> None:
    fit = storable(replace(question, follows=()))
    fields = json.loads(to_line(fit))
    del fields["follows"]
    assert from_line(json.dumps(fields).encode()) == fit


@pytest.mark.parametrize("follows", [None, 5, True])
def test_a_line_whose_earlier_questions_are_none_is_damaged(follows: object) -> None:
    fields = json.loads(to_line(storable(a_question()))) | {"follows": follows}
    with pytest.raises(DamagedRecordError):
        from_line(json.dumps(fields).encode())
