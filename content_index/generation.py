"""One complete, immutable build of the index, as those who search see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from content_index.compact import CompactVectors
from content_index.model import Document, GenerationInfo, Passage
from content_index.ports import Vectors
from content_index.wording import Wording

Asked = Sequence[Mapping[str, float]]
"""What is asked of the words: groups of terms that stand for one another, with what each counts. Of each group a
passage is scored by the best that it holds."""


class VectorSearch(Protocol):
    """Nearest passages by cosine."""

    def search(
        self, question: Vectors, count: int, allowed: npt.NDArray[np.int64] | None = None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Rows of passages and their cosines, best first, at most `count`; only rows in `allowed`, where given."""


class LexicalScores(Protocol):
    """BM25 over passages, and what is known of the content's words."""

    @property
    def passages(self) -> int:
        """How many there are."""

    @property
    def words(self) -> Mapping[str, int]:
        """The content's lower-case words, unstemmed, and the number of passages that hold each."""

    @property
    def acronyms(self) -> Mapping[str, str]:
        """Lower-case acronyms and the words that the content says they stand for."""

    @property
    def languages(self) -> Mapping[str, int]:
        """ISO 639-1 codes of the passages' languages, and the number of passages in each."""

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """Each term's id."""

    @property
    def weights(self) -> npt.NDArray[np.float32]:
        """By a term's id, how telling it is: near 1 for one that hardly a passage holds, near 0 for one that all do."""

    @property
    def wording(self) -> Wording:
        """What each sentence and heading says, in ids of terms."""

    def best(self, asked: Asked, count: int, allowed: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.int64]:
        """Rows of the `count` passages with the highest scores above 0, ascending; of the `allowed` ones alone."""

    def scores(self, asked: Asked, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The scores of some passages; 0 where one holds nothing of what is asked."""

    def among(self, seen: npt.NDArray[np.bool_]) -> LexicalScores:
        """The same as if there were only the passages that are `seen`: how telling a term is, no other tells."""

    def holders(self, term: str) -> npt.NDArray[np.int32]:
        """Rows of the passages that hold a term, ascending."""

    def weight(self, term: str) -> float:
        """How telling a term is: 1 for one that no passage holds, near 0 for one that all hold."""


@dataclass(frozen=True)
class Generation:
    """What a search needs, all of one build.

    Row i of `passages`, of the vectors and of the lexical scores is the same passage; `document_rows[i]` is the row of
    its document in `documents` and in `centroids` (unit length, the mean of its passages' vectors). The sentences of
    passage i are rows `sentence_offsets[i]` to `sentence_offsets[i + 1]` of `sentence_vectors` (unit length).
    """

    info: GenerationInfo
    documents: Mapping[str, Document]
    passages: Sequence[Passage]
    document_rows: npt.NDArray[np.int64]
    centroids: npt.NDArray[np.float32]
    vectors: VectorSearch
    passage_vectors: npt.NDArray[np.float32]
    sentence_vectors: CompactVectors
    sentence_offsets: npt.NDArray[np.int64]
    lexical: LexicalScores
