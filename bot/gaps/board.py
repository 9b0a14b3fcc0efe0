"""Gaps as people see and work them: every surface comes through this door, so the same rules hold everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from bot.gaps.model import Gap, GapFilter, GapKind, GapView
from bot.viewer import Viewer


class GapBoard(Protocol):
    """Every verb raises NotAllowedError, KeepingError where the database is down; what names a gap, GapGoneError.

    Who may: managers and administrators every gap (a manager with teams those that their people asked about); owners
    those that are assigned to them, or suggested to them; nobody else any. What people decide no machine changes, and
    all of it is kept with who and when. Each verb that changes a gap gives it as it is then.
    """

    def listing(self, viewer: Viewer, wanted: GapFilter, limit: int, offset: int = 0) -> Sequence[Gap]:
        """By priority, highest first."""

    def count(self, viewer: Viewer, wanted: GapFilter) -> Mapping[str, int]:
        """How many in each state, by the same filter but for the state."""

    def gap(self, viewer: Viewer, gap_id: str) -> GapView:
        """One gap with its questions, history, drafts, and what may be the same. Follows a gap that was merged away."""

    def owners(self, viewer: Viewer) -> Sequence[str]:
        """Whom the viewer can give a gap to, by name: whom the settings name, and owners of what the viewer may see."""

    def rename(self, viewer: Viewer, gap_id: str, title: str) -> Gap:
        """Give it a title; an empty one goes back to the most central question."""

    def set_kind(self, viewer: Viewer, gap_id: str, kind: GapKind) -> Gap:
        """Say what kind it is."""

    def assign(self, viewer: Viewer, gap_id: str, owner: str) -> Gap:
        """Give it to an owner (a name, or a platform's id), who is told; "" takes it back."""

    def snooze(self, viewer: Viewer, gap_id: str, until: date) -> Gap:
        """Off the board until the morning of that day. Raises ValueError where it is not in the future."""

    def dismiss(self, viewer: Viewer, gap_id: str, reason: str) -> Gap:
        """It is none, for this reason; asked again, it stays dismissed. Raises ValueError without a reason."""

    def reopen(self, viewer: Viewer, gap_id: str) -> Gap:
        """Back on the board, whether it was snoozed, dismissed or closed."""

    def close(self, viewer: Viewer, gap_id: str, document: str) -> Gap:
        """The content answers it now, whatever the machine finds; everybody who asked is told where that is so.

        Raises ValueError where there is no such document, or none that the viewer may see.
        """

    def merge(self, viewer: Viewer, gap_id: str, into: str) -> Gap:
        """Both are the same; gives the one that stays."""

    def split(self, viewer: Viewer, gap_id: str, questions: Sequence[str]) -> Gap:
        """Take these questions out into a gap of their own; gives that one. Raises ValueError for none, or all."""

    def set_apart(self, viewer: Viewer, gap_id: str, other: str) -> Gap:
        """These two are not the same: they are never offered as that again."""

    def undo(self, viewer: Viewer, gap_id: str) -> Gap:
        """Take back the latest thing that somebody did to it. Raises ValueError where there is nothing to take back."""
