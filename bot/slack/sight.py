"""What may be shown: to one person, or to everybody who reads a channel."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Literal

from bot.slack.directory import Directory, LookUpError, Person
from bot.slack.workspace import Workspace

_LOG = logging.getLogger(__name__)

Blurred = Literal["", "groups_unknown", "outsiders_unknown"]


@dataclass(frozen=True, slots=True)
class Sight:
    """The groups whose content may be shown, and whether people from outside read along.

    `blurred` says what could not be looked up; its name is that of the sentence in `bot.chat_words`.
    """

    groups: frozenset[str]
    guests: bool
    blurred: Blurred = ""


class Sights:
    """Decides it by the directory. No verb raises: in doubt less is shown."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def of_person(self, workspace: Workspace, user: str, *, marked_outside: bool = False) -> Sight:
        """For the eyes of one person. What cannot be looked up leaves what everybody may see."""
        try:
            person = await self._directory.person(workspace, user)
            groups = await self._directory.groups_of(workspace, user)
        except LookUpError as error:
            _LOG.warning("An asker could not be looked up (%s)", error)
            return Sight(frozenset(), marked_outside, "groups_unknown")
        outside = person.outside or marked_outside
        return Sight(groups, outside)

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
