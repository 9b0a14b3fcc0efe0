"""The passages worth scoring: the best of the lexical and of the dense side."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from content_index.generation import Generation
from content_index.ports import Vectors
from retrieval.filters import Allowed
from retrieval.scoring import Rows


def candidate_rows(
    asked: Mapping[str, float], question: Vectors | None, generation: Generation, count: int, allowed: Allowed | None
) -> Rows:
    """The best `count` rows of each side, without repetition, in the order of rows; only allowed ones.

    `asked` are terms and what each counts.
    """
    found = generation.lexical.best(asked, count, None if allowed is None else allowed.mask)
    if question is not None:
        near, _ = generation.vectors.search(question, count, None if allowed is None else allowed.rows)
        found = np.union1d(found, near)
    return found
