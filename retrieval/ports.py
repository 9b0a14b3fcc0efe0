"""What retrieval needs from others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from content_index.generation import Generation
from content_index.ports import NoIndexError, Vectors

__all__ = ["CurrentGeneration", "NoIndexError", "QuestionEmbedder"]


class CurrentGeneration(Protocol):
    """The generation that serves, seen anew when another has been swapped in."""

    def current(self) -> Generation:
        """Raises NoIndexError."""


class QuestionEmbedder(Protocol):
    """The part of an embedder that questions need."""

    @property
    def fingerprint(self) -> str:
        """Must equal the generation's."""

    @property
    def languages(self) -> frozenset[str] | None:
        """ISO 639-1 codes of the languages that the model knows; None where it knows any."""

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), rows of unit length."""
