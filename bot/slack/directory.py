"""Who people are and who reads a channel, asked of Slack and remembered for a while."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from async_lru import alru_cache
from slack_sdk.errors import SlackApiError

from bot.chat.trouble import LookUpError
from bot.groups import Groups
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.workspace import Workspace

_LOG = logging.getLogger(__name__)

SECONDS_REMEMBERED = 600.0
SECONDS_TO_LOOK_UP = 3.0
"""How long an asker waits for a look-up; then the answer is made from what everybody may see."""
_PEOPLE = 10_000
_PAGE = 200
_USER_GROUP = re.compile(r"S[A-Z0-9]{6,}")
_TROUBLE = (*SLACK_TROUBLE, AttributeError, KeyError, TypeError)
"""What a look-up raises where Slack refuses it, does not answer, or answers with something else.

The SDK itself stumbles (AttributeError) over plain text that a proxy answers as if all were well.
"""
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Person:
    """`outside`: a guest, somebody of another company, or a stranger. `administers`: the workspace."""

    id: str
    outside: bool
    administers: bool
    name: str
    zone: str
    language: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads a channel. `outsiders`: people from outside are among them. `creator` made the channel.

    `member`: the bot is one of them, and may write there.
    """

    outsiders: bool
    creator: str
    direct: bool
    member: bool = True


@dataclass(frozen=True, slots=True)
class _People:
    own: frozenset[str]
    outside: frozenset[str]


