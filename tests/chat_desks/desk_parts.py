"""Who asks the desks, and where, in their tests."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.digest_rooms import DigestRoom
from bot.viewer import Role, Viewer


def viewer(*roles: Role, person: str = "U1", **changes: object) -> Viewer:
    given = {"id": person, "name": "Robin", "surface": "slack", "workspace": "T1", "roles": frozenset({"rep", *roles})}
    return Viewer(**(given | changes))  # type: ignore[arg-type]


def owner_of(*names: str) -> Callable[[str], bool]:
    return lambda owner: owner in names


MANAGER = viewer("manager")
REP = viewer()
OWNER = viewer(owns=owner_of("Petra Pricing"), person="U2")
GUEST = viewer("manager", guest=True)


class Rooms:
    """A channel, and somebody in it."""

    surface, workspace = "slack", "T1"

    def __init__(self, person: str = "U1", here: DigestRoom | None = None) -> None:
        self._me = DigestRoom(person, "Robin", is_person=True)
        self._here = here or DigestRoom("C1", "#sales", is_person=False)

    async def me(self) -> DigestRoom:
        return self._me

    async def here(self) -> DigestRoom | None:
        return self._here

    async def named(self, channel: str) -> DigestRoom | None:
        return DigestRoom(channel, f"#{channel}", is_person=False) if channel.startswith("C") else None
