"""Documents that no answer was made from, or that nobody opened, as the question log tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from bot.insights.model import DocumentUse, Period, Scope
from bot.insights.ports import Insights
from content_index.health.model import Finding, Place
from content_index.model import Document

OLD_ENOUGH = timedelta(days=30)
"""Of a younger log nothing is told: what nobody asked for a week is no news."""
FEWEST_USES = 3
"""Answers that a document stood in before it means anything that nobody opened it."""
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def is_old_enough(insights: Insights, now: datetime) -> bool:
    """Whether questions have been kept for thirty days. Raises KeepingError."""
    return insights.figures(Period(_BEGINNING, now - OLD_ENOUGH), Scope()).questions > 0


def uses_of(insights: Insights, now: datetime) -> Mapping[str, DocumentUse]:
    """How each document was used as long as questions are kept, by path. Raises KeepingError."""
    return {one.document: one for one in insights.documents(Period(_BEGINNING, now), Scope())}


def unused(documents: Iterable[Document], uses: Mapping[str, DocumentUse], now: datetime) -> Iterator[Finding]:
    """Notes on documents that nobody needed. One that was reviewed in the last thirty days may be new: it is let be."""
    for one in documents:
        if one.reviewed is not None and one.reviewed > (now - OLD_ENOUGH).date():
            continue
        use = uses.get(one.path)
        place = Place(one.id, one.source, one.path)
        if use is None or use.last_used is None:
            yield Finding("never-used", "note", place)
        elif use.uses >= FEWEST_USES and not use.clicks:
            yield Finding("never-opened", "note", place, parts={"uses": use.uses}, weight=use.uses)
