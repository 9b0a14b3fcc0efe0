"""The commands as whole processes that a user starts: how fast asking, an unchanged reindex and starting to serve are.

The index must be there. Files are warm: each command runs once, uncounted, before its runs are counted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.engine_process import OFFLINE
from benchmarks.protocol import memory
from benchmarks.spread import spread

CORNERMAN = str(Path(sys.executable).with_name("cornerman"))


def command_times(settings: Path, question: str, repeat: int) -> list[dict[str, Any]]:
    """A row for each command: its label, and the median, lowest and highest seconds of `repeat` runs."""
    commands: dict[str, Callable[[], None]] = {
        "`cornerman ask`, from the shell": lambda: _run(settings, "ask", "--json", question),
        "`cornerman reindex`, nothing changed": lambda: _run(settings, "reindex", "--json"),
        "`cornerman serve`, until it answers": lambda: _serve_once(settings),
    }
    return [{"label": label, **asdict(spread(_timed(run, repeat)))} for label, run in commands.items()]


def _timed(run: Callable[[], None], repeat: int) -> list[float]:
    run()
    seconds = []
    for _ in range(repeat):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    return seconds


def _command(settings: Path, *words: str) -> list[str]:
    return [CORNERMAN, "--config", str(settings), *words]


def _run(settings: Path, *words: str) -> None:
    subprocess.run(_command(settings, *words), env={**os.environ, **OFFLINE}, capture_output=True, check=True)


def serving_memory(settings: Path, questions: Sequence[str]) -> dict[str, float | None]:
    """Mebibytes of `cornerman serve` after the console answered questions: `now_mib`, `peak_mib`."""
    with _serving(settings) as (address, process):
        for question in questions:
            _fetch(f"{address}/?{urlencode({'q': question})}")
        return memory(process)


def _serve_once(settings: Path) -> None:
    with _serving(settings) as (address, _):
        _fetch(f"{address}/health")


def _fetch(address: str) -> None:
    with urllib.request.urlopen(address, timeout=60) as response:
        response.read()


@contextmanager
def _serving(settings: Path) -> Iterator[tuple[str, int]]:
    """The address and the id of a process that serves."""
    command = _command(settings, "serve", "--port", "0", "--no-open", "--json")
    environment = {**os.environ, **OFFLINE}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            printed = ""
            while not printed.endswith("}\n"):
                line = server.stdout.readline() if server.stdout else ""
                if not line:
                    raise RuntimeError("`cornerman serve` ended before it served")
                printed += line
            yield json.loads(printed)["address"], server.pid
        finally:
            server.terminate()
