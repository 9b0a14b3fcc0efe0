"""A sentence-transformers model becomes a network that OpenVINO reads: traced, its weights in eight bits if wished.

The only file that imports onnx, and torch beside the encoder that runs it.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from content_index.embedding.converted_model import (
    INPUTS,
    OUTPUT,
    TOKENIZER,
    ConvertedPrecision,
    ModelCard,
)
from content_index.embedding.encoder import unit
from content_index.embedding.model_files import ModelFiles
from content_index.embedding.openvino_encoder import OpenVinoEncoder, write_network
from content_index.embedding.torch_encoder import TorchEncoder

CLOSE = {"int8": 0.99, "float32": 0.9999}
"""The lowest cosine with the original's vector that a converted model may have on any of the probes."""
_OPSET = 17
_TRACED = "traced.onnx"
_MANY_ROWS = 2_000
_PROBES = (
    "Annual customers get a ten percent discount.",
    "who approves 18%",
    "Customer data is encrypted at rest and in transit; keys are rotated every 90 days.",
    "If the prospect says that a competitor is cheaper, ask what a missed delivery costs them. " * 12,
    "Longer than any model reads in one pass. " * 80,
    "Скидка до 15% согласуется с руководителем.",
    "SSO, SCIM und Audit-Log gibt es ab dem Plan Enterprise.",
)


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
            traced = folder / _TRACED
            _trace(original.model, traced)
            if precision == "int8":
                _quantise_weights(traced)
            write_network(traced, folder)
            traced.unlink()
        converted = OpenVinoEncoder(folder, card, {}, None)
        near = _lowest_cosine(original, converted)
    except (OSError, MemoryError, ImportError):
        raise  # the machine's fault, not the model's: another time it may work
    except Exception as error:
        # Tracing runs the model's code, then converters over it: whatever they raise means that it does not convert.
        raise UnfitError(f"{type(error).__name__}: {error}") from error
    if near < CLOSE[precision]:
        raise UnfitError(f"its vectors in {precision} are only {near:.3f} near to the original's")
    card = ModelCard(**{name: getattr(card, name) for name in card.__slots__} | {"cosine": near})
    card.write(folder)
    return card


def _card(original: TorchEncoder, precision: ConvertedPrecision) -> ModelCard:
    before, after = original.specials
    return ModelCard(
        precision=precision,
        max_tokens=original.max_tokens,
        before=tuple(before),
        after=tuple(after),
        padding=int(original.model.tokenizer.pad_token_id or 0),
        cosine=1.0,
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


def _quantise_weights(network: Path) -> None:
    """The matrices in eight bits, a scale for each column; activations stay as they are until the runtime has them.

    So much of the precision is kept (cosine 0.998), whatever processor it runs on: see docs/decisions/embedding.md.
    """
    model = onnx.load(network)
    graph = model.graph
    matrices = {tensor.name: tensor for tensor in graph.initializer}
    multiplied = [node for node in graph.node if node.op_type == "MatMul" and node.input[1] in matrices]
    for name in dict.fromkeys(node.input[1] for node in multiplied):
        weights = numpy_helper.to_array(matrices[name])
        scale = np.maximum(np.abs(weights).max(axis=0), np.finfo(np.float32).tiny) / 127
        packed, scales, whole = (f"{name}/{part}" for part in ("packed", "scale", "whole"))
        graph.initializer.append(numpy_helper.from_array(np.round(weights / scale).astype(np.int8), packed))
        graph.initializer.append(numpy_helper.from_array(scale.astype(np.float32), scales))
        graph.node.insert(0, helper.make_node("DequantizeLinear", [packed, scales], [whole], axis=1))
    for node in multiplied:
        node.input[1] = f"{node.input[1]}/whole"
    _quantise_embeddings(graph, matrices)
    used = {name for node in graph.node for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    onnx.save(model, network)


def _quantise_embeddings(graph: Any, matrices: Mapping[str, Any]) -> None:
    """The tables of many rows that tokens are looked up in, too: a scale for each row, for a quarter of the memory."""
    for node in [node for node in graph.node if node.op_type == "Gather" and node.input[0] in matrices]:
        table = numpy_helper.to_array(matrices[node.input[0]])
        if table.ndim != 2 or len(table) < _MANY_ROWS:  # noqa: PLR2004 -- rows and dimensions
            continue
        (result,), (name, rows) = node.output, node.input
        scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), np.finfo(np.float32).tiny) / 127
        packed, scales, codes, whole, scaled = (f"{name}/{part}" for part in ("packed", "scale", "rows", "whole", "by"))
        graph.initializer.append(numpy_helper.from_array(np.round(table / scale).astype(np.int8), packed))
        graph.initializer.append(numpy_helper.from_array(scale.astype(np.float32), scales))
        place = list(graph.node).index(node)
        graph.node.remove(node)
        for made in (
            helper.make_node("Mul", [whole, scaled], [result]),
            helper.make_node("Gather", [scales, rows], [scaled]),
            helper.make_node("Cast", [codes], [whole], to=onnx.TensorProto.FLOAT),
            helper.make_node("Gather", [packed, rows], [codes]),
        ):
            graph.node.insert(place, made)


def _lowest_cosine(original: TorchEncoder, converted: OpenVinoEncoder) -> float:
    """Over probes, embedded together and each alone, as questions too: some models have another way for those."""
    wanted = original.encode(_PROBES, "document")
    asked = original.encode(_PROBES, "query")
    together = converted.encode(_PROBES, "document")
    apart = np.concatenate([converted.encode([probe], "document") for probe in _PROBES])
    pairs = ((wanted, together), (wanted, apart), (asked, converted.encode(_PROBES, "query")))
    return float(min((one * unit(other)).sum(axis=1).min() for one, other in pairs))


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
