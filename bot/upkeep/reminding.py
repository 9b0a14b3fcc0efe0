"""Which pages their owners are reminded of, and when again; and what a reminder holds when it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from bot.deliveries.model import Delivery
from bot.deliveries.ports import Deliveries
from bot.digests.schedule import first_moment
from bot.ports import Clock
from bot.upkeep.model import DocumentState
from bot.upkeep.ports import Upkeep
from bot.upkeep.rights import UpkeepRights
from bot.viewer import Viewer
from content_index.model import Document

USED_FOR = timedelta(days=30)
"""Of so long the answers count that a page was used in."""
SOON = timedelta(days=7)
"""So long before its review is due a page that is used is told of."""
SHOWN = 5
EVERY_USED = timedelta(days=3)
EVERY_UNUSED = timedelta(days=14)
REMEMBERED = timedelta(days=31)
UNREACHED_FOR = timedelta(days=7)
"""After so long somebody is tried again whom a reminder did not reach: they had left, or Slack did not answer."""
UNTIL_EVENING = timedelta(hours=8)
"""How long after its hour a reminder may still come, where nothing ran before."""
_SATURDAY = 5
_DAY = timedelta(days=1)
Rung = Literal["owned", "source", "administrators"]
"""Why somebody is told of a page: it is theirs; or its owner cannot be found, and they own its source, or all."""
RUNGS: tuple[Rung, ...] = ("owned", "source", "administrators")


class ReminderFacts(Protocol):
    """What reminders are told from. Every verb raises KeepingError."""

    def uses(self, since: datetime) -> Mapping[str, int]:
        """By path: how many answers a page stood first in since then."""

    def workspaces(self, surface: str) -> Sequence[str]:
        """Those from which anybody ever asked, on a platform."""


@dataclass(frozen=True, slots=True)
class DuePage:
    """A page past its review date, or near it; `uses`: how many answers it stood first in, in 30 days."""

    document: Document
    due: date
    uses: int
    state: DocumentState

    @property
    def every(self) -> timedelta:
        """After how long it is told of again: one that is used sooner, but for one that is being worked on."""
        return EVERY_USED if self.uses and not self.state.needs_work else EVERY_UNUSED


@dataclass(frozen=True, slots=True)
class Told:
    """What was told before a day: of each page when last; `swept`, when its unused ones were told of by number."""

    pages: Mapping[str, date] = field(default_factory=dict)
    swept: date | None = None


@dataclass(frozen=True, slots=True)
class Reminded:
    """A part of a reminder: the pages, and why the receiver is told of them."""

    rung: Rung
    pages: tuple[DuePage, ...]


def is_wanted(page: DuePage, told: Told, day: date) -> bool:
    """Whether a page is told of on a day.

    It is told of at first, and again after a while. One that is used is told of at once when it becomes overdue,
    however lately it was told of before.
    """
    last = told.pages.get(page.document.id)
    if not page.uses and told.swept is not None:
        last = max(last or told.swept, told.swept)
    if last is None or day - last >= page.every:
        return True
    return bool(page.uses) and last <= page.due < day


def in_order(pages: Sequence[DuePage]) -> list[DuePage]:
    """What reps really use first, then what has been due for longest."""
    return sorted(pages, key=lambda one: (-one.uses, one.due, one.document.title.casefold(), one.document.id))


def due_at(now: datetime, at: time, zone: str) -> tuple[date, datetime] | None:
    """The working day that it is there, and when its reminder is due; None where none may be sent now."""
    day = now.astimezone(ZoneInfo(zone)).date()
    moment = first_moment(day, at, zone)
    is_time = moment <= now < moment + UNTIL_EVENING
    return (day, moment) if is_time and day.weekday() < _SATURDAY else None


def next_monday(day: date) -> date:
    """The first day after this week."""
    return day + (7 - day.weekday()) * _DAY


def key_of(surface: str, workspace: str, person: str, day: date) -> str:
    """The key of somebody's reminder: one for each local day. It names nobody."""
    who = hashlib.sha256(f"{surface}\0{workspace}\0{person}".encode()).hexdigest()
    return f"reminder:{who}:{day.isoformat()}"


def delivery_of(
    viewer: Viewer, zone: str, due: tuple[date, datetime], pages: Mapping[Rung, Sequence[DuePage]], told: Told
) -> Delivery | None:
    """Somebody's reminder of a day, `due` then: of those pages that are wanted; None where none is."""
    day, moment = due
    why = {one.document.id: rung for rung in reversed(RUNGS) for one in pages.get(rung, ())}
    known = {one.document.id: one for rung in RUNGS for one in pages.get(rung, ())}
    wanted = in_order([one for one in known.values() if is_wanted(one, told, day)])
    if not wanted:
        return None
    shown, more = wanted[:SHOWN], wanted[SHOWN:]
    about = {
        "day": day.isoformat(),
        "zone": zone,
        "more": str(len(more)),
        "swept": "yes" if any(not one.uses for one in more) else "",
    }
    for rung in RUNGS:
        about[rung] = " ".join(one.document.id for one in shown if why[one.document.id] == rung)
    return Delivery(
        key=key_of(viewer.surface, viewer.workspace, viewer.id, day),
        kind="reminder",
        surface=viewer.surface,
        workspace=viewer.workspace,
        receiver=viewer.id,
        about=about,
        due_at=moment,
    )


