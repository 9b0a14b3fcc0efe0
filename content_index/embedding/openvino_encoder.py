"""A converted model, run by OpenVINO: it starts in half a second and needs no torch. Nothing else imports openvino."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from content_index.embedding.converted_model import INPUTS, NETWORK, OUTPUT, TOKENIZER, ModelCard
from content_index.embedding.encoder import batches_by_length, unit
from content_index.embedding.torch_encoder import fitting_precision
from content_index.ports import Prompts, Role, Vectors

TOKENS_A_BATCH = 1024
"""More are slower, for they no longer fit near the processor: 13,000 tokens a second against 10,000 with 4,096."""
_GROUPS: Mapping[Role, str] = {"query": "64", "document": "32"}
"""Activations are quantised in groups of so many numbers, where weights are and the processor can."""
_LENGTHS, _FEW_TEXTS = 8, 4
"""Batches are filled up to a multiple of so many tokens and, past a few questions, of so many questions: each new shape
has to be prepared for, which takes longer than the tokens that are saved."""
_CONVERTER = "openvino.tools.ovc"


def missing() -> str | None:
    """Why OpenVINO cannot be used in this process at all (a library that it needs is not there); None where it can."""
    try:
        _openvino()
    except ImportError as error:
        return str(error)
    return None


def _openvino() -> Any:
    # Its model converter, which is not used here, takes half of the time of the import and reports it to its makers: so
    # it is marked as Python marks what is not there, until the import is done.
    modules: dict[str, Any] = sys.modules
    hidden = "openvino" not in modules and modules.setdefault(_CONVERTER, None) is None
    try:
        import openvino
    finally:
        if hidden:
            del modules[_CONVERTER]
    return openvino


def write_network(traced: Path, folder: Path) -> None:
    """Writes a network in ONNX as OpenVINO's own, whose weights need not be read into memory to be used."""
    openvino = _openvino()
    openvino.save_model(openvino.Core().read_model(traced), folder / NETWORK, compress_to_fp16=False)


class OpenVinoEncoder:
    """An Encoder over the folder of a converted model.

    `prompts` stand before the texts. `threads` None: as many as there are processors.
    """

    def __init__(self, folder: Path, card: ModelCard, prompts: Prompts, threads: int | None) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from tokenizers import Tokenizer

        self._network = folder / NETWORK
        self._threads = threads or os.cpu_count() or 1
        self._requests: dict[Role, Any] = {}
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
            for place, vector in zip(batch, self._forward([rows[place] for place in batch], role), strict=True):
                vectors[place] = vector
        return unit(np.stack(vectors))

    def _forward(self, rows: list[list[int]], role: Role) -> npt.NDArray[np.float32]:
        alike = role == "query" and len(rows) > _FEW_TEXTS
        texts = _up(len(rows), _FEW_TEXTS) if alike else len(rows)
        tokens = min(_up(max(map(len, rows)), _LENGTHS), self._card.max_tokens)
        ids = np.full((texts, tokens), self._card.padding, np.int64)
        mask = np.zeros_like(ids)
        mask[len(rows) :, 0] = 1  # the mean of no token at all is no number
        for place, row in enumerate(rows):
            ids[place, : len(row)] = row
            mask[place, : len(row)] = 1
        request = self._request(role)
        request.infer(dict(zip(INPUTS, (ids, mask), strict=True)))
        return np.array(request.get_tensor(OUTPUT).data[: len(rows)])  # a copy: the next question writes over it

    def _request(self, role: Role) -> Any:
        """The network compiled for questions or for documents; what only answers never needs the latter."""
        if role not in self._requests:
            self._requests[role] = (
                _openvino().Core().compile_model(self._network, "CPU", self._options(role)).create_infer_request()
            )
        return self._requests[role]

    def _options(self, role: Role) -> dict[str, object]:
        """Weights of eight bits are multiplied with activations in whatever the processor is fastest at.

        For many documents that is bfloat16 where it has matrices of it; else, and for single questions, eight bits. The
        vectors agree (cosine 0.998 with float32 at least, docs/decisions/embedding.md).
        """
        whole = self._card.precision != "int8"
        halves = not whole and role == "document" and fitting_precision() == "bfloat16"
        return {
            "PERFORMANCE_HINT": "LATENCY",
            # Too short to be shared out: a second thread makes a question no faster, and now and then much slower.
            "INFERENCE_NUM_THREADS": 1 if role == "query" else self._threads,
            # Where a processor has bfloat16, OpenVINO would take it unasked, however slow it is there.
            "INFERENCE_PRECISION_HINT": "bf16" if halves else "f32",
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0" if whole or halves else _GROUPS[role],
        }


def _up(count: int, step: int) -> int:
    return -(-count // step) * step
