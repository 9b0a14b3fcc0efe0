"""Runs that are asked for: one at a time over all replicas, joined, cancelled, ended when their process dies."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.reindexing.model import BROKE_OFF, Ending, Guarding, Outcome, Requester, Worse
from bot.stores.reindex_runs import SqlRuns
from content_index.model import Failure, ReindexProgress, Wish

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
HANNAH = Requester("U0HANNAH1", "Hannah", "slack")
PRIYA = Requester("29:priya", "Priya", "teams")
SECONDS = 30.0


@pytest.fixture
def runs(engine: Engine) -> SqlRuns:
    return SqlRuns(engine)


def test_a_run_is_kept_from_the_asking_to_the_end(runs: SqlRuns) -> None:
    run, joined = runs.ask("reindex", Wish(only=frozenset({"wiki"}), full=True), HANNAH, force=True, at=NOW)
    assert not joined
    assert runs.under_way() == [run]
    taken = runs.take("one", NOW, SECONDS)
    assert taken is not None
    assert (taken.id, taken.state, taken.wish, taken.by, taken.force) == (
        run.id, "running", Wish(only=frozenset({"wiki"}), full=True), HANNAH, True,
    )  # fmt: skip
    progress = ReindexProgress("embedding", 64, 4_605, 80.5, "a\0b.md")
    assert runs.goes_on(run.id, "one", NOW, SECONDS, progress=progress) == ""
    outcome = Outcome(
        generation="g1",
        swapped=True,
        added=("new.md",),
        counts=(1, 0, 0),
        failures=(Failure("wiki", "broken.pdf", "it is no PDF"),),
        failed=1,
        guarding=Guarding(3, 0, (Worse("what is the price", "pricing.md", "faq.md", "100 $", ""),), 1),
    )
    assert runs.end(run.id, "one", Ending("done", outcome), NOW + timedelta(seconds=3))
    runs.tell_closed(run.id, ["SSO on the Team plan"])
    ended = runs.find(run.id)
    assert ended is not None
    assert ended.progress is not None
    assert ended.progress.detail == "a\ufffdb.md"
    assert (ended.state, ended.ended_at, ended.outcome.closed) == (
        "done", NOW + timedelta(seconds=3), ("SSO on the Team plan",),
    )  # fmt: skip
    assert ended.outcome.guarding == outcome.guarding
    assert ended.outcome.failures == outcome.failures
    assert not runs.under_way()


def test_who_asks_for_the_same_joins_the_run_that_is_under_way(runs: SqlRuns) -> None:
    first, _ = runs.ask("reindex", Wish(), HANNAH, force=False, at=NOW)
    again, joined = runs.ask("reindex", Wish(only=frozenset({"wiki"})), PRIYA, force=False, at=NOW)
    assert (again.id, again.by, joined) == (first.id, HANNAH, True)


def test_what_the_run_under_way_does_not_do_waits_for_it_together(runs: SqlRuns) -> None:
    first, _ = runs.ask("reindex", Wish(only=frozenset({"wiki"})), HANNAH, force=False, at=NOW)
    second, joined = runs.ask("reindex", Wish(only=frozenset({"decks"})), PRIYA, force=False, at=NOW)
    third, also = runs.ask("reindex", Wish(only=frozenset({"faq"}), full=True), HANNAH, force=True, at=NOW)
    assert (joined, also, third.id) == (False, True, second.id)
    assert [one.id for one in runs.under_way()] == [first.id, second.id]
    runs.take("one", NOW, SECONDS)
    assert runs.take("two", NOW, SECONDS) is None
    runs.end(first.id, "one", Ending("done"), NOW)
    last = runs.take("two", NOW, SECONDS)
    assert last is not None
    assert (last.id, last.wish, last.force) == (second.id, Wish(only=frozenset({"decks", "faq"}), full=True), False)


def test_going_back_waits_for_nobody(runs: SqlRuns) -> None:
    first, _ = runs.ask("reindex", Wish(), HANNAH, force=False, at=NOW)
    assert runs.ask("rollback", Wish(), PRIYA, force=False, at=NOW) == (first, True)
    assert runs.under_way() == [first]


def test_one_that_waits_is_cancelled_at_once_and_one_that_runs_is_told(runs: SqlRuns) -> None:
    first, _ = runs.ask("reindex", Wish(), HANNAH, force=False, at=NOW)
    second, _ = runs.ask("reindex", Wish(full=True), PRIYA, force=False, at=NOW)
    runs.take("one", NOW, SECONDS)
    assert runs.stop(second.id, "U0HANNAH1", NOW)
    assert not runs.stop(second.id, "U0HANNAH1", NOW)
    waiting = runs.find(second.id)
    assert waiting is not None
    assert (waiting.state, waiting.stopped_by) == ("cancelled", "U0HANNAH1")
    assert runs.goes_on(first.id, "one", NOW, SECONDS) == ""
    assert runs.stop(first.id, "U0HANNAH1", NOW)
    assert runs.goes_on(first.id, "one", NOW, SECONDS) == "U0HANNAH1"
    assert runs.end(first.id, "one", Ending("cancelled"), NOW)
    assert not runs.under_way()


def test_a_run_whose_process_died_is_ended_and_the_next_begins(runs: SqlRuns) -> None:
    first, _ = runs.ask("reindex", Wish(), HANNAH, force=False, at=NOW)
    second, _ = runs.ask("reindex", Wish(full=True), PRIYA, force=False, at=NOW)
    runs.take("dead", NOW, SECONDS)
    assert not runs.break_off(NOW + timedelta(seconds=SECONDS - 1))
    later = NOW + timedelta(seconds=SECONDS + 1)
    assert [(one.id, one.state, one.trouble) for one in runs.break_off(later)] == [(first.id, "failed", BROKE_OFF)]
    assert runs.goes_on(first.id, "dead", later, SECONDS) is None
    assert not runs.end(first.id, "dead", Ending("done"), later)
    taken = runs.take("two", later, SECONDS)
    assert taken is not None
    assert taken.id == second.id


def test_of_many_who_ask_at_once_one_begins_a_run(runs: SqlRuns) -> None:
    def ask(_: int) -> tuple[str, bool]:
        run, joined = runs.ask("reindex", Wish(), HANNAH, force=False, at=NOW)
        return run.id, joined

    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(ask, range(16)))
    assert len({run for run, _ in asked}) == 1
    assert [joined for _, joined in asked].count(False) == 1
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda holder: runs.take(str(holder), NOW, SECONDS), range(8)))
    assert len([one for one in taken if one]) == 1


def test_the_newest_come_first(runs: SqlRuns) -> None:
    for minute in range(3):
        run, _ = runs.ask("reindex", Wish(), HANNAH, force=False, at=NOW + timedelta(minutes=minute))
        runs.take("one", NOW, SECONDS)
        runs.end(run.id, "one", Ending("done"), NOW)
    assert [one.asked_at.minute for one in runs.latest(2)] == [2, 1]
