"""Documents whose review is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from content_index.health.model import Finding, Place
from content_index.model import Document


def overdue(documents: Iterable[Document], today: date) -> Iterator[Finding]:
    """Documents that somebody should have looked at again before `today`."""
    for one in documents:
        due = one.review_due
        if due is not None and due < today:
            days = (today - due).days
            place = Place(one.id, one.source, one.path)
            yield Finding("overdue", "warning", place, parts={"due": due.isoformat(), "days": days}, weight=days)
