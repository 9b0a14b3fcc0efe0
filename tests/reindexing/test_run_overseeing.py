"""When a worker's process counts as hung, as whoever started it sees it in the database."""

from __future__ import annotations

import logging

import pytest
from database_fixtures import Outage
from run_samples import HANNAH, Clock
from sqlalchemy import Engine

from bot.reindexing.model import Ending
from bot.reindexing.overseeing import RunOverseer
from bot.stores.reindex_runs import SqlRuns
from content_index.model import ReindexProgress, Wish

HELD = 30.0


class Beside:
    """A worker, "there", that beats only where a test says so, and who looks after it."""

    def __init__(self, engine: Engine) -> None:
        self.runs, self.clock, self.seconds = SqlRuns(engine), Clock(), 0.0
        self.overseer = RunOverseer(self.runs, self.clock, "there", seconds=lambda: self.seconds)
        self.run, _ = self.runs.ask("reindex", Wish(), HANNAH, force=False, at=self.clock.now())

    def takes(self) -> None:
        assert self.runs.take("there", self.clock.now(), HELD)

    def hangs_within(self, seconds: int, *, beats: bool, progress: ReindexProgress | None = None) -> float | None:
        """After how many seconds it counts as hung; None: not within so many."""
        for passed in range(seconds):
            if beats:
                self.runs.goes_on(self.run.id, "there", self.clock.now(), HELD, progress=progress)
            if self.overseer.is_hung():
                return passed
            self.clock.passes(1)
            self.seconds += 1
        return None


@pytest.fixture
def beside(engine: Engine) -> Beside:
    return Beside(engine)


def test_one_that_beats_may_take_hours(beside: Beside) -> None:
    beside.takes()
    assert beside.hangs_within(50, beats=True) is None


def test_one_that_beats_no_more_is_hung_soon_after_its_run_counts_as_dead(beside: Beside) -> None:
    beside.takes()
    assert beside.hangs_within(60, beats=False) == pytest.approx(HELD + 12, abs=1)


def test_one_that_another_server_has_taken_for_dead_is_hung_if_it_does_not_end(beside: Beside) -> None:
    beside.takes()
    beside.hangs_within(1, beats=False)
    beside.clock.passes(HELD + 1)
    assert beside.runs.break_off(beside.clock.now())
    assert beside.hangs_within(60, beats=False) == pytest.approx(26, abs=1)


def test_one_that_does_not_hear_who_cancels_it_is_hung_but_not_while_it_swaps(beside: Beside) -> None:
    beside.takes()
    beside.runs.stop(beside.run.id, "Ada", beside.clock.now())
    swapping = ReindexProgress("swapping", 0, 1)
    assert beside.hangs_within(40, beats=True, progress=swapping) is None
    assert beside.hangs_within(40, beats=True, progress=ReindexProgress("reading", 0, 1)) == pytest.approx(26, abs=1)


def test_one_that_does_not_begin_what_waits_is_hung_after_a_long_time(beside: Beside) -> None:
    assert beside.hangs_within(5, beats=False) is None
    beside.seconds += 900
    assert beside.overseer.is_hung()


def test_one_that_is_between_two_runs_is_not_hung(beside: Beside) -> None:
    beside.takes()
    beside.hangs_within(2, beats=True)
    beside.runs.end(beside.run.id, "there", Ending("done"), beside.clock.now())
    beside.seconds += 5_000
    assert beside.hangs_within(3, beats=False) is None


def test_while_the_database_is_down_nobody_is_hung(
    beside: Beside, outage: Outage, caplog: pytest.LogCaptureFixture
) -> None:
    beside.takes()
    beside.hangs_within(35, beats=False)
    outage.is_down = True
    beside.seconds += 3_600
    assert not beside.overseer.is_hung()
    with caplog.at_level(logging.WARNING):
        assert not beside.overseer.ended(gives_back=False)
    assert "counts as going on for half a minute" in caplog.text
    outage.lift()
    assert not beside.overseer.is_hung()


def test_whoever_ends_leaves_what_is_left_to_another(beside: Beside) -> None:
    beside.takes()
    assert not beside.overseer.ended(gives_back=True)
    assert beside.runs.under_way()[0].state == "waiting"
    assert not beside.overseer.ended(gives_back=False)  # it held nothing: one that dies at once is not begun for ever
    beside.takes()
    beside.runs.ask("reindex", Wish(full=True), HANNAH, force=False, at=beside.clock.now())
    assert beside.overseer.ended(gives_back=False)
