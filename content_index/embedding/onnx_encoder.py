"""A converted model, run by ONNX Runtime: it starts in a fraction of a second and needs no torch."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from content_index.embedding.encoder import Role, batches_by_length
from content_index.embedding.late_pooling import Span, unit
from content_index.embedding.onnx_model import INPUTS, NETWORK, OUTPUTS, TOKENIZER, ModelCard
from content_index.ports import Vectors


class OnnxEncoder:
    """An Encoder over the folder of a converted model. `threads` None: as many as there are processors."""

    def __init__(self, folder: Path, card: ModelCard, threads: int | None) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or os.cpu_count() or 1
        # Threads that wait by spinning take the processor from whatever else the machine does.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(folder / NETWORK), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._card = card

    @property
    def max_tokens(self) -> int:
        """Tokens in one pass."""
        return self._card.max_tokens

    @property
    def specials(self) -> tuple[list[int], list[int]]:
        """The tokens before and after every text."""
        return list(self._card.before), list(self._card.after)

    @property
    def pools_by_mean(self) -> bool:
        """Whether the model averages its tokens."""
        return self._card.pools_by_mean

    @property
    def document_prompt(self) -> str:
        """What stands before a document."""
        return self._card.prompts["document"]

    def tokenize(self, text: str) -> tuple[list[int], list[Span]]:
        """Token ids, and the characters that each stands for."""
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        return encoded.ids, encoded.offsets

    def forward(self, rows: list[list[int]]) -> list[tuple[Vectors, Vectors]]:
        """The model's own vector for each row of token ids, and one for each of its tokens."""
        before, after = self.specials
        longest = max(map(len, rows)) + len(before) + len(after)
        ids = np.full((len(rows), longest), self._card.padding, np.int64)
        mask = np.zeros_like(ids)
        for place, row in enumerate(rows):
            whole = [*before, *row, *after]
            ids[place, : len(whole)] = whole
            mask[place, : len(whole)] = 1
        vectors, token_vectors = self._session.run(list(OUTPUTS), dict(zip(INPUTS, (ids, mask), strict=True)))
        return [
            (vector, matrix[len(before) : len(before) + len(row)])
            for row, vector, matrix in zip(rows, vectors, token_vectors, strict=True)
        ]

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """The model's vectors for whole texts."""
        room = self.max_tokens - len(self._card.before) - len(self._card.after)
        prompt = self._card.prompts[role]
        rows = [self.tokenize(prompt + text)[0][:room] for text in texts]
        vectors: list[Vectors] = [np.empty(0, np.float32)] * len(rows)
        for batch in batches_by_length([(len(row), place) for place, row in enumerate(rows)]):
            for place, (vector, _) in zip(batch, self.forward([rows[place] for place in batch]), strict=True):
                vectors[place] = vector
        return unit(np.stack(vectors))
