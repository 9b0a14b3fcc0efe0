"""A limit of time on a whole request: the timeouts of sockets begin anew with each byte that a server lets trickle."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

from content_index.ports import SourceError

SECONDS = 800.0
"""For a request and its answer: more than five tries of a minute's silence each and the four waits of two minutes that
a server may ask for; and 50 MB, as large as a file may be unless `max_file_mb` says more, come at 63 kB a second. It is
less than the 900 for which a reindex may make no step (`Patience.stalled`): so one source fails, and not the run."""

Found = TypeVar("Found")


def in_time(work: Callable[[], Found], place: str) -> Found:
    """What comes of `work`, which asks `place`, as messages name it.

    Nothing ends a thread that waits for a socket, so `work` is left alone when it takes too long: it may change
    nothing but what it gives. Raises SourceError then, and what `work` raises.
    """
    outcome: Future[Found] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 - it is the caller's
            outcome.set_exception(error)

    threading.Thread(target=run, name="request", daemon=True).start()
    wait([outcome], SECONDS)
    if not outcome.done():
        raise SourceError(too_slow(place))
    return outcome.result()


def too_slow(place: str) -> str:
    """Why a request was given up."""
    minutes = max(round(SECONDS / 60), 1)
    return (
        f"{place} has not sent its whole answer within {minutes} min, so it was given up: see that it, and the way "
        "to it, is well, or try again later"
    )
