"""The process that reads: started, asked, and ended when a file takes too long. Imports little, to be started first."""

from __future__ import annotations

import json
import subprocess
import threading
import weakref
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from typing import Any

from content_index.own_module import command_of, environment
from content_index.readers.converted import FileLimits

_SERVICE = "content_index.isolated.service"


class ReadingProcess:
    """Starts with the first file, does one thing at a time, and starts anew after a file that takes too much."""

    def __init__(self, limits: FileLimits) -> None:
        self._limits = limits
        self._one_at_a_time = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready = False
        self._end: weakref.finalize[[subprocess.Popen[bytes]], ReadingProcess] | None = None

    def start(self) -> None:
        """Starts the process now and does not wait for it: the next file finds it ready. Never raises.

        Where the system lets no process start now, it is tried again with the file, and said of it.
        """
        with self._one_at_a_time, suppress(OSError):
            self._running()

    def ask(self, order: dict[str, Any], content: bytes) -> dict[str, Any] | None:
        """The process's answer, None where it died of the file. Raises TimeoutError where that takes too long."""
        with self._one_at_a_time:
            answer, status = self._asked(order, content)
            if status == 0:  # nobody had asked for a while, and it left in this very moment
                answer, _ = self._asked(order, content)
            return answer

    def _asked(self, order: dict[str, Any], content: bytes) -> tuple[dict[str, Any] | None, int | None]:
        """The answer, and the exit status of a process that gave none."""
        process = self._running()
        self._wait_until_ready(process)
        too_long = threading.Event()
        timer = threading.Timer(self._limits.seconds, _stop, (process, too_long))
        timer.start()
        try:
            answer = _answer(process, order, content)
        except BaseException:  # what it still says to this must not be taken for an answer to the next file
            process.kill()
            process.wait()
            raise
        finally:
            timer.cancel()
            timer.join()  # else it might stop the process at the next file
        if answer is not None and not too_long.is_set():
            return answer, None
        process.kill()
        status = process.wait()  # the next file gets a new process, not this one's end
        if too_long.is_set():
            raise TimeoutError
        return None, status

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            if self._end is not None:
                self._end()
            # Only our own module and plain numbers are on its command line. In a group of its own, Ctrl-C in a terminal
            # does not reach it: the file it reads would be called unreadable while the command ends in order.
            command = command_of(_SERVICE, json.dumps(asdict(self._limits)))
            self._process = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment(),
                start_new_session=True,
            )
            self._is_ready = False
            self._end = weakref.finalize(self, _end, self._process)
        return self._process

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        """What it loads first is not the file's fault, and does not count."""
        if not self._is_ready:
            assert process.stdout  # noqa: S101 - it was started with pipes
            process.stdout.readline()
            self._is_ready = True


@cache
def reading_process(limits: FileLimits) -> ReadingProcess:
    """The one that all readers of this program share: it takes most of a second to be ready."""
    return ReadingProcess(limits)


def _stop(process: subprocess.Popen[bytes], too_long: threading.Event) -> None:
    too_long.set()
    process.kill()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:  # what was not yet written has no reader any more
                continue


def _answer(process: subprocess.Popen[bytes], order: dict[str, Any], content: bytes) -> dict[str, Any] | None:
    """The process's answer, None where it has died."""
    assert process.stdin  # noqa: S101 - it was started with pipes
    assert process.stdout  # noqa: S101
    try:
        process.stdin.write(json.dumps([order, len(content)]).encode() + b"\n" + content)
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
    except (OSError, ValueError):
        return None
    return answer if isinstance(answer, dict) else None
