"""Nearest passages by cosine, kept by FAISS. The only file that knows FAISS."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from content_index.ports import Vectors


class BrokenVectorsError(Exception):
    """Vectors cannot be used: a damaged file, wrong numbers, wrong dimensions. The message says which."""


class FlatVectors:
    """An exact index that never changes, so that any number of threads may search it at the same time."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> FlatVectors:
        """Indexes rows of unit length. Raises BrokenVectorsError where a number is not finite."""
        if vectors.ndim != 2 or not np.isfinite(vectors).all():  # noqa: PLR2004 -- rows and dimensions
            raise BrokenVectorsError(f"Vectors of shape {vectors.shape} are no rows of finite numbers.")
        index = _faiss().IndexFlatIP(vectors.shape[1])
        if len(vectors):
            index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> FlatVectors:
        """Reads what `save` wrote. Raises BrokenVectorsError where the file is missing, truncated or another thing."""
        try:
            loaded = cls(_faiss().read_index(str(path)))
        except RuntimeError as error:
            raise BrokenVectorsError(
                f"The vectors in {path} cannot be read: the file is damaged or missing."
            ) from error
        if not np.isfinite(loaded.rows()).all():
            raise BrokenVectorsError(f"The vectors in {path} hold numbers that are not finite.")
        return loaded

    def save(self, path: Path) -> None:
        """Writes the index to one file. Raises OSError; FAISS's own writing hides what the disk says."""
        path.write_bytes(_faiss().serialize_index(self._index).tobytes())

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """Numbers in a row."""
        return int(self._index.d)

    def rows(self) -> Vectors:
        """A copy of all vectors, in order."""
        if not len(self):
            return np.zeros((0, self.dimensions), np.float32)
        return np.asarray(self._index.reconstruct_n(0, len(self)), np.float32)

    def search(
        self, question: Vectors, count: int, allowed: npt.NDArray[np.int64] | None = None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Rows and cosines, best first, `count` of them where so many are `allowed`.

        Raises BrokenVectorsError where the question has other dimensions than the index.
        """
        reachable = len(self) if allowed is None else len(allowed)
        if not len(self) or not reachable or count < 1:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        if question.size != self.dimensions or not np.isfinite(question).all():
            raise BrokenVectorsError(
                f"A question's vector of shape {question.shape} cannot be compared with {self.dimensions} dimensions."
            )
        row = np.ascontiguousarray(question.reshape(1, -1), np.float32)
        cosines, rows = self._index.search(row, min(count, reachable), params=_only(allowed))
        found = rows[0] >= 0  # FAISS says -1 where it has no neighbour
        return rows[0][found].astype(np.int64), cosines[0][found].astype(np.float32)


def _only(allowed: npt.NDArray[np.int64] | None) -> Any:
    """Filtering inside the search keeps `count` results `count`; filtering its results would lose some."""
    if allowed is None:
        return None
    return _faiss().SearchParameters(sel=_faiss().IDSelectorBatch(np.ascontiguousarray(allowed, np.int64)))


@cache
def _faiss() -> Any:
    import faiss

    # One thread is as fast as two for indexes of this size, and leaves the cores to the model.
    faiss.omp_set_num_threads(1)
    return faiss
