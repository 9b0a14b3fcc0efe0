"""Nearest passages by cosine, kept by FAISS. The only file that knows FAISS."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from content_index.ports import Vectors

EXACT_UP_TO = 20_000
"""Passages that are all compared with a question; more are sorted into lists first (docs/performance.md)."""
LISTS, SAMPLE, ROUNDS = 4.0, 64, 8
"""How passages are sorted: so many lists for the root of their number, found from so many passages of each in so many
rounds of k-means."""
LOOKED_AT = 64
"""The lists, nearest first, whose passages are compared with a question."""
FEW = 20_000
"""Allowed passages up to which they are compared one by one: the nearest lists may hold few of them."""


class BrokenVectorsError(Exception):
    """Vectors cannot be used: a damaged file, wrong numbers, wrong dimensions. The message says which."""


class VectorIndex:
    """An index over `vectors` that never changes, so that any number of threads may search it at the same time."""

    def __init__(self, index: Any, vectors: Vectors) -> None:
        self._index = index
        self.vectors = vectors

    @classmethod
    def build(cls, vectors: Vectors) -> VectorIndex:
        """Indexes rows of unit length: exactly while there are few. Raises BrokenVectorsError for odd numbers."""
        if vectors.ndim != 2 or not np.isfinite(vectors).all():  # noqa: PLR2004 -- rows and dimensions
            raise BrokenVectorsError(f"Vectors of shape {vectors.shape} are no rows of finite numbers.")
        faiss = _faiss()
        halves = faiss.ScalarQuantizer.QT_fp16  # a third faster than whole floats, and misses none
        dimensions = vectors.shape[1]
        rows = np.ascontiguousarray(vectors, np.float32)
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        try:
            if len(rows) <= EXACT_UP_TO:
                index = faiss.IndexScalarQuantizer(dimensions, halves, faiss.METRIC_INNER_PRODUCT)
            else:
                lists = round(LISTS * len(rows) ** 0.5)
                index = faiss.IndexIVFScalarQuantizer(
                    faiss.IndexFlatIP(dimensions), dimensions, lists, halves, faiss.METRIC_INNER_PRODUCT
                )
                index.cp.niter, index.cp.max_points_per_centroid = ROUNDS, SAMPLE
                index.train(rows)
            index.add(rows)
        finally:
            faiss.omp_set_num_threads(1)
        return cls(index, vectors)

    @classmethod
    def load(cls, path: Path, vectors: Vectors) -> VectorIndex:
        """Reads what `save` wrote of these vectors. Raises BrokenVectorsError where the file is something else."""
        try:
            index = _faiss().read_index(str(path))
        except RuntimeError as error:
            raise BrokenVectorsError(
                f"The vectors in {path} cannot be read: the file is damaged or missing."
            ) from error
        if (index.ntotal, index.d) != vectors.shape:
            raise BrokenVectorsError(f"The index in {path} is one of other vectors.")
        return cls(index, vectors)

    def save(self, path: Path) -> None:
        """Writes the index to one file. Raises OSError; FAISS's own writing hides what the disk says."""
        path.write_bytes(_faiss().serialize_index(self._index).tobytes())

    def __len__(self) -> int:
        return len(self.vectors)

    def search(
        self, question: Vectors, count: int, allowed: npt.NDArray[np.int64] | None = None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Rows and cosines, best first, `count` of them where so many are `allowed`.

        Raises BrokenVectorsError where the question has other dimensions than the index.
        """
        reachable = len(self) if allowed is None else len(allowed)
        if not len(self) or not reachable or count < 1:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        dimensions = self.vectors.shape[1]
        if question.size != dimensions or not np.isfinite(question).all():
            raise BrokenVectorsError(
                f"A question's vector of shape {question.shape} cannot be compared with {dimensions} dimensions."
            )
        wanted = min(count, reachable)
        if allowed is not None and len(allowed) <= FEW:
            return self.compare(question.reshape(-1), wanted, allowed)
        rows, cosines = self._search(question, wanted, allowed)
        if len(rows) < wanted and allowed is not None:  # the lists looked at held too few of them
            return self.compare(question.reshape(-1), wanted, allowed)
        return rows, cosines

    def _search(
        self, question: Vectors, count: int, allowed: npt.NDArray[np.int64] | None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        row = np.ascontiguousarray(question.reshape(1, -1), np.float32)
        cosines, rows = self._index.search(row, count, params=self._parameters(allowed))
        found = rows[0] >= 0  # FAISS says -1 where it has no neighbour
        return rows[0][found].astype(np.int64), cosines[0][found].astype(np.float32)

    def compare(
        self, question: Vectors, count: int, allowed: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """The nearest of the allowed rows, each compared."""
        cosines = self.vectors[allowed] @ question
        best = np.argpartition(-cosines, count - 1)[:count]
        best = best[np.argsort(-cosines[best], kind="stable")]
        return allowed[best], np.asarray(cosines[best], np.float32)

    def _parameters(self, allowed: npt.NDArray[np.int64] | None) -> Any:
        """Filtering inside the search keeps `count` results `count`; filtering its results would lose some."""
        faiss = _faiss()
        chosen: dict[str, Any] = {}
        if allowed is not None:
            bits = np.zeros(len(self), bool)
            bits[allowed] = True
            chosen["sel"] = faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))
        if isinstance(self._index, faiss.IndexIVF):
            return faiss.SearchParametersIVF(nprobe=LOOKED_AT, **chosen)
        return faiss.SearchParameters(**chosen) if chosen else None


@cache
def _faiss() -> Any:
    import faiss

    # One thread is as fast as two for indexes of this size, and leaves the cores to the model.
    faiss.omp_set_num_threads(1)
    return faiss
