"""Runs that are asked for: one at a time over all replicas, joined, cancelled, ended when their process dies."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from database_fixtures import upgraded_sqlite
from sqlalchemy import Engine

from bot.ports import KeepingError
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


def taken(runs: SqlRuns, wish: Wish = Wish(), by: Requester = HANNAH) -> str:  # noqa: B008
    run, _ = runs.ask("reindex", wish, by, force=False, at=NOW)
    assert runs.take("dead", NOW, SECONDS)
    return run.id


def test_what_a_dead_worker_did_is_ended_at_once_and_nothing_of_others(runs: SqlRuns) -> None:
    run = taken(runs)
    held = runs.held("dead")
    assert held is not None
    assert (held.run.id, held.until) == (run, NOW + timedelta(seconds=SECONDS))
    assert not runs.lost("another", NOW)
    assert [(one.id, one.state, one.trouble) for one in runs.lost("dead", NOW)] == [(run, "failed", BROKE_OFF)]
    assert (runs.held("dead"), runs.under_way(), runs.lost("dead", NOW)) == (None, [], [])


@pytest.mark.parametrize("waits", [False, True])
def test_what_others_wished_who_joined_it_is_asked_for_anew(runs: SqlRuns, waits: bool) -> None:
    run = taken(runs, Wish(allow_empty=True))
    runs.ask("reindex", Wish(), HANNAH, force=False, at=NOW)
    assert runs.under_way()[0].joiner is None
    runs.ask("reindex", Wish(only=frozenset({"wiki"})), PRIYA, force=False, at=NOW)
    runs.ask("reindex", Wish(only=frozenset({"decks"})), Requester("U9", "Sam", "slack"), force=False, at=NOW)
    if waits:
        runs.ask("reindex", Wish(only=frozenset({"faq"}), full=True), HANNAH, force=False, at=NOW)
    runs.lost("dead", NOW)
    *before, anew = runs.under_way()
    assert anew.id != run
    assert (anew.wish, anew.by) == (Wish(only=frozenset({"wiki", "decks"})), PRIYA)
    assert [one.wish.only for one in before] == ([{"faq"}] if waits else [])
    dead = runs.find(run)
    assert dead is not None
    assert (dead.state, dead.joiner) == ("failed", None)


def test_a_run_that_ends_forgets_who_joined_it(runs: SqlRuns) -> None:
    run = taken(runs)
    runs.ask("reindex", Wish(), PRIYA, force=False, at=NOW)
    runs.end(run, "dead", Ending("done"), NOW)
    waiting, _ = runs.ask("reindex", Wish(), HANNAH, force=False, at=NOW)
    runs.ask("reindex", Wish(), PRIYA, force=False, at=NOW)
    runs.stop(waiting.id, "Ada", NOW)
    assert [one.joiner for one in runs.latest(5)] == [None, None]
    assert not runs.under_way()


def test_a_dead_worker_whose_run_was_being_cancelled_leaves_it_cancelled(runs: SqlRuns) -> None:
    run = taken(runs)
    runs.ask("reindex", Wish(), PRIYA, force=False, at=NOW)
    runs.stop(run, "Ada", NOW)
    assert [(one.state, one.trouble, one.stopped_by) for one in runs.lost("dead", NOW)] == [("cancelled", "", "Ada")]
    assert not runs.under_way()


def test_what_is_given_back_is_the_next_that_anybody_takes(runs: SqlRuns) -> None:
    run = taken(runs, Wish(full=True))
    runs.goes_on(run, "dead", NOW, SECONDS, progress=ReindexProgress("reading", 1, 2))
    behind, _ = runs.ask("reindex", Wish(allow_empty=True), PRIYA, force=False, at=NOW)
    assert [(one.id, one.state, one.progress) for one in runs.give_back("dead", NOW)] == [(run, "waiting", None)]
    assert [one.id for one in runs.under_way()] == [run, behind.id]
    again = runs.take("two", NOW, SECONDS)
    assert again is not None
    assert (again.id, again.wish, again.by) == (run, Wish(full=True), HANNAH)
    assert runs.give_back("dead", NOW) == []


def test_what_may_be_done_or_was_cancelled_is_not_given_back(runs: SqlRuns) -> None:
    back, _ = runs.ask("rollback", Wish(), HANNAH, force=False, at=NOW)
    runs.take("dead", NOW, SECONDS)
    assert [(one.id, one.state) for one in runs.give_back("dead", NOW)] == [(back.id, "failed")]
    run = taken(runs)
    runs.stop(run, "Ada", NOW)
    assert [(one.id, one.state) for one in runs.give_back("dead", NOW)] == [(run, "cancelled")]


def test_what_changed_what_serves_and_what_a_person_had_done(runs: SqlRuns) -> None:
    def did(wish: Wish, by: Requester, outcome: Outcome, state: str = "done") -> str:
        run = taken(runs, wish, by)
        runs.end(run, "dead", Ending(state, outcome), NOW + timedelta(minutes=len(runs.latest(99))))  # type: ignore[arg-type]
        return run

    schedule = Requester(cause="schedule", surface="schedule")
    looked = did(Wish(), HANNAH, Outcome("g1"))
    swapped = did(Wish(), schedule, Outcome("g2", swapped=True))
    did(Wish(), schedule, Outcome("g2"))
    did(Wish(dry_run=True), HANNAH, Outcome("g2"))
    did(Wish(), HANNAH, Outcome("g2"), "refused")
    back, _ = runs.ask("rollback", Wish(), PRIYA, force=False, at=NOW)
    runs.take("dead", NOW, SECONDS)
    runs.end(back.id, "dead", Ending("done", Outcome("g1", swapped=True, left="g2")), NOW + timedelta(hours=1))
    assert [one.id for one in runs.changes(9)] == [back.id, swapped, looked]
    assert [one.outcome.left for one in runs.changes(1)] == ["g2"]


def test_a_run_is_kept_where_others_find_it(runs: SqlRuns) -> None:
    run, _ = runs.ask("reindex", Wish(), HANNAH, force=False, at=NOW)
    assert (runs.is_kept(run.id), runs.is_kept("another")) == (True, False)


@pytest.mark.parametrize("is_made_anew", [False, True])
def test_a_file_that_was_deleted_keeps_nothing(tmp_path: Path, is_made_anew: bool) -> None:
    engine = upgraded_sqlite(tmp_path / "runs.db")
    runs = SqlRuns(engine)
    runs.latest(1)
    for file in tmp_path.iterdir():
        file.unlink()
    run, _ = runs.ask("reindex", Wish(), HANNAH, force=False, at=NOW)
    if is_made_anew:
        upgraded_sqlite(tmp_path / "runs.db").dispose()
        assert not runs.is_kept(run.id)
    else:
        with pytest.raises(KeepingError):
            runs.is_kept(run.id)
        assert not (tmp_path / "runs.db").exists()
    engine.dispose()
