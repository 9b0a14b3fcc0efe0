"""Who looks at gaps and figures from Teams, and what they may: by the directory's roles and groups."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from bot.chat.sight import Sight
from bot.chat.trouble import LookUpError
from bot.groups import ADMINISTRATORS, MANAGERS
from bot.owners import Owners
from bot.teams.activities import Sender
from bot.teams.directory import Directory
from bot.teams.members import Person
from bot.teams.sight import Sights
from bot.teams.transport import Address
from bot.viewer import Role, Viewer

_LOG = logging.getLogger(__name__)

TEAM = "team:"
"""Before a group's name, it is the role of those who manage its people alone."""


class Viewers:
    """Makes viewers."""

    def __init__(self, directory: Directory, sights: Sights, owners: Owners) -> None:
        self._directory = directory
        self._sights = sights
        self._owners = owners

    async def of(self, at: Address, sender: Sender) -> Viewer:
        """Somebody who wrote or pressed in the conversation `at`. From outside nobody is anything but a guest.

        Never raises: who cannot be looked up may do nothing but what everybody may.
        """
        return await self.of_person(at, sender.id, name=sender.name, marked_outside=sender.outside)

    async def of_person(self, at: Address, person: str, *, name: str = "", marked_outside: bool = False) -> Viewer:
        """Somebody who is in the conversation `at`. Never raises, as above."""
        sight = await self._sights.of_person(at, person, marked_outside=marked_outside)
        plain = self._plain(at, person, sight, name)
        if sight.guests:
            return plain
        known, named = await asyncio.gather(self._known(at, person), self._roles(at, person))
        return self._with_rights(plain, known, named)

    async def of_known(self, at: Address, person: str) -> Viewer:
        """The same. Raises LookUpError where it cannot be told who they are or what they may."""
        sight = await self._sights.of_person(at, person)
        if sight.blurred:
            raise LookUpError(f"what somebody may see could not be looked up ({sight.blurred})")
        plain = self._plain(at, person, sight)
        if sight.guests:
            return plain
        known, named = await asyncio.gather(self._directory.person(at, person), self._directory.roles_of(at, person))
        return self._with_rights(plain, known, named)

    def _plain(self, at: Address, person: str, sight: Sight, name: str = "") -> Viewer:
        return Viewer(
            id=person,
            name=name,
            surface="teams",
            workspace=at.tenant,
            groups=sight.groups,
            guest=sight.guests,
            owns=partial(self._owners.means, person=person),
        )

    def _with_rights(self, plain: Viewer, known: Person | None, named: frozenset[str]) -> Viewer:
        viewer = replace(plain, roles=_roles(named), teams=_teams(named))
        if known is None:
            return viewer
        owns = partial(self._owners.means, person=plain.id, email=known.email)
        return replace(viewer, name=known.name or plain.name, email=known.email, owns=owns)

    async def _known(self, at: Address, person: str) -> Person | None:
        try:
            return await self._directory.person(at, person)
        except LookUpError as error:
            _LOG.warning("Somebody could not be looked up (%s)", error)
            return None

    async def _roles(self, at: Address, person: str) -> frozenset[str]:
        try:
            return await self._directory.roles_of(at, person)
        except LookUpError as error:
            _LOG.warning("Somebody's roles could not be looked up (%s)", error)
            return frozenset()


def roles_with_teams(
    roles: Mapping[str, Sequence[str]], teams: Mapping[str, Sequence[str]]
) -> Mapping[str, Sequence[str]]:
    """The roles as the directory looks them up; `teams` maps names of groups to those who manage their people alone."""
    return {**roles, **{f"{TEAM}{name}": ids for name, ids in teams.items()}}


def _roles(named: frozenset[str]) -> frozenset[Role]:
    roles: set[Role] = {"rep"}
    if MANAGERS in named or _teams(named):
        roles.add("manager")
    if ADMINISTRATORS in named:
        roles.add("administrator")
    return frozenset(roles)


def _teams(named: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(one.removeprefix(TEAM) for one in named if one.startswith(TEAM)))
