"""A model as if it knew no language: what questions in a language that it does not know are answered by."""

from __future__ import annotations

from retrieval.ports import QuestionEmbedder, QuestionEmbedders


class WordsAlone:
    """Implements `QuestionEmbedders`: the same vectors, which then only break ties."""

    languages: frozenset[str] | None = frozenset()

    def __init__(self, embedders: QuestionEmbedders) -> None:
        self._embedders = embedders

    def like(self, fingerprint: str) -> QuestionEmbedder | None:
        """The model as it is."""
        return self._embedders.like(fingerprint)
