"""How an engine that is measured speaks with what measures it: a JSON object a line in, a JSON object a line out.

Each engine is a process of its own, in whatever environment it needs, so this file imports the standard library alone.
Times are taken here, inside the engine's process: neither pipe nor JSON is in them. So all engines have one measure.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Protocol, TextIO

PASSAGES = 20
"""Passages that an engine is asked for: enough for five different documents."""
_KIB_PER_MIB = 1024


@dataclass(frozen=True)
class Hit:
    """A passage that was found: the path of its document, its text, and the engine's own score."""

    document: str
    text: str
    score: float


@dataclass(frozen=True)
class Found:
    """What an engine answers: passages, best first, and the words to show where it chooses any."""

    hits: Sequence[Hit]
    quote: str = ""
    extras: dict[str, Any] = field(default_factory=dict)


class Engine(Protocol):
    """What is measured. Everything it keeps lies in a folder that it is given when it is made."""

    def build(self, content: Path, documents: Path) -> int:
        """Indexes from nothing and keeps the index; the number of passages.

        `content` is the folder as people keep it; `documents` the same as text, JSON lines of path, title and markdown.
        """

    def load(self) -> int:
        """Makes ready to answer from what `build` kept; the number of passages."""

    def ask(self, question: str, history: Sequence[str], door: str) -> Found:
        """Answers; may be called by many threads. `door` names one of several ways in, where the engine has them."""


def serve(engine: Engine) -> None:
    """Answers commands of standard input until it ends. Whatever libraries print goes to standard error."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin:
        command = json.loads(line)
        try:
            reply = _carry_out(engine, command)
        except Exception as error:  # noqa: BLE001 -- whoever measures is told, whatever broke
            reply = {"error": f"{type(error).__name__}: {error}"}
        _write(replies, reply)


def _carry_out(engine: Engine, command: dict[str, Any]) -> dict[str, Any]:
    match command["do"]:
        case "build":
            started = time.perf_counter()
            passages = engine.build(Path(command["content"]), Path(command["documents"]))
            seconds = time.perf_counter() - started
            return {"seconds": seconds, "passages": passages, "peak_mib": memory()["peak_mib"]}
        case "load":
            started = time.perf_counter()
            passages = engine.load()
            return {"seconds": time.perf_counter() - started, "passages": passages}
        case "ask":
            started = time.perf_counter()
            found = engine.ask(command["question"], command["history"], command["door"])
            milliseconds = (time.perf_counter() - started) * 1000
            return {"ms": milliseconds, **(asdict(found) if command["tell"] else {})}
        case "ask_at_once":
            return _at_once(engine, command["questions"], command["threads"], command["seconds"], command["door"])
        case "memory":
            return dict(memory())
    raise ValueError(f"no such command: {command['do']}")


def _at_once(engine: Engine, questions: Sequence[str], threads: int, seconds: float, door: str) -> dict[str, float]:
    """`threads` ask, each its next question as soon as it has an answer, until `seconds` are over; at least one."""
    numbers, counting, answered = count(), threading.Lock(), [0] * threads
    started = time.perf_counter()
    deadline = started + seconds

    def ask(thread: int) -> float:
        now = started
        while now < deadline:
            with counting:
                number = next(numbers)
            engine.ask(questions[number % len(questions)], (), door)
            answered[thread] += 1
            now = time.perf_counter()
        return now

    with ThreadPoolExecutor(threads) as pool:
        ended = max(pool.map(ask, range(threads)))
    return {"questions": sum(answered), "seconds": ended - started}


def memory(process: int | str = "self") -> dict[str, float | None]:
    """Mebibytes that a process holds now, and the most it ever held; None where the system does not tell."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        return {"now_mib": None, "peak_mib": None}
    told = {name: rest for name, _, rest in (line.partition(":") for line in lines)}
    return {
        name: int(told[key].split()[0]) / _KIB_PER_MIB for name, key in (("now_mib", "VmRSS"), ("peak_mib", "VmHWM"))
    }


def joined(question: str, history: Sequence[str]) -> str:
    """A follow-up behind the questions before it: how an engine that knows no history is best asked."""
    return " ".join((*history, question))


def documents_of(path: Path) -> list[dict[str, str]]:
    """The documents of a file of JSON lines: path, title and markdown of each."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _write(replies: TextIO, reply: dict[str, Any]) -> None:
    replies.write(json.dumps(reply, ensure_ascii=False) + "\n")
    replies.flush()
