"""Gaps as the console shows them: a card on the board, and where each card may go. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, get_args

from bot.console.dashboard_frame import Telling
from bot.console.gap_told import reason_told
from bot.gap_words.telling import NearPage, about_line, asked_line, owner_line, page_line, signals_told, state_line
from bot.gaps.model import Gap
from bot.gaps.priority import priority
from content_index.model import Document

ColumnName = Literal["open", "assigned", "snoozed", "dismissed", "closed"]
COLUMNS: tuple[ColumnName, ...] = get_args(ColumnName)
"""`open` are those that nobody has yet, `assigned` those that somebody has."""

CARDS = 30
"""Cards of a column: the most pressing; the rest is one click away."""


@dataclass(frozen=True, slots=True)
class Card:
    """A gap on the board. `lines` go from the most to the least telling; `page_id` is the page that they name.

    `topic` is the path of the nearest page, where it is on the same topic and the viewer may see it.
    """

    gap: Gap
    column: ColumnName
    priority: str
    lines: tuple[str, ...]
    signals: str
    page: str
    page_id: str
    topic: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the board. `count` is how many there are, None where that is not known; `more`: not all are here."""

    name: ColumnName
    cards: tuple[Card, ...]
    count: int | None
    more: bool


def column_of(gap: Gap) -> ColumnName:
    """Where a gap stands on the board."""
    if gap.state == "open":
        return "assigned" if gap.assigned else "open"
    return "closed" if gap.state == "merged" else gap.state


@dataclass(frozen=True, slots=True)
class Cards:
    """Makes cards in one language. `documents` are those that the viewer may see, by path; `held` the paths of all."""

    telling: Telling
    now: datetime
    today: date
    documents: Mapping[str, Document]
    held: frozenset[str]

    def card(self, gap: Gap) -> Card:
        """One gap."""
        language = self.telling.language
        gap = replace(gap, state_reason=reason_told(gap.state_reason, self.telling)) if gap.state_reason else gap
        page = self.near(gap)
        path = gap.closed_by if gap.state == "closed" else gap.document
        lines = (
            asked_line(gap, language, self.today),
            state_line(gap, language, self.today),
            owner_line(gap, language),
            about_line(gap, language),
        )
        document = self.documents.get(path)
        return Card(
            gap=gap,
            column=column_of(gap),
            priority=self.telling.number(priority(gap, self.now)),
            lines=tuple(filter(None, lines)),
            signals=" · ".join(signals_told(gap, language)),
            page=page_line(gap, page, language),
            page_id=document.id if document else "",
            topic=gap.document if gap.related and gap.document in self.documents else "",
        )

    def near(self, gap: Gap) -> NearPage:
        """The nearest page, or the one that answers a closed gap."""
        path = gap.closed_by if gap.state == "closed" else gap.document
        document = self.documents.get(path)
        return NearPage(document.title if document else "", hidden=document is None and path in self.held)

    def column(self, name: ColumnName, gaps: Sequence[Gap], count: int | None) -> Column:
        """Those of `gaps` that stand in it, as many as a column holds, of `count` that there are."""
        mine = [self.card(gap) for gap in gaps if column_of(gap) == name][:CARDS]
        return Column(name, tuple(mine), count, more=count is None or count > len(mine))


@dataclass(frozen=True, slots=True)
class Choices:
    """What the board can be filtered by, as the content names it."""

    competitors: Mapping[str, tuple[str, ...]]
    """By the first name, which stands for all of them."""
    products: tuple[str, ...]
    stages: tuple[str, ...]


def choices(documents: Iterable[Document]) -> Choices:
    """Of the documents that the viewer may see."""
    seen = list(documents)
    return Choices(
        _competitors(seen),
        _sorted(name for one in seen for name in one.products),
        _sorted(name for one in seen for name in one.stages),
    )


def _competitors(documents: Iterable[Document]) -> dict[str, tuple[str, ...]]:
    """Names of competitors by the first one: a document names one by what it is called most, then in other ways."""
    known: dict[str, dict[str, None]] = {}
    for one in documents:
        if one.competitors:
            known.setdefault(one.competitors[0], {}).update(dict.fromkeys(one.competitors))
    return {name: tuple(known[name]) for name in _sorted(known)}


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names), key=lambda name: (name.casefold(), name)))
