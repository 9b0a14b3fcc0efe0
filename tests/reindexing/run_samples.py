"""Runs, who asks for them, and an index that is scripted."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.ports import KeepingError
from bot.reindexing.model import Guarding, Outcome, Requester, Run, Worse
from bot.viewer import Viewer
from content_index.model import Failure, GenerationInfo, ReindexProgress, ReindexReport, Wish
from content_index.ports import ProgressListener

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
HANNAH = Requester("U0HANNAH1", "Hannah", "slack")
OWNERS = {"playbooks": ("Dana Reyes",), "wiki": ("U0SAM0001", "Dana Reyes"), "decks": ()}
WORSE = Worse("what discount on a two-year deal", "pricing.md", "faq.md", "Up to 15%.", "Ask your manager.")


def person(name: str, *owned: str, **changes: object) -> Viewer:
    given = {"id": f"U0{name.upper()}", "name": name, "surface": "slack", "owns": lambda one: one in owned}
    return Viewer(**(given | changes))  # type: ignore[arg-type]


ADMINISTRATOR = person("Ada", roles=frozenset({"administrator"}))
DANA = person("Dana", "Dana Reyes", roles=frozenset({"rep", "owner"}))
SAM = person("Sam", "U0SAM0001")
REP = person("Rita", roles=frozenset({"rep", "manager"}))
GUEST = person("Gil", "Dana Reyes", roles=frozenset({"administrator"}), guest=True)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    def passes(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass
class ScriptedBuilding:
    """Implements bot.reindexing.running.Building. It goes on step by step until it `may_go_on`."""

    worse: tuple[Worse, ...] = ()
    trouble: BaseException | None = None
    titles: Sequence[str] | Exception = ()
    reached: threading.Event = field(default_factory=threading.Event)
    may_go_on: threading.Event = field(default_factory=threading.Event)
    stages: tuple[str, ...] = ("reading",)
    done: list[Run] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.may_go_on.set()

    def reindex(self, run: Run, progress: ProgressListener) -> tuple[ReindexReport, Guarding]:
        for stage in self.stages:
            progress(ReindexProgress(stage, 1, 2, 4.0, "pricing.md"))  # type: ignore[arg-type]
        self.reached.set()
        while not self.may_go_on.wait(0.01):
            progress(ReindexProgress(self.stages[-1], 1, 2, 4.0, "pricing.md"))  # type: ignore[arg-type]
        if self.trouble is not None:
            raise self.trouble
        refused = bool(self.worse) and not run.force
        self.done.append(run)
        report = ReindexReport("g2", not refused, ("new.md",), ("pricing.md",), (), 5, (), 128, 3, 2.5, refused=refused)
        return report, Guarding(20, 0, self.worse)

    def rollback(self) -> GenerationInfo:
        if self.trouble is not None:
            raise self.trouble
        return GenerationInfo("g1", NOW, "hashing/1", 6, 120)

    def serving(self) -> str:
        return "g2"

    def closed(self, generation: str) -> Sequence[str]:
        assert generation == "g2"
        if isinstance(self.titles, Exception):
            raise self.titles
        return self.titles


class MemoryRuns:
    """What a follower looks at."""

    def __init__(self, *runs: Run) -> None:
        self.kept = {run.id: run for run in runs}
        self.is_down = False

    def find(self, run_id: str) -> Run | None:
        if self.is_down:
            raise KeepingError("the database does not answer")
        return self.kept.get(run_id)


def outcome(**changes: object) -> Outcome:
    given = {
        "generation": "g2", "swapped": True, "added": ("new.md",), "changed": tuple(f"p{n}.md" for n in range(12)),
        "counts": (1, 60, 0), "unchanged": 5, "failures": (Failure("wiki", "broken.pdf", "it is no PDF", True),),
        "failed": 1, "passages": 4_605, "embedded": 64, "seconds": 75.0, "guarding": Guarding(20, 1, (), 2),
    }  # fmt: skip
    return Outcome(**(given | changes))  # type: ignore[arg-type]


def run(**changes: object) -> Run:
    given = {"id": "r1", "kind": "reindex", "wish": Wish(), "force": False, "by": HANNAH, "asked_at": NOW}
    return Run(**(given | changes))  # type: ignore[arg-type]
