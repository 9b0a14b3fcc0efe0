"""Which groups of Microsoft Entra somebody is in, asked for those who signed in to the console with Microsoft."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from async_lru import alru_cache

from bot.chat.trouble import LookUpError
from bot.standing import Standing, StandingUnknownError
from bot.teams.directory import SECONDS_REMEMBERED, EntraGroups
from bot.teams.members import plain

_PEOPLE = 10_000


class EntraStandings:
    """Implements bot.standing.Standings. `named` is what the settings name people and groups by.

    Whether somebody is a guest stands in what they signed in with.
    """

    def __init__(self, graph: EntraGroups, named: Iterable[str], seconds: float = SECONDS_REMEMBERED) -> None:
        self._graph = graph
        self._ids = tuple(sorted({plain(one) for one in named if _is_entra_id(one)}))
        self._groups_of = alru_cache(maxsize=_PEOPLE, ttl=seconds)(self._asked)

    async def of(self, workspace: str, person: str) -> Standing:
        """Raises StandingUnknownError."""
        del workspace
        try:
            return Standing(await self._groups_of(plain(person)))
        except LookUpError as error:
            raise StandingUnknownError(str(error)) from error

    async def _asked(self, person: str) -> frozenset[str]:
        return frozenset(map(plain, await self._graph.groups_of(person, self._ids))) if self._ids else frozenset()


def _is_entra_id(one: str) -> bool:
    try:
        return str(UUID(one)) == plain(one)
    except ValueError:
        return False
