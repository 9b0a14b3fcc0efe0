"""Whether another source says something else than the words that are quoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.internal_lines import holds_internal
from retrieval.model import RankedPassage, Retrieved

if TYPE_CHECKING:  # what compares takes long to import, and answering compares nothing
    from content_index.conflicts.model import Conflict, Conflicts
    from content_index.disagreement.model import Kind

SURE = 0.93
"""Likelihood from which a contradiction is told to somebody who may be on a call."""
TOLD: frozenset[Kind] = frozenset({"number", "date"})
"""What is told there. Of names, and of yes against no, too many are none (docs/decisions/conflicts-scan.md)."""


class KnownConflicts(Protocol):
    """Finds them; the index is compared with itself in the background, some time after it was made."""

    def of(self, generation: str) -> Conflicts | None:
        """None: not compared yet."""


class NothingKnown:
    """Implements KnownConflicts where nothing is compared."""

    def of(self, generation: str) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class OtherSource:
    """Another source that disagrees with the quoted words.

    `start` is the offset in its passage where it says so. `said` are the quoted source's words in question (a figure, a
    date), `other` its own.
    """

    ranked: RankedPassage
    start: int
    said: str
    other: str


def other_source(
    found: Retrieved, quoted: RankedPassage, conflicts: Sequence[Conflict], *, guests: bool
) -> OtherSource | None:
    """The best passage of another document that contradicts the quoted words; None where all that was found agrees.

    `conflicts` are those of the quoted passage. Only what was found for the asker is looked at: it answers the same
    question, and nothing is told of what they may not see. `guests` are told of nothing that is marked internal.
    """
    if found.quote is None or found.status == "gap":  # what is near is no answer, and nor is what contradicts it
        return None
    start, end = found.quote.start, found.quote.start + len(found.quote.text)
    told = {
        one.second: one
        for one in conflicts
        if one.kind in TOLD and one.likelihood >= SURE and one.first_span.start < end and start < one.first_span.end
    }
    for ranked in found.passages:
        one = told.get(ranked.passage.id)
        if one is None or ranked.document.id == quoted.document.id:
            continue
        if guests and holds_internal(ranked.passage, one.second_span.start, one.second_span.end):
            continue
        return OtherSource(ranked, one.second_span.start, one.first_value, one.second_value)
    return None
