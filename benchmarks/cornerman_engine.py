"""The engine Cornerman, as the settings of a file have it.

    python -m benchmarks.cornerman_engine cornerman.toml

Its doors: `answer`, what every surface calls (unlogged: nobody asks golden questions), and `search`, the part of it
below the bot. Restricted to one thread (OMP_NUM_THREADS=1), its model is too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.protocol import PASSAGES, Found, Hit, serve
from bot.model import Ask, Asker, Place
from bot.wiring import Cornerman
from config.loading import load_settings
from retrieval.model import Filters, Query


class CornermanEngine:
    """Implements Engine."""

    def __init__(self, cornerman: Cornerman) -> None:
        self._cornerman = cornerman
        # Converted once for a deployment, as a model is downloaded once: not part of indexing.
        self._cornerman.embedder.prepare()

    def build(self, content: Path, documents: Path) -> int:
        """A reindex from nothing, reading the files included; every sentence is embedded besides the passages."""
        del content, documents  # the settings name the folder
        return self._cornerman.reindex(lambda _progress: None, full=True).passages

    def load(self) -> int:
        """What `cornerman serve` does before it answers."""
        self._cornerman.warm_up()
        return len(self._cornerman.store.current().passages)

    def ask(self, question: str, history: Sequence[str], door: str) -> Found:
        """By `search`, or else the whole answer."""
        if door == "search":
            found = self._cornerman.retrieval.search(Query(question, tuple(history), Filters(groups=None)))
            return Found([Hit(one.document.path, one.passage.text, one.score) for one in found.passages[:PASSAGES]])
        asked = Ask(
            text=question,
            asker=Asker(id="benchmark", groups=None),
            place=Place(id="terminal", kind="terminal"),
            surface="cli",
            history=tuple(history),
        )
        answer = self._cornerman.unlogged_answering.answer(asked)
        hits = [Hit(one.document, one.text, one.score) for one in answer.passages[:PASSAGES]]
        return Found(hits, answer.text, {"status": answer.status, "confidence": answer.confidence})


def main() -> None:
    threads = os.environ.get("OMP_NUM_THREADS")
    overrides = {"embedding": {"threads": int(threads)}} if threads else None
    with Cornerman(load_settings(Path(sys.argv[1]), overrides=overrides)) as cornerman:
        serve(CornermanEngine(cornerman))


if __name__ == "__main__":
    main()
