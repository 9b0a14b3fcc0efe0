"""Passages that contradict each other, as a scan found them: what is worth an owner's look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from content_index.health.model import Finding
from content_index.health.pages import Page, shortened
from content_index.model import Passage

if TYPE_CHECKING:
    from content_index.conflicts.model import Conflict

TOLD_FROM = 0.9
"""Likelihood from which on an owner is told; somebody on a call is told from 0.93 on (bot/disagreeing.py)."""
TOLD = frozenset({"number", "date"})
"""Of names, and of yes against no, nearly all are none (docs/decisions/conflicts-scan.md)."""


def conflicts(
    found: Iterable[Conflict], passages: Mapping[str, Passage], pages: Mapping[str, Page]
) -> Iterator[Finding]:
    """`passages` are those that they name, by id, `pages` the documents. Of two documents, each pair of values once."""
    told: set[tuple[frozenset[str], frozenset[str]]] = set()
    for one in sorted(found, key=lambda one: -one.likelihood):
        if one.kind not in TOLD or one.likelihood < TOLD_FROM:
            continue
        first, second = passages[one.first], passages[one.second]
        about = (frozenset((first.document_id, second.document_id)), frozenset((one.first_value, one.second_value)))
        if about in told:
            continue
        told.add(about)
        sides = []
        for passage, span in ((first, one.first_span), (second, one.second_span)):
            said = shortened(passage.text[span.start : span.end])
            sides.append(pages[passage.document_id].of(passage, span.start, said))
        yield Finding(
            "conflict",
            "warning",
            sides[0],
            sides[1],
            {
                "about": one.kind,
                "said": one.first_value,
                "other_said": one.second_value,
                "likelihood": round(one.likelihood, 3),
            },
            weight=one.likelihood,
        )
