"""The network of a converted model for documents, run by OpenVINO. Nothing else imports openvino."""

from __future__ import annotations

import errno
import sys
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from content_index.embedding.converted_model import INPUTS, OUTPUT, ConvertedPrecision
from content_index.embedding.torch_encoder import fitting_precision

_GROUP = "32"
"""Activations are quantised in groups of so many numbers, where weights are and the processor can."""
_LENGTHS = 8
"""Rows are filled up to a multiple of so many tokens: each new shape has to be prepared for, which takes longer than
the tokens that are saved."""
_CONVERTER = "openvino.tools.ovc"
COMPILED = "compiled"
"""The folder beside a network in which OpenVINO keeps what it made of it for this processor: half a second a start."""
_KEPT = 2
"""Of so many versions of OpenVINO, kinds of processors and options what was made is kept."""
_ONE_AT_A_TIME = threading.Lock()
"""The core that all networks share has one folder at a time."""


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
    if not hasattr(openvino, "Core"):
        raise ImportError("the package openvino is not whole")
    return openvino


@cache
def _core() -> Any:
    """The one of this process, never let go: call it under `_ONE_AT_A_TIME`.

    Its plug-in gives the thread that loads it a stack of its own to handle signals on, and takes it back when it goes.
    Of several that go in another order, or in another thread, one leaves a thread with a stack that is gone: the next
    signal that is handled there, as Ctrl-C is, kills the process.
    """
    return _openvino().Core()


def write_network(traced: Path, file: Path) -> None:
    """Writes a network in ONNX as OpenVINO's own, which keeps the weights in a file beside it."""
    openvino = _openvino()
    with _ONE_AT_A_TIME:
        network = _core().read_model(traced)
    try:
        openvino.save_model(network, file, compress_to_fp16=False)
    except RuntimeError as error:  # as it tells of a full disk
        raise OSError(errno.EIO, f"OpenVINO could not write it ({_first_line(error)})", str(file)) from error


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


class OpenVinoNetwork:
    """A network for many texts at once, one call at a time.

    Raises ImportError where OpenVINO cannot be used in this process at all, ValueError where the file cannot be read.
    """

    def __init__(self, file: Path, precision: ConvertedPrecision, padding: int, most: int, threads: int) -> None:
        try:
            self._request = _compiled(file, _options(precision, threads)).create_infer_request()
        except RuntimeError as error:
            raise ValueError(_first_line(error)) from error
        self._padding = padding
        self._most = most

    def run(self, ids: npt.NDArray[np.int64], mask: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """A vector for each row of tokens, not yet of unit length; `mask` is 0 where a row is filled up."""
        more = min(-(-ids.shape[1] // _LENGTHS) * _LENGTHS, self._most) - ids.shape[1]
        ids = np.pad(ids, ((0, 0), (0, more)), constant_values=self._padding)
        mask = np.pad(mask, ((0, 0), (0, more)))
        self._request.infer(dict(zip(INPUTS, (ids, mask), strict=True)))
        return np.array(self._request.get_tensor(OUTPUT).data)  # a copy: the next batch writes over it


def _compiled(file: Path, options: dict[str, object]) -> Any:
    """The network as this processor runs it. Raises RuntimeError where it cannot be read."""
    folder = file.with_name(COMPILED)
    with _ONE_AT_A_TIME:
        core = _core()
        try:
            core.set_property({"CACHE_DIR": str(folder)})
        except RuntimeError:  # where nothing can be written, it is made at each start
            core.set_property({"CACHE_DIR": ""})
        network = core.compile_model(file, "CPU", options)
    if not network.get_property("LOADED_FROM_CACHE"):
        _forget_old(folder)
    return network


def _forget_old(folder: Path) -> None:
    with suppress(OSError):
        made = sorted(folder.glob("*.blob"), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in made[_KEPT:]:
            old.unlink(missing_ok=True)


def _options(precision: ConvertedPrecision, threads: int) -> dict[str, object]:
    """Weights of eight bits are multiplied with activations in whatever the processor is fastest at.

    That is bfloat16 where it has matrices of it, else eight bits. The vectors agree: docs/decisions/embedding.md.
    """
    whole = precision != "int8"
    halves = not whole and fitting_precision() == "bfloat16"
    return {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": threads,
        # Where a processor has bfloat16, OpenVINO would take it unasked, however slow it is there.
        "INFERENCE_PRECISION_HINT": "bf16" if halves else "f32",
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0" if whole or halves else _GROUP,
    }
