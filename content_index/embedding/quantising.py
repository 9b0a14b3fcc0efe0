"""Networks in ONNX with their matrices in eight bits: the weights alone, or what they are multiplied with too.

The only file that imports onnx.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper, numpy_helper

_MANY_ROWS = 2_000
_ROWS_AND_COLUMNS = 2
_NEXT_TO_NONE = 1e-6
_MOST_EVENED = 4.0
_MICROSOFT = "com.microsoft"
_STEP, _MIDDLE, _LEAST = "eight/step", "eight/middle", "eight/least"


def quantise_weights(network: Path, written: Path) -> None:
    """The matrices in eight bits, a scale for each column; activations stay as they are until the runtime has them.

    So much of the precision is kept (cosine 0.998), whatever processor it runs on: see docs/decisions/embedding.md.
    """
    model = onnx.load(network)
    graph = model.graph
    packed: set[str] = set()

    def multiplied(product: _Product) -> list[Any]:
        if product.name not in packed:
            _pack(graph, product.weights, product.name)
            packed.add(product.name)
        return _weights_in_eight_bits(product)

    _rewrite(graph, multiplied)
    onnx.save(model, written)


def quantise_products(network: Path, written: Path, greatest: Mapping[str, npt.NDArray[np.float32]]) -> None:
    """The matrices in eight bits, and each token's numbers too, by a scale of its own: see docs/decisions/embedding.md.

    So a vector does not hang on which texts share its batch. `greatest` tells, for each name of `with_multiplied`, how
    far from zero the numbers of each column come. Only ONNX Runtime reads what is written.
    """
    model = onnx.load(network)
    graph = model.graph
    for constant, name in ((np.float32(1 / 127), _STEP), (np.uint8(128), _MIDDLE), (np.finfo(np.float32).tiny, _LEAST)):
        _keep(graph, constant, name)
    evened: dict[str, npt.NDArray[np.float32]] = {}

    def multiplied(product: _Product) -> list[Any]:
        numbers = product.numbers
        before: list[Any] = []
        if numbers not in evened:
            evened[numbers] = _evening(
                greatest[numbers], [each.weights for each in products if each.numbers == numbers]
            )
            _keep(graph, evened[numbers], f"{numbers}/factor")
            before = _numbers_in_eight_bits(numbers)
        _pack(graph, product.weights / evened[numbers][:, None], product.result)
        return [*before, *_product_in_eight_bits(product)]

    products = _products(graph)
    _rewrite(graph, multiplied)
    model.opset_import.append(helper.make_opsetid(_MICROSOFT, 1))
    onnx.save(model, written)


def with_multiplied(network: Path, written: Path) -> None:
    """Writes the network with whatever is multiplied with a matrix among its outputs; its weights lie beside it."""
    model = onnx.load(network)
    for name in dict.fromkeys(product.numbers for product in _products(model.graph)):
        model.graph.output.append(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    # One file holds 2 GB at most.
    onnx.save(model, written, save_as_external_data=True, location=f"{written.name}.weights")


@dataclass(frozen=True, slots=True)
class _Product:
    """`numbers` times the matrix `weights`, whose name is `name`, gives `result`."""

    numbers: str
    name: str
    weights: npt.NDArray[np.float32]
    result: str


def _matrices(graph: Any) -> dict[str, npt.NDArray[np.float32]]:
    tensors = (tensor for tensor in graph.initializer if len(tensor.dims) == _ROWS_AND_COLUMNS)
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in tensors}


def _products(graph: Any) -> list[_Product]:
    matrices = _matrices(graph)
    return [
        _Product(node.input[0], node.input[1], matrices[node.input[1]], node.output[0])
        for node in graph.node
        if node.op_type == "MatMul" and node.input[1] in matrices
    ]


def _rewrite(graph: Any, multiplied: Callable[[_Product], list[Any]]) -> None:
    matrices = _matrices(graph)
    products = {product.result: product for product in _products(graph)}
    nodes: list[Any] = []
    for node in graph.node:
        if node.op_type == "MatMul" and node.output[0] in products:
            nodes += multiplied(products[node.output[0]])
        elif node.op_type == "Gather" and node.input[0] in matrices:
            nodes += _looked_up(graph, node, matrices[node.input[0]])
        else:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
    _drop_unused(graph)


def _evening(greatest: npt.NDArray[np.float32], weights: Sequence[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    """What to multiply each column of numbers by, and divide its row of the weights by, so that both have few outliers.

    SmoothQuant (Xiao et al. 2022, https://arxiv.org/abs/2211.10438) with its α of ½: the outliers are shared in halves.
    """
    heaviest = np.max([np.abs(each).max(axis=1) for each in weights], axis=0)
    factor = np.sqrt(np.maximum(heaviest, _NEXT_TO_NONE) / np.maximum(greatest, _NEXT_TO_NONE))
    # A column may be silent in the texts that were looked at, and loud in others: it must not drown the rest then.
    return np.asarray(np.clip(factor / np.exp(np.log(factor).mean()), 1 / _MOST_EVENED, _MOST_EVENED), np.float32)


def _weights_in_eight_bits(product: _Product) -> list[Any]:
    whole = f"{product.result}/weights"
    return [
        helper.make_node("DequantizeLinear", [f"{product.name}/packed", f"{product.name}/scale"], [whole], axis=1),
        helper.make_node("MatMul", [product.numbers, whole], [product.result]),
    ]


def _numbers_in_eight_bits(numbers: str) -> list[Any]:
    """Evened, each token's numbers by its greatest, without sign: so processors multiply them with signed ones."""
    parts = ("factor", "evened", "sizes", "found", "greatest", "shares", "eight")
    factor, evened, sizes, found, greatest, shares, eight = (f"{numbers}/{part}" for part in parts)
    return [
        helper.make_node("Mul", [numbers, factor], [evened]),
        helper.make_node("Abs", [evened], [sizes]),
        helper.make_node("ReduceMax", [sizes], [found], axes=[-1], keepdims=1),
        helper.make_node("Max", [found, _LEAST], [greatest]),
        helper.make_node("Div", [evened, greatest], [shares]),
        helper.make_node("QuantizeLinear", [shares, _STEP, _MIDDLE], [eight]),
    ]


def _product_in_eight_bits(product: _Product) -> list[Any]:
    numbers, result = product.numbers, product.result
    inputs = [f"{numbers}/eight", f"{result}/packed", _STEP, f"{result}/scale", _MIDDLE]
    return [
        helper.make_node("MatMulIntegerToFloat", inputs, [f"{result}/shares"], domain=_MICROSOFT),
        helper.make_node("Mul", [f"{result}/shares", f"{numbers}/greatest"], [result]),
    ]


def _looked_up(graph: Any, node: Any, table: npt.NDArray[np.float32]) -> list[Any]:
    """A table of many rows that tokens are looked up in: a scale for each row, for a quarter of the memory."""
    (_, rows), (result,) = node.input, node.output
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
