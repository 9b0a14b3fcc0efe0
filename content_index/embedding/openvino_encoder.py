"""A converted model, run by OpenVINO: it starts in half a second and needs no torch. Nothing else imports openvino."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from content_index.embedding.converted_model import INPUTS, NETWORK, OUTPUT, TOKENIZER, ModelCard
from content_index.embedding.encoder import batches_by_length, unit
from content_index.ports import Prompts, Role, Vectors

TOKENS_A_BATCH = 1024
"""More are slower, for they no longer fit near the processor: 13,000 tokens a second against 10,000 with 4,096."""
_GROUP = "32"
"""Activations are quantised in groups of so many numbers, where weights are and the processor can."""


def missing() -> str | None:
    """Why OpenVINO cannot be used in this process at all (a library that it needs is not there); None where it can."""
    try:
        import openvino  # noqa: F401 -- importing it is the question
    except ImportError as error:
        return str(error)
    return None


class OpenVinoEncoder:
    """An Encoder over the folder of a converted model.

    `prompts` stand before the texts. `threads` None: as many as there are processors.
    """

    def __init__(self, folder: Path, card: ModelCard, prompts: Prompts, threads: int | None) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import openvino
        from tokenizers import Tokenizer

        options = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": threads or os.cpu_count() or 1,
            # Where a processor has bfloat16, OpenVINO would take it unasked: vectors must not hang on the machine.
            "INFERENCE_PRECISION_HINT": "f32",
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": _GROUP if card.precision == "int8" else "0",
        }
        self._request = openvino.Core().compile_model(folder / NETWORK, "CPU", options).create_infer_request()
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._card = card
        self._prompts = prompts

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """The model's vectors for texts."""
        room = self._card.max_tokens - len(self._card.before) - len(self._card.after)
        prompt = self._prompts.get(role, "")
        encoded = self._tokenizer.encode_batch([prompt + text for text in texts], add_special_tokens=False)
        rows = [[*self._card.before, *one.ids[:room], *self._card.after] for one in encoded]
        vectors: list[Vectors] = [np.empty(0, np.float32)] * len(rows)
        for batch in batches_by_length([len(row) for row in rows], TOKENS_A_BATCH):
            for place, vector in zip(batch, self._forward([rows[place] for place in batch]), strict=True):
                vectors[place] = vector
        return unit(np.stack(vectors))

    def _forward(self, rows: list[list[int]]) -> npt.NDArray[np.float32]:
        ids = np.full((len(rows), max(map(len, rows))), self._card.padding, np.int64)
        mask = np.zeros_like(ids)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = row
            mask[place, : len(row)] = 1
        self._request.infer(dict(zip(INPUTS, (ids, mask), strict=True)))
        return np.array(self._request.get_tensor(OUTPUT).data)  # a copy: the next question writes over it
