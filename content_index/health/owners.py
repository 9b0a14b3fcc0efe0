"""Documents that nobody answers for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from content_index.health.model import Finding, Place
from content_index.model import Document


def missing_owners(documents: Iterable[Document]) -> Iterator[Finding]:
    """Documents without an owner: neither they, nor their folder, nor their source name one."""
    for one in documents:
        if not (one.owner or "").strip():
            yield Finding("missing-owner", "warning", Place(one.id, one.source, one.path))
