"""A converted model: questions run in ONNX Runtime, documents in OpenVINO. It starts in a moment and needs no torch."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from content_index.embedding.converted_model import DOCUMENTS, QUESTIONS, TOKENIZER, ModelCard
from content_index.embedding.encoder import batches_by_length, unit
from content_index.embedding.onnx_network import OnnxNetwork, without_onnx_runtime
from content_index.embedding.openvino_network import OpenVinoNetwork
from content_index.ports import ModelError, Prompts, Role, Vectors

TOKENS_A_BATCH = 1024
"""More are slower, for they no longer fit near the processor: 13,000 tokens a second against 10,000 with 4,096."""


def missing() -> str | None:
    """Why converted models cannot be run in this process at all; None where they can."""
    if importlib.util.find_spec("openvino") is None:  # importing it would take long, and what only answers needs none
        return "openvino is not installed"
    return without_onnx_runtime()


class ConvertedEncoder:
    """An Encoder over the folder of a converted model.

    `prompts` stand before the texts. `threads` None: as many as there are processors. What only answers never loads the
    network for documents; where that does not run, encoding them raises ModelError.
    """

    def __init__(self, folder: Path, card: ModelCard, prompts: Prompts, threads: int | None) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from tokenizers import Tokenizer

        self._folder = folder
        self._threads = threads or os.cpu_count() or 1
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._card = card
        self._prompts = prompts

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """The model's vectors for texts."""
        network = self._questions if role == "query" else self._documents
        rows = self.tokens(texts, role)
        vectors: list[Vectors] = [np.empty(0, np.float32)] * len(rows)
        for batch in batches_by_length([len(row) for row in rows], TOKENS_A_BATCH):
            found = network.run(*_filled([rows[place] for place in batch], self._card.padding))
            for place, vector in zip(batch, found, strict=True):
                vectors[place] = vector
        return unit(np.stack(vectors))

    def tokens(self, texts: Sequence[str], role: Role) -> list[list[int]]:
        """Each text as the networks read it, prompt and special tokens with it."""
        card = self._card
        room = card.max_tokens - len(card.before) - len(card.after)
        prompt = self._prompts.get(role, "")
        encoded = self._tokenizer.encode_batch([prompt + text for text in texts], add_special_tokens=False)
        return [[*card.before, *one.ids[:room], *card.after] for one in encoded]

    @cached_property
    def _questions(self) -> OnnxNetwork:
        return OnnxNetwork(self._folder / QUESTIONS)

    @cached_property
    def _documents(self) -> OpenVinoNetwork:
        card = self._card
        file = self._folder / DOCUMENTS
        try:
            return OpenVinoNetwork(file, card.precision, card.padding, card.max_tokens, self._threads)
        except ImportError as error:
            raise ModelError(
                f'OpenVINO, which embeds documents, cannot be imported ({error}); embedding.runtime = "torch" can'
            ) from error
        except ValueError as error:
            mend = "delete its folder and start Cornerman anew, which makes it anew"
            raise ModelError(f"{file} is gone or damaged ({error}); {mend}") from error


def _filled(rows: list[list[int]], padding: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The rows filled up to the longest, and 1 for each token that is one."""
    ids = np.full((len(rows), max(map(len, rows))), padding, np.int64)
    mask = np.zeros_like(ids)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
        mask[place, : len(row)] = 1
    return ids, mask
