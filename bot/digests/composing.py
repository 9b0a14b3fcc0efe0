"""Puts digests together, of what their receiver may see and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bot.content_health.desk import HealthDesk, visible
from bot.content_health.model import Seen
from bot.digests.model import (
    ClosedGap,
    Digest,
    NamedDocument,
    OverdueDocument,
    Subscription,
    UsedDocument,
)
from bot.digests.ports import ToldPeople
from bot.digests.rising import Asked, rising
from bot.digests.schedule import first_moment, latest
from bot.gaps.model import Gap, GapFilter
from bot.gaps.ports import Gaps
from bot.insights.model import DocumentUse, LogFilter, Period, Scope
from bot.insights.ports import Insights
from bot.overview import Documents
from bot.owners import Owners
from bot.ports import Clock, People
from content_index.model import Document
from content_index.ports import NoIndexError
from retrieval.filters import may_see
from retrieval.model import Filters

SHOWN = 5
"""Lines of each section."""
CHART_DAYS = 7
_DAY = timedelta(days=1)
_CLOSED_READ = 200
_COMPETITOR_GAPS = 20
_COMPETITOR_QUESTIONS = 500
_TOLD_ELSEWHERE = frozenset({"overdue", "never-used", "never-opened"})


@dataclass(frozen=True, slots=True)
class DigestSources:
    """What digests are read from. `names`: None where the company keeps the names of askers to itself.

    `health`: None where nobody knows what is wrong with the content.
    """

    insights: Insights
    gaps: Gaps
    documents: Documents
    told: ToldPeople
    names: People | None = None
    health: HealthDesk | None = None


@dataclass(frozen=True, slots=True)
class DigestManners:
    """What the deployment says of digests.

    `groups_of` are those of a subscription's receiver (of everybody in a channel): they decide which documents are
    told of. `members` are the ids that the settings list for each group. Of fewer than `few` questions no share is
    told.
    """

    base_url: str
    link_of: Callable[[Document], str]
    groups_of: Callable[[Subscription], frozenset[str]]
    members: Mapping[str, Sequence[str]] = field(default_factory=dict)
    few: int = 20


@dataclass(frozen=True, slots=True)
class _Told:
    """Whose digest it is.

    `seen` are the documents that it may name, by path, `documents` those of them that it tells of. `scope` and `wanted`
    are the questions and the gaps.
    """

    seen: Mapping[str, Document]
    documents: Mapping[str, Document]
    scope: Scope
    wanted: GapFilter


class DigestDesk:
    """Implements bot.digests.ports.Digests. To be called off the event loop: it reads the database."""

    def __init__(self, sources: DigestSources, manners: DigestManners, owners: Owners, clock: Clock) -> None:
        self._sources = sources
        self._manners = manners
        self._owners = owners
        self._clock = clock

    def preview(self, subscription: Subscription) -> Digest:
        """What would be sent now, of the time since it was due last. Raises KeepingError."""
        now = self._clock.now()
        return self.of(subscription, latest(subscription, now).end, now)

    def of(self, subscription: Subscription, start: datetime, end: datetime, *, late: bool = False) -> Digest:
        """What is told of that time. Raises KeepingError."""
        period = Period(start, end)
        about = self._about(subscription)
        insights = self._sources.insights
        figures = insights.figures(period, about.scope)
        before = insights.figures(period.before, about.scope)
        uses = insights.documents(period, about.scope)
        there = ZoneInfo(subscription.zone)
        first, last = start.astimezone(there).date(), end.astimezone(there).date()
        due = {path: one.review_due for path, one in about.documents.items() if one.review_due is not None}
        newly_due = any(first <= day < last for day in due.values())
        digest = Digest(
            subscription=subscription,
            period=period,
            due_at=end,
            figures=figures,
            before=before,
            days=(),
            quiet=not (figures.questions or figures.gaps_opened or figures.gaps_closed or newly_due),
            few=figures.questions < self._manners.few,
            few_before=before.questions < self._manners.few,
            enough=self._manners.few,
            late=late,
            console=self._page("digest", subscription=subscription.id, start=start.isoformat(), end=end.isoformat()),
        )
        if digest.quiet:
            return digest
        used = {one.document: one for one in uses}
        overdue = [
            OverdueDocument(path, one.title, self._manners.link_of(one), one.owner or "", due[path], _uses(used, path))
            for path, one in about.documents.items()
            if path in due and due[path] < last
        ]
        never = [one for path, one in about.documents.items() if path not in used or used[path].last_used is None]
        seen = [one for one in uses if one.uses and one.document in about.documents]
        never.sort(key=lambda one: (one.reviewed is None, one.reviewed or last, one.title, one.path))
        digest = replace(
            digest,
            days=tuple(insights.days(_chart_of(period, subscription.zone), about.scope, subscription.zone)),
            used=tuple(self._used(about.documents[one.document], one) for one in seen[:SHOWN]),
            used_count=len(seen),
            never_used=tuple(self._used(one, used.get(one.path) or _unused(one.path)) for one in never[:SHOWN]),
            never_used_count=len(never),
            overdue=tuple(sorted(overdue, key=lambda one: (-one.uses, one.due, one.title, one.path))[:SHOWN]),
            overdue_count=len(overdue),
        )
        if not (digest.few or digest.few_before):
            digest = replace(digest, rising=rising(self._asked(about, period, uses), (figures, before)))
        if subscription.kind == "owner":
            page = self._page("content/health")
            digest = replace(digest, content=self._content(subscription), content_page=page)
        return self._with_gaps(digest, about)

    def _content(self, subscription: Subscription) -> tuple[Seen, ...]:
        """What is wrong with an owner's pages, but for what the digest tells elsewhere."""
        if self._sources.health is None:
            return ()
        names = _names_of(subscription)
        found = self._sources.health.report(log=False).findings
        seen = visible(found, self._manners.groups_of(subscription), lambda owner: self._is_theirs(owner, names))
        return tuple(one for one in seen if one.kind not in _TOLD_ELSEWHERE)

    def _about(self, subscription: Subscription) -> _Told:
        seen = Filters(groups=self._manners.groups_of(subscription))
        listed = {one.path: one for one in self._listing() if may_see(seen, one)}
        if subscription.kind == "manager":
            teams = subscription.teams
            people = frozenset(one for team in teams for one in self._manners.members.get(team, ()))
            return _Told(listed, listed, Scope(teams or None, people), GapFilter(teams=teams, people=people))
        names = _names_of(subscription)
        owned = {path: one for path, one in listed.items() if one.owner and self._is_theirs(one.owner, names)}
        named = tuple(sorted(names | {one.owner for one in owned.values() if one.owner}))
        return _Told(listed, owned, Scope(documents=frozenset(owned)), GapFilter(owners=named))

    def _is_theirs(self, owner: str, names: set[str]) -> bool:
        """Whether the content means by an owner who gets the digest."""
        return any(owner.casefold() == name.casefold() or self._owners.means(owner, name, name) for name in names)

    def _with_gaps(self, digest: Digest, about: _Told) -> Digest:
        gaps, period = self._sources.gaps, digest.period
        top = [_of_seen(one, about.seen) for one in gaps.listing(about.wanted, SHOWN)]
        in_period = replace(about.wanted, states=("closed",), entered_since=period.start, entered_before=period.end)
        closed = [_of_seen(one, about.seen) for one in gaps.listing(in_period, _CLOSED_READ)]
        told = self._sources.told.told([one.id for one in closed]) if closed else {}
        closed.sort(key=lambda one: -told.get(one.id, 0))  # of the same number those of higher priority come first
        shown = (*top, *closed[:SHOWN])
        paths = {path for one in shown for path in (one.document, one.closed_by) if path}
        return replace(
            digest,
            gaps=tuple(top),
            open_gaps=gaps.count(about.wanted).get("open", 0),
            closed=tuple(ClosedGap(one, told.get(one.id, 0)) for one in closed[:SHOWN]),
            closed_count=gaps.count(in_period).get("closed", 0),
            documents={path: self._named(about.seen[path]) for path in sorted(paths)},
            gap_pages={one.id: self._page(f"gaps/{one.id}") for one in shown},
            names=self._asked_by(top),
        )

    def _asked_by(self, gaps: Sequence[Gap]) -> Mapping[str, tuple[str, ...]]:
        names = self._sources.names
        if names is None:
            return {}
        asked = {
            gap.id: {(question.workspace, question.asker) for question in self._sources.gaps.questions(gap.id)}
            for gap in gaps
        }
        everybody = {one for people in asked.values() for one in people}
        known: dict[tuple[str, str], str] = {}
        for workspace in {workspace for workspace, _ in everybody}:
            found = names.names(workspace, [person for home, person in everybody if home == workspace])
            known |= {(workspace, person): name for person, name in found.items()}
        return {
            gap: tuple(sorted({known[one] for one in people if one in known}))
            for gap, people in asked.items()
            if not people.isdisjoint(known)
        }

    def _asked(self, about: _Told, period: Period, uses: Sequence[DocumentUse]) -> Sequence[Asked]:
        """What was asked about in the period and before: documents, and competitors with the gaps that name them."""
        earlier = {one.document: one for one in self._sources.insights.documents(period.before, about.scope)}
        documents, competitors = [], _Competitors()
        now = {one.document: one for one in uses}
        for path, document in about.documents.items():
            first, second = now.get(path), earlier.get(path)
            asked = Asked(document.title, _count(first), _count(second), first.people if first else 0)
            documents.append(asked)
            for name in document.competitors:
                competitors.add(name, asked)
        wanted = replace(about.wanted, states=("open", "snoozed", "closed"), asked_since=period.before.start)
        named = [one for one in self._sources.gaps.listing(wanted, _CLOSED_READ) if one.competitor]
        for gap in named[:_COMPETITOR_GAPS]:
            competitors.add(gap.competitor, self._unanswered(gap, about, period))
        return (*competitors.all(), *documents)

    def _unanswered(self, gap: Gap, about: _Told, period: Period) -> Asked:
        """Questions of a gap; those that were answered (and disliked) count with their document already."""
        search = self._sources.insights.search
        counts, people = [], set()
        for one in (period, period.before):
            found = search(LogFilter(gap=gap.id, period=one), about.scope, _COMPETITOR_QUESTIONS)
            open_ones = [question for question in found if question.status != "answered"]
            counts.append(len(open_ones))
            if one is period:
                people = {(question.workspace, question.asker) for question in open_ones}
        return Asked(gap.competitor, counts[0], counts[1], len(people))

    def _used(self, document: Document, use: DocumentUse) -> UsedDocument:
        return UsedDocument(document.path, document.title, self._manners.link_of(document), document.owner or "", use)

    def _named(self, document: Document) -> NamedDocument:
        return NamedDocument(document.title, self._manners.link_of(document))

    def _page(self, path: str, **parameters: str) -> str:
        query = f"?{urlencode(parameters)}" if parameters else ""
        return f"{self._manners.base_url}/{path}{query}"

    def _listing(self) -> Sequence[Document]:
        try:
            return self._sources.documents.listing()
        except NoIndexError:
            return ()


