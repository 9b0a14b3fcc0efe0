"""The passages worth scoring: the best of the lexical and of the dense side."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from content_index.generation import VectorSearch
from content_index.ports import Vectors

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]


def candidate_rows(
    lexical: Scores, vectors: VectorSearch, question: Vectors | None, count: int, allowed: Rows | None
) -> Rows:
    """The best `count` rows of each side, without repetition, in the order of rows; only rows in `allowed`."""
    found = best_rows(lexical, count, allowed)
    if question is not None:
        near, _ = vectors.search(question, count, allowed)
        found = np.union1d(found, near)
    return np.sort(found)


def best_rows(scores: Scores, count: int, allowed: Rows | None) -> Rows:
    """Rows of the highest scores above 0, at most `count`."""
    rows = np.flatnonzero(scores > 0) if allowed is None else allowed[scores[allowed] > 0]
    if len(rows) > count:
        rows = rows[np.argpartition(-scores[rows], count - 1)[:count]]
    return np.asarray(rows, dtype=np.int64)
