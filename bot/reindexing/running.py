"""Does the runs that were asked for, one after the other, and tells how each goes on."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from bot.ports import Clock, KeepingError
from bot.reindexing.beating import HELD_SECONDS, Beat, Patience, StoppedError
from bot.reindexing.holding import LOOKED_BACK, let_through
from bot.reindexing.model import HELD, LISTED, UNEXPECTED, Ending, Guarding, Outcome, Run
from bot.reindexing.ports import Runs
from content_index.model import GenerationInfo, ReindexProgress, ReindexReport, Wish
from content_index.ports import IndexFolderError, ModelError, ProgressListener
from content_index.reindex_lock import ReindexRunningError
from content_index.store import NothingToRollBackToError

_LOG = logging.getLogger(__name__)
ENDING_SECONDS = 120.0
"""How long it is tried to write down that a run has ended while the database is down."""
_IN_WORDS = (KeepingError, ReindexRunningError, IndexFolderError, ModelError, NothingToRollBackToError)


class Building(Protocol):
    """What does the work of a run."""

    def reindex(self, run: Run, progress: ProgressListener) -> tuple[ReindexReport, Guarding]:
        """Bring the index up to date; what golden questions said of it. What `progress` raises ends it."""

    def rollback(self) -> GenerationInfo:
        """Let the index of before serve again."""

    def serving(self) -> str:
        """The generation that serves; "" where none does."""

    def closed(self, generation: str) -> Sequence[str]:
        """Asks gaps again; the titles of those that this generation closed."""


class RunWorker:
    """Takes runs and does them. `holder` is a name that no other worker has."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        runs: Runs,
        building: Building,
        clock: Clock,
        holder: str,
        *,
        patience: Patience = Patience(),  # noqa: B008 - frozen
        ending_seconds: float = ENDING_SECONDS,
        interrupted_by: str = "",
        give_up: Callable[[], None] = lambda: None,
    ) -> None:
        """`interrupted_by` is who sits where a KeyboardInterrupt comes from.

        `give_up` ends the process where work hangs: nothing else ends a thread that waits for ever.
        """
        self._runs = runs
        self._building = building
        self._clock = clock
        self._holder = holder
        self._patience = patience
        self._ending_seconds = ending_seconds
        self._interrupted_by = interrupted_by
        self._give_up = give_up

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
            with Beat(
                runs=self._runs,
                run=run,
                holder=self._holder,
                clock=self._clock,
                patience=self._patience,
                give_up=self._give_up,
            ) as beat:

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
                left = self._building.serving()
                info = self._building.rollback()
                return Ending("done", Outcome(info.id, swapped=True, passages=info.passages, left=left))
            wish = self._let_through(run)
            if wish is None:
                return Ending("cancelled", trouble=HELD)
            report, guarding = self._building.reindex(replace(run, wish=wish), progress)
        except StoppedError:
            return Ending("cancelled")
        except _IN_WORDS as error:
            return Ending("failed", trouble=str(error))
        except Exception as error:  # noqa: BLE001 - the next run must not be lost with this one
            _LOG.exception("A reindex failed")
            return Ending("failed", trouble=f"{UNEXPECTED} {type(error).__name__}")
        return Ending("refused" if report.refused else "done", outcome_of(report, guarding))

    def _let_through(self, run: Run) -> Wish | None:
        """What is done of it: it may have waited behind one that goes back. Raises KeepingError."""
        return run.wish if run.by.cause == "person" else let_through(run.wish, self._runs.changes(LOOKED_BACK))

    def _ended(self, run: Run, ending: Ending) -> bool:
        until = time.monotonic() + self._ending_seconds
        while True:
            try:
                return self._runs.end(run.id, self._holder, ending, self._clock.now())
            except KeepingError:
                if time.monotonic() > until:
                    return False
                time.sleep(self._patience.beat)

    def _tell_closed(self, run: Run, outcome: Outcome) -> None:
        titles: Sequence[str] = ()
        try:
            titles = self._building.closed(outcome.generation)
        except Exception:  # noqa: BLE001 - the index serves, whatever becomes of the gaps
            _LOG.exception("The gaps could not be asked again after a reindex")
        with suppress(KeepingError):
            self._runs.tell_closed(run.id, titles)


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
