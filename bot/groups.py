"""Which audience groups a person or a place belongs to, as the settings say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

ADMINISTRATORS, MANAGERS = "administrators", "managers"
"""The roles, as `[roles]` of the settings names them."""


class Groups:
    """Looks up groups by id. `members` maps a group's name to the ids of people and channels in it."""

    def __init__(self, members: Mapping[str, Sequence[str]]) -> None:
        self._of: dict[str, set[str]] = {}
        for group, ids in members.items():
            for one in ids:
                self._of.setdefault(one, set()).add(group)

    def of(self, one: str) -> frozenset[str]:
        """The groups of a person's or a channel's id; none where the settings do not name it."""
        return frozenset(self._of.get(one, ()))
