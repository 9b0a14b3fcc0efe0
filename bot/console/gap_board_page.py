"""The board of gaps: a column for each thing that can become of one."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal
from urllib.parse import urlencode

from aiohttp import web

from bot.console.csv_files import csv_response
from bot.console.dashboard_frame import Frame, Telling
from bot.console.gap_cards import CARDS, Cards, Column, ColumnName, choices, column_of
from bot.console.gap_outcomes import bare, outcome
from bot.console.gap_told import reason_told
from bot.console.viewers import viewer_of
from bot.gaps.board import GapBoard
from bot.gaps.model import GAP_KINDS, Gap, GapFilter, GapKind, GapState
from bot.gaps.priority import priority
from bot.viewer import Viewer
from content_index.model import Document

_STATES: tuple[Literal["open", "snoozed", "dismissed", "closed"], ...] = ("open", "snoozed", "dismissed", "closed")
_TEXTS = ("words", "owner", "competitor", "product", "stage")
_OPEN = 200
"""Open gaps that the board reads, the most pressing: they stand in two columns."""
_PAGE = 50
_EXPORTED = 10_000
_LONGEST_NUMBER = 4
SNOOZE_SPANS = ("1d", "7d", "30d")
"""As `bot.gap_words` names them."""


@dataclass(frozen=True, slots=True)
class BoardPage:
    """For managers and administrators; for owners with the gaps that are theirs."""

    frame: Frame
    board: GapBoard

    async def show(self, request: web.Request) -> web.Response:
        """All columns, or the gaps in one `state`, page by page (`page`)."""
        viewer = viewer_of(request)
        state: GapState | None = next((name for name in _STATES if name == request.query.get("state")), None)
        number = _number(request.query.get("page", ""))
        (documents, held), owners = await asyncio.gather(
            asyncio.to_thread(self.frame.documents_held, viewer), asyncio.to_thread(self.board.owners, viewer)
        )
        cards, offered = self.frame_cards(request, documents, held), choices(documents.values())
        wanted, query = self._wanted(request, viewer)
        gaps = _Named(self.board, viewer, wanted, offered.competitors.get(wanted.competitor, (wanted.competitor,)))
        columns = [await self._page(gaps, cards, state, number)] if state else await self._columns(gaps, cards)
        shown = {card.gap.id: card.gap for column in columns for card in column.cards}
        telling = self.frame.telling(request)
        values = {
            "columns": columns,
            "state": state,
            "filtered": bool(query),
            "empty": not shown and not query and not state,
            "choices": offered,
            "owners": owners,
            "page_owners": sorted({one.owner for one in documents.values() if one.owner}, key=str.casefold),
            "kinds": GAP_KINDS,
            "teams": self.frame.teams_of(viewer) if viewer.manages else (),
            "documents": by_title(documents),
            "back": f"/gaps?{urlencode(bare(request.query_string))}",
            "message": outcome(request, telling, self.frame.today(), shown),
            "query": query,
            "address": lambda **more: f"/gaps?{urlencode({**query, **more})}",
            "number": number,
            **dialog_values(self.frame.today(), self.frame),
        }
        return await self.frame.page(request, "gaps.html", values)

    async def csv(self, request: web.Request) -> web.StreamResponse:
        """The same gaps as a file, in every state."""
        viewer, telling = viewer_of(request), self.frame.telling(request)
        wanted, _ = self._wanted(request, viewer)
        documents, _held = await asyncio.to_thread(self.frame.documents_held, viewer)
        known = choices(documents.values()).competitors.get(wanted.competitor, (wanted.competitor,))
        gaps = await asyncio.to_thread(_Named(self.board, viewer, wanted, known).listing, _STATES, _EXPORTED)
        return csv_response("cornerman-gaps", telling.say.gap_columns, [self._row(g, documents, telling) for g in gaps])

    def frame_cards(self, request: web.Request, documents: dict[str, Document], held: frozenset[str]) -> Cards:
        """Makes cards for this reader."""
        return Cards(self.frame.telling(request), self.frame.pages.now(), self.frame.today(), documents, held)

    def _row(self, gap: Gap, documents: dict[str, Document], telling: Telling) -> tuple[str | int | float, ...]:
        return (
            gap.id,
            gap.title,
            telling.gap.kinds[gap.kind],
            telling.gap.states[gap.state],
            gap.people,
            gap.questions,
            gap.first_asked.date().isoformat(),
            gap.last_asked.date().isoformat(),
            round(priority(gap, self.frame.pages.now()), 1),
            gap.owner,
            gap.assigned,
            gap.product,
            gap.competitor,
            gap.stage,
            gap.document if gap.document in documents else "",
            gap.closed_by if gap.closed_by in documents else "",
            reason_told(gap.state_reason, telling),
        )

    def _wanted(self, request: web.Request, viewer: Viewer) -> tuple[GapFilter, dict[str, str]]:
        """What the address filters by, and the same as an address carries it."""
        query = request.query
        kind: GapKind | None = next((kind for kind in GAP_KINDS if kind == query.get("kind")), None)
        texts = {name: " ".join(query.get(name, "").split())[:200] for name in _TEXTS}
        team = self.frame.team(request, viewer) if viewer.manages else ""
        wanted = GapFilter(
            kinds=(kind,) if kind else (),
            words=texts["words"],
            owners=tuple(filter(None, (texts["owner"],))),
            teams=tuple(filter(None, (team,))),
            people=self.frame.members((team,)),
            competitor=texts["competitor"],
            product=texts["product"],
            stage=texts["stage"],
        )
        return wanted, {name: text for name, text in {**texts, "kind": kind or "", "team": team}.items() if text}

    async def _columns(self, gaps: _Named, cards: Cards) -> list[Column]:
        async def listed(state: GapState, limit: int) -> Sequence[Gap]:
            return await asyncio.to_thread(gaps.listing, (state,), limit)

        counts, opened, snoozed, dismissed, closed = await asyncio.gather(
            asyncio.to_thread(gaps.count),
            listed("open", _OPEN),
            listed("snoozed", CARDS),
            listed("dismissed", CARDS),
            listed("closed", CARDS),
        )
        given = sum(bool(gap.assigned) for gap in opened)
        whole = counts.get("open", 0) <= len(opened)
        return [
            cards.column("open", opened, len(opened) - given if whole else None),
            cards.column("assigned", opened, given if whole else None),
            cards.column("snoozed", snoozed, counts.get("snoozed", 0)),
            cards.column("dismissed", dismissed, counts.get("dismissed", 0)),
            cards.column("closed", closed, counts.get("closed", 0)),
        ]

    async def _page(self, gaps: _Named, cards: Cards, state: GapState, number: int) -> Column:
        listing = await asyncio.to_thread(gaps.listing, (state,), _PAGE + 1, (number - 1) * _PAGE)
        name: ColumnName = "open" if state == "open" else column_of(listing[0]) if listing else "closed"
        return Column(name, tuple(cards.card(gap) for gap in listing[:_PAGE]), None, more=len(listing) > _PAGE)


@dataclass(frozen=True, slots=True)
class _Named:
    """The gaps that a filter finds under any of a competitor's names: a gap has the one that its questions use."""

    board: GapBoard
    viewer: Viewer
    wanted: GapFilter
    names: Sequence[str]

    def listing(self, states: tuple[GapState, ...], limit: int, offset: int = 0) -> Sequence[Gap]:
        """By priority, highest first."""
        filters = self._filters(states)
        if len(filters) == 1:
            return self.board.listing(self.viewer, filters[0], limit, offset)
        found = [gap for one in filters for gap in self.board.listing(self.viewer, one, offset + limit)]
        return sorted(found, key=lambda gap: (-gap.rank, gap.id))[offset : offset + limit]

    def count(self) -> Mapping[str, int]:
        """How many in each state."""
        counts: Counter[str] = Counter()
        for one in self._filters(self.wanted.states):
            counts.update(self.board.count(self.viewer, one))
        return counts

    def _filters(self, states: tuple[GapState, ...]) -> list[GapFilter]:
        return [replace(self.wanted, states=states, competitor=name) for name in self.names]


def by_title(documents: Mapping[str, Document]) -> list[Document]:
    """As a list to choose from shows them."""
    return sorted(documents.values(), key=lambda one: (one.title.casefold(), one.path))


def dialog_values(today: date, frame: Frame) -> dict[str, object]:
    """What the forms that work on a gap offer, and whether an owner who is given one is told on some platform."""
    return {
        "owners_told": frame.platforms is None or bool(frame.platforms),
        "spans": {name: today + timedelta(int(name.removesuffix("d"))) for name in SNOOZE_SPANS},
        "tomorrow": today + timedelta(1),
    }


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else 1
