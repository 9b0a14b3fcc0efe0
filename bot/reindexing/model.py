"""The nouns of reindexes that somebody asked for. They import no library."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from content_index.model import Failure, ReindexProgress, Wish

RunKind = Literal["reindex", "rollback"]
RunState = Literal["waiting", "running", "done", "refused", "failed", "cancelled"]
"""`refused`: golden questions would have been answered worse, so the index of before serves on. `failed`: see the run's
`trouble`; nothing has changed."""
Cause = Literal["person", "schedule", "webhook"]
ACTIVE: frozenset[RunState] = frozenset({"waiting", "running"})
BROKE_OFF = "broke_off"
"""The trouble of a run whose process died."""
STALLED = "stalled"
"""The trouble of a run that was ended since it made no progress any more."""
HELD = "held"
"""The trouble of one that nobody asked for and that was not begun, since somebody went back to the index of before."""
UNEXPECTED = "unexpected"
"""The trouble of a run that nobody foresaw; behind it stands the error's name."""
LISTED = 50
"""Paths, and reasons, of each kind that are kept of a run."""


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asked for a run: `id` is the platform's, `name` what people call them, `surface` where they asked."""

    id: str = ""
    name: str = ""
    surface: str = ""
    cause: Cause = "person"


@dataclass(frozen=True, slots=True)
class Worse:
    """A golden question that the new index would answer worse; a follow-up with what was asked before it.

    `before` and `after` are the documents that are, and would be, shown as its sources, `quoted_before` and
    `quoted_after` the words that are, and would be, quoted ("" where none).
    """

    question: str
    before: str
    after: str
    quoted_before: str = ""
    quoted_after: str = ""


@dataclass(frozen=True, slots=True)
class Guarding:
    """What came of asking golden questions: how many there are, how many may get worse, and which would.

    `better` counts those that are answered better. `trouble`: the file could not be used, so nothing was asked.
    """

    questions: int = 0
    allowed: int = 0
    worse: tuple[Worse, ...] = ()
    better: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did, as it is told: paths are cut to the first `LISTED`, counts are of all.

    `generation` serves afterwards; `left` is the one that served until somebody went back from it. `closed` are the
    titles of gaps that were closed since; None: that is not known yet.
    """

    generation: str = ""
    swapped: bool = False
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    counts: tuple[int, int, int] = (0, 0, 0)
    unchanged: int = 0
    failures: tuple[Failure, ...] = ()
    failed: int = 0
    passages: int = 0
    embedded: int = 0
    seconds: float = 0.0
    guarding: Guarding = Guarding()
    closed: tuple[str, ...] | None = None
    left: str = ""


@dataclass(frozen=True, slots=True)
class Joiner:
    """What others wished who joined a run that was under way, together; `by` is a person among them, where one is."""

    wish: Wish
    force: bool
    by: Requester


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended. `trouble`: why it failed, in words, or one of those above, `UNEXPECTED` with an error's name."""

    state: RunState
    outcome: Outcome = Outcome()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One reindex, or going back to the index before, that somebody asked for.

    `force`: it serves whatever golden questions say. `stopped_by` is who asked to cancel it, "" nobody. `joiner`, known
    until it ends: should it break off, that is done by a new run.
    """

    id: str
    kind: RunKind
    wish: Wish
    force: bool
    by: Requester
    asked_at: datetime
    state: RunState = "waiting"
    started_at: datetime | None = None
    ended_at: datetime | None = None
    progress: ReindexProgress | None = None
    stopped_by: str = ""
    outcome: Outcome = field(default_factory=Outcome)
    trouble: str = ""
    joiner: Joiner | None = None

    @property
    def is_active(self) -> bool:
        """Whether it is still to end."""
        return self.state in ACTIVE


@dataclass(frozen=True, slots=True)
class HeldRun:
    """A run that a worker does, and until when it has to say again that it goes on."""

    run: Run
    until: datetime


@dataclass(frozen=True, slots=True)
class RunMessage:
    """A message that tells how a run goes on, as it is changed to do so.

    `reader` is the id of the person it is for. `names`: they may read names of files of all that the run looks at;
    `may_go_back`: they may let the index of before serve again. `shown` is a digest of what it shows.
    """

    run_id: str
    surface: str
    workspace: str
    place: str
    message: str
    reader: str
    language: str
    zone: str
    names: bool
    may_go_back: bool
    posted_at: datetime
    shown: str = ""


def covers(run: Run, wish: Wish, *, force: bool) -> bool:
    """Whether who wishes this gets it from a run that is under way."""
    if run.kind != "reindex" or run.wish.dry_run != wish.dry_run or (force and not run.force):
        return False
    if (wish.full and not run.wish.full) or (wish.allow_empty and not run.wish.allow_empty):
        return False
    return run.wish.only is None or (wish.only is not None and wish.only <= run.wish.only)


def joined(one: Wish, other: Wish) -> Wish:
    """One wish for what both want; of a dry run and a real one, the real one.

    What lets harm through, only both together may wish: they may look after different sources.
    """
    everything = one.only is None or other.only is None
    return Wish(
        only=None if everything else (one.only or frozenset()) | (other.only or frozenset()),
        full=one.full or other.full,
        dry_run=one.dry_run and other.dry_run,
        allow_empty=one.allow_empty and other.allow_empty,
    )
