from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from content_index.embedding.batching import QuestionBatches
from content_index.ports import Vectors


class Engine:
    """Answers with each text's length; every call waits until it is let go."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.started = threading.Event()
        self.go = threading.Event()

    def __call__(self, texts: list[str]) -> Vectors:
        self.calls.append(texts)
        self.started.set()
        assert self.go.wait(10)
        if "bad" in texts:
            raise ValueError("bad text")
        return np.array([[len(text)] for text in texts], np.float32)


def test_questions_that_come_while_the_engine_is_busy_share_the_next_call() -> None:
    engine = Engine()
    batches = QuestionBatches(engine)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(batches.embed, ["a"])
        assert engine.started.wait(10)
        others = [pool.submit(batches.embed, ["x" * size, "y"]) for size in range(2, 8)]
        while len(batches._waiting) < len(others):
            pass
        engine.go.set()
        assert first.result().tolist() == [[1]]
        assert [other.result().tolist() for other in others] == [[[size], [1]] for size in range(2, 8)]
    assert len(engine.calls) == 2


def test_whoever_asked_is_told_of_an_error_and_the_next_call_works() -> None:
    engine = Engine()
    engine.go.set()
    batches = QuestionBatches(engine)
    with pytest.raises(ValueError, match="bad text"):
        batches.embed(["bad"])
    assert batches.embed(["good"]).tolist() == [[4]]
