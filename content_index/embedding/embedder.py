"""The embedder: passages, sentences and questions become vectors, in whatever runtime the model runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import cached_property

from content_index.embedding.batching import QuestionBatches
from content_index.embedding.encoder import Encoder, batches_by_length
from content_index.embedding.late_pooling import LaidOut, Span, Window, lay_out, pool, windows
from content_index.ports import PassageText, PassageVectors, Vectors

SCHEME = "late-pooling/1"
"""Named anew whenever the same model would give other vectors."""
CONTEXT_WEIGHT = 0.2
"""Share of title and headings in a sentence's vector (docs/decisions/embedding.md)."""


def fingerprint(model: str, precision: str, context_weight: float) -> str:
    """Names whatever the vectors hang on: the model and its weights, precision, scheme."""
    return f"{model} {precision} {SCHEME} context {context_weight:g}"


class EncoderEmbedder:
    """Embeds by one encoder, loaded at the first text that needs it; safe for any number of threads.

    `load_encoder` may raise ModelError; so does, then, whatever embeds.
    """

    def __init__(
        self,
        load_encoder: Callable[[], Encoder],
        fingerprint: str,
        languages: frozenset[str] | None,
        context_weight: float = CONTEXT_WEIGHT,
    ) -> None:
        self.fingerprint = fingerprint
        self.languages = languages
        self._load_encoder = load_encoder
        self._context_weight = context_weight
        self._loading = threading.Lock()
        self._batches = QuestionBatches(lambda texts: self._encoder.encode(texts, "query"))

    def load(self) -> None:
        """Loads the model now, so that the first question need not wait for it."""
        self._encoder  # noqa: B018 -- loading is what asking for it does

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), rows of unit length. Questions asked at the same time share a pass."""
        return self._batches.embed(texts)

    def embed_passages(self, texts: Sequence[PassageText]) -> list[PassageVectors]:
        """One result for each text, in order. Questions asked meanwhile are answered between two small batches."""
        if not texts:
            return []
        encoder = self._encoder
        if not encoder.pools_by_mean:
            return [self._embed_apart(text) for text in texts]
        laid_out = [lay_out(text, encoder.document_prompt) for text in texts]
        tokens = [encoder.tokenize(each.text) for each in laid_out]
        room = encoder.max_tokens - sum(map(len, encoder.specials))
        jobs = [
            (len(window.tokens), (row, window))
            for row, (each, (_, offsets)) in enumerate(zip(laid_out, tokens, strict=True))
            for window in windows(offsets, each, room)
        ]
        seen: list[list[tuple[Window, Vectors, Vectors]]] = [[] for _ in texts]
        for batch in batches_by_length(jobs):
            rows = [[tokens[row][0][place] for place in window.tokens] for row, window in batch]
            with self._batches.alone():
                found = encoder.forward(rows)
            for (row, window), (vector, token_vectors) in zip(batch, found, strict=True):
                seen[row].append((window, vector, token_vectors))
        return [
            self._pooled(each, offsets, parts) for each, (_, offsets), parts in zip(laid_out, tokens, seen, strict=True)
        ]

    def _pooled(
        self, laid_out: LaidOut, offsets: list[Span], parts: list[tuple[Window, Vectors, Vectors]]
    ) -> PassageVectors:
        in_order = sorted(parts, key=lambda part: part[0].body)
        return pool(laid_out, offsets, in_order, self._context_weight)

    def _embed_apart(self, text: PassageText) -> PassageVectors:
        """For a model that does not average its tokens: each sentence is read on its own, after the context."""
        each = [text.text, *(f"{text.context}\n{sentence}" for sentence in text.sentences)]
        encoder = self._encoder
        with self._batches.alone():
            vectors = encoder.encode(each, "document")
        return PassageVectors(vectors[0], vectors[1:])

    @property
    def _encoder(self) -> Encoder:
        with self._loading:
            return self._loaded

    @cached_property
    def _loaded(self) -> Encoder:
        return self._load_encoder()
