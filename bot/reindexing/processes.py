"""Starts workers as processes of their own: what reads and embeds would keep the answers waiting, and takes memory."""

from __future__ import annotations

import logging
import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

_LOG = logging.getLogger(__name__)
_Given = TypeVar("_Given")
SECONDS_TO_END = 5.0


class WorkerProcesses(Generic[_Given]):
    """One worker at a time beside a process that serves; it ends by itself when nothing waits any more.

    `work` is a function of a module, called in the new process with `given`, which must be picklable.
    """

    def __init__(self, work: Callable[[_Given], None], given: _Given) -> None:
        self._work = work
        self._given = given
        self._lock = threading.Lock()
        self._running: BaseProcess | None = None
        self._wanted = False
        self._is_closed = False

    def start(self) -> None:
        """Have a worker look for runs now. Where one works already, another look follows its end. Never raises."""
        with self._lock:
            if self._running is not None and self._running.is_alive():
                self._wanted = True
                return
            self._begin()

    def close(self) -> None:
        """End the one that works; what it did is begun anew by whoever asks next."""
        with self._lock:
            self._wanted, self._is_closed = False, True
            running = self._running
        if running is not None and running.is_alive():
            running.terminate()
            running.join(SECONDS_TO_END)

    def _begin(self) -> None:
        """Under the lock."""
        process = multiprocessing.get_context("spawn").Process(
            target=self._work, args=(self._given,), name="cornerman-reindex"
        )
        try:
            process.start()
        except OSError as error:
            _LOG.warning("A reindex could not be begun: %s", error.strerror or type(error).__name__)
            return
        self._running = process
        threading.Thread(target=self._wait, args=(process,), name="reindex-process", daemon=True).start()

    def _wait(self, process: BaseProcess) -> None:
        process.join()
        if process.exitcode and not self._is_closed:
            _LOG.warning("The process that reindexes ended with %s", process.exitcode)
        with self._lock:
            if self._wanted:
                self._wanted = False
                self._begin()
