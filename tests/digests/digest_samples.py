"""A small company's digest, and what it is put together from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from fakes import DocumentPages, FixedClock

from bot.content_health.desk import HealthDesk
from bot.digests.composing import DigestDesk, DigestManners, DigestSources
from bot.digests.model import Subscription
from bot.gaps.model import Gap, GapFilter, GapQuestion
from bot.insights.model import (
    Cohort,
    DayFigures,
    DocumentUse,
    Figures,
    FoundQuestion,
    LogFilter,
    Period,
    Scope,
)
from bot.owners import Owners
from content_index.model import Document

START, END = datetime(2026, 11, 16, 8, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=UTC)
BASE_URL = "https://corner.acme.example"
WEEKLY = Subscription(
    id="s1",
    kind="manager",
    surface="slack",
    workspace="T1",
    receiver="C0SALES01",
    every="week",
    at=time(9),
    zone="Europe/Berlin",
    created_at=datetime(2026, 1, 5, tzinfo=UTC),
)
NOTHING = Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, None, None)
BUSY = Figures(
    questions=214,
    people=38,
    answered=173,
    unsure=19,
    no_answer=22,
    helpful=46,
    unhelpful=4,
    escalated=3,
    gaps_opened=5,
    gaps_closed=3,
    told=6,
    answer_ms=420.0,
    filled_days=4.5,
)
BEFORE = replace(BUSY, questions=190, people=39, answered=145, helpful=40, unhelpful=10, gaps_opened=8, answer_ms=400.0)
FEW = replace(NOTHING, questions=7, people=3, answered=5, no_answer=2, helpful=1, answer_ms=300.0)


def document(path: str, **more: object) -> Document:
    given: dict[str, object] = {
        "id": path,
        "source": "playbooks",
        "path": path,
        "title": path.removesuffix(".md").capitalize(),
        "kind": "policy",
        "language": "en",
        "fingerprint": "1",
        "owner": "Dana Reyes",
    }
    return Document(**(given | more))  # type: ignore[arg-type]


def gap(name: str, **more: object) -> Gap:
    given: dict[str, object] = {
        "id": name,
        "title": f"Does it do {name}?",
        "kind": "missing",
        "state": "open",
        "opened_at": START,
        "first_asked": START,
        "last_asked": END - timedelta(days=1),
        "questions": 6,
        "people": 4,
    }
    return Gap(**(given | more))  # type: ignore[arg-type]


def use(path: str, uses: int, **more: object) -> DocumentUse:
    given: dict[str, object] = {
        "document": path,
        "uses": uses,
        "people": min(uses, 4),
        "clicks": 0,
        "helpful": 0,
        "unhelpful": 0,
        "last_used": END - timedelta(days=1) if uses else None,
    }
    return DocumentUse(**(given | more))  # type: ignore[arg-type]


def days(*counts: tuple[int, int, int], first: date = date(2026, 11, 16)) -> tuple[DayFigures, ...]:
    return tuple(
        DayFigures(first + timedelta(days=number), sum(count), *count, 0, 0) for number, count in enumerate(counts)
    )


@dataclass
class Insights:
    """Figures of two periods, whatever the scope; keeps which scopes were asked for."""

    now: Figures = BUSY
    before: Figures = BEFORE
    uses: Sequence[DocumentUse] = ()
    uses_before: Sequence[DocumentUse] = ()
    found: Mapping[str, Sequence[FoundQuestion]] = field(default_factory=dict)
    by_day: Sequence[DayFigures] = days((12, 3, 2), (31, 5, 4))
    start: datetime = START
    scopes: list[Scope] = field(default_factory=list)
    periods_of_days: list[Period] = field(default_factory=list)

    def figures(self, period: Period, scope: Scope) -> Figures:
        self.scopes.append(scope)
        return self.now if period.start == self.start else self.before

    def days(self, period: Period, scope: Scope, zone: str) -> Sequence[DayFigures]:
        self.periods_of_days.append(period)
        return self.by_day

    def documents(self, period: Period, scope: Scope) -> Sequence[DocumentUse]:
        return self.uses if period.start == self.start else self.uses_before

    def search(self, wanted: LogFilter, scope: Scope, limit: int, offset: int = 0) -> Sequence[FoundQuestion]:
        found = self.found.get(wanted.gap, ())
        return [one for one in found if wanted.period and wanted.period.start <= one.asked_at < wanted.period.end]

    def cohorts(self, months: int, scope: Scope) -> Sequence[Cohort]:
        return ()

    def export(self, wanted: LogFilter, scope: Scope) -> Iterator[FoundQuestion]:
        yield from ()

    def sample(self, period: Period, scope: Scope, limit: int) -> Sequence[FoundQuestion]:
        return ()


@dataclass
class Gaps:
    """Gaps as a filter finds them: by state, owners and when they came into their state."""

    gaps: Sequence[Gap] = ()
    asked: Mapping[str, Sequence[GapQuestion]] = field(default_factory=dict)
    wanted: list[GapFilter] = field(default_factory=list)

    def listing(self, wanted: GapFilter, limit: int, offset: int = 0) -> Sequence[Gap]:
        self.wanted.append(wanted)
        found = [one for one in self.gaps if one.state in wanted.states and self._fits(one, wanted)]
        return sorted(found, key=lambda one: -one.rank)[offset : offset + limit]

    def count(self, wanted: GapFilter) -> Mapping[str, int]:
        fitting = [one.state for one in self.gaps if self._fits(one, wanted)]
        return {state: fitting.count(state) for state in fitting}

    def questions(self, gap_id: str) -> Sequence[GapQuestion]:
        return self.asked.get(gap_id, ())

    def _fits(self, one: Gap, wanted: GapFilter) -> bool:
        entered = one.state_at or one.opened_at
        return (
            (not wanted.owners or (one.assigned or one.owner) in wanted.owners)
            and (wanted.entered_since is None or entered >= wanted.entered_since)
            and (wanted.entered_before is None or entered < wanted.entered_before)
        )


@dataclass
class Told:
    people: Mapping[str, int] = field(default_factory=dict)

    def told(self, gaps: Sequence[str]) -> Mapping[str, int]:
        return {one: self.people[one] for one in gaps if one in self.people}


@dataclass
class People:
    known: Mapping[str, str]

    def names(self, workspace: str, people: Collection[str]) -> Mapping[str, str]:
        return {one: self.known[one] for one in people if one in self.known}

    def groups_of(self, workspace: str, person: str) -> frozenset[str]:
        return frozenset()

    def teams(self) -> Sequence[str]:
        return ()


def desk(
    documents: Sequence[Document] = (),
    *,
    insights: Insights | None = None,
    gaps: Gaps | None = None,
    told: Told | None = None,
    people: People | None = None,
    groups: frozenset[str] = frozenset(),
    owners: Mapping[str, Sequence[str]] | None = None,
    health: HealthDesk | None = None,
    now: datetime = END + timedelta(hours=2),
) -> DigestDesk:
    sources = DigestSources(
        insights or Insights(),
        gaps or Gaps(),  # type: ignore[arg-type] # the verbs that digests need
        DocumentPages([(one, "") for one in documents]),
        told or Told(),
        people,
        health,
    )
    manners = DigestManners(
        base_url=BASE_URL,
        link_of=lambda one: one.url or f"{BASE_URL}/documents/{one.id}",
        groups_of=lambda _subscription: groups,
        members={"emea": ("U1", "U2"), "apac": ("U3",)},
    )
    return DigestDesk(sources, manners, Owners(owners or {}), FixedClock(now))
