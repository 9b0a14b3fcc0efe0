"""Does the runs that were asked for, one after the other, and tells how each goes on."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol, Self

from bot.ports import Clock, KeepingError
from bot.reindexing.model import LISTED, UNEXPECTED, Ending, Guarding, Outcome, Run
from bot.reindexing.ports import Runs
from content_index.model import GenerationInfo, ReindexProgress, ReindexReport
from content_index.ports import IndexFolderError, ModelError, ProgressListener
from content_index.reindex_lock import ReindexRunningError
from content_index.store import NothingToRollBackToError

_LOG = logging.getLogger(__name__)
HELD_SECONDS = 30.0
"""A run whose process says nothing for so long is taken for dead."""
BEAT_SECONDS = 0.5
ENDING_SECONDS = 120.0
"""How long it is tried to write down that a run has ended while the database is down."""
_IN_WORDS = (ReindexRunningError, IndexFolderError, ModelError, NothingToRollBackToError)


class Building(Protocol):
    """What does the work of a run."""

    def reindex(self, run: Run, progress: ProgressListener) -> tuple[ReindexReport, Guarding]:
        """Bring the index up to date; what golden questions said of it. What `progress` raises ends it."""

    def rollback(self) -> GenerationInfo:
        """Let the index of before serve again."""

    def closed(self, generation: str) -> Sequence[str]:
        """Asks gaps again; the titles of those that this generation closed."""


class _StoppedError(Exception):
    """Somebody asked for the run to be cancelled, or another process has taken it for dead."""


class RunWorker:
    """Takes runs and does them. `holder` is a name that no other worker has."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        runs: Runs,
        building: Building,
        clock: Clock,
        holder: str,
        *,
        beat_seconds: float = BEAT_SECONDS,
        ending_seconds: float = ENDING_SECONDS,
        interrupted_by: str = "",
    ) -> None:
        """`interrupted_by` is who sits where a KeyboardInterrupt comes from."""
        self._runs = runs
        self._building = building
        self._clock = clock
        self._holder = holder
        self._beat_seconds = beat_seconds
        self._ending_seconds = ending_seconds
        self._interrupted_by = interrupted_by

    def work(self, listening: ProgressListener | None = None) -> list[Run]:
        """Do what waits, until nothing does; gives the runs that it took, as they ended.

        `listening` is told of the progress, too. Raises KeepingError where the database is down before one is taken.
        """
        done: list[Run] = []
        while run := self.do_next(listening):
            done.append(run)
        return done

    def do_next(self, listening: ProgressListener | None = None) -> Run | None:
        """Do the one that is next; gives it as it ended. None where none is, or another process does one.

        Raises KeepingError where the database is down before one is taken. A KeyboardInterrupt (`listening` may raise
        it) cancels the run and is raised again.
        """
        run = self._runs.take(self._holder, self._clock.now(), HELD_SECONDS)
        return None if run is None else self._do(run, listening)

    def _do(self, run: Run, listening: ProgressListener | None) -> Run:
        """Raises KeyboardInterrupt, and nothing else."""
        try:
            with _Beat(self._runs, run, self._holder, self._clock, self._beat_seconds) as beat:

                def progress(step: ReindexProgress) -> None:
                    beat.step(step)
                    if listening is not None:
                        listening(step)

                ending = self._tried(run, progress)
        except KeyboardInterrupt:
            with suppress(KeepingError):
                self._runs.stop(run.id, self._interrupted_by, self._clock.now())
            self._ended(run, Ending("cancelled"))
            raise
        if not self._ended(run, ending):
            _LOG.warning("How the reindex %s ended (%s) could not be written down", run.id, ending.state)
        elif ending.outcome.swapped:
            self._tell_closed(run, ending.outcome)
        with suppress(KeepingError):
            run = self._runs.find(run.id) or run
        return (
            replace(run, state=ending.state, outcome=ending.outcome, trouble=ending.trouble) if run.is_active else run
        )

    def _tried(self, run: Run, progress: ProgressListener) -> Ending:
        try:
            if run.kind == "rollback":
                info = self._building.rollback()
                return Ending("done", Outcome(info.id, swapped=True, passages=info.passages))
            report, guarding = self._building.reindex(run, progress)
        except _StoppedError:
            return Ending("cancelled")
        except _IN_WORDS as error:
            return Ending("failed", trouble=str(error))
        except Exception as error:  # noqa: BLE001 - the next run must not be lost with this one
            _LOG.exception("A reindex failed")
            return Ending("failed", trouble=f"{UNEXPECTED} {type(error).__name__}")
        return Ending("refused" if report.refused else "done", outcome_of(report, guarding))

    def _ended(self, run: Run, ending: Ending) -> bool:
        until = time.monotonic() + self._ending_seconds
        while True:
            try:
                return self._runs.end(run.id, self._holder, ending, self._clock.now())
            except KeepingError:
                if time.monotonic() > until:
                    return False
                time.sleep(self._beat_seconds)

    def _tell_closed(self, run: Run, outcome: Outcome) -> None:
        titles: Sequence[str] = ()
        try:
            titles = self._building.closed(outcome.generation)
        except Exception:  # noqa: BLE001 - the index serves, whatever becomes of the gaps
            _LOG.exception("The gaps could not be asked again after a reindex")
        with suppress(KeepingError):
            self._runs.tell_closed(run.id, titles)


class _Beat:
    """While its block runs: says every half second that the run goes on, how far it is, and hears who cancels it."""

    def __init__(self, runs: Runs, run: Run, holder: str, clock: Clock, seconds: float) -> None:
        self._runs = runs
        self._run = run
        self._holder = holder
        self._clock = clock
        self._seconds = seconds
        self._latest: ReindexProgress | None = None
        self._is_stopped = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="reindex-beat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def step(self, progress: ReindexProgress) -> None:
        """Raises _StoppedError, but not once the swap has begun: then it is too late."""
        self._latest = progress
        if self._is_stopped and progress.stage not in {"swapping", "done"}:
            raise _StoppedError

    def _beat(self) -> None:
        told: ReindexProgress | None = None
        while not self._ended.wait(self._seconds):
            latest = self._latest
            try:
                stopped_by = self._runs.goes_on(
                    self._run.id,
                    self._holder,
                    self._clock.now(),
                    HELD_SECONDS,
                    progress=None if latest is told else latest,
                )
            except KeepingError:
                continue  # the reindex needs no database
            told = latest
            self._is_stopped = stopped_by != ""


def outcome_of(report: ReindexReport, guarding: Guarding) -> Outcome:
    """A report as it is kept."""
    return Outcome(
        generation=report.generation,
        swapped=report.swapped,
        added=report.added[:LISTED],
        changed=report.changed[:LISTED],
        removed=report.removed[:LISTED],
        counts=(len(report.added), len(report.changed), len(report.removed)),
        unchanged=report.unchanged,
        failures=report.failures[:LISTED],
        failed=len(report.failures),
        passages=report.passages,
        embedded=report.passages_embedded,
        seconds=report.seconds,
        guarding=guarding,
    )
