"""Reindexes asked for, cancelled and told, by whoever may: the same on every surface."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.ports import Clock, KeepingError
from bot.reindexing.holding import LOOKED_BACK, let_through
from bot.reindexing.model import Cause, Requester, Run
from bot.reindexing.ports import Runs
from bot.reindexing.rights import SourceRights
from bot.reindexing.wishes import ReindexWish
from bot.viewer import Viewer
from content_index.model import Wish


class NotTheirsError(Exception):
    """Somebody may not reindex at all (then `sources` is empty), or not these; `own` are theirs.

    `going_back`: they may not let the index of before serve again, which concerns every source.
    """

    def __init__(self, sources: tuple[str, ...] = (), own: tuple[str, ...] = (), *, going_back: bool = False) -> None:
        super().__init__(f"not theirs: {', '.join(sources) or 'anything'}")
        self.sources = sources
        self.own = own
        self.going_back = going_back


class UnknownSourceError(Exception):
    """The settings have no such `sources`; `own` are those that are theirs."""

    def __init__(self, sources: tuple[str, ...], own: tuple[str, ...]) -> None:
        super().__init__(f"unknown: {', '.join(sources)}")
        self.sources = sources
        self.own = own


class BusyError(Exception):
    """A run is under way, and going back waits for nobody."""


class NotLatestError(Exception):
    """What a run brought is not what serves, so it cannot be gone back from."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking: the run, whether it was under way already, and whether it waits for another one."""

    run: Run
    joined: bool = False
    behind: bool = False


