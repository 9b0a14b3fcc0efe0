"""Who has signed in, and what they may: roles, groups, owners and teams as they are at this very request."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from bot.accounts import Accounts
from bot.console.ports import SignOuts
from bot.console.sign_in_people import Identity, of_domains
from bot.console.sign_in_sessions import Sessions, SignedIn
from bot.console.viewers import Visit
from bot.groups import Groups
from bot.owners import ANYBODY, Owners
from bot.ports import Clock, KeepingError
from bot.roles import Roles
from bot.standing import Standing, Standings, StandingUnknownError
from bot.viewer import Role, Viewer

_LOG = logging.getLogger(__name__)

OwnerNames = Callable[[], Collection[str]]
"""Whom the content and the settings name as owners."""


@dataclass(frozen=True, slots=True)
class People:
    """What makes a viewer of somebody who has signed in. `groups` are `folded`.

    `workspaces` are those whose people may come in, by surface; `domains` those that their addresses must be of.
    `accounts` is None where nobody signs in by a password.
    """

    roles: Roles
    owners: Owners
    groups: Groups
    workspaces: Mapping[str, Collection[str]]
    sign_outs: SignOuts
    domains: Collection[str] = ()
    accounts: Accounts | None = None
    owner_names: OwnerNames = tuple

    def viewer(self, signed_in: SignedIn, standing: Standing) -> Viewer | None:
        """None where they may not come in any more. Raises KeepingError where that cannot be looked up."""
        identity = signed_in.identity
        if self._has_ended(signed_in):
            return None
        if identity.surface == "console":
            return self._of_account(signed_in)
        if standing.outside or identity.workspace not in self.workspaces.get(identity.surface, ()):
            return None
        return self._viewer(identity, standing.groups) if of_domains(identity, self.domains) else None

    def _has_ended(self, signed_in: SignedIn) -> bool:
        """Whether they signed out since, in whatever browser.

        Where that cannot be looked up it has not: the console answers people of Slack and Teams without the database.
        """
        who = signed_in.identity
        try:
            signed_out = self.sign_outs.latest(who.surface, who.workspace, who.id)
        except KeepingError as error:
            _LOG.warning("When somebody signed out last cannot be looked up (%s)", error)
            return False
        return signed_out is not None and signed_in.since <= signed_out

    def _of_account(self, signed_in: SignedIn) -> Viewer | None:
        account = self.accounts.find(signed_in.identity.id) if self.accounts else None
        if account is None or account.password_changed_at > signed_in.since:
            return None
        identity = Identity("console", "", account.name, account.name, account.email)
        return self._viewer(identity, groups=account.groups, roles=account.roles)

    def _viewer(
        self,
        who: Identity,
        also: Collection[str] = (),
        *,
        groups: Collection[str] = (),
        roles: Collection[Role] = (),
    ) -> Viewer:
        """`also` are ids of a platform's groups that the settings may mean; `groups` and `roles` are an account's."""
        ids = tuple(one for one in (who.id, who.email, *also) if one)
        inside = frozenset(groups).union(*(self.groups.of(one.casefold()) for one in ids))
        named = (*ids, *inside)
        owns = partial(self.owners.means, person=who.id, email=who.email)
        found = self.roles.of(named) | frozenset(roles)
        if any(owns(name) for name in self.owner_names() if name != ANYBODY):
            found |= {"owner"}
        return Viewer(
            id=who.id,
            name=who.name,
            email=who.email,
            surface=who.surface,
            workspace=who.workspace,
            groups=inside,
            roles=found,
            teams=self.roles.teams_of(named),
            owns=owns,
        )


def folded(groups: Mapping[str, Collection[str]]) -> Groups:
    """Groups whose ids and addresses are compared without their case."""
    return Groups({name: tuple(one.casefold() for one in ids) for name, ids in groups.items()})


class SignedInVisitors:
    """Implements bot.console.viewers.Visitors. `standings` are asked by surface."""

    def __init__(
        self, sessions: Sessions, people: People, clock: Clock, standings: Mapping[str, Standings] | None = None
    ) -> None:
        self._sessions = sessions
        self._people = people
        self._clock = clock
        self._standings = standings or {}

    async def visit(self, request: web.Request) -> Visit:
        """Never raises."""
        token = await self._sessions.token(request)
        signed_in = await self._sessions.signed_in(request, self._clock.now())
        if signed_in is None:
            return Visit("sign_in", csrf=token)
        try:
            standing = await self._standing(signed_in.identity)
            viewer = await asyncio.to_thread(self._people.viewer, signed_in, standing)
        except KeepingError as error:
            _LOG.warning("Who has signed in cannot be looked up (%s)", error)
            return Visit("sign_in", csrf=token, unsure=True)
        return Visit("sign_in", viewer, token)

    async def _standing(self, who: Identity) -> Standing:
        """Whom a platform does not tell of just now is in none of its groups; guests were refused when they came in."""
        platform = self._standings.get(who.surface)
        try:
            return await platform.of(who.workspace, who.id) if platform else Standing()
        except StandingUnknownError as error:
            _LOG.warning("The groups of somebody who has signed in cannot be looked up (%s)", error)
            return Standing()
