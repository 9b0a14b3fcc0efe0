"""How long a piece of work will still take, from how fast it has gone so far."""

from __future__ import annotations

from collections.abc import Callable

_SECONDS_BEFORE_AN_ESTIMATE = 1.0


class Pace:
    """Counts work done against `total`, in any unit that grows with time spent."""

    def __init__(self, total: float, seconds: Callable[[], float]) -> None:
        self._total = total
        self._seconds = seconds
        self._began = seconds()
        self._done = 0.0

    def did(self, work: float) -> None:
        """Adds work just done."""
        self._done += work

    def seconds_left(self) -> float | None:
        """None while too little has been done to tell."""
        spent = self._seconds() - self._began
        if not self._done or spent < _SECONDS_BEFORE_AN_ESTIMATE:
            return None
        return max(0.0, (self._total - self._done) * spent / self._done)
