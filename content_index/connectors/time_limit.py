"""A limit of time on a whole request: the timeouts of sockets begin anew with each byte that a server lets trickle."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

from content_index.ports import SourceError

SECONDS = 900.0
"""For one request: five tries of a minute's silence each, and four waits of two minutes that a server may ask for."""
SLOWEST = 32_000
"""Bytes a second, so many of which a download has more time: the slowest mobile line is faster."""
SECONDS_IN_ONE_GO = 14_400.0
"""For what a library does by many requests of its own: list a bucket's folder of millions, fetch a whole branch."""

Found = TypeVar("Found")


def seconds_for(most_bytes: int = 0) -> float:
    """How long one request may take whose answer may have so many bytes."""
    return SECONDS + most_bytes / SLOWEST


def in_time(work: Callable[[], Found], place: str, seconds: float | None = None) -> Found:
    """What comes of `work`, which asks `place`, as messages name it. `seconds`: those of one request without content.

    Nothing ends a thread that waits for a socket, so `work` is left alone when it takes too long: it may change
    nothing but what it gives. Raises SourceError then, and what `work` raises.
    """
    limit = seconds_for() if seconds is None else seconds
    outcome: Future[Found] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 - it is the caller's
            outcome.set_exception(error)

    threading.Thread(target=run, name="request", daemon=True).start()
    wait([outcome], limit)
    if not outcome.done():
        raise SourceError(too_slow(place, limit))
    return outcome.result()


def too_slow(place: str, seconds: float) -> str:
    """Why a request was given up."""
    minutes = max(round(seconds / 60), 1)
    return (
        f"{place} sends so little at a time that its answer was given up after {minutes} min: see that it, and the way "
        "to it, is well, or try again later"
    )
