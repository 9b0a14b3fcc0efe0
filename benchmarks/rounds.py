"""Engines asked in turn, round by round, so that a noise of the machine hits all alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.engine_process import EngineProcess
from benchmarks.spread import latency, rates, times_slower
from bot.golden_questions import GoldenQuestion

WARM_UP = 3
"""Questions that an engine is asked, uncounted, before each of its turns: others used the caches meanwhile."""


@dataclass(frozen=True)
class Lane:
    """One way to be asked: an engine's door, with one thread or as many as it takes by itself."""

    engine: str
    door: str
    threads: str
    process: EngineProcess

    @property
    def label(self) -> str:
        """As tables name it."""
        return f"{self.engine}, {self.door}" if self.door else self.engine


def ask_in_rounds(lanes: Sequence[Lane], questions: Sequence[GoldenQuestion], rounds: int) -> list[list[list[float]]]:
    """Milliseconds by lane, round and question. Each round begins with another lane."""
    told: list[list[list[float]]] = [[] for _ in lanes]
    for number in range(rounds):
        for place in _turns(len(lanes), number):
            lane = lanes[place]
            for question in questions[-WARM_UP:]:
                lane.process.ask(question.question, question.history, lane.door)
            told[place].append([lane.process.ask(q.question, q.history, lane.door)["ms"] for q in questions])
    return told


def latencies(lanes: Sequence[Lane], told: list[list[list[float]]], bases: Sequence[str]) -> list[dict[str, Any]]:
    """A row for each lane: p50, p95, and how many times slower than each of `bases` with as many threads."""
    rows = []
    for lane, rounds in zip(lanes, told, strict=True):
        ratios = {
            base: asdict(times_slower(rounds, other))
            for base in bases
            for peer, other in zip(lanes, told, strict=True)
            if peer.label == base and peer.threads == lane.threads
        }
        rows.append(
            {
                "label": lane.label,
                "threads": lane.threads,
                **latency(rounds),
                "times_slower_than": ratios,
                "round_p50": [latency([each])["p50"] for each in rounds],
            }
        )
    return rows


def throughput(
    lanes: Sequence[Lane], questions: Sequence[GoldenQuestion], threads: int, seconds: float, rounds: int
) -> list[dict[str, Any]]:
    """A row for each lane: questions a second while so many threads ask, over rounds."""
    texts = [question.question for question in questions]
    told: list[list[dict[str, Any]]] = [[] for _ in lanes]
    for number in range(rounds):
        for place in _turns(len(lanes), number):
            lane = lanes[place]
            told[place].append(lane.process.ask_at_once(texts, threads, seconds, lane.door))
    return [
        {
            "label": lane.label,
            "threads": lane.threads,
            **asdict(rates([one["questions"] for one in each], [one["seconds"] for one in each])),
        }
        for lane, each in zip(lanes, told, strict=True)
    ]


def _turns(count: int, first: int) -> Iterator[int]:
    return ((first + place) % count for place in range(count))