class Directory:
    """Looks people and channels up. Every verb raises LookUpError.

    `groups` (audiences) and `roles` map a name to the ids of its people, channels and Slack user groups (S…); `roles`
    to e-mail addresses, too. What Slack says is remembered for `seconds`; a failure is not.
    """

    def __init__(
        self,
        groups: Mapping[str, Sequence[str]],
        roles: Mapping[str, Sequence[str]] | None = None,
        seconds: float = SECONDS_REMEMBERED,
    ) -> None:
        self._groups = Groups(groups)
        self._roles = Groups(roles or {})
        self._role_addresses = Groups(_addresses(roles or {}))
        self._knows_addresses = any(_addresses(roles or {}).values())
        named = {one for ids in (*groups.values(), *(roles or {}).values()) for one in ids}
        self._user_groups = tuple(sorted(one for one in named if _USER_GROUP.fullmatch(one)))
        remembered = alru_cache(maxsize=_PEOPLE, ttl=seconds)
        self._clients: dict[str, Workspace] = {}
        self._asking: set[asyncio.Future[Any]] = set()
        self._person = remembered(self._fetch_person)
        self._members_of = remembered(self._fetch_user_group)
        self._people = alru_cache(maxsize=64, ttl=seconds)(self._fetch_people)
        self._readers = remembered(self._fetch_readers)
        self._by_email = remembered(self._fetch_id_of_email)

    async def person(self, workspace: Workspace, user: str) -> Person:
        """Somebody."""
        return await self._look_up(workspace, self._person, user)

    async def groups_of(self, workspace: Workspace, user: str) -> frozenset[str]:
        """The groups of a person: those that the settings name them in, and those that a user group of theirs is in."""
        return await self._belongs_to(workspace, self._groups, user)

    async def roles_of(self, workspace: Workspace, user: str) -> frozenset[str]:
        """The roles of a person, told like groups, and those that the settings give to their e-mail address.

        What address somebody from outside has is for others to say: they are known by their id alone.
        """
        own = await self._belongs_to(workspace, self._roles, user)
        if not self._knows_addresses:
            return own
        person = await self.person(workspace, user)
        return own if person.outside or not person.email else own | self._role_addresses.of(person.email)

    def groups_of_channel(self, channel: str) -> frozenset[str]:
        """The groups that the settings say everybody who reads a channel is in."""
        return self._groups.of(channel)

    async def readers(self, workspace: Workspace, channel: str) -> Readers:
        """Who reads a channel."""
        return await self._look_up(workspace, self._readers, channel)

    async def id_of_email(self, workspace: Workspace, email: str) -> str | None:
        """The person with this address; None where nobody here has it."""
        return await self._look_up(workspace, self._by_email, email)

    async def is_outside(self, workspace: Workspace, user: str, seconds: float | None = None) -> bool:
        """Whether somebody is not one of the workspace's own people: a second way to ask, where `person` fails."""
        return await self._look_up(workspace, self._is_not_listed, user, seconds)

    async def joined(self, workspace: Workspace, channel: str, user: str) -> None:
        """Somebody joined a channel: ask anew who reads it; and who the guests are, where it is one not known yet."""
        self._readers.cache_invalidate(workspace.id, channel)
        try:
            person = await self.person(workspace, user)
            is_known = not person.outside or user in (await self._people(workspace.id)).outside
        except (LookUpError, *_TROUBLE) as error:
            _LOG.warning("Who joined a channel could not be looked up (%s)", error)
            is_known = False
        if not is_known:
            self._people.cache_invalidate(workspace.id)
            self._readers.cache_invalidate(workspace.id, channel)

    async def _belongs_to(self, workspace: Workspace, named: Groups, user: str) -> frozenset[str]:
        own = named.of(user)
        if not self._user_groups:
            return own
        ask = (self._look_up(workspace, self._members_of, group) for group in self._user_groups)
        members = await asyncio.gather(*ask)
        inside = (group for group, people in zip(self._user_groups, members, strict=True) if user in people)
        return own.union(*(named.of(group) for group in inside))

    async def _look_up(
        self,
        workspace: Workspace,
        ask: Callable[[str, str], Awaitable[_Found]],
        what: str,
        seconds: float | None = None,
    ) -> _Found:
        self._clients[workspace.id] = workspace  # the newest token serves
        # It goes on when nobody waits any longer: a list of guests that takes long would never be known otherwise.
        asked = asyncio.ensure_future(ask(workspace.id, what))
        self._asking.add(asked)
        asked.add_done_callback(self._heard)
        try:
            async with asyncio.timeout(SECONDS_TO_LOOK_UP if seconds is None else seconds):
                return await asyncio.shield(asked)
        except _TROUBLE as error:
            raise LookUpError(f"{getattr(ask, '__name__', 'a look-up')}: {reason_of(error)}") from error

    def _heard(self, asked: asyncio.Future[Any]) -> None:
        self._asking.discard(asked)
        if not asked.cancelled():
            asked.exception()  # whoever waited has it; asyncio complains of one that nobody looked at

    async def _is_not_listed(self, workspace: str, user: str) -> bool:
        return user not in (await self._people(workspace)).own

    async def _fetch_person(self, workspace: str, user: str) -> Person:
        found = await self._clients[workspace].client.users_info(user=user, include_locale=True)
        told: Mapping[str, Any] = found["user"]
        profile = told.get("profile") or {}
        return Person(
            id=user,
            outside=_is_outside(told, workspace),
            administers=bool(told.get("is_admin") or told.get("is_owner")),
            name=str(profile.get("display_name") or told.get("real_name") or told.get("name") or user),
            zone=str(told.get("tz") or "UTC"),
            language=str(told.get("locale") or "en")[:2].lower(),
            email=str(profile.get("email") or "").casefold(),
        )

    async def _fetch_user_group(self, workspace: str, group: str) -> frozenset[str]:
        try:
            found = await self._clients[workspace].client.usergroups_users_list(usergroup=group)
        except SlackApiError as error:
            if reason_of(error) != "no_such_subteam":
                raise
            _LOG.warning("The settings name the user group %s, which is not in use in workspace %s", group, workspace)
            return frozenset()  # one that was given up must not take everybody's other groups
        return frozenset(map(str, found["users"]))

    async def _fetch_people(self, workspace: str) -> _People:
        """Whom Slack lists in a workspace. People of other companies come with channels that are marked themselves."""
        client = self._clients[workspace].client
        pages = _pages(lambda cursor: client.users_list(limit=_PAGE, cursor=cursor), "members")
        people = [one async for one in pages if not one.get("deleted") and not one.get("is_bot")]
        outside = frozenset(str(one["id"]) for one in people if _is_outside(one, workspace))
        return _People(frozenset(str(one["id"]) for one in people) - outside, outside)

    async def _fetch_readers(self, workspace: str, channel: str) -> Readers:
        client = self._clients[workspace].client
        told: Mapping[str, Any] = (await client.conversations_info(channel=channel))["channel"]
        shared = any(told.get(mark) for mark in ("is_ext_shared", "is_pending_ext_shared"))
        outsiders = shared or not await self._holds_none_of((await self._people(workspace)).outside, workspace, channel)
        direct = bool(told.get("is_im"))
        member = direct or told.get("is_member") is not False
        return Readers(outsiders, str(told.get("creator") or ""), direct, member)

    async def _holds_none_of(self, people: frozenset[str], workspace: str, channel: str) -> bool:
        if not people:
            return True
        client = self._clients[workspace].client
        pages = _pages(
            lambda cursor: client.conversations_members(channel=channel, limit=_PAGE, cursor=cursor), "members"
        )
        async for member in pages:
            if member in people:
                return False
        return True

    async def _fetch_id_of_email(self, workspace: str, email: str) -> str | None:
        try:
            found = await self._clients[workspace].client.users_lookupByEmail(email=email)
        except SlackApiError as error:
            if reason_of(error) == "users_not_found":
                return None
            raise
        return str(found["user"]["id"])


def _addresses(named: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The e-mail addresses among what is named, as a person's are kept."""
    return {name: [one.casefold() for one in ids if "@" in one] for name, ids in named.items()}


def _is_outside(told: Mapping[str, Any], workspace: str) -> bool:
    """Guests of one's own workspace are restricted; people of a connected one are strangers or of another team."""
    marks = ("is_restricted", "is_ultra_restricted", "is_stranger")
    if any(told.get(mark) for mark in marks):
        return True
    team = told.get("team_id")
    at_home = workspace in ((told.get("enterprise_user") or {}).get("teams") or ())
    return bool(team) and team != workspace and not at_home and not told.get("is_bot")


async def _pages(ask: Callable[[str | None], Awaitable[Any]], key: str) -> AsyncIterator[Any]:
    """Every item of a list that Slack gives page by page."""
    cursor: str | None = None
    while True:
        page = await ask(cursor)
        for one in page[key]:
            yield one
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
