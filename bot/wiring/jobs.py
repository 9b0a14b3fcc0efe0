"""What is done again and again beside the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from bot.jobs import LEASE_SECONDS, Job, Jobs
from bot.privacy.retention import Retention
from bot.this_process import this_process

if TYPE_CHECKING:
    from bot.wiring import Cornerman

BATCHES = 20
"""So many batches of questions are placed in a row before others have their turn."""
HOUR = 3_600.0
PLACING = "questions into gaps"
"""The work that is one process's at a time, or else the same gap is made twice."""


class PlacedElsewhereError(Exception):
    """Another process puts this deployment's questions into gaps. The message says so to whoever wanted to as well."""

    def __init__(self) -> None:
        super().__init__(
            "A server runs on this data (or was killed less than a minute ago). Both would put the same questions into "
            "gaps, each into its own. Stop the server, then try again."
        )


def jobs(cornerman: Cornerman) -> Jobs:
    """In this process; of what only one replica does, each may be the one."""
    holder = this_process()
    parts = cornerman.gap_parts

    def place() -> None:
        for _ in range(BATCHES):
            if not parts.keeper.tick():
                return

    planned = [
        Job(PLACING, 2.0, place),
        Job("gaps asked again", 5.0, partial(parts.ask_again, holder), alone=False),
        Job("digests planned", 20.0, lambda: cornerman.digest_planner.plan(cornerman.clock.now()), alone=False),
    ]
    marking = cornerman.upkeep_parts.marking
    planned.append(Job("answers of pulled pages", 5.0, lambda: marking.plan(cornerman.clock.now())))
    planned += cornerman.reach.jobs()
    planned.append(Job("reindexes looked after", 10.0, cornerman.reindexes.tick))
    days = cornerman.settings.privacy.retention_days
    if days:
        planned.append(Job("old questions removed", 6 * HOUR, Retention(cornerman.engine, days, cornerman.clock).run))
    return Jobs(planned, cornerman.stores.leases, holder)


@contextmanager
def placing_alone(cornerman: Cornerman) -> Iterator[Callable[[], None]]:
    """While its block runs no server puts questions into gaps, and none has begun to.

    What it gives is called again within each `LEASE_SECONDS`. Both raise PlacedElsewhereError where another process has
    the work, and KeepingError.
    """
    leases, holder = cornerman.stores.leases, this_process()

    def have() -> None:
        if not leases.take(PLACING, holder, LEASE_SECONDS):
            raise PlacedElsewhereError

    have()
    try:
        yield have
    finally:
        leases.give_back(PLACING, holder)
