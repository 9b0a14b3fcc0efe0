"""A sentence-transformers model becomes two networks: one for questions, one for documents, in eight bits if wished.

The only file that imports torch beside the encoder that runs it.
"""

from __future__ import annotations

import logging
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt

from content_index.embedding.converted_encoder import ConvertedEncoder
from content_index.embedding.converted_model import (
    DOCUMENTS,
    INPUTS,
    OUTPUT,
    QUESTIONS,
    TOKENIZER,
    ConvertedPrecision,
    ModelCard,
)
from content_index.embedding.model_files import ModelFiles
from content_index.embedding.onnx_network import OnnxNetwork
from content_index.embedding.openvino_network import COMPILED, write_network
from content_index.embedding.quantising import quantise_products, quantise_weights, with_multiplied
from content_index.embedding.torch_encoder import TorchEncoder
from content_index.ports import Role

CLOSE = {"int8": 0.99, "float32": 0.9999}
"""The lowest cosine with the original's vector that a converted model may have on any of the probes."""
_OPSET = 17
_PROBES = (
    "Annual customers get a ten percent discount.",
    "who approves 18%",
    "Customer data is encrypted at rest and in transit; keys are rotated every 90 days.",
    "If the prospect says that a competitor is cheaper, ask what a missed delivery costs them. " * 12,
    "Longer than any model reads in one pass. " * 80,
    "Скидка до 15% согласуется с руководителем.",
    "SSO, SCIM und Audit-Log gibt es ab dem Plan Enterprise.",
    "dog rain",
    "ticket",
    "how much is it?",
    "Our headquarters moved to the harbour in March.",
)
_SEEN = (*_PROBES[:5], "What does the Team plan cost for 50 seats, and who may approve more than 20% off?")
"""What the ranges of numbers are taken from: some probes are left out, so that they judge as any other text would."""


class UnfitError(Exception):
    """The model cannot be converted, or its vectors would differ too much. The message says why."""


def export(files: ModelFiles, precision: ConvertedPrecision, folder: Path) -> ModelCard:
    """Writes the converted model into a folder. Raises UnfitError, OSError, and ModelError where there is no model."""
    original = TorchEncoder(files, "float32", {}, None, attention="eager")
    if not original.pools_prompts:
        raise UnfitError("it reads a prompt without counting its words, which is not converted")
    try:
        card = _card(original, precision)
        with _quietly():
            original.model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
            near = _write_networks(original, card, folder)
    except (OSError, MemoryError, ImportError):
        raise  # the machine's fault, not the model's: another time it may work
    except Exception as error:
        # Tracing runs the model's code, then converters over it: whatever they raise means that it does not convert.
        raise UnfitError(f"{type(error).__name__}: {error}") from error
    if near < CLOSE[precision]:
        raise UnfitError(f"its vectors in {precision} are only {near:.3f} near to the original's")
    shutil.rmtree(folder / COMPILED, ignore_errors=True)  # of this folder, which is to be renamed
    card = replace(card, cosine=near, sizes={each.name: each.stat().st_size for each in folder.iterdir()})
    card.write(folder)
    return card


def _write_networks(original: TorchEncoder, card: ModelCard, folder: Path) -> float:
    """How near the vectors of both networks are to the original's: the lowest cosine."""
    questions, documents = folder / QUESTIONS, folder / DOCUMENTS
    if card.precision == "float32":
        _trace(original.model, questions)
        write_network(questions, documents)
    else:
        with TemporaryDirectory(dir=folder) as scratch:
            _quantise(original, card, folder, Path(scratch))
    converted = ConvertedEncoder(folder, card, {}, None)
    asked = _lowest_cosine(original, converted, "query")
    if card.precision == "int8" and asked < CLOSE["int8"]:
        _trace(original.model, questions)  # what few texts take longer is worth vectors that are near
        converted = ConvertedEncoder(folder, card, {}, None)
        asked = _lowest_cosine(original, converted, "query")
    return min(asked, _lowest_cosine(original, converted, "document"))


def _quantise(original: TorchEncoder, card: ModelCard, folder: Path, scratch: Path) -> None:
    traced, rewritten = scratch / "traced.onnx", scratch / "rewritten.onnx"
    _trace(original.model, traced)
    quantise_weights(traced, rewritten)
    write_network(rewritten, folder / DOCUMENTS)
    with_multiplied(traced, rewritten)
    greatest = _greatest(ConvertedEncoder(folder, card, {}, None), OnnxNetwork(rewritten))
    quantise_products(traced, folder / QUESTIONS, greatest)


def _greatest(converted: ConvertedEncoder, network: OnnxNetwork) -> dict[str, npt.NDArray[np.float32]]:
    """For each output of the network how far from zero each column comes, over the tokens of all texts."""
    greatest: dict[str, npt.NDArray[np.float32]] = {}
    for row in converted.tokens(_SEEN, "document"):
        ids = np.array([row])
        for name, numbers in network.outputs(ids, np.ones_like(ids)).items():
            most = np.abs(numbers).reshape(-1, numbers.shape[-1]).max(axis=0)
            greatest[name] = np.maximum(greatest.get(name, most), most)
    return greatest


def _card(original: TorchEncoder, precision: ConvertedPrecision) -> ModelCard:
    before, after = original.specials
    return ModelCard(
        precision=precision,
        max_tokens=original.max_tokens,
        before=tuple(before),
        after=tuple(after),
        padding=int(original.model.tokenizer.pad_token_id or 0),
    )


def _trace(model: Any, path: Path) -> None:
    import torch

    class Whole(torch.nn.Module):
        """All modules of the model, from tokens to the sentence's vector."""

        def __init__(self) -> None:
            super().__init__()
            self.parts = torch.nn.ModuleList(model)

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            if "token_type_ids" in model.tokenizer.model_input_names:
                features["token_type_ids"] = torch.zeros_like(input_ids)
            for part in self.parts:
                features = part(features)
            return features[OUTPUT]

    sample = model.tokenizer(
        ["one short text", "another text that is a little longer"], padding=True, return_tensors="pt"
    )
    axes = {name: {0: "texts", 1: "tokens"} for name in INPUTS} | {OUTPUT: {0: "texts"}}
    with torch.inference_mode():
        torch.onnx.export(
            Whole().eval(),
            tuple(sample[name] for name in INPUTS),
            str(path),
            input_names=list(INPUTS),
            output_names=[OUTPUT],
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
        )


def _lowest_cosine(original: TorchEncoder, converted: ConvertedEncoder, role: Role) -> float:
    """Over probes, embedded together and each alone."""
    wanted = original.encode(_PROBES, role)
    apart = np.concatenate([converted.encode([probe], role) for probe in _PROBES])
    return float(min((wanted * found).sum(axis=1).min() for found in (apart, converted.encode(_PROBES, role))))


@contextmanager
def _quietly() -> Iterator[None]:
    """Without what the converters say while they work: it is for those who write them."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
