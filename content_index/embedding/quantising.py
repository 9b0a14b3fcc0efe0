"""Networks in ONNX with their matrices in eight bits: the weights alone, or what they are multiplied with too.

The only file that imports onnx.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper, numpy_helper

_MANY_ROWS = 2_000
_ROWS_AND_COLUMNS = 2
_MICROSOFT = "com.microsoft"
_STEP, _MIDDLE, _LEAST = "eight/step", "eight/middle", "eight/least"


def quantise_weights(network: Path, written: Path) -> None:
    """The matrices in eight bits, a scale for each column; activations stay as they are until the runtime has them.

    So much of the precision is kept (cosine 0.998), whatever processor it runs on: see docs/decisions/embedding.md.
    """
    model = onnx.load(network)
    _rewrite(model.graph, _weights_in_eight_bits)
    onnx.save(model, written)


def quantise_products(network: Path, written: Path) -> None:
    """The matrices in eight bits, and each token's numbers too, by a scale of its own: see docs/decisions/embedding.md.

    So a vector does not hang on which texts share its batch. Only ONNX Runtime reads what is written.
    """
    model = onnx.load(network)
    for constant, name in ((np.float32(1 / 127), _STEP), (np.uint8(128), _MIDDLE), (np.finfo(np.float32).tiny, _LEAST)):
        _keep(model.graph, constant, name)
    quantised: set[str] = set()

    def multiplied(numbers: str, weights: str, result: str) -> list[Any]:
        before = [] if numbers in quantised else _numbers_in_eight_bits(numbers)
        quantised.add(numbers)
        return [*before, *_product_in_eight_bits(numbers, weights, result)]

    _rewrite(model.graph, multiplied)
    model.opset_import.append(helper.make_opsetid(_MICROSOFT, 1))
    onnx.save(model, written)


class _Multiplied(Protocol):
    def __call__(self, numbers: str, weights: str, result: str, /) -> list[Any]:
        """The nodes for a product with `weights`, of which `weights`/packed and /scale are kept."""


def _rewrite(graph: Any, multiplied: _Multiplied) -> None:
    matrices = {tensor.name: tensor for tensor in graph.initializer if len(tensor.dims) == _ROWS_AND_COLUMNS}
    packed: set[str] = set()
    nodes: list[Any] = []
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in matrices:
            name = node.input[1]
            if name not in packed:
                _pack(graph, numpy_helper.to_array(matrices[name]), name)
                packed.add(name)
            nodes += multiplied(node.input[0], name, node.output[0])
        elif node.op_type == "Gather" and node.input[0] in matrices:
            nodes += _looked_up(graph, node, matrices)
        else:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
    _drop_unused(graph)


def _weights_in_eight_bits(numbers: str, weights: str, result: str) -> list[Any]:
    whole = f"{result}/weights"
    return [
        helper.make_node("DequantizeLinear", [f"{weights}/packed", f"{weights}/scale"], [whole], axis=1),
        helper.make_node("MatMul", [numbers, whole], [result]),
    ]


def _numbers_in_eight_bits(numbers: str) -> list[Any]:
    """Each token's numbers by its greatest, without sign: so processors multiply them with signed ones."""
    sizes, found, greatest, even, eight = (
        f"{numbers}/{part}" for part in ("sizes", "found", "greatest", "even", "eight")
    )
    return [
        helper.make_node("Abs", [numbers], [sizes]),
        helper.make_node("ReduceMax", [sizes], [found], axes=[-1], keepdims=1),
        helper.make_node("Max", [found, _LEAST], [greatest]),
        helper.make_node("Div", [numbers, greatest], [even]),
        helper.make_node("QuantizeLinear", [even, _STEP, _MIDDLE], [eight]),
    ]


def _product_in_eight_bits(numbers: str, weights: str, result: str) -> list[Any]:
    inputs = [f"{numbers}/eight", f"{weights}/packed", _STEP, f"{weights}/scale", _MIDDLE]
    return [
        helper.make_node("MatMulIntegerToFloat", inputs, [f"{result}/even"], domain=_MICROSOFT),
        helper.make_node("Mul", [f"{result}/even", f"{numbers}/greatest"], [result]),
    ]


def _looked_up(graph: Any, node: Any, matrices: Mapping[str, Any]) -> list[Any]:
    """A table of many rows that tokens are looked up in: a scale for each row, for a quarter of the memory."""
    (name, rows), (result,) = node.input, node.output
    table = numpy_helper.to_array(matrices[name])
    if len(table) < _MANY_ROWS:
        return [node]
    packed, scales, codes, whole, scaled = (f"{result}/{part}" for part in ("packed", "scale", "rows", "whole", "by"))
    scale = _scale(table, axis=1)
    _keep(graph, np.round(table / scale).astype(np.int8), packed)
    _keep(graph, scale, scales)
    return [
        helper.make_node("Gather", [packed, rows], [codes]),
        helper.make_node("Cast", [codes], [whole], to=onnx.TensorProto.FLOAT),
        helper.make_node("Gather", [scales, rows], [scaled]),
        helper.make_node("Mul", [whole, scaled], [result]),
    ]


def _pack(graph: Any, weights: npt.NDArray[np.float32], name: str) -> None:
    scale = _scale(weights, axis=0)
    _keep(graph, np.round(weights / scale).astype(np.int8), f"{name}/packed")
    _keep(graph, scale[0], f"{name}/scale")


def _scale(numbers: npt.NDArray[np.float32], axis: int) -> npt.NDArray[np.float32]:
    most = np.abs(numbers).max(axis=axis, keepdims=True)
    return np.asarray(np.maximum(most, np.finfo(np.float32).tiny) / 127, np.float32)


def _keep(graph: Any, numbers: Any, name: str) -> None:
    graph.initializer.append(numpy_helper.from_array(np.asarray(numbers), name))


def _drop_unused(graph: Any) -> None:
    used = {name for node in graph.node for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
