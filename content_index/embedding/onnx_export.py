"""A sentence-transformers model becomes an ONNX network: traced, fused, quantised where its vectors stay close.

The only file that imports onnx, and torch beside the encoder that runs it.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from content_index.embedding.late_pooling import unit
from content_index.embedding.model_files import ModelFiles
from content_index.embedding.onnx_encoder import OnnxEncoder
from content_index.embedding.onnx_model import INPUTS, NETWORK, OUTPUTS, TOKENIZER, ModelCard, OnnxPrecision
from content_index.embedding.torch_encoder import TorchEncoder

CLOSE = {"int8": 0.97, "float32": 0.9999}
"""The lowest cosine with the original's vector that a converted model may have on any of the probes."""
_OPSET = 17
_PROBES = (
    "Annual customers get a ten percent discount.",
    "who approves 18%",
    "Customer data is encrypted at rest and in transit; keys are rotated every 90 days.",
    "If the prospect says that a competitor is cheaper, ask what a missed delivery costs them. " * 12,
    "Скидка до 15% согласуется с руководителем.",
    "SSO, SCIM und Audit-Log gibt es ab dem Plan Enterprise.",
)


class UnfitError(Exception):
    """The model cannot be converted, or its vectors would differ too much. The message says why."""


def export(files: ModelFiles, precision: OnnxPrecision, folder: Path) -> ModelCard:
    """Writes the converted model into a folder. Raises UnfitError, OSError, and ModelError where there is no model."""
    original = TorchEncoder(files, "float32", None, attention="eager")
    card = _card(original, precision)
    try:
        with _quietly():
            original.model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
            _trace(original.model, folder / "traced.onnx")
            _optimise(folder / "traced.onnx", folder / NETWORK, precision)
        converted = OnnxEncoder(folder, card, threads=None)
        near = _lowest_cosine(original, converted)
    except (OSError, MemoryError):
        raise  # the machine's fault, not the model's: another time it may work
    except Exception as error:
        # Tracing runs the model's code, then converters over it: whatever they raise means that it does not convert.
        raise UnfitError(f"{type(error).__name__}: {error}") from error
    finally:
        for leftover in folder.glob("traced.onnx*"):
            leftover.unlink()
    if near < CLOSE[precision]:
        raise UnfitError(f"its vectors in {precision} are only {near:.3f} near to the original's")
    card = ModelCard(**{name: getattr(card, name) for name in card.__slots__} | {"cosine": near})
    card.write(folder)
    return card


def _card(original: TorchEncoder, precision: OnnxPrecision) -> ModelCard:
    before, after = original.specials
    return ModelCard(
        precision=precision,
        max_tokens=original.max_tokens,
        before=tuple(before),
        after=tuple(after),
        padding=int(original.model.tokenizer.pad_token_id or 0),
        pools_by_mean=original.pools_by_mean,
        prompts={"query": original.prompt("query"), "document": original.prompt("document")},
        cosine=1.0,
    )


def _trace(model: Any, path: Path) -> None:
    import torch

    class Whole(torch.nn.Module):
        """All modules of the model, from tokens to the sentence's vector."""

        def __init__(self) -> None:
            super().__init__()
            self.parts = torch.nn.ModuleList(model)

        def forward(self, input_ids: Any, attention_mask: Any) -> tuple[Any, ...]:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            if "token_type_ids" in model.tokenizer.model_input_names:
                features["token_type_ids"] = torch.zeros_like(input_ids)
            for part in self.parts:
                features = part(features)
            return tuple(features[name] for name in OUTPUTS)

    sample = model.tokenizer(
        ["one short text", "another text that is a little longer"], padding=True, return_tensors="pt"
    )
    axes = {name: {0: "texts", 1: "tokens"} for name in (*INPUTS, "token_embeddings")} | {
        "sentence_embedding": {0: "texts"}
    }
    with torch.inference_mode():
        torch.onnx.export(
            Whole().eval(),
            tuple(sample[name] for name in INPUTS),
            str(path),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
        )


def _optimise(traced: Path, target: Path, precision: OnnxPrecision) -> None:
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers.optimizer import optimize_model

    fused = traced.with_name("traced.onnx.fused") if precision == "int8" else target
    optimize_model(str(traced), model_type="bert", opt_level=1).save_model_to_file(str(fused))
    if precision == "int8":
        # Seven bits for weights: without VNNI, processors overflow when two products of eight bits are added.
        quantize_dynamic(
            str(fused),
            str(target),
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )


def _lowest_cosine(original: TorchEncoder, converted: OnnxEncoder) -> float:
    """Over probes, embedded together and each alone."""
    wanted = original.encode(_PROBES, "document")
    apart = np.concatenate([converted.encode([probe], "document") for probe in _PROBES])
    return float(
        min((wanted * unit(found)).sum(axis=1).min() for found in (converted.encode(_PROBES, "document"), apart))
    )


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