class ReminderDesk:
    """What there is to be reminded of. Every verb raises KeepingError.

    `documents` are those of the index that serves, by id, with their reviews.
    """

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        documents: Callable[[], Mapping[str, Document]],
        upkeep: Upkeep,
        facts: ReminderFacts,
        deliveries: Deliveries,
        rights: UpkeepRights,
        clock: Clock,
        console: str,
    ) -> None:
        self._documents = documents
        self._upkeep = upkeep
        self._facts = facts
        self._deliveries = deliveries
        self.rights = rights
        self._clock = clock
        self.console = console

    def pages(self) -> dict[str, DuePage]:
        """By id: past their review date, or, where they are used, near it. Those that answer nothing are left out."""
        now = self._clock.now()
        today = now.date()
        due = {
            one.id: (one, one.review_due)
            for one in self._documents().values()
            if one.review_due is not None and one.review_due <= today + SOON
        }
        if not due:
            return {}
        states = {one.document: one for one in self._upkeep.all()}
        uses = self._facts.uses(now - USED_FOR)
        found = [
            DuePage(document, day, uses.get(document.path, 0), states.get(document.id) or DocumentState(document.id))
            for document, day in due.values()
        ]
        return {one.document.id: one for one in found if not one.state.hidden and (one.due <= today or one.uses > 0)}

    def workspaces(self, surface: str) -> Sequence[str]:
        """Those from which anybody ever asked, on a platform."""
        return self._facts.workspaces(surface)

    def told(self, before: date, viewer: Viewer | None = None) -> Told:
        """What was told before a day, to whomever; by number, to the viewer."""
        pages: dict[str, date] = {}
        swept: date | None = None
        for one in self._deliveries.since("reminder", self._clock.now() - REMEMBERED):
            day = date.fromisoformat(one.about["day"])
            if day >= before or one.state in {"withdrawn", "failed"}:
                continue
            for page in named(one):
                pages[page] = max(pages.get(page, day), day)
            if one.about.get("swept") and (viewer is None or one.receiver == viewer.id):
                swept = max(swept or day, day)
        return Told(pages, swept)

    def rests(self, viewer: Viewer, day: date) -> bool:
        """Whether somebody wanted none for now, or has had the day's already."""
        if self._deliveries.find(key_of(viewer.surface, viewer.workspace, viewer.id, day)) is not None:
            return True
        theirs = (viewer.surface, viewer.workspace, viewer.id)
        return any(
            one.about.get("snoozed", "") > day.isoformat()
            for one in self._deliveries.since("reminder", self._clock.now() - REMEMBERED)
            if (one.surface, one.workspace, one.receiver) == theirs
        )

    def unreached(self) -> set[tuple[str, str, str]]:
        """Those whom the latest reminder did not reach, lately: their pages go to others for a while."""
        latest: dict[tuple[str, str, str], Delivery] = {}
        for one in self._deliveries.since("reminder", self._clock.now() - UNREACHED_FOR):
            latest.setdefault((one.surface, one.workspace, one.receiver), one)
        return {who for who, one in latest.items() if one.state == "failed"}

    def remind(self, delivery: Delivery) -> bool:
        """Keep it; False where the day has one."""
        return bool(self._deliveries.add([delivery]))

    def held(self, delivery: Delivery, viewer: Viewer) -> list[Reminded]:
        """What a reminder holds now, for its receiver: what was dealt with meanwhile, or is not theirs, is left out."""
        pages = self.pages()
        found = []
        for rung in RUNGS:
            ids = delivery.about.get(rung, "").split()
            shown = tuple(pages[one] for one in ids if one in pages and self.rights.may(viewer, pages[one].document))
            if shown:
                found.append(Reminded(rung, shown))
        return found

    def is_over(self, delivery: Delivery) -> bool:
        """Whether the day that it is for has passed where its receiver is."""
        there = self._clock.now().astimezone(ZoneInfo(delivery.about.get("zone") or "UTC")).date()
        return there.isoformat() != delivery.about.get("day")

    def snooze(self, viewer: Viewer, place: str, message: str) -> bool:
        """None more this week; False where the message is no reminder of theirs."""
        found = self._deliveries.at(viewer.workspace, place, message)
        if found is None or found.kind != "reminder" or found.receiver != viewer.id:
            return False
        until = next_monday(date.fromisoformat(found.about["day"]))
        self._deliveries.note(found.key, "snoozed", until.isoformat())
        return True


def named(delivery: Delivery) -> list[str]:
    """Ids of the pages that a reminder names."""
    return [one for rung in RUNGS for one in delivery.about.get(rung, "").split()]
