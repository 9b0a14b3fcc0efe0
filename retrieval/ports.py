"""What retrieval needs from others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from content_index.generation import Generation
from content_index.ports import NoIndexError, Vectors

__all__ = ["CurrentGeneration", "NoIndexError", "QuestionEmbedder", "QuestionEmbedders", "Reranker"]


class CurrentGeneration(Protocol):
    """The generation that serves, seen anew when another has been swapped in."""

    def current(self) -> Generation:
        """Raises NoIndexError."""


class QuestionEmbedder(Protocol):
    """The part of an embedder that questions need."""

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), rows of unit length."""


class QuestionEmbedders(Protocol):
    """The model in every form in which a generation may have been embedded."""

    @property
    def languages(self) -> frozenset[str] | None:
        """ISO 639-1 codes of the languages that the model knows; None where it knows any."""

    def like(self, fingerprint: str) -> QuestionEmbedder | None:
        """The form of that fingerprint; None where it was another model. Raises ModelError where there is none."""


class Reranker(Protocol):
    """A model that reads a question and a passage together."""

    def scores(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        """For each passage how well it answers the question: higher is better, only the order means anything.

        Raises ModelError where the model cannot be loaded or run.
        """
