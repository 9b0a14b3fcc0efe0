"""Passages of different documents that say nearly the same in the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from content_index.generation import VectorSearch
from content_index.health.model import Finding
from content_index.health.pages import Page, shortened
from content_index.model import Passage
from content_index.plain_text import plain_text
from content_index.ports import Vectors

LEAST_COSINE = 0.8
"""Passages that are further apart by vector are not compared by their words."""
ALIKE = 0.6
"""The share of word triples that both hold, of those that either holds: see docs/health.md for what that finds."""
FEWEST_WORDS = 20
"""What is shorter ("See the price list.") is the same in many places, and rightly so."""
NEAREST = 8
"""Passages of other documents that each is compared with."""
_WORD = re.compile(r"\w+")

Triples = frozenset[tuple[str, ...]]


def near_duplicates(
    passages: Sequence[Passage], vectors: Vectors, index: VectorSearch, pages: Mapping[str, Page]
) -> Iterator[Finding]:
    """One for each two documents with passages that are nearly the same: the likest two, and how many there are.

    `pages` are the documents by id.
    """
    found: dict[frozenset[str], list[tuple[float, int, int]]] = {}
    read: dict[int, Triples] = {}
    for first, second in _near(passages, vectors, index):
        likeness = _likeness(passages, first, second, read)
        if likeness >= ALIKE:
            pair = frozenset((passages[first].document_id, passages[second].document_id))
            found.setdefault(pair, []).append((likeness, first, second))
    for alike in found.values():
        likeness, first, second = max(alike, key=lambda one: (one[0], -one[1], -one[2]))
        one, other = passages[first], passages[second]
        yield Finding(
            "near-duplicate",
            "warning",
            pages[one.document_id].of(one, text=shortened(one.text)),
            pages[other.document_id].of(other, text=shortened(other.text)),
            {"likeness": round(likeness, 3), "passages": len(alike)},
            weight=likeness * len(alike),
        )


def _near(passages: Sequence[Passage], vectors: Vectors, index: VectorSearch) -> Iterator[tuple[int, int]]:
    """Pairs of rows of different documents, the lower first, each once."""
    places = {document: row for row, document in enumerate(dict.fromkeys(one.document_id for one in passages))}
    documents: npt.NDArray[np.int64] = np.array([places[one.document_id] for one in passages], np.int64)
    own = np.bincount(documents, minlength=1)
    told: set[tuple[int, int]] = set()
    for row in range(len(passages)):
        rows, cosines = index.search(vectors[row], NEAREST + int(own[documents[row]]))
        others = rows[(documents[rows] != documents[row]) & (cosines >= LEAST_COSINE)][:NEAREST]
        for other in others.tolist():
            pair = (min(row, other), max(row, other))
            if pair not in told:
                told.add(pair)
                yield pair


def _likeness(passages: Sequence[Passage], first: int, second: int, read: dict[int, Triples]) -> float:
    """The share of word triples in common (Jaccard's index); 0 for what is too short to tell."""
    for row in (first, second):
        if row not in read:
            read[row] = _triples(passages[row].text)
    one, other = read[first], read[second]
    return len(one & other) / len(one | other) if one and other else 0.0


def _triples(text: str) -> Triples:
    words = _WORD.findall(plain_text(text).casefold())
    if len(words) < FEWEST_WORDS:
        return frozenset()
    return frozenset((first, second, third) for (first, second), (_, third) in pairwise(pairwise(words)))
