"""A reindex, or going back, by command: kept in the database as those of chat are, done here or followed elsewhere."""

from __future__ import annotations

import getpass
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import TYPE_CHECKING

from bot.gaps.model import GapFilter
from bot.ports import KeepingError
from bot.reindexing.model import Guarding, Outcome, Requester, Run, RunKind
from bot.reindexing.running import RunWorker
from bot.reindexing.telling import told
from bot.reindexing.words import reindex_words
from bot.this_process import this_process
from bot.wiring.reindexing import Building
from content_index.model import GenerationInfo, ReindexProgress, ReindexReport, Wish
from content_index.ports import ProgressListener

if TYPE_CHECKING:
    from bot.wiring import Cornerman

LOOK_SECONDS = 0.5
"""How often a run that another process does is looked at."""
ENDING_SECONDS = 10.0
"""How long a command waits for a database that went down meanwhile, to write down how its run ended."""
_WORDS = reindex_words("en")
"""The terminal speaks English."""

Say = Callable[[str], None]


class RunEndedError(Exception):
    """Another process did the run, and it failed or was cancelled. The message says why."""


class BusyError(Exception):
    """A reindex runs, and going back waits for nobody. The message says so."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of it. `report` and `guarding` tell of a reindex; of one that another process did, the first names.

    `run` is None where it was not registered; `joined`: somebody had begun it already; `here`: this process did it.
    """

    run: Run | None = None
    report: ReindexReport | None = None
    guarding: Guarding = field(default_factory=Guarding)
    joined: bool = False
    here: bool = True


def login() -> str:
    """Who sits at the terminal."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number that nobody has
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "terminal"


def carry_out(
    cornerman: Cornerman,
    kind: RunKind,
    wish: Wish,
    *,
    say: Say,
    force: bool = False,
    listening: ProgressListener = lambda _step: None,
) -> Carried:
    """Register it and do it, or follow the process that does. `say` is told what a person wants to know meanwhile.

    Where the database is down it is done all the same, and told to nobody.

    Raises:
        RunEndedError: another process did it, and could not.
        BusyError: it waits for nobody, and another one runs.
        KeyboardInterrupt: it was cancelled by Ctrl-C; nothing has changed.
    """
    with _interruptible(say) as interrupted:
        building = _Building(cornerman)

        def step(progress: ReindexProgress) -> None:
            if interrupted.is_set() and progress.stage != "done":  # "swapping" comes before the swap
                raise KeyboardInterrupt
            listening(progress)

        cornerman.prepare_database()  # a new one takes longer to be made than a store waits for it
        try:
            return _Registered(cornerman, building, say, interrupted).carry_out(kind, wish, force, step)
        except KeepingError as error:
            say(f"The database does not answer ({error}), so nobody else hears of this, and nothing is kept of it.")
        run = Run("", kind, wish, force, _requester(), cornerman.clock.now())
        if kind == "rollback":
            building.rollback()
            return Carried()
        report, guarding = building.reindex(run, step)
        return Carried(None, report, guarding)


def _requester() -> Requester:
    return Requester(id=login(), name=login(), surface="cli")


@dataclass
class _Building:
    """Implements bot.reindexing.running.Building; keeps what a run keeps only the beginning of, by the run's id."""

    cornerman: Cornerman
    reports: dict[str, tuple[ReindexReport, Guarding]] = field(default_factory=dict)
    errors: dict[str, Exception] = field(default_factory=dict)

    def reindex(self, run: Run, progress: ProgressListener) -> tuple[ReindexReport, Guarding]:
        """Bring the index up to date."""
        try:
            done = Building(self.cornerman).reindex(run, progress)
        except Exception as error:
            self.errors[run.id] = error
            raise
        self.reports[run.id] = done
        return done

    def rollback(self) -> GenerationInfo:
        """Let the index of before serve again."""
        try:
            return Building(self.cornerman).rollback()
        except Exception as error:
            self.errors["rollback"] = error
            raise

    def serving(self) -> str:
        """The generation that serves; "" where none does."""
        return Building(self.cornerman).serving()

    def closed(self, generation: str) -> Sequence[str]:
        """Asks gaps again, where there are any; waits for no server that does so by itself."""
        del generation
        if not self.cornerman.stores.gaps.listing(GapFilter(), 1):
            return ()
        return tuple(gap.title for gap in self.cornerman.gap_parts.ask_again(this_process()))


