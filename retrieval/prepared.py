"""What is computed once for each generation, so that a question costs no loop over its passages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from content_index.generation import Generation
from content_index.model import Document

FEWEST = 0.005
"""Share of the passages below which a language is taken for a wrong guess at some odd page."""


@dataclass(frozen=True)
class Prepared:
    """A generation, and what follows from it.

    `document_rows[i]` is the row of passage i's document in `documents` and in `centroids` (unit length, the mean of
    its passages' vectors). `restricted` tells whether any document has an audience.
    """

    generation: Generation
    documents: tuple[Document, ...]
    document_rows: npt.NDArray[np.int64]
    centroids: npt.NDArray[np.float32]
    languages: frozenset[str]
    restricted: bool

    def document(self, row: int) -> Document:
        """The document of the passage at `row`."""
        return self.documents[int(self.document_rows[row])]


def prepare(generation: Generation) -> Prepared:
    """All that searches of one generation share."""
    documents = tuple(generation.documents.values())
    place = {document.id: row for row, document in enumerate(documents)}
    rows = np.array([place[passage.document_id] for passage in generation.passages], dtype=np.int64)
    counted = Counter(passage.language for passage in generation.passages)
    return Prepared(
        generation=generation,
        documents=documents,
        document_rows=rows,
        centroids=_centroids(generation.passage_vectors, rows, len(documents)),
        languages=frozenset(lang for lang, count in counted.items() if count >= FEWEST * len(generation.passages)),
        restricted=any(document.audience for document in documents),
    )


def _centroids(
    vectors: npt.NDArray[np.float32], rows: npt.NDArray[np.int64], documents: int
) -> npt.NDArray[np.float32]:
    sums = np.zeros((documents, vectors.shape[1] if vectors.ndim > 1 else 0), dtype=np.float32)
    np.add.at(sums, rows, vectors)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.where(lengths > 0, lengths, 1), dtype=np.float32)
