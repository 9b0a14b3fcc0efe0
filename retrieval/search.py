"""One question on its way through the engine, and the order that its candidates came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from content_index.ports import Vectors
from content_index.ragged import Rows
from retrieval.asked import Asked
from retrieval.figures import Figure
from retrieval.filters import Allowed
from retrieval.model import Query
from retrieval.prepared import Prepared
from retrieval.questions import Understood
from retrieval.rivals import RivalsAsked
from retrieval.scoring import Scores

JUDGED = 3
"""The first passages, of which the quote is chosen and by which confidence is judged."""


@dataclass(frozen=True, slots=True)
class Search:
    """One question on its way.

    `allowed` are the passages that the asker may be shown (None: all); `known` tells whether cosines mean anything in
    the question's language. `asked` is what is asked about, earlier questions of the thread included, `figures` those
    that it names, `rivals` what it has to do with competitors.
    """

    query: Query
    question: Understood
    asked: Asked
    figures: tuple[Figure, ...]
    rivals: RivalsAsked
    prepared: Prepared
    allowed: Allowed | None
    vector: Vectors | None
    known: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates, best first: rows of passages, fused scores, and the signals that they were made of.

    `headings` tells of each how nearly the heading of each of its sections says the question; `of_part`: those of the
    part of a battlecard that was asked for say it, and no others do.
    """

    rows: Rows
    scores: Scores
    signals: dict[str, Scores]
    headings: Sequence[Scores]
    of_part: bool = False

    def reordered(self, first: Rows) -> Ranking:
        """With the first candidates in another order, at the scores that belong to their new places."""
        order = np.concatenate([first, np.arange(len(first), len(self.rows))])
        return replace(
            self,
            rows=self.rows[order],
            signals={name: signal[order] for name, signal in self.signals.items()},
            headings=[self.headings[place] for place in order],
        )
