"""What gaps need from others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.gaps.model import Gap, GapChange, GapFilter, GapQuestion, Signal, Signalled


class Gaps(Protocol):
    """Where gaps are kept.

    Every verb raises KeepingError where the database is down; all that one verb writes is kept, or nothing of it. A gap
    is written only where its `version` is still the one that was read (0: it is new), and then counts one more: else
    GapChangedError is raised, so that no replica undoes what another one, or a person, did meanwhile.
    """

    def waiting(self, limit: int) -> Sequence[Signalled]:
        """Questions whose signals have changed since they were placed, oldest first."""

    def place(self, question: GapQuestion, gap: Gap, changes: Sequence[GapChange]) -> None:
        """Put a question into its gap, which is kept as it is now, and mark its signals as taken."""

    def take_out(self, question_id: str, gap: Gap | None, changes: Sequence[GapChange]) -> None:
        """A question counts no longer. `gap` is its gap as it is without it, None where nothing is left of it."""

    def find(self, gap_id: str) -> Gap | None:
        """By its id. One that was merged is found as it was then."""

    def listing(self, wanted: GapFilter, limit: int, offset: int = 0) -> Sequence[Gap]:
        """By priority, highest first."""

    def count(self, wanted: GapFilter) -> Mapping[str, int]:
        """How many there are in each state, whatever states are wanted."""

    def questions(self, gap_id: str) -> Sequence[GapQuestion]:
        """Oldest first."""

    def gap_of(self, question_id: str) -> str | None:
        """The id of the gap that a question is in."""

    def members(self) -> Sequence[GapQuestion]:
        """The questions of every gap that is not merged away, in the order in which they were placed."""

    def signals(self, question_id: str) -> Sequence[Signal]:
        """What counts of a question."""

    def write(
        self, gaps: Sequence[Gap], changes: Sequence[GapChange], moved: Mapping[str, str] | None = None, by: str = ""
    ) -> None:
        """Keep gaps as they are now, with what happened; `moved` questions (id → gap) are where `by` put them."""

    def keep_vectors(self, vectors: Mapping[str, bytes], model: str) -> None:
        """Vectors of questions (by id) that are placed already, made by another model than before."""

    def history(self, gap_id: str, limit: int = 100) -> Sequence[GapChange]:
        """What happened to a gap, newest first."""

    def changed_since(self, moment: datetime) -> Sequence[str]:
        """Ids of gaps that anybody, on whatever replica, changed since then."""

    def set_apart(self, gap_id: str, other: str, change: GapChange) -> None:
        """Somebody says that these two are not the same."""

    def set_together(self, gap_id: str, other: str, change: GapChange) -> None:
        """Somebody takes back that these two are not the same."""

    def apart(self, gap_id: str) -> frozenset[str]:
        """Gaps that somebody said are not the same as this one."""


class Leases(Protocol):
    """Of many replicas one does the work."""

    def take(self, name: str, holder: str, seconds: float) -> bool:
        """Whether `holder` has the work of that name for so many seconds from now; it may take it again before."""

    def give_back(self, name: str, holder: str) -> None:
        """Another may take it at once."""
