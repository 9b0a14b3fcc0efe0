"""Who people are and who reads a conversation, asked of Teams (and of Microsoft Graph) and remembered for a while."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from async_lru import alru_cache

from bot.chat.trouble import LookUpError
from bot.groups import Groups
from bot.owners import is_email
from bot.teams.members import Person, Roster, UnclearError, person_of, plain, roster_of
from bot.teams.transport import Address, Transport, TransportError

SECONDS_REMEMBERED = 600.0
SECONDS_TO_LOOK_UP = 3.0
"""How long an asker waits for a look-up; then the answer is made from what everybody may see."""
_PEOPLE = 10_000
_ROSTERS = 1_000
_ADDRESSES = 50_000
_NOT_THERE = frozenset({400, 404})
"""What Teams answers where an id is nobody's, or nobody's in this conversation."""
_ENTRA_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TROUBLE = (TransportError, UnclearError, TimeoutError, AttributeError, KeyError, TypeError)
"""What a look-up raises where Teams refuses it, does not answer, or answers with something else."""
_Found = TypeVar("_Found")


class EntraGroups(Protocol):
    """What is asked of Microsoft Graph, see `bot.teams.graph.Graph`. Its questions raise LookUpError."""

    async def groups_of(self, person_id: str, group_ids: Sequence[str]) -> frozenset[str]:
        """Those of the groups that a person is in, be it through another group. Ids of nothing do not count."""

    async def close(self) -> None:
        """Close the connections."""

    async def id_of(self, email: str) -> str | None:
        """The object id of one of the company's own people by their address; None where it is nobody's."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads a conversation. `outsiders`: people from outside are among them."""

    outsiders: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked up, as it is remembered: once a join or a leave has been heard of (`version`), anew."""

    at: Address
    version: tuple[int, int]
    what: str = ""


class Directory:
    """Looks people and conversations up. Every verb raises LookUpError.

    `groups` (audiences) and `roles` map a name to the ids of its people (object ids of Microsoft Entra, Teams' own),
    their addresses, the ids of conversations and teams and, where `graph` is given, of groups in Microsoft Entra. What
    is told is remembered for `seconds`; a failure is not.
    """

    def __init__(
        self,
        transport: Transport,
        groups: Mapping[str, Sequence[str]],
        roles: Mapping[str, Sequence[str]] | None = None,
        seconds: float = SECONDS_REMEMBERED,
        *,
        graph: EntraGroups | None = None,
    ) -> None:
        self._transport = transport
        self._graph = graph
        self._groups = _groups(groups)
        self._roles = _groups(roles or {})
        named = {plain(one) for ids in (*groups.values(), *(roles or {}).values()) for one in ids}
        self._names_people_otherwise = any(is_email(one) or one.startswith("29:") for one in named)
        self._entra_ids = tuple(sorted(one for one in named if _ENTRA_ID.fullmatch(one)))
        self._version = 0
        self._changes: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._ids: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._asking: set[asyncio.Future[Any]] = set()
        remembered = alru_cache(maxsize=_PEOPLE, ttl=seconds)
        self._person = remembered(self._fetch_person)
        self._entra_groups = remembered(self._fetch_entra_groups)
        self._entra_id = remembered(self._fetch_entra_id)
        self._roster = alru_cache(maxsize=_ROSTERS, ttl=seconds)(self._fetch_roster)

    async def person(self, at: Address, person: str, team: str = "") -> Person:
        """Somebody who is in the conversation `at`, by their object id or by Teams' own.

        `team` is the one that a channel is of: who leaves that leaves the channel too.
        """
        return await self._look_up("a person", self._person(self._asked(at, team, person)))

    async def groups_of(self, at: Address, person: str) -> frozenset[str]:
        """The groups of a person: those that the settings name them in, and those that a group of theirs is in."""
        return await self._belongs_to(self._groups, at, person)

    async def roles_of(self, at: Address, person: str) -> frozenset[str]:
        """The roles of a person, told like groups."""
        return await self._belongs_to(self._roles, at, person)

    def groups_of_place(self, conversation: str, team: str = "", group: str = "") -> frozenset[str]:
        """The groups that the settings say everybody who reads a conversation is in.

        They may name it, its team, or the team's group in Microsoft Entra. Never raises.
        """
        ids = {plain(one) for one in (_place(conversation), team, group) if one}
        return frozenset[str]().union(*map(self._groups.of, ids))

    async def readers(self, at: Address, team: str = "") -> Readers:
        """Who reads a conversation; `team` is the one that a channel is of: who joins that reads it too."""
        roster = await self._look_up("the members", self._roster(self._asked(at, team)))
        try:
            return Readers(roster.outsiders)
        except UnclearError as error:
            raise LookUpError(f"the members: {error}") from error

    async def id_of_email(self, at: Address, email: str) -> str | None:
        """The person of ours with this address; None where nobody is known to have it.

        Without Microsoft Graph only those are known who have been looked up before, or are in `at`.
        """
        return await self._look_up("an address", self._find_id(self._asked(at), plain(email)))

    async def is_outside(self, at: Address, person: str, seconds: float | None = None) -> bool:
        """Whether somebody is not one of the company's own people: a second way to ask, where `person` fails."""
        roster = await self._look_up("the members", self._roster(self._asked(at)), seconds)
        known = roster.people.get(plain(person))
        if known is None:
            raise LookUpError("the members: somebody is not among them, or not told clearly")
        return known.outside

    async def changed(self, at: Address) -> None:
        """Somebody joined or left: ask anew who reads there, and who people there are. Never raises."""
        place = (at.tenant, _place(at.conversation))
        self._version += 1
        self._changes[place] = self._version
        self._changes.move_to_end(place)
        while len(self._changes) > _ROSTERS:
            self._changes.popitem(last=False)

    async def _belongs_to(self, named: Groups, at: Address, person: str) -> frozenset[str]:
        known, inside = await asyncio.gather(self._ids_of(at, person), self._entra_groups_of(person))
        return frozenset[str]().union(*map(named.of, known | inside))

    async def _ids_of(self, at: Address, person: str) -> frozenset[str]:
        """Everything that may name a person in the settings; Teams is asked only where they name anybody otherwise."""
        if not self._names_people_otherwise:
            return frozenset({plain(person)})
        return (await self.person(at, person)).ids | {plain(person)}

    async def _entra_groups_of(self, person: str) -> frozenset[str]:
        if self._graph is None or not self._entra_ids or not _ENTRA_ID.fullmatch(plain(person)):
            return frozenset()
        return await self._look_up("a person's groups", self._entra_groups(plain(person)))

    def _asked(self, at: Address, team: str = "", what: str = "") -> _Asked:
        place = _place(at.conversation)
        of_place, of_team = (self._changes.get((at.tenant, one), 0) for one in (place, team))
        return _Asked(replace(at, conversation=place), (of_place, of_team), what)

    async def _look_up(self, what: str, asking: Awaitable[_Found], seconds: float | None = None) -> _Found:
        # It goes on when nobody waits any longer: a long list of members would never be known otherwise.
        asked = asyncio.ensure_future(asking)
        self._asking.add(asked)
        asked.add_done_callback(self._heard)
        try:
            async with asyncio.timeout(SECONDS_TO_LOOK_UP if seconds is None else seconds):
                return await asyncio.shield(asked)
        except LookUpError as error:
            raise LookUpError(f"{what}: {error}") from error
        except _TROUBLE as error:
            says_why = isinstance(error, TransportError | UnclearError)
            raise LookUpError(f"{what}: {error if says_why else type(error).__name__}") from error

    def _heard(self, asked: asyncio.Future[Any]) -> None:
        self._asking.discard(asked)
        if not asked.cancelled():
            asked.exception()  # whoever waited has it; asyncio complains of one that nobody looked at

    async def _fetch_person(self, asked: _Asked) -> Person:
        try:
            told = await self._transport.member(asked.at, asked.what)
        except TransportError as error:
            # Not every Teams takes an object id here: Microsoft's local client takes Teams' own alone.
            found = await self._listed(asked) if error.status in _NOT_THERE else None
            if found is None:
                raise
            return found
        person = person_of(told, asked.at.tenant)
        self._keep_addresses(asked.at.tenant, person)
        return person

    async def _listed(self, asked: _Asked) -> Person | None:
        """Asked anew: what is remembered may be of before they left."""
        return (await self._fetch_roster(replace(asked, what=""))).people.get(plain(asked.what))

    async def _fetch_roster(self, asked: _Asked) -> Roster:
        roster = roster_of(await self._transport.members(asked.at), asked.at.tenant)
        if not roster.people:
            raise UnclearError(roster.unclear)
        for person in roster.people.values():
            self._keep_addresses(asked.at.tenant, person)
        return roster

    async def _fetch_entra_groups(self, person: str) -> frozenset[str]:
        if self._graph is None:
            return frozenset()
        return frozenset(map(plain, await self._graph.groups_of(person, self._entra_ids)))

    async def _fetch_entra_id(self, email: str) -> str | None:
        return None if self._graph is None else await self._graph.id_of(email)

    async def _find_id(self, asked: _Asked, email: str) -> str | None:
        refused: LookUpError | None = None
        try:
            found = await self._entra_id(email)
        except LookUpError as error:
            found, refused = None, error
        if found is None and (asked.at.tenant, email) not in self._ids:
            await self._roster(asked)
        found = found or self._ids.get((asked.at.tenant, email))
        if found is None and refused is not None:
            raise refused
        return found

    def _keep_addresses(self, tenant: str, person: Person) -> None:
        """Not of somebody from outside: what their own company says must not make them an owner of ours."""
        if person.outside:
            return
        for address in {plain(person.email), plain(person.login)} - {""}:
            self._ids[(tenant, address)] = person.id
            self._ids.move_to_end((tenant, address))
        while len(self._ids) > _ADDRESSES:
            self._ids.popitem(last=False)


def _groups(members: Mapping[str, Sequence[str]]) -> Groups:
    return Groups({group: tuple(map(plain, ids)) for group, ids in members.items()})


def _place(conversation: str) -> str:
    """A conversation without its thread: the same people read all threads of a channel."""
    return conversation.partition(";messageid=")[0]
