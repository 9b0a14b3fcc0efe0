"""Who looks at gaps and digests from Slack, and what they may: by the directory's roles and groups."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

from bot.chat.trouble import LookUpError
from bot.groups import ADMINISTRATORS, MANAGERS
from bot.owners import Owners
from bot.roles import teams_among
from bot.slack.directory import Directory
from bot.slack.sight import Sights
from bot.slack.workspace import Workspace
from bot.viewer import Role, Viewer

_LOG = logging.getLogger(__name__)

TeamsOf = Callable[[Collection[str]], tuple[str, ...]]
"""The groups whose people a manager looks after, by the ids and addresses that may name them in the settings."""


def of_everybody(_ids: Collection[str]) -> tuple[str, ...]:
    """No manager is for some people alone."""
    return ()


class Viewers:
    """Makes viewers."""

    def __init__(self, directory: Directory, sights: Sights, owners: Owners, teams_of: TeamsOf = of_everybody) -> None:
        self._directory = directory
        self._sights = sights
        self._owners = owners
        self._teams_of = teams_of

    async def of(self, workspace: Workspace, user: str) -> Viewer:
        """Somebody. Never raises: who cannot be looked up may do nothing but what everybody may."""
        sight = await self._sights.of_person(workspace, user)
        plain = Viewer(user, surface="slack", workspace=workspace.id, groups=sight.groups, guest=sight.guests)
        try:
            return plain if sight.guests else await self._known(workspace, plain)
        except LookUpError as error:
            _LOG.warning("What somebody may do could not be looked up (%s)", error)
            return plain

    async def of_known(self, workspace: Workspace, user: str) -> Viewer:
        """The same. Raises LookUpError where it cannot be told who they are or what they may see."""
        sight = await self._sights.of_person(workspace, user)
        if sight.blurred:
            raise LookUpError(f"what {user} may see could not be looked up ({sight.blurred})")
        plain = Viewer(user, surface="slack", workspace=workspace.id, groups=sight.groups, guest=sight.guests)
        return plain if sight.guests else await self._known(workspace, plain)

    def as_holder(self, viewer: Viewer) -> Viewer:
        """The same, as somebody to whom a gap may have been given by their id: the board knows whether it was."""
        return viewer if viewer.guest else replace(viewer, roles=viewer.roles | {"owner"})

    async def _known(self, workspace: Workspace, plain: Viewer) -> Viewer:
        person = await self._directory.person(workspace, plain.id)
        named = await self._directory.roles_of(workspace, plain.id)
        teams = sorted({*teams_among(named), *self._teams_of({plain.id, person.email})})
        return replace(
            plain,
            name=person.name,
            email=person.email,
            roles=_roles(named) | ({"manager"} if teams else set()),
            teams=tuple(teams),
            owns=partial(self._owners.means, person=plain.id, email=person.email),
        )


def _roles(named: frozenset[str]) -> frozenset[Role]:
    roles: set[Role] = {"rep"}
    if MANAGERS in named:
        roles.add("manager")
    if ADMINISTRATORS in named:
        roles.add("administrator")
    return frozenset(roles)
