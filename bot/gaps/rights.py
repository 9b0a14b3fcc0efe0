"""Who may see and work which gaps: the one rule for every surface."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.gaps.model import GAP_STATES, Gap, GapFilter, GapGoneError, NotAllowedError
from bot.gaps.ports import Gaps
from bot.viewer import Viewer

_MERGED_DEEP = 100


class GapRights:
    """Managers and administrators see every gap, a manager with teams those that their people asked about.

    Owners see what is assigned to them or, where nobody has it, suggested to them; nobody else sees any. `owners` names
    those whom the content and the settings name.
    """

    def __init__(
        self, gaps: Gaps, owners: Callable[[], Sequence[str]], members: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """`members` are the ids that the settings list for each group."""
        self._gaps = gaps
        self._owners = owners
        self._members = members or {}

    def narrowed(self, viewer: Viewer, wanted: GapFilter) -> GapFilter:
        """A filter, narrowed to what the viewer may see. Raises NotAllowedError where that is nothing."""
        if viewer.manages:
            if viewer.administers or not viewer.teams:
                return wanted
            teams = tuple(team for team in wanted.teams if team in viewer.teams) or viewer.teams
            people = frozenset(one for team in teams for one in self._members.get(team, ()))
            return replace(wanted, teams=teams, people=people)
        mine = self._names_owned(viewer)
        if viewer.guest or not mine:
            raise NotAllowedError("gaps are for managers, administrators and owners of content")
        asked = tuple(one for one in wanted.owners if one in mine)
        return replace(wanted, owners=asked or mine)

    def _names_owned(self, viewer: Viewer) -> tuple[str, ...]:
        owned = tuple(one for one in self._owners() if viewer.owns(one))
        return (*owned, viewer.id) if owned or "owner" in viewer.roles else ()

    def allowed(self, viewer: Viewer, gap_id: str) -> Gap:
        """The gap, or the one that it became part of. Raises GapGoneError, NotAllowedError where it is not theirs."""
        gap = self._gaps.find(gap_id)
        for _ in range(_MERGED_DEEP):
            if gap is None or gap.state != "merged":
                break
            gap = self._gaps.find(gap.merged_into)
        if gap is None or gap.state == "merged":
            raise GapGoneError(f"there is no gap {gap_id}")
        wanted = self.narrowed(viewer, GapFilter(states=GAP_STATES, ids=(gap.id,)))
        if not self._gaps.listing(wanted, 1):
            raise NotAllowedError("this gap is for its owner, and for those who manage whoever asked")
        return gap
