"""What may be shown: to one person, or to everybody who reads a conversation."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable
from typing import TypeVar

from bot.chat.sight import Blurred, Sight
from bot.chat.trouble import LookUpError
from bot.teams.directory import SECONDS_TO_LOOK_UP, Directory
from bot.teams.transport import Address

_LOG = logging.getLogger(__name__)
_SECONDS_AT_LEAST = 0.2
_Found = TypeVar("_Found")


class Sights:
    """Decides it by the directory. No verb raises: in doubt less is shown."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def of_person(self, at: Address, person: str, *, marked_outside: bool = False, language: str = "") -> Sight:
        """For the eyes of one person who is in the conversation `at`. What cannot be looked up leaves what all may see.

        All are those of the company: where it cannot be told that somebody is one of them, less is left. `language` is
        what the person's Teams speaks, as what they wrote told.
        """
        began = time.monotonic()
        known, groups = await asyncio.gather(
            _known(self._directory.person(at, person)), _known(self._directory.groups_of(at, person))
        )
        if known is None:
            left = max(SECONDS_TO_LOOK_UP - (time.monotonic() - began), _SECONDS_AT_LEAST)
            outside = marked_outside or await _known(self._directory.is_outside(at, person, left))
            blurred: Blurred = "asker_unknown" if outside is None else "groups_unknown"
            return Sight(frozenset(), outside is not False, blurred, language)
        blurred = "groups_unknown" if groups is None else ""
        return Sight(groups or frozenset(), known.outside or marked_outside, blurred, language)

    async def of_place(
        self, at: Address, team: str = "", *, group: str = "", marked_outside: bool = False, language: str = ""
    ) -> Sight:
        """For everybody who reads a conversation. Doubt about people from outside counts as if there were some.

        `team` is the one that a channel is of, `group` its group in Microsoft Entra where that is known.
        """
        if marked_outside:
            return Sight(frozenset(), guests=True, language=language)
        try:
            readers = await self._directory.readers(at, team)
        except LookUpError as error:
            _LOG.warning("The readers of a conversation could not be looked up (%s)", error)
            return Sight(frozenset(), guests=True, blurred="outsiders_unknown", language=language)
        if readers.outsiders:
            return Sight(frozenset(), guests=True, language=language)
        return Sight(self._directory.groups_of_place(at.conversation, team, group), guests=False, language=language)


async def _known(asked: Awaitable[_Found]) -> _Found | None:
    try:
        return await asked
    except LookUpError as error:
        _LOG.warning("An asker could not be looked up (%s)", error)
        return None