class ReindexDesk:
    """Every verb raises KeepingError where the database is down.

    `start` has a worker begin, and waits for nothing. `has_earlier` tells whether there is an index of before.
    """

    def __init__(
        self,
        runs: Runs,
        rights: SourceRights,
        clock: Clock,
        start: Callable[[], object],
        has_earlier: Callable[[], bool] = lambda: True,
    ) -> None:
        self._runs = runs
        self._rights = rights
        self._clock = clock
        self._start = start
        self._has_earlier = has_earlier

    def may(self, viewer: Viewer) -> bool:
        """Whether they may reindex anything."""
        return bool(self._rights.of(viewer))

    def sources(self, viewer: Viewer) -> tuple[str, ...]:
        """Those that are theirs to reindex."""
        return self._rights.of(viewer)

    def owners(self, source: str) -> tuple[str, ...]:
        """Who owns a source, as the settings or its documents name them."""
        return self._rights.owners(source)

    def ask(self, viewer: Viewer, wish: ReindexWish) -> Asked:
        """Raises NotTheirsError and UnknownSourceError."""
        only = self._only(viewer, wish.sources)
        wanted = Wish(only, full=wish.full, dry_run=wish.dry_run, allow_empty=wish.allow_empty)
        return self._ask(wanted, _requester(viewer), force=wish.force)

    def force(self, viewer: Viewer, run_id: str) -> Asked:
        """What was refused, once more and whatever golden questions say. Raises NotTheirsError."""
        return self._again(viewer, run_id, force=True)

    def again(self, viewer: Viewer, run_id: str) -> Asked:
        """The same once more. Raises NotTheirsError."""
        return self._again(viewer, run_id, force=False)

    def rollback(self, viewer: Viewer, run_id: str | None = None) -> Asked:
        """Let the index of before serve again. Raises NotTheirsError, BusyError and NotLatestError.

        With a run, or "" where none was known, only where what that brought is what serves: somebody may press on an
        old message, or twice. Who presses again meanwhile joins.
        """
        if not self._rights.has_all(viewer):
            raise NotTheirsError(going_back=self.may(viewer))
        if run_id is not None and run_id != self._brought() and not self._goes_back():
            raise NotLatestError
        run, joined = self._runs.ask("rollback", Wish(), _requester(viewer), force=False, at=self._clock.now())
        if joined and run.kind != "rollback":
            raise BusyError
        self._set_off(run)
        return Asked(run, joined)

    def serving(self, viewer: Viewer) -> str:
        """The run that brought what serves, as `rollback` takes it; "" where none is known, or it is not theirs."""
        return self._brought() if self._rights.has_all(viewer) else ""

    def unasked(self, cause: Cause, sources: tuple[str, ...] = ()) -> Asked | None:
        """What schedule and webhook want. None where somebody went back to the index of before: that stays, then.

        It is decided once more when it begins: somebody may go back until then.
        """
        wish = let_through(Wish(frozenset(sources) or None), self._runs.changes(LOOKED_BACK))
        return None if wish is None else self._ask(wish, Requester(cause=cause, surface=cause), force=False)

    def cancel(self, viewer: Viewer, run_id: str = "") -> Run | None:
        """Ask for a run (or the one that is under way) to be stopped; None where it has ended.

        Raises NotTheirsError where neither it nor its sources are theirs.
        """
        run = self._runs.find(run_id) if run_id else next(iter(self._runs.under_way()), None)
        if run is None or not run.is_active:
            return None
        if not self.may_cancel(viewer, run):
            raise NotTheirsError
        stopped = self._runs.stop(run.id, viewer.name or viewer.id, self._clock.now())
        return self._runs.find(run.id) if stopped or run.stopped_by else None

    def may_cancel(self, viewer: Viewer, run: Run) -> bool:
        """Whether they may stop a run: they asked for it, or all that it looks at is theirs."""
        return self.reads_names(viewer, run) or self._is_theirs(viewer, run)

    def find(self, viewer: Viewer, run_id: str) -> Run | None:
        """A run; None for those who may not reindex anything."""
        return self._runs.find(run_id) if self.may(viewer) else None

    def under_way(self, viewer: Viewer) -> list[Run]:
        """The one that runs, and the one that waits for it."""
        return list(self._runs.under_way()) if self.may(viewer) else []

    def latest(self, viewer: Viewer, limit: int) -> list[Run]:
        """The newest first."""
        return list(self._runs.latest(limit)) if self.may(viewer) else []

    def reads_names(self, viewer: Viewer, run: Run) -> bool:
        """Whether names of files of all that a run looks at may be shown to somebody."""
        looked_at = set(self._rights.all) if run.wish.only is None else run.wish.only
        return looked_at <= set(self._rights.of(viewer))

    def may_go_back(self, viewer: Viewer) -> bool:
        """Whether they may let the index of before serve again."""
        return self._rights.has_all(viewer)

    def can_go_back(self, viewer: Viewer) -> bool:
        """Whether they may, and there is an index to go back to: only then is it offered."""
        return self.may_go_back(viewer) and self._has_earlier()

    def _only(self, viewer: Viewer, named: tuple[str, ...]) -> frozenset[str] | None:
        own = self._rights.of(viewer)
        if not own:
            raise NotTheirsError
        by_name = {name.casefold(): name for name in self._rights.all}
        unknown = tuple(name for name in named if name.casefold() not in by_name)
        if unknown:
            raise UnknownSourceError(unknown, own)
        wanted = [by_name[name.casefold()] for name in named]
        others = tuple(name for name in wanted if name not in own)
        if others:
            raise NotTheirsError(others, own)
        everything = not named and set(own) == set(self._rights.all)
        return None if everything else frozenset(wanted or own)

    def _again(self, viewer: Viewer, run_id: str, *, force: bool) -> Asked:
        run = self._runs.find(run_id)
        if run is None or run.kind != "reindex" or not self.reads_names(viewer, run):
            raise NotTheirsError
        return self._ask(run.wish, _requester(viewer), force=force)

    def _ask(self, wish: Wish, by: Requester, *, force: bool) -> Asked:
        run, joined = self._runs.ask("reindex", wish, by, force=force, at=self._clock.now())
        self._set_off(run)
        now = next(iter(self._runs.under_way()), None)
        return Asked(run, joined, behind=now is not None and now.id != run.id and run.state == "waiting")

    def _set_off(self, run: Run) -> None:
        """Raises KeepingError where no worker would find it."""
        if not self._runs.is_kept(run.id):
            raise KeepingError("what is asked for cannot be read back: the database was deleted, or put back")
        self._start()

    def _brought(self) -> str:
        return next((run.id for run in self._runs.changes(LOOKED_BACK) if run.outcome.swapped), "")

    def _goes_back(self) -> bool:
        return any(run.kind == "rollback" for run in self._runs.under_way())

    def _is_theirs(self, viewer: Viewer, run: Run) -> bool:
        return bool(run.by.id) and (run.by.id, run.by.surface) == (viewer.id, viewer.surface)


def _requester(viewer: Viewer) -> Requester:
    return Requester(viewer.id, viewer.name or viewer.id, viewer.surface)
