"""The embedder: passages, sentences and questions become vectors, in whatever runtime the model runs."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from content_index.embedding.batching import QuestionBatches
from content_index.embedding.encoder import Encoder, batches_by_length
from content_index.ports import PassageText, PassageVectors, Prompts, Vectors

SCHEME = "apart/1"
"""Named anew whenever the same model would give other vectors."""
CHARACTERS_A_BATCH = 16_384
"""About 4,000 tokens: a fraction of a second, for which a question waits at most."""


def fingerprint(model: str, precision: str, prompts: Prompts | None = None) -> str:
    """Names whatever the vectors hang on: the model and its weights, precision, scheme, and prompts not its own."""
    name = f"{model} {precision} {SCHEME}"
    if not prompts:
        return name
    told = json.dumps(sorted(prompts.items()), ensure_ascii=False)
    return f"{name} prompts@{hashlib.blake2b(told.encode('utf-8', 'surrogatepass'), digest_size=6).hexdigest()}"


class EncoderEmbedder:
    """Embeds by one encoder, loaded at the first text that needs it; safe for any number of threads.

    `load_encoder` may raise ModelError; so does, then, whatever embeds.
    """

    def __init__(self, load_encoder: Callable[[], Encoder], fingerprint: str, languages: frozenset[str] | None) -> None:
        self.fingerprint = fingerprint
        self.languages = languages
        self._load_encoder = load_encoder
        self._loading = threading.Lock()
        self._batches = QuestionBatches(lambda texts: self._encoder.encode(texts, "query"))

    def load(self) -> None:
        """Loads the model now, so that the first question need not wait for it."""
        self._encoder  # noqa: B018 -- loading is what asking for it does

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), rows of unit length. Questions asked at the same time share a pass."""
        return self._batches.embed([_sound(text) for text in texts])

    def embed_passages(self, texts: Sequence[PassageText]) -> list[PassageVectors]:
        """One result for each text, in order. Questions asked meanwhile are answered between two small batches."""
        if not texts:
            return []
        every = [_sound(part) for text in texts for part in (text.whole, *text.sentences)]
        vectors = self._embed(every)
        ends = np.cumsum([1 + len(text.sentences) for text in texts])
        return [PassageVectors(part[0], part[1:]) for part in np.split(vectors, ends[:-1])]

    def _embed(self, texts: Sequence[str]) -> Vectors:
        distinct = list(dict.fromkeys(texts))
        found: dict[str, Vectors] = {}
        for batch in batches_by_length([len(text) for text in distinct], CHARACTERS_A_BATCH):
            together = [distinct[place] for place in batch]
            encoder = self._encoder
            with self._batches.alone():
                vectors = encoder.encode(together, "document")
            found.update(zip(together, vectors, strict=True))
        return np.stack([found[text] for text in texts])

    @property
    def _encoder(self) -> Encoder:
        with self._loading:
            return self._loaded

    @cached_property
    def _loaded(self) -> Encoder:
        return self._load_encoder()


def _sound(text: str) -> str:
    """Halves of characters replaced: no tokenizer takes them, and one would fail all texts of its batch."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
