"""What is done again and again beside the server."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.jobs import Job, Jobs, this_process
from bot.privacy.retention import Retention

if TYPE_CHECKING:
    from bot.wiring import Cornerman

BATCHES = 20
"""So many batches of questions are placed in a row before others have their turn."""
HOUR = 3_600.0


def jobs(cornerman: Cornerman) -> Jobs:
    """In this process; of what only one replica does, each may be the one."""
    holder = this_process()
    parts = cornerman.gap_parts

    def place() -> None:
        for _ in range(BATCHES):
            if not parts.keeper.tick():
                return

    planned = [
        Job("questions into gaps", 2.0, place),
        Job("gaps asked again", 5.0, partial(parts.ask_again, holder), alone=False),
        Job("digests planned", 20.0, lambda: cornerman.digest_planner.plan(cornerman.clock.now()), alone=False),
    ]
    days = cornerman.settings.privacy.retention_days
    if days:
        planned.append(Job("old questions removed", 6 * HOUR, Retention(cornerman.engine, days, cornerman.clock).run))
    return Jobs(planned, cornerman.stores.leases, holder)
