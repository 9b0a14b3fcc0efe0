"""The network of a converted model for questions, run by ONNX Runtime. Nothing else imports onnxruntime."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from content_index.embedding.converted_model import INPUTS, OUTPUT

_ERRORS_ALONE = 3


def without_onnx_runtime() -> str | None:
    """Why it cannot be used in this process (a library that it needs is not there); None where it can."""
    try:
        from onnxruntime import InferenceSession  # noqa: F401 -- a half removed package has none
    except ImportError as error:
        return str(error)
    return None


class OnnxNetwork:
    """A network in ONNX. It takes texts of any length as they come, and any number of threads may run it.

    Raises whatever onnxruntime raises for a file that it cannot read.
    """

    def __init__(self, file: Path) -> None:
        import onnxruntime

        runtime: Any = onnxruntime
        options = runtime.SessionOptions()
        options.log_severity_level = _ERRORS_ALONE
        # Too short to be shared out: a second thread makes a question no faster, and now and then much slower.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # Kept for the largest batch that ever came, its memory would be the process's for good.
        options.enable_cpu_mem_arena = False
        self._session = runtime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    def run(self, ids: npt.NDArray[np.int64], mask: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """A vector for each row of tokens, not yet of unit length; `mask` is 0 where a row is filled up."""
        (vectors,) = self._session.run([OUTPUT], dict(zip(INPUTS, (ids, mask), strict=True)))
        return np.asarray(vectors, np.float32)

    def outputs(self, ids: npt.NDArray[np.int64], mask: npt.NDArray[np.int64]) -> dict[str, npt.NDArray[np.float32]]:
        """All that the network gives, by name."""
        names = [each.name for each in self._session.get_outputs()]
        return dict(zip(names, self._session.run(names, dict(zip(INPUTS, (ids, mask), strict=True))), strict=True))
