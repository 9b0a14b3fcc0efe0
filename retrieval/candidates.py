"""The passages worth scoring: the best of the lexical and of the dense side."""

from __future__ import annotations

import numpy as np

from content_index.generation import Asked, Generation
from content_index.ports import Vectors
from content_index.ragged import Rows
from retrieval.filters import Allowed


def candidate_rows(
    asked: Asked, question: Vectors | None, generation: Generation, count: int, allowed: Allowed | None
) -> Rows:
    """The best `count` rows of each side, without repetition, in the order of rows; only allowed ones."""
    found = generation.lexical.best(asked, count, None if allowed is None else allowed.mask)
    if question is not None:
        near, _ = generation.vectors.search(question, count, None if allowed is None else allowed.rows)
        found = np.union1d(found, near)
    return found
