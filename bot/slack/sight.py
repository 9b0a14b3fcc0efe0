"""What may be shown: to one person, or to everybody who reads a channel."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable
from typing import TypeVar

from bot.chat.sight import Blurred, Sight
from bot.chat.trouble import LookUpError
from bot.slack.directory import SECONDS_TO_LOOK_UP, Directory, Person
from bot.slack.workspace import Workspace

_LOG = logging.getLogger(__name__)

_SECONDS_AT_LEAST = 0.2
_Found = TypeVar("_Found")


class Sights:
    """Decides it by the directory. No verb raises: in doubt less is shown."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def of_person(self, workspace: Workspace, user: str, *, marked_outside: bool = False) -> Sight:
        """For the eyes of one person. What cannot be looked up leaves what everybody may see.

        Everybody are those of the company: where it cannot be told that somebody is one of them, less is left.
        """
        began = time.monotonic()
        person, groups = await asyncio.gather(
            _known(self._directory.person(workspace, user)), _known(self._directory.groups_of(workspace, user))
        )
        if person is None:
            left = max(SECONDS_TO_LOOK_UP - (time.monotonic() - began), _SECONDS_AT_LEAST)
            outside = marked_outside or await _known(self._directory.is_outside(workspace, user, left))
            return Sight(frozenset(), outside is not False, "asker_unknown" if outside is None else "groups_unknown")
        blurred: Blurred = "groups_unknown" if groups is None else ""
        return Sight(groups or frozenset(), person.outside or marked_outside, blurred, person.language)

    async def of_channel(
        self, workspace: Workspace, channel: str, audience: frozenset[str], *, marked_outside: bool = False
    ) -> Sight:
        """For everybody who reads a channel. Doubt about people from outside counts as if there were some.

        `audience` are the groups that the channel's own settings give it.
        """
        groups = self._directory.groups_of_channel(channel) | audience
        if marked_outside:
            return Sight(frozenset(), guests=True)
        try:
            readers = await self._directory.readers(workspace, channel)
        except LookUpError as error:
            _LOG.warning("The readers of a channel could not be looked up (%s)", error)
            return Sight(frozenset(), guests=True, blurred="outsiders_unknown")
        return Sight(frozenset() if readers.outsiders else groups, readers.outsiders)

    async def person(self, workspace: Workspace, user: str) -> Person | None:
        """Who somebody is; None where that cannot be looked up."""
        try:
            return await self._directory.person(workspace, user)
        except LookUpError as error:
            _LOG.warning("A person could not be looked up (%s)", error)
            return None


async def _known(asked: Awaitable[_Found]) -> _Found | None:
    try:
        return await asked
    except LookUpError as error:
        _LOG.warning("An asker could not be looked up (%s)", error)
        return None
