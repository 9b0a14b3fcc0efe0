"""What a chat platform says of somebody who came in by another door: which of its groups they are in, and guests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Standing:
    """`groups` are ids of the platform's own groups, of those that the settings name. `outside`: they are a guest."""

    groups: frozenset[str] = frozenset()
    outside: bool = False


class Standings(Protocol):
    """Asks a platform, and remembers for a while what it says."""

    async def of(self, workspace: str, person: str) -> Standing:
        """Raises StandingUnknownError."""


class StandingUnknownError(Exception):
    """The platform did not say. The message says why."""
