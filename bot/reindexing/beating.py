"""What a worker says of a run while it does it, what it hears of it, and when it gives up on its own work."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from bot.ports import Clock, KeepingError
from bot.reindexing.model import STALLED, Run
from bot.reindexing.ports import Runs
from content_index.model import ReindexProgress

HELD_SECONDS = 30.0
"""A run whose process says nothing for so long is taken for dead."""


class StoppedError(Exception):
    """Somebody asked for the run to be cancelled, or another process has taken it for dead."""


@dataclass(frozen=True, slots=True)
class Patience:
    """In seconds: between two beats, for work that makes no step, and for work that does not hear that it is cancelled.

    No single step is to take as long as `stalled`. The longest ones: a file is read for at most 120 s
    (`FileLimits.seconds`), a batch is embedded in seconds, a repository waits 300 s for another process's fetch and
    tells nothing during its own first one, a model is converted in some minutes. Work that does not hear is ended in
    the middle of a step, as a kill would: the index of before serves on.
    """

    beat: float = 0.5
    stalled: float = 900.0
    deaf: float = 20.0


class Beat:
    """While its block runs: says that the run goes on, how far it is, and hears who cancels it.

    That it beats says nothing of the work, which is another thread's. `give_up` is called where the work makes no step
    any more; the run has ended by then.
    """

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        runs: Runs,
        run: Run,
        holder: str,
        clock: Clock,
        patience: Patience,
        give_up: Callable[[], None],
    ) -> None:
        self._runs = runs
        self._run = run
        self._holder = holder
        self._clock = clock
        self._patience = patience
        self._give_up = give_up
        self._latest: ReindexProgress | None = None
        self._told: ReindexProgress | None = None
        self._stepped = time.monotonic()
        self._stopped_at: float | None = None
        self._is_too_late = run.kind == "rollback"
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="reindex-beat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def step(self, progress: ReindexProgress) -> None:
        """Raises StoppedError, but not once the swap has begun: then it is too late."""
        self._latest, self._stepped = progress, time.monotonic()
        if self._is_too_late or progress.stage == "done":
            return
        if progress.stage == "swapping":  # which comes before the swap: whoever is heard now is heard in time
            self._hear()
        if self._stopped_at is not None:
            raise StoppedError
        self._is_too_late = progress.stage == "swapping"

    def _beat(self) -> None:
        while not self._ended.wait(self._patience.beat):
            self._hear()
            if self._is_hung():
                self._stopped_at = self._stopped_at or time.monotonic()  # should it go on all the same
                with suppress(KeepingError):
                    self._runs.lost(self._holder, self._clock.now(), STALLED)
                self._give_up()
                return

    def _hear(self) -> None:
        latest = self._latest
        try:
            stopped_by = self._runs.goes_on(
                self._run.id,
                self._holder,
                self._clock.now(),
                HELD_SECONDS,
                progress=None if latest is self._told else latest,
            )
        except KeepingError:
            return  # the reindex needs no database
        self._told = latest
        if stopped_by != "" and self._stopped_at is None:
            self._stopped_at = time.monotonic()

    def _is_hung(self) -> bool:
        now = time.monotonic()
        if now - self._stepped > self._patience.stalled:
            return True
        is_cancelled = self._stopped_at is not None and not self._is_too_late
        return is_cancelled and now - max(self._stopped_at or 0.0, self._stepped) > self._patience.deaf
