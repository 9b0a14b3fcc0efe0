"""Starts scans as processes of their own, so that none takes the interpreter from who answers."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from pathlib import Path

from content_index.conflicts.bringing_up import unscanned
from content_index.health.kept import unchecked
from content_index.own_module import command_of, environment

_LOG = logging.getLogger(__name__)
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_LEVELS = {"WARNING": logging.WARNING, "ERROR": logging.ERROR}


class BackgroundScans:
    """Scans beside a process that serves: what they say goes to its log, and they end with it."""

    def __init__(self, index_dir: Path) -> None:
        self._index_dir = index_dir
        self._running: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()

    def start(self) -> None:
        """Starts one for what serves, where that is not scanned or checked; does not wait. Never raises.

        Where one runs already, this one ends at once, and that one has its turn at what serves by then.
        """
        if not unscanned(self._index_dir) and not unchecked(self._index_dir):
            return
        process = _start(self._index_dir, stderr=subprocess.PIPE)
        if process is None:
            return
        with self._lock:
            self._running.add(process)
        threading.Thread(target=self._listen, args=(process,), name="conflict-scan", daemon=True).start()

    def close(self) -> None:
        """Ends those that run; the next process begins anew."""
        with self._lock:
            running = list(self._running)
        for process in running:
            process.terminate()
            process.wait()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr is not None  # noqa: S101 -- it was asked for
        with process.stderr as said:
            for line in said:
                level, _, words = line.rstrip().partition(" ")
                _LOG.log(_LEVELS.get(level, logging.INFO), "%s", words)
        process.wait()
        with self._lock:
            self._running.discard(process)


def start_detached(index_dir: Path) -> None:
    """Starts a scan that goes on when this process ends, and says nothing. Never raises."""
    process = _start(index_dir, stderr=subprocess.DEVNULL, start_new_session=True)
    if process is not None:
        process.returncode = 0  # it is left alone: nobody is to be warned that it still runs


def _start(index_dir: Path, *, stderr: int, start_new_session: bool = False) -> subprocess.Popen[str] | None:
    if not sys.executable:
        _LOG.warning("Conflicts between passages are not looked for: it is not known where Python is")
        return None
    command = command_of("content_index.conflicts", str(index_dir.resolve()))
    try:
        return subprocess.Popen(  # noqa: S603 -- our own module and the index's folder
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            text=True,
            env=environment() | _ONE_THREAD,
            start_new_session=start_new_session,
        )
    except OSError as error:
        _LOG.warning("Conflicts between passages are not looked for: %s", error.strerror or type(error).__name__)
        return None
