"""Reindexes behind the console's page: the real desk and store, and a worker that a test plays itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from dashboard_samples import NOW
from database_fixtures import upgraded_sqlite

from bot.ports import KeepingError
from bot.reindexing.desk import ReindexDesk
from bot.reindexing.model import Ending, Guarding, Outcome, Requester, Run, RunState, Worse
from bot.reindexing.rights import SourceRights
from bot.stores.reindex_runs import SqlRuns
from content_index.model import Failure, ReindexProgress, Wish

HANNAH = Requester("U0HANNAH1", "Hannah <b>", "slack")
OWNERS = {"playbooks": ("Dana Reyes",), "wiki": ("Sam Okoro", "wiki@acme.example")}
WORSE = Worse("what <i>discount</i>?", "pricing.md", "", "Up to 15%.", "")


class Clock:
    """As the console's, until it is moved."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> object:
        return self.time


class Reindexes:
    """Two sources, Dana's and Sam's."""

    def __init__(self, folder: Path) -> None:
        self.engine = upgraded_sqlite(folder / "runs.db")
        self.has_earlier = True
        self.runs, self.clock, self.started = SqlRuns(self.engine), Clock(), list[int]()
        self.desk = ReindexDesk(
            self.runs,
            SourceRights(OWNERS),
            self.clock,  # type: ignore[arg-type]
            lambda: self.started.append(1),
            lambda: self.has_earlier,
        )

    def asked(self, wish: Wish = Wish(), by: Requester = HANNAH) -> Run:  # noqa: B008
        return self.runs.ask("reindex", wish, by, force=False, at=self.clock.time)[0]

    def goes_on(self, run: Run, progress: ReindexProgress) -> None:
        self.runs.take("there", self.clock.time, 600.0)
        self.runs.goes_on(run.id, "there", self.clock.time, 600.0, progress=progress)

    def ends(self, run: Run, state: RunState = "done", outcome: Outcome | None = None, trouble: str = "") -> None:
        self.runs.take("there", self.clock.time, 600.0)
        self.runs.end(run.id, "there", Ending(state, outcome or changed(), trouble), self.clock.time)
        self.clock.time += timedelta(minutes=1)

    def refused(self, wish: Wish = Wish()) -> Run:  # noqa: B008
        run = self.asked(wish)
        self.ends(run, "refused", changed(swapped=False, guarding=Guarding(20, 0, (WORSE,), 2)))
        return run

    def found(self, run: Run) -> Run:
        found = self.runs.find(run.id)
        assert found is not None
        return found


def changed(**changes: object) -> Outcome:
    given = {
        "generation": "g2", "swapped": True, "added": ("new.md",), "changed": tuple(f"p{n}.md" for n in range(14)),
        "counts": (1, 60, 0), "failures": (Failure("wiki", "broken.pdf", "it is no PDF", kept_last_good=True),),
        "failed": 1, "passages": 4_605, "embedded": 64, "seconds": 75.0, "closed": ("SSO on the <Team> plan",),
    }  # fmt: skip
    return Outcome(**(given | changes))  # type: ignore[arg-type]


@contextmanager
def reindexes(folder: Path) -> Iterator[Reindexes]:
    made = Reindexes(folder)
    yield made
    made.engine.dispose()


class DeskDown(ReindexDesk):
    """As where the database is down."""

    def under_way(self, *_: object) -> list[Run]:  # type: ignore[override]
        raise KeepingError("the database does not answer")
