"""Calls from many threads become few: whoever gets the engine takes all that wait along."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager

import numpy as np

from content_index.ports import Vectors

_Waiting = tuple[list[str], "Future[Vectors]"]


class QuestionBatches:
    """One engine, one call at a time. Nobody waits for others to come: calls join only while the engine is busy."""

    def __init__(self, encode: Callable[[list[str]], Vectors]) -> None:
        self._encode = encode
        self._engine = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._door = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of these texts, computed with those of other callers. Raises what `encode` raises."""
        answer: Future[Vectors] = Future()
        with self._door:
            self._waiting.append((list(texts), answer))
        with self._engine:
            self._serve()
        return answer.result()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The engine for other work; questions that wait are served first, so that long work never starves them."""
        with self._engine:
            self._serve()
            yield

    def _serve(self) -> None:
        with self._door:
            batch, self._waiting = self._waiting, []
        if not batch:
            return
        try:
            vectors = self._encode([text for texts, _ in batch for text in texts])
        except BaseException as error:  # each caller is told, also where the thread that serves them is interrupted
            told = error if isinstance(error, Exception) else RuntimeError(f"embedding was interrupted ({error!r})")
            for _, answer in batch:
                answer.set_exception(told)
            if isinstance(error, Exception):
                return
            raise
        ends = np.cumsum([len(texts) for texts, _ in batch])
        for end, (texts, answer) in zip(ends, batch, strict=True):
            answer.set_result(vectors[end - len(texts) : end])
