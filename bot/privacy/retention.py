"""Questions are kept for so many days, and then deleted with all that hangs on them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.ports import Clock
from bot.stores.aging import SqlAging

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is there from before `before`: questions, looks, and people who have not asked since."""

    before: datetime
    questions: int
    looks: int
    people: int


class Retention:
    """`run` it once a day, by one replica at a time; a run that fails halfway is gone on with by the next."""

    def __init__(self, engine: Engine, days: int, clock: Clock) -> None:
        """`days`, at least one, are how long questions are kept. The database's schema must be up."""
        self._aging = SqlAging(engine)
        self._days = days
        self._clock = clock

    def overdue(self) -> Overdue:
        """What the next run deletes. Raises KeepingError."""
        before = self._before()
        aging = self._aging
        return Overdue(before, aging.questions_before(before), aging.looks_before(before), aging.people_before(before))

    def run(self) -> Mapping[str, int]:
        """Delete it; how many rows of each table were deleted or changed. Raises KeepingError."""
        done = self._aging.delete_before(self._before(), self._clock.now())
        if done:
            _LOG.info("Of what is older than %d days these rows were removed: %s", self._days, dict(done))
        return done

    def _before(self) -> datetime:
        return self._clock.now() - timedelta(days=self._days)
