"""Work that nobody asks for: done again and again beside the server, by one replica of many."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from apscheduler.schedulers.background import BackgroundScheduler

from bot.gaps.ports import Leases
from bot.ports import KeepingError
from bot.this_process import this_process

_LOG = logging.getLogger(__name__)
logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns of each run that is left out, which is meant here

LEASE_SECONDS = 60.0
"""A replica that dies keeps a work from the others for at most so long."""


@dataclass(frozen=True, slots=True)
class Job:
    """`work` is done every so many seconds; `alone`: by one replica at a time, else by each."""

    name: str
    seconds: float
    work: Callable[[], object]
    alone: bool = True


class Jobs:
    """Runs jobs while its block runs, each in a thread, none beside itself. A job that fails is done the next time."""

    def __init__(self, jobs: Sequence[Job], leases: Leases, holder: str = "") -> None:
        self._jobs = jobs
        self._leases = leases
        self._holder = holder or this_process()
        self._scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1})
        self._down: set[str] = set()

    def __enter__(self) -> Self:
        for job in self._jobs:
            self._scheduler.add_job(self.run, "interval", [job], seconds=job.seconds, id=job.name)
        self._scheduler.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._scheduler.shutdown(wait=True)
        for job in self._jobs:
            if job.alone and job.name not in self._down:
                self._quietly(job, lambda name=job.name: self._leases.give_back(name, self._holder))  # type: ignore[misc]

    def run(self, job: Job) -> None:
        """Do it now, where it is this replica's to do. Never raises."""
        self._quietly(job, lambda: self._run(job))

    def _run(self, job: Job) -> None:
        if not job.alone or self._leases.take(job.name, self._holder, LEASE_SECONDS):
            job.work()
        if job.name in self._down:
            self._down.discard(job.name)
            _LOG.info("The work %r goes on", job.name)

    def _quietly(self, job: Job, work: Callable[[], object]) -> None:
        try:
            work()
        except KeepingError as error:
            if job.name not in self._down:  # once for an outage
                self._down.add(job.name)
                _LOG.warning("The work %r waits for the database: %s", job.name, error)
        except Exception:  # noqa: BLE001 - one job must not end the others
            _LOG.exception("The work %r failed", job.name)
