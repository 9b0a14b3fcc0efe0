"""Finds out who is to be reminded of which pages today, by their own clocks, and leaves it to be sent: once a day."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol

from bot.chat.trouble import LookUpError
from bot.chat.workers import Workers
from bot.deliveries.trouble import UndeliveredError
from bot.owners import Owners, platform_of
from bot.ports import Clock, KeepingError
from bot.upkeep.reminding import DuePage, ReminderDesk, Rung, delivery_of, due_at
from bot.viewer import Viewer

_LOG = logging.getLogger(__name__)
EVERY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Keeper:
    """Somebody of the company who may be reminded, and the time zone that they live by."""

    viewer: Viewer
    zone: str


class PeopleFinder(Protocol):
    """How one platform finds people."""

    @property
    def surface(self) -> str:
        """The platform's name."""

    async def people(self, workspaces: Sequence[str], candidate: str) -> Sequence[Keeper]:
        """Whom an id or an address means there: no channels, nobody from outside. Raises LookUpError, UndeliveredError.

        Both where that cannot be told now.
        """


@dataclass(frozen=True, slots=True)
class Rules:
    """`at`: by the receiver's clock. `administrators`: their ids and addresses. `every`: seconds between two looks."""

    owners: Owners
    administrators: tuple[str, ...]
    at: time
    every: float = EVERY_SECONDS


class ReminderRounds:
    """One for each process: `start` it in the event loop, `stop` it at the end.

    Every replica may look: whatever two of them plan at once has the same key, and is kept once. A page goes to its
    owner; where none of them can be found as a person who may see to it, to the owners of its source; else to
    administrators.
    """

    def __init__(self, finders: Sequence[PeopleFinder], desk: ReminderDesk, rules: Rules, clock: Clock) -> None:
        self._finders = finders
        self._desk = desk
        self._rules = rules
        self._clock = clock
        self._workers = Workers(1, "reminders")
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look."""
        if self._finders:
            self._task = asyncio.create_task(self._look_forever())

    async def stop(self) -> None:
        """End. Nothing is lost by that."""
        self._stopping.set()
        if self._task is not None:
            await self._task
        self._workers.close()

    async def look(self) -> int:
        """Leave the reminders to be sent that are due now; how many were new. Never raises."""
        try:
            return await self._look()
        except KeepingError as error:
            _LOG.debug("Reminders wait for the database: %s", error)
        except Exception:  # noqa: BLE001 - the next look may do
            _LOG.exception("Who is to be reminded could not be found out")
        return 0

    async def _look_forever(self) -> None:
        while not self._stopping.is_set():
            await self.look()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._rules.every)

    async def _look(self) -> int:
        pages = await self._workers.run(self._desk.pages)
        if not pages:
            return 0
        unreached = await self._workers.run(self._desk.unreached)
        search = _Search(self._finders, await self._workspaces(), self._rules, self._desk, unreached)
        theirs: dict[tuple[str, str, str], dict[Rung, list[DuePage]]] = defaultdict(lambda: defaultdict(list))
        people: dict[tuple[str, str, str], Keeper] = {}
        for page in pages.values():
            rung, keepers = await search.of(page)
            for keeper in keepers:
                who = (keeper.viewer.surface, keeper.viewer.workspace, keeper.viewer.id)
                people[who] = keeper
                theirs[who][rung].append(page)
        planned = 0
        for who, keeper in people.items():
            due = due_at(self._clock.now(), self._rules.at, keeper.zone)
            if due is not None:
                planned += await self._workers.run(self._plan, keeper, due, theirs[who])
        return planned

    def _plan(self, keeper: Keeper, due: tuple[date, datetime], pages: Mapping[Rung, Sequence[DuePage]]) -> int:
        """Runs in the workers."""
        if self._desk.rests(keeper.viewer, due[0]):
            return 0
        delivery = delivery_of(keeper.viewer, keeper.zone, due, pages, self._desk.told(due[0], keeper.viewer))
        return 0 if delivery is None else int(self._desk.remind(delivery))

    async def _workspaces(self) -> Mapping[str, Sequence[str]]:
        facts = self._desk.workspaces
        return {one.surface: await self._workers.run(facts, one.surface) for one in self._finders}


class _Search:
    """Who keeps which page, each name looked up once."""

    def __init__(
        self,
        finders: Sequence[PeopleFinder],
        workspaces: Mapping[str, Sequence[str]],
        rules: Rules,
        desk: ReminderDesk,
        unreached: Collection[tuple[str, str, str]],
    ) -> None:
        self._finders = finders
        self._unreached = unreached
        self._workspaces = workspaces
        self._rules = rules
        self._desk = desk
        self._found: dict[str, Sequence[Keeper] | None] = {}

    async def of(self, page: DuePage) -> tuple[Rung, Sequence[Keeper]]:
        """Nobody where somebody cannot be looked up now: then it waits, and is not sent to others."""
        document = page.document
        owner = self._rules.owners.candidates(document.owner) if document.owner else ()
        of_source = [
            one for name in self._desk.rights.owners_of(document.source) for one in self._rules.owners.candidates(name)
        ]
        ladder: tuple[tuple[Rung, Sequence[str]], ...] = (
            ("owned", owner),
            ("source", of_source),
            ("administrators", self._rules.administrators),
        )
        for rung, candidates in ladder:
            found: dict[tuple[str, str, str], Keeper] = {}
            for candidate in dict.fromkeys(candidates):
                keepers = await self._people(candidate)
                if keepers is None:
                    return rung, ()
                for one in keepers:
                    who = (one.viewer.surface, one.viewer.workspace, one.viewer.id)
                    if who not in self._unreached and self._desk.rights.may(one.viewer, document):
                        found[who] = one
            if found:
                return rung, tuple(found.values())
        return "administrators", ()

    async def _people(self, candidate: str) -> Sequence[Keeper] | None:
        """On the first platform that knows them: nobody is told of the same twice. None where it cannot be told now."""
        if candidate not in self._found:
            self._found[candidate] = await self._looked_up(candidate)
        return self._found[candidate]

    async def _looked_up(self, candidate: str) -> Sequence[Keeper] | None:
        shape = platform_of(candidate)
        for finder in self._finders:
            if shape not in {None, finder.surface}:
                continue
            try:
                found = await finder.people(self._workspaces.get(finder.surface, ()), candidate)
            except (LookUpError, UndeliveredError) as error:
                _LOG.info("Whom a page is of could not be looked up: %s", error)
                return None
            if found:
                return found
        return ()
