"""What reindexes that are asked for need from others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.reindexing.model import BROKE_OFF, Ending, HeldRun, Requester, Run, RunKind, RunMessage
from bot.reindexing.telling import RunTold
from content_index.model import ReindexProgress, Wish


class Runs(Protocol):
    """Every run that was asked for. Every verb raises KeepingError where the database is down."""

    def ask(self, kind: RunKind, wish: Wish, by: Requester, *, force: bool, at: datetime) -> tuple[Run, bool]:
        """A new one, or the one that is under way and does what is wished; True: it was under way already.

        Where one is under way that does not, the new one waits for it, together with what waits already.
        """

    def take(self, holder: str, at: datetime, seconds: float) -> Run | None:
        """The one that is next, `running` now and held for so many seconds; None where none is, or one runs."""

    def goes_on(
        self, run_id: str, holder: str, at: datetime, seconds: float, *, progress: ReindexProgress | None = None
    ) -> str | None:
        """Keep how far it is, and hold it longer; who asked to cancel it ("": nobody). None: it is no longer held."""

    def end(self, run_id: str, holder: str, ending: Ending, at: datetime) -> bool:
        """It has ended, and the next may begin. False where another had to end it meanwhile."""

    def tell_closed(self, run_id: str, titles: Sequence[str]) -> None:
        """Gaps that were closed by what it brought."""

    def stop(self, run_id: str, by: str, at: datetime) -> bool:
        """Ask for it to be cancelled; one that waits is cancelled at once. False where it has ended."""

    def break_off(self, at: datetime) -> Sequence[Run]:
        """End, as `failed`, those whose holder has died; gives them. What others wish who joined is asked for anew."""

    def lost(self, holder: str, at: datetime, trouble: str = BROKE_OFF) -> Sequence[Run]:
        """The same with those that a holder has, for it is known to have died, or to hang."""

    def give_back(self, holder: str, at: datetime) -> Sequence[Run]:
        """What a holder has not done waits again, to be begun by whoever comes; gives it.

        One to go back breaks off, for it may be done.
        """

    def held(self, holder: str) -> HeldRun | None:
        """What a holder does."""

    def is_kept(self, run_id: str) -> bool:
        """Whether other processes find a run, too: a file that was deleted is still written by whoever has it open."""

    def find(self, run_id: str) -> Run | None:
        """By its id."""

    def under_way(self) -> Sequence[Run]:
        """The one that runs or is next, then the one that waits for it."""

    def latest(self, limit: int) -> Sequence[Run]:
        """The newest first."""

    def changes(self, limit: int) -> Sequence[Run]:
        """Those that are done, no dry runs, and changed what serves or were asked for by a person; the newest first."""


class RunMessages(Protocol):
    """Messages that tell how a run goes on. Every verb raises KeepingError where the database is down."""

    def keep(self, message: RunMessage) -> None:
        """A new one, or another run in the place of one that was told there."""

    def claim(self, surfaces: Sequence[str], holder: str, now: datetime, seconds: float) -> Sequence[RunMessage]:
        """Those whose run goes on, and that no other replica looks after: `holder` has them for so many seconds."""

    def shows(self, message: RunMessage, shown: str, *, done: bool) -> None:
        """What it shows now; `done`: for good."""

    def of_run(self, run_id: str) -> Sequence[RunMessage]:
        """Where a run is told, oldest first."""

    def at(self, surface: str, workspace: str, place: str, message: str) -> RunMessage | None:
        """What is told in a message."""


class RunPoster(Protocol):
    """How one platform shows a run in a message that stands already."""

    @property
    def surface(self) -> str:
        """The platform's name."""

    async def show(self, message: RunMessage, told: RunTold) -> None:
        """Put it in the place of what stands there. Raises UndeliveredError (bot.deliveries.trouble)."""
