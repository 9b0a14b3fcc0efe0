"""Which passages are worth comparing: those that are near by vector, or stand under the same heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from content_index.generation import VectorSearch
from content_index.model import Document, Passage
from content_index.plain_text import plain_text
from content_index.ports import Vectors
from content_index.terms import terms

NEAREST = 8
"""A passage is compared with so many of other documents, the nearest: see docs/decisions/conflicts-scan.md."""
LEAST_COSINE = 0.5
"""Passages further apart speak of other things."""
MOST_DOCUMENTS = 8
"""A heading that more documents have ("Overview", "FAQ") says nothing of what stands under it."""
_SLACK = 0.02
"""More than a cosine may differ between whole and half floats."""
_AT_ONCE = 4_000_000
"""Cosines that are held in memory."""

Pairs = npt.NDArray[np.int64]
"""Rows of passages, shape (n, 2): the lower row first, ascending, each pair once."""


def pairs_of(
    vectors: Vectors,
    index: VectorSearch,
    document_rows: npt.NDArray[np.int64],
    headed: Iterable[Sequence[int]],
    new: npt.NDArray[np.bool_],
) -> Pairs:
    """The pairs worth comparing in which at least one passage is `new`.

    `headed` are groups of rows under the same heading (see `same_headings`). Which pairs of a new passage are found
    does not depend on which others are new.
    """
    found = [*_near(vectors, index, document_rows, new), *_headed(headed, document_rows, new)]
    both = np.concatenate([np.zeros((0, 2), np.int64), *found])
    both.sort(axis=1)
    return np.unique(both, axis=0)


def same_headings(passages: Iterable[Passage], documents: Mapping[str, Document]) -> list[list[int]]:
    """Rows of passages whose innermost headings (or titles, where they have none) hold the same words."""
    groups: dict[frozenset[str], list[int]] = {}
    for row, passage in enumerate(passages):
        heading = passage.headings[-1] if passage.headings else documents[passage.document_id].title
        if words := frozenset(terms(plain_text(heading), passage.language)):
            groups.setdefault(words, []).append(row)
    return [group for group in groups.values() if len(group) > 1]


def _near(
    vectors: Vectors, index: VectorSearch, document_rows: npt.NDArray[np.int64], new: npt.NDArray[np.bool_]
) -> Iterator[Pairs]:
    own = np.bincount(document_rows, minlength=1)
    for row in np.flatnonzero(new | _beside(vectors, new)):
        document = document_rows[row]
        rows, cosines = index.search(vectors[row], NEAREST + int(own[document]))
        others = rows[(document_rows[rows] != document) & (cosines >= LEAST_COSINE)][:NEAREST]
        if not new[row]:
            others = others[new[others]]
        yield np.column_stack([np.full(len(others), row), others])


def _beside(vectors: Vectors, new: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which passages may have a new one among their nearest."""
    beside = np.zeros(len(new), bool)
    added = np.flatnonzero(new)
    if not len(added) or new.all():
        return beside
    wanted = vectors[added].T
    step = max(1, _AT_ONCE // len(added))
    for start in range(0, len(new), step):
        cosines = vectors[start : start + step] @ wanted
        beside[start : start + step] = cosines.max(axis=1) >= LEAST_COSINE - _SLACK
    return beside


def _headed(
    groups: Iterable[Sequence[int]], document_rows: npt.NDArray[np.int64], new: npt.NDArray[np.bool_]
) -> Iterator[Pairs]:
    for group in groups:
        rows = np.array(group, np.int64)
        documents = document_rows[rows]
        if not new[rows].any() or not 1 < len(np.unique(documents)) <= MOST_DOCUMENTS:
            continue
        one, other = np.triu_indices(len(rows), 1)
        wanted = (documents[one] != documents[other]) & (new[rows[one]] | new[rows[other]])
        yield np.column_stack([rows[one[wanted]], rows[other[wanted]]])
