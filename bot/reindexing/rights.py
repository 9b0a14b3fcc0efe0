"""Who may bring which sources up to date: the one rule for every surface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.viewer import Viewer


class SourceRights:
    """Administrators may reindex every source, its owners theirs, nobody else any.

    `owners` names those of each source, as documents name owners, or by their ids or addresses.
    """

    def __init__(self, owners: Mapping[str, Sequence[str]]) -> None:
        self._owners = owners

    @property
    def all(self) -> tuple[str, ...]:
        """Every source."""
        return tuple(self._owners)

    def owners(self, source: str) -> tuple[str, ...]:
        """Who owns a source, as the settings or its documents name them."""
        return tuple(self._owners.get(source, ()))

    def of(self, viewer: Viewer) -> tuple[str, ...]:
        """The sources that somebody may reindex."""
        if viewer.administers:
            return self.all
        if viewer.guest:
            return ()
        return tuple(name for name, owners in self._owners.items() if any(map(viewer.owns, owners)))

    def has_all(self, viewer: Viewer) -> bool:
        """Whether they may reindex every source, and so also go back to the index of before."""
        return bool(self._owners) and set(self.of(viewer)) == set(self.all)
