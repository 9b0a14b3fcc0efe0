"""Questions asked without pause while the index is reindexed again and again: none fails, none sees a mix of two.

`benchmarks/fifty_reindexes.py` does the same fifty times, over HTTP, on real content.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest
from database_fixtures import upgraded_sqlite
from small_deployment import deployment, write_version

from bot.model import Answer, Ask, Asker, Place
from bot.reindexing.wishes import ReindexWish
from bot.viewer import Viewer
from content_index.watching import GenerationWatch

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("model")]
ADMINISTRATOR = Viewer("ada", "Ada", roles=frozenset({"administrator"}))
SWAPS, ASKING = 8, 2
QUESTION = Ask("what is the price of the plan", Asker("U1", groups=None), Place("D1", "terminal"), surface="cli")
_VERSION = re.compile(r"(\d+) dollars")


class Asking:
    """Asks without pause, in threads, until it is told to end; keeps what was answered, and what failed."""

    def __init__(self, answer: Callable[[Ask], Answer]) -> None:
        self._answer = answer
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(ASKING)]
        self.answers: list[Answer] = []
        self.troubles: list[Exception] = []

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        while not self._ended.is_set():
            try:
                self.answers.append(self._answer(QUESTION))
            except Exception as error:  # noqa: BLE001 - whatever it is, a rep would have met it
                self.troubles.append(error)


def versions(answer: Answer) -> set[int]:
    """Those that its words say: what is quoted, and every passage behind it."""
    said = [answer.text, *(passage.text for passage in answer.passages)]
    return {int(version) for text in said for version in _VERSION.findall(text)}


def test_no_question_fails_or_sees_a_mix_of_two_generations(tmp_path: Path) -> None:
    version_of: dict[str, int] = {}
    write_version(tmp_path / "content", 1)
    upgraded_sqlite(tmp_path / "data" / "cornerman.db").dispose()
    with deployment(tmp_path) as serving, deployment(tmp_path) as building:  # as two processes: each has its own index
        desk, worker = building.reindexes.desk, building.reindexes.worker()
        desk._start = lambda: None

        def reindexes(version: int) -> None:
            write_version(tmp_path / "content", version)
            desk.ask(ADMINISTRATOR, ReindexWish())
            [run] = worker.work()
            assert (run.state, run.outcome.swapped) == ("done", True), run
            version_of[run.outcome.generation] = version

        reindexes(1)
        with GenerationWatch(serving.store, lambda: None, 0.01), Asking(serving.answering.answer) as asking:
            for version in range(2, SWAPS + 2):
                reindexes(version)
            seen, until = 0, threading.Event()
            while seen < ASKING * 2 and not until.wait(0.01):  # some are asked after the last swap, too
                seen = sum(version_of.get(one.generation) == SWAPS + 1 for one in list(asking.answers))
    assert asking.troubles == []
    found = {one.generation for one in asking.answers}
    assert len(found) > SWAPS // 2, "the swaps were too fast to be seen"
    for answer in asking.answers:
        assert versions(answer) == {version_of[answer.generation]}, answer
        assert {"price.md", "refund.md"} <= {passage.document for passage in answer.passages}
        assert answer.status == "answered"
