"""Gaps, their questions and their history in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from gap_kept_samples import DAY, NOON, SECOND, a_gap, asked, change, log, place, placed, signals_waiting, whole_gap
from sqlalchemy import Engine, event

from bot.conversation_model import Vote
from bot.gaps.model import Gap, GapChangedError
from bot.ports import KeepingError
from bot.stores.feedback import SqlFeedback
from bot.stores.gaps import SqlGaps


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def gaps(engine: Engine, clock: Hand) -> SqlGaps:
    return SqlGaps(engine, now=clock)


def found(gaps: SqlGaps, gap_id: str) -> Gap:
    gap = gaps.find(gap_id)
    assert gap is not None
    return gap


def thumbs_down(engine: Engine, question: str, voter: str, reason: str | None = "wrong", seconds: int = 0) -> None:
    SqlFeedback(engine).vote(Vote(question, voter, False, NOON + seconds * SECOND, reason))  # type: ignore[arg-type]


def test_a_gap_comes_back_whole(gaps: SqlGaps) -> None:
    for gap in (whole_gap(), a_gap()):
        gaps.write([gap], [])
        assert gaps.find(gap.id) == replace(gap, version=1)
    assert gaps.find("none") is None


def test_what_no_database_takes_is_kept_as_far_as_it_can_be(gaps: SqlGaps) -> None:
    odd = a_gap(title="a\0b\ud800", owner="x" * 300, state_reason="\0")
    gaps.write([odd], [change(verb="renamed", by="U\0", before="a\0b", more=("\0", {"\0": 1}))])
    gap = found(gaps, "g1")
    assert (gap.title, len(gap.owner), gap.state_reason) == ("a\ufffdb\ufffd", 255, "\ufffd")
    kept = gaps.history("g1")[0]
    assert kept.by == "U\ufffd"
    assert kept.detail == {"before": "a\ufffdb", "more": ["\ufffd", {"\ufffd": 1}]}


def test_a_gap_is_written_only_as_it_was_read(gaps: SqlGaps) -> None:
    gaps.write([a_gap()], [])
    read_here, read_there = found(gaps, "g1"), found(gaps, "g1")
    gaps.write([replace(read_there, assigned="U7", assigned_by="U8")], [])
    other = a_gap("g2")
    with pytest.raises(GapChangedError):
        gaps.write([other, replace(read_here, title="late")], [change("g2"), change("g1")])
    assert found(gaps, "g1") == replace(read_there, assigned="U7", assigned_by="U8", version=2)
    assert gaps.find("g2") is None
    assert list(gaps.history("g2")) == []
    with pytest.raises(GapChangedError):
        gaps.write([a_gap()], [])


def test_a_question_waits_once_with_all_that_counts_of_it(engine: Engine, gaps: SqlGaps) -> None:
    log(engine, asked(1, status="unsure"), asked(2, document=""), asked(3, status="answered", flags=("stale",)))
    thumbs_down(engine, "q1", "U8", seconds=20)
    thumbs_down(engine, "q1", "U9", seconds=30)
    waiting = gaps.waiting(10)
    assert [one.question_id for one in waiting] == ["q1", "q2", "q3"]
    first = waiting[0]
    assert (first.question, first.asked_at, first.asker, first.surface) == (
        "is there a cookbook, 1?",
        NOON + SECOND,
        "U1",
        "slack",
    )
    assert (first.follows, first.language, first.workspace, first.confidence) == (("before",), "en", "T1", 0.25)
    assert (first.signals, first.fresh) == (("unsure", "wrong"), ("unsure", "wrong"))
    assert (first.told_at, first.nearest, first.gap) == (NOON + 30 * SECOND, "pricing.md", None)
    assert waiting[1].nearest is None
    assert waiting[2].signals == ("stale",)
    assert [one.question_id for one in gaps.waiting(2)] == ["q1", "q2"]
    assert list(gaps.signals("q1")) == ["unsure", "wrong"]
    assert list(gaps.signals("q9")) == []


def test_what_is_placed_waits_no_longer_until_something_new_is_told(engine: Engine, gaps: SqlGaps) -> None:
    log(engine, asked(1))
    (waiting,) = gaps.waiting(10)
    gaps.place(placed(waiting, "g1"), a_gap(), [change(verb="opened", by="")])
    assert list(gaps.waiting(10)) == []
    assert list(gaps.questions("g1")) == [placed(waiting, "g1")]
    assert gaps.gap_of("q1") == "g1"
    assert [one.verb for one in gaps.history("g1")] == ["opened"]

    thumbs_down(engine, "q1", "U9", "missing", 60)
    (again,) = gaps.waiting(10)
    assert (again.gap, again.signals, again.fresh) == ("g1", ("no_answer", "missing"), ("missing",))
    place(gaps, again, replace(found(gaps, "g1"), signals={"missing": 1}))
    assert list(gaps.waiting(10)) == []
    assert gaps.questions("g1")[0].signals == ("no_answer", "missing")
    assert found(gaps, "g1").version == 2


def test_what_is_told_while_a_question_is_placed_is_not_lost(engine: Engine, gaps: SqlGaps) -> None:
    log(engine, asked(1))
    thumbs_down(engine, "q1", "U8", "wrong", 1)
    (waiting,) = gaps.waiting(10)
    SqlFeedback(engine).vote(Vote("q1", "U8", helpful=True, voted_at=NOON + 2 * SECOND))
    thumbs_down(engine, "q1", "U9", "missing", 3)
    place(gaps, waiting, a_gap())
    (again,) = gaps.waiting(10)
    assert (again.signals, again.fresh, again.gap) == (("no_answer", "missing"), ("missing",), "g1")
    place(gaps, again, found(gaps, "g1"))
    assert list(gaps.waiting(10)) == []


def test_a_vote_that_is_given_again_is_fresh(engine: Engine, gaps: SqlGaps) -> None:
    log(engine, asked(1, status="answered"))
    thumbs_down(engine, "q1", "U9", "missing", 1)
    gap = place(gaps, gaps.waiting(1)[0], a_gap())
    gaps.write([replace(gap, state="closed", state_at=NOON + 30 * SECOND)], [])
    thumbs_down(engine, "q1", "U9", "missing", 60)
    (again,) = gaps.waiting(10)
    assert (again.fresh, again.told_at) == (("missing",), NOON + 60 * SECOND)


def test_signals_of_one_kind_by_two_people_count_until_both_are_taken_back(engine: Engine, gaps: SqlGaps) -> None:
    log(engine, asked(1, status="answered"))
    thumbs_down(engine, "q1", "U8")
    thumbs_down(engine, "q1", "U9")
    gap = place(gaps, gaps.waiting(1)[0], a_gap())
    SqlFeedback(engine).vote(Vote("q1", "U8", helpful=True, voted_at=NOON + SECOND))
    assert signals_waiting(gaps) == {"q1": ("wrong",)}
    place(gaps, gaps.waiting(1)[0], gap)
    assert signals_waiting(gaps) == {}
    SqlFeedback(engine).vote(Vote("q1", "U9", helpful=True, voted_at=NOON + SECOND))
    assert signals_waiting(gaps) == {"q1": ()}


def test_a_question_of_which_nothing_counts_any_more_is_taken_out(engine: Engine, gaps: SqlGaps) -> None:
    log(engine, asked(1, status="answered"), asked(2))
    thumbs_down(engine, "q1", "U9")
    first, second = gaps.waiting(10)
    gap = place(gaps, second, place(gaps, first, a_gap(questions=2)))
    SqlFeedback(engine).vote(Vote("q1", "U9", helpful=True, voted_at=NOON + SECOND))
    (left,) = gaps.waiting(10)
    assert (left.signals, left.fresh, left.gap) == ((), (), "g1")
    gaps.take_out("q1", replace(gap, questions=1), [change(verb="left", by="", question="q1")])
    assert list(gaps.waiting(10)) == []
    assert [one.question_id for one in gaps.questions("g1")] == ["q2"]
    assert gaps.gap_of("q1") is None
    assert found(gaps, "g1") == replace(gap, questions=1, version=gap.version + 1)

    gaps.set_apart("g1", "g2", change(verb="set_apart"))
    gaps.take_out("q2", None, [change(verb="left", by="", seconds=1, question="q2")])
    assert gaps.find("g1") is None
    assert list(gaps.members()) == []
    assert gaps.apart("g2") == frozenset()
    assert [one.verb for one in gaps.history("g1")] == ["left", "set_apart", "left"]
    gaps.take_out("q9", None, [])


def test_taking_out_raises_where_the_gap_was_changed_meanwhile(engine: Engine, gaps: SqlGaps) -> None:
    log(engine, asked(1))
    gap = place(gaps, gaps.waiting(1)[0], a_gap())
    gaps.write([gap], [])
    with pytest.raises(GapChangedError):
        gaps.take_out("q1", gap, [])
    assert gaps.gap_of("q1") == "g1"


def test_what_a_person_placed_no_machine_moves(engine: Engine, gaps: SqlGaps) -> None:
    log(engine, asked(1))
    (waiting,) = gaps.waiting(1)
    gap = place(gaps, waiting, a_gap())
    gaps.write([gap, a_gap("g2")], [change("g2", "split")], {"q1": "g2"}, by="U7")
    thumbs_down(engine, "q1", "U9", seconds=60)
    (again,) = gaps.waiting(1)
    assert again.gap == "g2"
    with pytest.raises(GapChangedError):
        gaps.place(placed(again, "g1"), found(gaps, "g1"), [change(verb="joined", by="")])
    with pytest.raises(GapChangedError):
        gaps.place(placed(again, "g3"), a_gap("g3"), [])
    assert gaps.find("g3") is None
    assert list(gaps.history("g1")) == []
    assert signals_waiting(gaps) == {"q1": ("no_answer", "wrong")}
    place(gaps, again, found(gaps, "g2"))
    (kept,) = gaps.questions("g2")
    assert (kept.placed_by, kept.signals) == ("U7", ("no_answer", "wrong"))
    assert list(gaps.questions("g1")) == []


def test_a_question_that_is_in_no_gap_cannot_be_moved(gaps: SqlGaps) -> None:
    with pytest.raises(GapChangedError):
        gaps.write([a_gap()], [], {"q1": "g1"}, by="U7")
    assert gaps.find("g1") is None


def test_a_question_that_the_log_does_not_have_yet_is_waited_for(engine: Engine, gaps: SqlGaps, clock: Hand) -> None:
    thumbs_down(engine, "q1", "U9")
    assert list(gaps.waiting(10)) == []
    clock.at += DAY - SECOND
    gaps.waiting(10)
    log(engine, asked(1, status="answered"))
    assert signals_waiting(gaps) == {"q1": ("wrong",)}


def test_after_a_day_it_is_given_up_and_counts_should_it_come_after_all(
    engine: Engine, gaps: SqlGaps, clock: Hand
) -> None:
    thumbs_down(engine, "q1", "U9")
    thumbs_down(engine, "q2", "U9")
    clock.at += DAY + SECOND
    gaps.waiting(10)
    log(engine, asked(1, status="answered"), asked(2))
    assert signals_waiting(gaps) == {"q2": ("no_answer", "wrong")}
    assert list(gaps.signals("q1")) == ["wrong"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_waits_is_found_by_an_index_of_what_waits_alone(engine: Engine, gaps: SqlGaps) -> None:
    plans: list[str] = []

    def explain(connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            plan = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[-1] for row in plan)

    event.listen(engine, "before_cursor_execute", explain)
    gaps.waiting(5)
    assert any("USING INDEX ix_gap_signals_waiting" in step for step in plans)


def test_members_come_in_the_order_in_which_they_were_placed(
    engine: Engine, gaps: SqlGaps, clock: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.stores.gaps.AT_ONCE", 2)
    log(engine, *(asked(number) for number in range(9)))
    gaps.write([a_gap("g1"), a_gap("g2"), a_gap("g3", state="merged", merged_into="g1")], [])
    for number, one in enumerate(reversed(gaps.waiting(10))):
        clock.at += SECOND * (number % 2)
        place(gaps, one, found(gaps, f"g{1 + number % 3}"))
    ids = [one.question_id for one in gaps.members()]
    assert ids == ["q8", "q7", "q4", "q5", "q2", "q1"]
    assert {one.gap for one in gaps.members()} == {"g1", "g2"}


def test_vectors_of_another_model_take_the_place_of_those_before(engine: Engine, gaps: SqlGaps) -> None:
    log(engine, asked(1), asked(2))
    gap = a_gap()
    for one in gaps.waiting(2):
        gap = place(gaps, one, gap)
    gaps.keep_vectors({"q2": b"new", "q9": b"nobody"}, "m2")
    assert [(one.vector, one.model) for one in gaps.questions("g1")] == [(b"\x00\x01\xff", "m1"), (b"new", "m2")]


def test_changes_are_kept_with_who_and_when_newest_first(gaps: SqlGaps) -> None:
    told = [
        change(verb="opened", by=""),
        change(verb="assigned", seconds=5, to="U3"),
        change(verb="renamed", seconds=5),
    ]
    gaps.write([a_gap()], told)
    gaps.write([], [change("g2")])
    assert list(gaps.history("g1")) == [told[2], told[1], told[0]]
    assert list(gaps.history("g1", limit=1)) == [told[2]]


def test_everybody_learns_which_gaps_were_changed(gaps: SqlGaps, clock: Hand) -> None:
    gaps.write([a_gap("g1"), a_gap("g2"), a_gap("g3")], [])
    clock.at += SECOND
    gaps.write([found(gaps, "g2")], [])
    assert list(gaps.changed_since(clock.at)) == ["g2"]
    clock.at += SECOND
    gaps.set_apart("g1", "g3", change(verb="set_apart"))
    assert list(gaps.changed_since(clock.at - SECOND)) == ["g2", "g1", "g3"]


def test_gaps_are_set_apart_both_ways_round(gaps: SqlGaps) -> None:
    for other in ("g2", "g3", "g2"):
        gaps.set_apart("g1", other, change(verb="set_apart", other=other))
    assert gaps.apart("g1") == {"g2", "g3"}
    assert gaps.apart("g3") == {"g1"}
    assert gaps.apart("g4") == frozenset()


def test_all_that_one_verb_writes_is_kept_or_nothing_of_it(gaps: SqlGaps) -> None:
    refused: Any = None
    with pytest.raises(KeepingError):
        gaps.write([a_gap("g1"), a_gap("g2", kind=refused)], [change("g1")])
    assert gaps.find("g1") is None
    assert list(gaps.history("g1")) == []
