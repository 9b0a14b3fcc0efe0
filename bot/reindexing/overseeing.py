"""Looks after a worker's process from beside it: what hangs as a whole does not help itself, nor does what is dead."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Literal

from bot.ports import Clock, KeepingError
from bot.reindexing.model import BROKE_OFF
from bot.reindexing.ports import Runs

_LOG = logging.getLogger(__name__)
_Suspicion = Literal["", "silent", "deaf", "broken off", "idle"]
_PATIENCE: dict[_Suspicion, float] = {"silent": 10.0, "deaf": 25.0, "broken off": 25.0, "idle": 900.0}
"""Seconds that each must last. `silent`: a beat is overdue, as after an outage of the database. `deaf`, `broken off`:
the worker ends itself first where it can (`beating.Patience`). `idle`: what waits is not begun."""


class RunOverseer:
    """Of one worker, known by `holder`. No verb raises. `seconds` is a clock that only ever goes on."""

    def __init__(self, runs: Runs, clock: Clock, holder: str, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._runs = runs
        self._clock = clock
        self._holder = holder
        self._seconds = seconds
        self._run_id = ""
        self._suspicion: _Suspicion = ""
        self._since = 0.0

    def is_hung(self) -> bool:
        """Whether the process must be ended; asked again and again while it lives."""
        try:
            suspicion = self._suspected()
        except KeepingError:  # then nobody can beat, and nothing is known of anybody
            suspicion = ""
        now = self._seconds()
        if suspicion != self._suspicion:
            self._suspicion, self._since = suspicion, now
        return suspicion != "" and now - self._since > _PATIENCE[suspicion]

    def ended(self, *, gives_back: bool) -> bool:
        """The process is gone; whether another one has to begin what is left.

        `gives_back`: it was sent away, so that what it did is begun anew by whoever comes, elsewhere. Else that breaks
        off.
        """
        now = self._clock.now()
        try:
            if gives_back:
                self._runs.give_back(self._holder, now)
                return False
            ended = self._runs.lost(self._holder, now)
            return bool(ended) and any(run.state == "waiting" for run in self._runs.under_way())
        except KeepingError as error:
            _LOG.warning("A reindex counts as going on for half a minute, for the database does not answer: %s", error)
            return False

    def _suspected(self) -> _Suspicion:
        held = self._runs.held(self._holder)
        if held is None:
            return self._suspected_between()
        run, self._run_id = held.run, held.run.id
        if held.until < self._clock.now():
            return "silent"
        swaps = run.kind == "rollback" or (run.progress is not None and run.progress.stage in {"swapping", "done"})
        return "deaf" if run.stopped_by and not swaps else ""

    def _suspected_between(self) -> _Suspicion:
        """It has not begun, is between two runs, or another process has taken it for dead."""
        last = self._runs.find(self._run_id) if self._run_id else None
        if last is not None and (last.state, last.trouble) == ("failed", BROKE_OFF):
            return "broken off"
        return "idle" if any(run.state == "waiting" for run in self._runs.under_way()) else ""
