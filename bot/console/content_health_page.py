"""The health of the content: what is wrong with which page, for managers of all, for owners of theirs."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.console.dashboard_frame import Frame
from bot.console.viewers import viewer_of
from bot.content_health.desk import HealthDesk
from bot.content_health.model import Seen
from bot.content_health.telling import link, review_told, said, where
from bot.content_health.words import health_words
from content_index.health.model import KINDS, Finding, Kind, Place
from content_index.model import Document

PATH = "/content/health"
SHOWN = 300
"""Findings on one page; filters show the others."""
_NOBODY = "-"
"""In the address: pages without an owner."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two documents that a finding is between."""

    document: Document
    url: str
    heading: str
    review: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as it is shown; `url` leads to the heading, "" where the page does not show it."""

    one: Seen
    said: str
    where: str
    url: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class ContentHealthPage:
    """By kind, the gravest first, with how many there are of each; chosen by kind, owner and source."""

    frame: Frame
    desk: HealthDesk

    async def show(self, request: web.Request) -> web.Response:
        """`kind`, `owner` (`-`: nobody) and `source` choose what is shown."""
        viewer, telling = viewer_of(request), self.frame.telling(request)
        report = await asyncio.to_thread(self.desk.seen_by, viewer)
        everything = report.findings
        chosen = {name: request.query.get(name, "") for name in ("kind", "owner", "source")}
        shown = [one for one in everything if _is_chosen(one, chosen)]
        language, words = telling.language, health_words(telling.language)
        groups = _by_kind(shown[:SHOWN], lambda one: _line(one, language))
        values = {
            "health": words,
            "count": len(shown),
            "all": len(everything),
            "groups": groups,
            "counts": Counter(one.kind for one in shown),
            "chosen": chosen,
            "kinds": [kind for kind in KINDS if any(one.kind == kind for one in everything)],
            "owners": sorted({owner for one in everything for owner in one.owners}, key=str.casefold),
            "nobody": _NOBODY if any(_is_nobodys(one) for one in everything) else "",
            "sources": sorted({one.finding.place.source for one in everything}),
            "unchecked": [(words.kinds[kind], words.unchecked[why]) for kind, why in report.unchecked.items()],
            "most": SHOWN,
            "path": PATH,
        }
        return await self.frame.page(request, "content_health.html", values)


def _is_chosen(one: Seen, chosen: Mapping[str, str]) -> bool:
    places = [place for place in (one.finding.place, one.finding.other) if place is not None]
    owner = chosen["owner"]
    is_owners = not owner or (_is_nobodys(one) if owner == _NOBODY else owner in one.owners)
    return (
        chosen["kind"] in {"", one.kind}
        and is_owners
        and (not chosen["source"] or any(place.source == chosen["source"] for place in places))
    )


def _is_nobodys(one: Seen) -> bool:
    return one.document is not None and not one.document.owner


def _by_kind(findings: Sequence[Seen], line: Callable[[Seen], Line]) -> Mapping[Kind, list[Line]]:
    groups: dict[Kind, list[Line]] = {}
    for kind in KINDS:
        lines = [line(one) for one in findings if one.kind == kind]
        if lines:
            groups[kind] = lines
    return groups


def _line(one: Seen, language: str) -> Line:
    finding = one.finding
    url = link(one.document, finding.place.anchor) if one.document else ""
    return Line(one, said(one, language), where(finding, language), url, tuple(_sides(one, finding, language)))


def _sides(one: Seen, finding: Finding, language: str) -> list[Side]:
    if finding.other is None or one.document is None or one.other is None:
        return []
    return [_side(one.document, finding.place, language), _side(one.other, finding.other, language)]


def _side(document: Document, place: Place, language: str) -> Side:
    return Side(document, link(document, place.anchor), place.heading, review_told(document, language), place.text)
