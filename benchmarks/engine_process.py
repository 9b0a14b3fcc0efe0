"""An engine in a process of its own, as whoever measures it sees it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parent.parent
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
"""No engine asks a hub, and none forks tokenizers."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


class EngineError(Exception):
    """An engine cannot do what it was told. The message names it and its own words."""


@dataclass(frozen=True)
class EngineCommand:
    """How an engine is started: its name, the Python of its environment, its module, and what that is told."""

    name: str
    python: Path
    module: str
    options: Sequence[str]

    def start(self, stderr: Path, *, one_thread: bool = False) -> EngineProcess:
        """A new process of it; what it writes to standard error goes to a file."""
        return EngineProcess(self, stderr, ONE_THREAD if one_thread else {})


class EngineProcess:
    """A running engine. It ends with its block."""

    def __init__(self, command: EngineCommand, stderr: Path, environment: Mapping[str, str]) -> None:
        self.name = command.name
        self._stderr = stderr
        with stderr.open("ab") as log:
            self._process = subprocess.Popen(
                [str(command.python), "-m", command.module, *command.options],
                cwd=ROOT,
                env={**os.environ, **OFFLINE, **environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def build(self, content: Path, documents: Path) -> dict[str, Any]:
        """Indexes from nothing: `seconds`, `passages`, `peak_mib`."""
        return self._do("build", content=str(content), documents=str(documents))

    def load(self) -> dict[str, Any]:
        """Makes ready to answer: `seconds`, `passages`."""
        return self._do("load")

    def ask(self, question: str, history: Sequence[str] = (), door: str = "", *, tell: bool = False) -> dict[str, Any]:
        """`ms`; with `tell` also `hits` (document, text and score of each) and `quote`."""
        return self._do("ask", question=question, history=list(history), door=door, tell=tell)

    def ask_at_once(self, questions: Sequence[str], threads: int, seconds: float, door: str = "") -> dict[str, Any]:
        """Many threads ask for some seconds: `questions` answered in `seconds`."""
        return self._do("ask_at_once", questions=list(questions), threads=threads, seconds=seconds, door=door)

    def memory(self) -> dict[str, Any]:
        """`now_mib` and `peak_mib`."""
        return self._do("memory")

    def _do(self, name: str, **values: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps({"do": name, **values}) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # it ended; what follows tells why
        line = self._process.stdout.readline()
        if not line:
            written = self._stderr.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise EngineError(f"{self.name} ended: {written[-1] if written else 'it said nothing'}")
        reply: dict[str, Any] = json.loads(line)
        if "error" in reply:
            raise EngineError(f"{self.name}, {name}: {reply['error']}")
        return reply
