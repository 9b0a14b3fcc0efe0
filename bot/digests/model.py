"""The nouns of digests. They import no library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from bot.content_health.model import Seen
from bot.gaps.model import Gap
from bot.insights.model import DayFigures, DocumentUse, Figures, Period, Trend

Every = Literal["week", "day"]
DigestKind = Literal["manager", "owner", "news"]
"""`news` is no digest of figures, but what is new in the content (`bot.reach`), sent by the same clock."""
SectionName = Literal["gaps", "closed", "used", "never_used", "overdue", "rising", "content"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who is sent which digest, and when.

    At `at` by the clock of `zone` (an IANA name), each day or on `weekday` (0 is Monday). `receiver` is a person's or a
    channel's id on the platform `surface`. A manager's digest covers the people in `teams` (none: everybody); an
    owner's covers what the content names `owner` for. `created_at`: since when it is as it is; nothing is sent of what
    was due before (change one with `bot.digests.schedule.changed`). `paused`: kept, but not sent. `resumed_at`: when
    the last pause ended, None where there was none; what a pause left out is told nowhere.
    """

    id: str
    kind: DigestKind
    surface: str
    workspace: str
    receiver: str
    every: Every
    at: time
    zone: str
    weekday: int = 0
    teams: tuple[str, ...] = ()
    owner: str = ""
    language: str = "en"
    created_by: str = ""
    created_at: datetime | None = None
    paused: bool = False
    resumed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClosedGap:
    """A gap that the content answers now, and how many people were told."""

    gap: Gap
    told: int


@dataclass(frozen=True, slots=True)
class OverdueDocument:
    """A document past its review date, and how often it was used in the period."""

    path: str
    title: str
    url: str
    owner: str
    due: date
    uses: int


@dataclass(frozen=True, slots=True)
class UsedDocument:
    """A document that is there, beside its use in the period."""

    path: str
    title: str
    url: str
    owner: str
    use: DocumentUse


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document that something else in a digest names."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What a digest tells. `before` are the figures of the period before.

    `days` are those that begin in the period, or the seven that it ends where it is shorter: the first is a whole day,
    the last may still go on. `documents` (by path) are those that
    `gaps` and `closed` name; of a gap near content that the receiver may not see, the digest does not hold the path.
    `quiet`: nothing was asked and nothing happened; then it is one line. `few`: so few questions (less than `enough`)
    that shares and trends say nothing, and are not told; `few_before`: there were so few in the period before that
    nothing is compared with it. `late`: it is sent long after it was due. `names`: of askers, by gap id, only where the
    company turned that on. `console`: the address of the same digest there; `gap_pages`, by id, those of its gaps.
    `content` is what is wrong with an owner's pages, the worst first; `content_page` is where all of it stands.
    """

    subscription: Subscription
    period: Period
    due_at: datetime
    figures: Figures
    before: Figures
    days: tuple[DayFigures, ...]
    gaps: tuple[Gap, ...] = ()
    open_gaps: int = 0
    closed: tuple[ClosedGap, ...] = ()
    closed_count: int = 0
    used: tuple[UsedDocument, ...] = ()
    used_count: int = 0
    never_used: tuple[UsedDocument, ...] = ()
    never_used_count: int = 0
    overdue: tuple[OverdueDocument, ...] = ()
    overdue_count: int = 0
    rising: tuple[Trend, ...] = ()
    content: tuple[Seen, ...] = ()
    content_page: str = ""
    documents: Mapping[str, NamedDocument] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    quiet: bool = False
    few: bool = False
    few_before: bool = False
    enough: int = 20
    late: bool = False
    console: str = ""
    gap_pages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToldFigure:
    """A headline figure in words. `change` is against the period before, "" where that says nothing."""

    label: str
    value: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One line of a section, plain text. `note` stands behind it, weaker. `gap`: the id of the gap that it is about."""

    text: str
    note: str = ""
    url: str = ""
    gap: str = ""


@dataclass(frozen=True, slots=True)
class ToldSection:
    """A part of a digest under its own title. `more` says what is left out, "" where nothing is."""

    name: SectionName
    title: str
    lines: tuple[ToldLine, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class DigestTold:
    """A digest in words of one language, ready for every surface; all of it plain text, to be escaped for its place.

    `notice` is the one line that people are notified of. A quiet digest has nothing but `title` and `lead`. `notes` are
    what is to be minded (sent late, too few to tell). `chart_alt` says in words what the chart shows, "" without one.
    """

    title: str
    notice: str
    lead: str
    notes: tuple[str, ...] = ()
    figures: tuple[ToldFigure, ...] = ()
    chart_alt: str = ""
    sections: tuple[ToldSection, ...] = ()
    console: str = ""
    console_label: str = ""
