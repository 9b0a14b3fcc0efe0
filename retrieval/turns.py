"""A door that lets a few threads in at a time, in the order in which they came."""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType


class Turns:
    """As a context manager it waits for a turn and gives it on to whoever has waited longest.

    `threading.Semaphore` keeps no order: a thread that asks again at once has its turn before those that wait, and
    some of many wait for seconds. Whoever has a turn must not ask for another.
    """

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting: deque[threading.Event] = deque()
        self._door = threading.Lock()

    def __enter__(self) -> None:
        with self._door:
            if self._free:
                self._free -= 1
                return
            mine = threading.Event()
            self._waiting.append(mine)
        try:
            mine.wait()
        except BaseException:  # interrupted: the place in the queue, or a turn that was just given, is not kept
            with self._door:
                if mine in self._waiting:
                    self._waiting.remove(mine)
                    raise
            self._give_on()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._give_on()

    def _give_on(self) -> None:
        with self._door:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
