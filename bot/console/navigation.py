"""Which pages the frame names, and to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    """`needs`: who may see each (method, path). A page that is not there is not named."""

    needs: Mapping[tuple[str, str], Need]

    def entries(self, viewer: Viewer) -> Sequence[Entry]:
        """The pages that somebody may see."""
        return [
            Entry(path, name)
            for path, name in _NAMES.items()
            if ("GET", path) in self.needs and may(viewer, self.needs["GET", path])
        ]
