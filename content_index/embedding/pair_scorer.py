"""The cross-encoder of the settings, loaded when it is first needed."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from content_index.embedding.model_files import ModelFiles, Naming
from content_index.embedding.torch_encoder import TorchPairScorer
from content_index.ports import ModelError


class PairScorer:
    """Scores texts against one other, one question at a time; safe for any number of threads.

    `name` is a folder, or a name on the Hugging Face hub. `threads` None: as many as there are processors. Whatever
    needs the model raises ModelError where it cannot be found, loaded or run; one that could not be loaded is not tried
    again.
    """

    def __init__(self, name: str, naming: Naming, threads: int | None = None) -> None:
        self.name = name
        self._files = ModelFiles(name, naming)
        self._threads = threads
        self._lock = threading.Lock()
        self._loaded: TorchPairScorer | ModelError | None = None

    def scores(self, one: str, others: Sequence[str]) -> npt.NDArray[np.float32]:
        """One for each of the others, shape (len(others),); higher is a better fit."""
        with self._lock:
            scorer = self._model()
            try:
                scores = scorer.scores(one, others)
            except (RuntimeError, ValueError, IndexError, TypeError) as error:  # as torch and tokenizers fail
                raise self._files.unusable(f"it broke over a question ({error})") from error
        if not np.isfinite(scores).all():
            raise self._files.unusable("its scores are no numbers")
        return scores

    def _model(self) -> TorchPairScorer:
        if self._loaded is None:
            try:
                self._loaded = TorchPairScorer(self._files, self._threads)
            except ModelError as error:
                self._loaded = error
        if isinstance(self._loaded, ModelError):
            raise self._loaded
        return self._loaded