class _Competitors:
    """Adds up what was asked about each, however its name is written."""

    def __init__(self) -> None:
        self._by_name: dict[str, Asked] = {}

    def add(self, name: str, asked: Asked) -> None:
        known = self._by_name.get(name.casefold(), Asked(name, 0, 0, 0))
        # Of people nobody knows here whether they are the same: at least as many as asked about one of the parts.
        self._by_name[name.casefold()] = Asked(
            known.name, known.now + asked.now, known.before + asked.before, max(known.people, asked.people)
        )

    def all(self) -> Sequence[Asked]:
        return list(self._by_name.values())


def _names_of(subscription: Subscription) -> set[str]:
    """How the content may name the owner who gets a digest."""
    return {subscription.owner, subscription.receiver} - {""}


def _of_seen(gap: Gap, documents: Mapping[str, Document]) -> Gap:
    """Without the paths of what the receiver may not see."""
    return replace(
        gap,
        document=gap.document if gap.document in documents else "",
        closed_by=gap.closed_by if gap.closed_by in documents else "",
    )


def _chart_of(period: Period, zone: str) -> Period:
    """The days to draw: those that begin in the period, and at least the week that it ends.

    The first is a whole one: a part of it would look like a day on which little was asked. The last may still go on.
    """
    there = ZoneInfo(zone)
    first = period.start.astimezone(there).date()
    if first_moment(first, time(0), zone) < period.start:
        first += _DAY
    last = (period.end - timedelta(microseconds=1)).astimezone(there).date()
    return Period(first_moment(min(first, last - (CHART_DAYS - 1) * _DAY), time(0), zone), period.end)


def _unused(path: str) -> DocumentUse:
    return DocumentUse(path, 0, 0, 0, 0, 0, None)


def _count(use: DocumentUse | None) -> int:
    return use.uses if use else 0


def _uses(used: Mapping[str, DocumentUse], path: str) -> int:
    return _count(used.get(path))
