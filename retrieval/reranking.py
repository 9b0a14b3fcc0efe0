"""The first passages in the order of a cross-encoder, which reads question and passage together.

Why its order stands in place of ours: docs/decisions/reranking.md.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np

from content_index.model import Document, Passage
from content_index.passage_texts import passage_text
from content_index.ports import ModelError
from content_index.ragged import Rows
from retrieval.ports import Reranker

_LOG = logging.getLogger(__name__)


class Reranking:
    """Puts the `first` passages of a ranking in `reranker`'s order, for questions in languages that it knows.

    `languages` are those (ISO 639-1); None: any. Where the reranker does not work, that is logged, once for each
    reason, and passages keep the order in which they were found.
    """

    def __init__(self, reranker: Reranker, first: int, languages: frozenset[str] | None = None) -> None:
        self.first = first
        self._reranker = reranker
        self._languages = languages
        self._told: set[str] = set()

    def order(self, question: str, language: str, found: Sequence[tuple[Document, Passage]]) -> Rows:
        """The places of what was found first, in the better order; places beyond `first` are not told of."""
        found = found[: self.first]
        unchanged = np.arange(len(found), dtype=np.int64)
        if not found or not (self._languages is None or language in self._languages):
            return unchanged
        try:
            scores = self._reranker.scores(question, [passage_text(*each).whole for each in found])
        except ModelError as error:
            if str(error) not in self._told:
                self._told.add(str(error))
                _LOG.warning("%s Passages keep the order in which they were found.", error)
            return unchanged
        return np.argsort(-scores, kind="stable").astype(np.int64)
