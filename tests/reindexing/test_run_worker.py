"""What a worker makes of the runs that it takes: they always end, whatever happens on the way."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from database_fixtures import Outage
from run_samples import HANNAH, NOW, WORSE, Clock, ScriptedBuilding
from sqlalchemy import Engine

from bot.reindexing.beating import HELD_SECONDS, Patience
from bot.reindexing.model import BROKE_OFF, STALLED, Guarding, Requester, Run, RunKind
from bot.reindexing.running import RunWorker
from bot.stores.reindex_runs import SqlRuns
from content_index.model import ReindexProgress, ReindexReport, Wish
from content_index.ports import IndexFolderError, ProgressListener

SOON = 10.0


class Work:
    """A worker, and the runs that it does."""

    def __init__(self, engine: Engine, building: ScriptedBuilding, beat: float = 0.01, **patience: float) -> None:
        self.runs, self.clock = SqlRuns(engine), Clock()
        self.building, self.given_up = building, threading.Event()
        self.worker = RunWorker(
            self.runs,
            building,
            self.clock,
            "here",
            patience=Patience(beat=beat, **patience),
            ending_seconds=SOON,
            interrupted_by="root",
            give_up=self.given_up.set,
        )

    def asked(self, kind: RunKind = "reindex", wish: Wish = Wish(), *, force: bool = False) -> Run:  # noqa: B008
        return self.runs.ask(kind, wish, HANNAH, force=force, at=NOW)[0]

    def found(self, run: Run) -> Run:
        found = self.runs.find(run.id)
        assert found is not None
        return found


def test_a_run_is_done_told_of_and_its_gaps_are_named(engine: Engine) -> None:
    work = Work(engine, ScriptedBuilding(titles=["SSO on the Team plan"]))
    run, steps = work.asked(), list[ReindexProgress]()
    assert [one.id for one in work.worker.work(steps.append)] == [run.id]
    done = work.found(run)
    assert (done.state, done.outcome.swapped, done.outcome.counts) == ("done", True, (1, 1, 0))
    assert done.outcome.closed == ("SSO on the Team plan",)
    assert [step.stage for step in steps] == ["reading"]
    assert work.worker.work() == []


def test_what_waits_is_done_after_it(engine: Engine) -> None:
    work = Work(engine, ScriptedBuilding())
    first, second = work.asked(), work.asked(wish=Wish(full=True))
    assert [one.id for one in work.worker.work()] == [first.id, second.id]


def test_one_is_done_alone_where_one_is_asked_for(engine: Engine) -> None:
    work = Work(engine, ScriptedBuilding())
    first, second = work.asked(), work.asked(wish=Wish(full=True))
    done = work.worker.do_next()
    assert done is not None
    assert (done.id, done.state, work.found(second).state) == (first.id, "done", "waiting")


def test_a_refused_index_is_told_with_the_questions_and_a_forced_one_serves(engine: Engine) -> None:
    work = Work(engine, ScriptedBuilding(worse=(WORSE,)))
    refused = work.asked()
    work.worker.work()
    forced = work.asked(force=True)
    work.worker.work()
    assert (work.found(refused).state, work.found(refused).outcome.guarding.worse) == ("refused", (WORSE,))
    assert (work.found(forced).state, work.found(forced).outcome.swapped) == ("done", True)


def test_one_that_is_cancelled_mid_way_ends_so_and_swaps_nothing(engine: Engine) -> None:
    building = ScriptedBuilding()
    building.may_go_on.clear()
    work = Work(engine, building)
    run = work.asked()
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work.worker.work)
        assert building.reached.wait(SOON)
        assert work.runs.stop(run.id, "Ada", NOW)
        assert [one.state for one in working.result(SOON)] == ["cancelled"]
    assert (work.found(run).state, work.found(run).stopped_by, building.done) == ("cancelled", "Ada", [])


def test_once_the_swap_has_begun_it_is_too_late_to_cancel(engine: Engine) -> None:
    building = ScriptedBuilding(stages=("reading", "swapping"))
    building.may_go_on.clear()
    work = Work(engine, building)
    run = work.asked()
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work.worker.work)
        assert building.reached.wait(SOON)
        assert work.runs.stop(run.id, "Ada", NOW)
        threading.Event().wait(0.1)  # beats that hear of it
        building.may_go_on.set()
        assert [one.state for one in working.result(SOON)] == ["done"]


def test_whoever_cancels_before_the_swap_is_heard_in_time_though_no_beat_came(engine: Engine) -> None:
    building = ScriptedBuilding(stages=("checking", "swapping"))
    work = Work(engine, building, beat=60.0)
    run = work.asked()

    def cancelled(step: ReindexProgress) -> None:
        if step.stage == "checking":
            assert work.runs.stop(run.id, "Ada", NOW)

    work.worker.work(cancelled)
    assert (work.found(run).state, building.done) == ("cancelled", [])


class Hanging(ScriptedBuilding):
    """Waits for ever after its first step, until the test is over."""

    def reindex(self, run: Run, progress: ProgressListener) -> tuple[ReindexReport, Guarding]:
        progress(ReindexProgress(self.stages[0], 0, 2))  # type: ignore[arg-type]
        self.reached.set()
        assert self.may_go_on.wait(SOON)
        return super().reindex(run, progress)


def test_work_that_makes_no_step_any_more_is_ended_though_its_thread_beats(engine: Engine) -> None:
    building = Hanging()
    building.may_go_on.clear()
    work = Work(engine, building, stalled=0.2)
    run = work.asked()
    work.runs.ask("reindex", Wish(only=frozenset({"wiki"})), Requester("U2"), force=False, at=NOW)
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work.worker.do_next)
        assert work.given_up.wait(SOON)
        assert (work.found(run).state, work.found(run).trouble) == ("failed", STALLED)
        assert [one.wish.only for one in work.runs.under_way()] == [{"wiki"}]
        building.may_go_on.set()  # should it go on all the same, it brings nothing any more
        working.result(SOON)
    assert (work.found(run).state, building.done) == ("failed", [])


def test_work_that_does_not_hear_that_it_is_cancelled_is_ended(engine: Engine) -> None:
    building = Hanging()
    building.may_go_on.clear()
    work = Work(engine, building, deaf=0.2)
    run = work.asked()
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work.worker.do_next)
        assert building.reached.wait(SOON)
        assert not work.given_up.wait(0.5)
        work.runs.stop(run.id, "Ada", NOW)
        assert work.given_up.wait(SOON)
        assert (work.found(run).state, work.found(run).stopped_by) == ("cancelled", "Ada")
        building.may_go_on.set()
        working.result(SOON)


def test_what_swaps_is_not_ended_by_who_cancels_it_then(engine: Engine) -> None:
    building = Hanging(stages=("swapping",))
    building.may_go_on.clear()
    work = Work(engine, building, deaf=0.1)
    run = work.asked()
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work.worker.do_next)
        assert building.reached.wait(SOON)
        work.runs.stop(run.id, "Ada", NOW)
        assert not work.given_up.wait(0.5)
        building.may_go_on.set()
        working.result(SOON)
    assert work.found(run).state == "done"


def test_a_worker_that_goes_back_tells_what_served_until_then(engine: Engine) -> None:
    work = Work(engine, ScriptedBuilding())
    run = work.asked("rollback")
    work.worker.work()
    assert (work.found(run).outcome.generation, work.found(run).outcome.left) == ("g1", "g2")


def test_ctrl_c_cancels_it_in_the_name_of_who_sits_there(engine: Engine) -> None:
    work = Work(engine, ScriptedBuilding())
    run = work.asked()

    def pressed(_step: ReindexProgress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work.worker.work(pressed)
    assert (work.found(run).state, work.found(run).stopped_by) == ("cancelled", "root")
    assert not work.runs.under_way()


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (IndexFolderError("The disk is full"), "The disk is full"),
        (ZeroDivisionError("what stands in a document"), "unexpected ZeroDivisionError"),
    ],
)
@pytest.mark.parametrize("kind", ["reindex", "rollback"])
def test_one_that_fails_says_why_and_the_next_is_done(
    engine: Engine, trouble: Exception, told: str, kind: RunKind
) -> None:
    work = Work(engine, ScriptedBuilding(trouble=trouble))
    run = work.asked(kind)
    work.worker.work()
    assert (work.found(run).state, work.found(run).trouble) == ("failed", told)
    work.building.trouble = None
    again = work.asked(kind)
    work.worker.work()
    assert work.found(again).state == "done"


def test_gaps_that_cannot_be_asked_again_cost_no_run(engine: Engine) -> None:
    work = Work(engine, ScriptedBuilding(titles=RuntimeError("gaps")))
    run = work.asked()
    work.worker.work()
    assert (work.found(run).state, work.found(run).outcome.closed) == ("done", ())


def test_a_database_that_is_down_in_the_middle_costs_no_run(engine: Engine, outage: Outage) -> None:
    building = ScriptedBuilding()
    building.may_go_on.clear()
    work = Work(engine, building)
    run = work.asked()
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work.worker.do_next)
        assert building.reached.wait(SOON)
        outage.is_down = True
        building.may_go_on.set()
        while not building.done:
            threading.Event().wait(0.01)
        outage.lift()
        done = working.result(SOON)
    assert done is not None
    assert (done.state, work.found(run).state) == ("done", "done")


def test_a_database_that_stays_down_leaves_what_was_done_known_here(engine: Engine, outage: Outage) -> None:
    class Falls(ScriptedBuilding):
        def reindex(self, *given: object) -> object:  # type: ignore[override]
            outage.is_down = True
            return super().reindex(*given)  # type: ignore[arg-type]

    work = Work(engine, Falls())
    work.asked()
    worker = RunWorker(work.runs, work.building, work.clock, "here", patience=Patience(beat=0.01), ending_seconds=0.05)
    done = worker.do_next()
    assert done is not None
    assert (done.state, done.outcome.generation) == ("done", "g2")


def test_a_run_whose_worker_was_killed_is_broken_off_and_what_it_says_later_counts_no_more(engine: Engine) -> None:
    building = ScriptedBuilding()
    building.may_go_on.clear()
    work = Work(engine, building)
    run, waiting = work.asked(), work.asked(wish=Wish(full=True))
    assert work.runs.take("killed", NOW, HELD_SECONDS)
    work.clock.passes(HELD_SECONDS + 1)
    assert [one.id for one in work.runs.break_off(work.clock.now())] == [run.id]
    building.may_go_on.set()
    work.worker.work()
    assert (work.found(run).state, work.found(run).trouble) == ("failed", BROKE_OFF)
    assert work.found(waiting).state == "done"
