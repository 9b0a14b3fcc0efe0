"""Starts workers as processes of their own: what reads and embeds would keep the answers waiting, and takes memory."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import threading
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Generic, Protocol, TypeVar

from bot.this_process import this_process

_LOG = logging.getLogger(__name__)
_Given = TypeVar("_Given")
LOOK_SECONDS = 1.0
SECONDS_TO_END = 5.0
SECONDS_TO_CLOSE = 20.0
"""Whoever stops a machine ends a server's worker together with the server, which closes its doors first."""


class Overseer(Protocol):
    """Looks after what one worker holds. No verb raises."""

    def is_hung(self) -> bool:
        """Whether the process must be ended."""

    def ended(self, *, gives_back: bool) -> bool:
        """The process is gone, sent away (`gives_back`) or by itself; whether another one has to begin what is left."""


class WorkerProcesses(Generic[_Given]):
    """One worker at a time beside a process that serves; it ends by itself when nothing waits any more.

    `work` is a function of a module, called in the new process with `given`, which must be picklable, and with the name
    that the worker is to have; `oversee` makes, here, who looks after a worker of that name.
    """

    def __init__(self, work: Callable[[_Given, str], None], given: _Given, oversee: Callable[[str], Overseer]) -> None:
        self._work = work
        self._given = given
        self._oversee = oversee
        self._lock = threading.Lock()
        self._running: BaseProcess | None = None
        self._looking: threading.Thread | None = None
        self._wanted = False
        self._closed = threading.Event()

    def start(self) -> None:
        """Have a worker look for runs now. Where one works already, another look follows its end. Never raises."""
        with self._lock:
            if self._closed.is_set():
                return
            if self._looking is not None and self._looking.is_alive():
                self._wanted = True
                return
            self._begin()

    def close(self) -> None:
        """End the one that works; what it did is begun anew by another replica, or at the next start."""
        with self._lock:
            self._wanted = False
            self._closed.set()
            running, looking = self._running, self._looking
        if running is None or looking is None or not looking.is_alive():
            return
        running.terminate()
        looking.join(SECONDS_TO_END)
        if looking.is_alive():
            running.kill()  # it hangs; or the database does, and the rest is done when the run is found to be silent
            looking.join(SECONDS_TO_END)

    def _begin(self) -> None:
        """Under the lock."""
        holder = this_process()
        process = multiprocessing.get_context("spawn").Process(
            target=self._work, args=(self._given, holder), name="cornerman-reindex"
        )
        try:
            process.start()
        except OSError as error:
            _LOG.warning("A reindex could not be begun: %s", error.strerror or type(error).__name__)
            return
        self._running = process
        self._looking = threading.Thread(
            target=self._look, args=(process, self._oversee(holder)), name="reindex-process", daemon=True
        )
        self._looking.start()

    def _look(self, process: BaseProcess, overseer: Overseer) -> None:
        while process.exitcode is None:
            process.join(LOOK_SECONDS)
            if process.exitcode is None and overseer.is_hung():
                _LOG.warning("The process that reindexes hangs, and is ended")
                process.kill()
                process.join()
        if process.exitcode == -signal.SIGTERM:
            self._closed.wait(SECONDS_TO_CLOSE)
        elif process.exitcode and not self._closed.is_set():
            _LOG.warning("The process that reindexes ended with %s", process.exitcode)
        is_left = overseer.ended(gives_back=self._closed.is_set())
        with self._lock:
            if (self._wanted or is_left) and not self._closed.is_set():
                self._wanted = False
                self._begin()
