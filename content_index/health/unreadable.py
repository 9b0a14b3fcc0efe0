"""Files, and whole sources, that the last reindex could not read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from content_index.health.model import Finding, Part, Place, Severity
from content_index.model import Document, Failure

_MEANT = re.compile(r"^nothing reads |draft: true")
"""Reasons that are no mistake: files of kinds that are no content, and drafts."""


def unreadable(failures: Iterable[Failure], documents: Iterable[Document]) -> Iterator[Finding]:
    """What could not be read; with an empty path a whole source. Where its last good version answers, it is known."""
    known: Mapping[tuple[str, str], str] = {(one.source, one.path): one.id for one in documents}
    for failure in failures:
        place = Place(known.get((failure.source, failure.path), ""), failure.source, failure.path)
        parts: dict[str, Part] = {"reason": failure.reason, "kept": int(failure.kept_last_good)}
        severity: Severity = "note" if _MEANT.search(failure.reason) else "error"
        yield Finding("unreadable", severity, place, parts=parts, weight=0 if failure.kept_last_good else 1)
