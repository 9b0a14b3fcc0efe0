"""Which pages the frame names, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.console.viewers import Need, may
from bot.viewer import Viewer

_NAMES = {
    "/": "ask",
    "/documents": "documents",
    "/dashboard": "dashboard",
    "/gaps": "gaps",
    "/content": "content",
    "/map": "map",
    "/newcomers": "newcomers",
    "/log": "log",
    "/digest": "digest",
    "/reindex": "reindex",
    "/looks": "looks",
}
"""Paths in the order in which they are named; each has its words in `SignInWords.entries`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page as the frame names it: `name` is a key of `SignInWords.entries`."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Navigation:
    """`needs`: who may see each (method, path); `only`: who else must be asked of a path.

    A page that is not there is not named.
    """

    needs: Mapping[tuple[str, str], Need]
    only: Mapping[str, Callable[[Viewer], bool]] = field(default_factory=dict)

    def entries(self, viewer: Viewer) -> Sequence[Entry]:
        """The pages that somebody may see."""
        return [
            Entry(path, name)
            for path, name in _NAMES.items()
            if ("GET", path) in self.needs and may(viewer, self.needs["GET", path]) and self._asked(path, viewer)
        ]

    def _asked(self, path: str, viewer: Viewer) -> bool:
        return path not in self.only or self.only[path](viewer)
