"""Who looks at what others asked, and may work on it: the same on every surface."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Role = Literal["rep", "owner", "manager", "administrator"]
"""What somebody may do. A rep sees what is theirs; an owner the gaps near their content; a manager every gap and figure
of their teams; an administrator everything, and who looked at it. Each may do what those before may."""


def _nobody(_owner: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who is known. `id` is the platform's, or an account's name; `surface` where they are known from.

    `groups` decide which documents they see (None: all of them, at the terminal). `owns` tells whether the content
    means them by an owner that it names. `teams` are the groups whose people a manager looks after: none for all.
    """

    id: str
    name: str = ""
    email: str = ""
    surface: str = "console"
    workspace: str = ""
    groups: frozenset[str] | None = frozenset()
    roles: frozenset[Role] = frozenset({"rep"})
    teams: tuple[str, ...] = ()
    guest: bool = False
    owns: Callable[[str], bool] = _nobody

    @property
    def manages(self) -> bool:
        """Whether they may see and work every gap, and the figures."""
        return not self.guest and bool(self.roles & {"manager", "administrator"})

    @property
    def administers(self) -> bool:
        """Whether they may see and do everything."""
        return not self.guest and "administrator" in self.roles


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at what others asked: at which page (such as "gap"), of what (its id, or what was searched)."""

    looked_at: datetime
    person: str
    name: str
    page: str
    subject: str = ""