@dataclass(frozen=True)
class _Registered:
    """Every verb raises KeepingError where the database is down before the run has begun."""

    cornerman: Cornerman
    building: _Building
    say: Say
    interrupted: threading.Event

    def carry_out(self, kind: RunKind, wish: Wish, force: bool, step: ProgressListener) -> Carried:
        """Until the run has ended."""
        runs, clock = self.cornerman.stores.runs, self.cornerman.clock
        run, joined = runs.ask(kind, wish, _requester(), force=force, at=clock.now())
        if joined and run.kind != kind:
            raise BusyError(_WORDS.busy)
        if joined:
            self.say(_WORDS.joined.format(name=_name(run)))
        elif any(one.id != run.id for one in runs.under_way()):
            self.say(_WORDS.waits)
        worker = RunWorker(
            runs, self.building, clock, this_process(), ending_seconds=ENDING_SECONDS, interrupted_by=login()
        )
        while run.is_active:
            runs.break_off(clock.now())
            done = worker.do_next(step)
            if done is not None and done.id == run.id:
                run = done
            elif done is None:
                run = self._followed(run, step, is_ours=not joined)
        return self._carried(run, joined=joined)

    def _followed(self, run: Run, step: ProgressListener, *, is_ours: bool) -> Run:
        """As it is now; another process does it, or does one that comes before it."""
        runs = self.cornerman.stores.runs
        run = runs.find(run.id) or run
        if not run.is_active:
            return run
        try:
            if run.progress is not None:
                step(run.progress)
            if self.interrupted.wait(LOOK_SECONDS):
                raise KeyboardInterrupt
        except KeyboardInterrupt:
            if is_ours:
                runs.stop(run.id, login(), self.cornerman.clock.now())
            else:
                self.say("That reindex goes on; `cornerman runs cancel` stops it.")
            raise
        return run

    def _carried(self, run: Run, *, joined: bool) -> Carried:
        if run.state in {"failed", "cancelled"}:
            error = self.building.errors.get(run.id if run.kind == "reindex" else "rollback")
            if run.state == "failed" and error is not None:
                raise error
            shown = told(run, "en", names=True)
            raise RunEndedError(" ".join(filter(None, (f"{shown.title}.", shown.status, *shown.notes))))
        if run.id in self.building.reports:
            return Carried(run, *self.building.reports[run.id], joined=joined)
        outcome = run.outcome
        return Carried(run, _report(run, outcome), outcome.guarding, joined=joined, here=False)


def _name(run: Run) -> str:
    by = {"schedule": _WORDS.by_schedule, "webhook": _WORDS.by_webhook}
    return by.get(run.by.cause, run.by.name or run.by.id)


def _report(run: Run, outcome: Outcome) -> ReindexReport:
    """What is kept of a run that another process did."""
    return ReindexReport(
        generation=outcome.generation,
        swapped=outcome.swapped,
        added=outcome.added,
        changed=outcome.changed,
        removed=outcome.removed,
        unchanged=outcome.unchanged,
        failures=outcome.failures,
        passages=outcome.passages,
        passages_embedded=outcome.embedded,
        seconds=outcome.seconds,
        refused=run.state == "refused",
    )


@contextmanager
def _interruptible(say: Say) -> Iterator[threading.Event]:
    """While its block runs, the first Ctrl-C sets the event; the second one interrupts wherever that is.

    So a reindex ends between two steps, with nothing half done.
    """
    interrupted = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield interrupted
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        interrupted.set()
        say("Stopping… (Ctrl-C again stops at once)")

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)
