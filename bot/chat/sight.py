"""What may be shown: to one person, or to everybody who reads a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.model import Asker, Place

Blurred = Literal["", "groups_unknown", "asker_unknown", "outsiders_unknown"]


@dataclass(frozen=True, slots=True)
class Sight:
    """The groups whose content may be shown, and whether people from outside read along.

    `blurred` says what could not be looked up; its name is that of the sentence in `bot.chat_words`. `language` is the
    person's own, "" where it is not known.
    """

    groups: frozenset[str]
    guests: bool
    blurred: Blurred = ""
    language: str = ""

    def asker(self, person: str) -> Asker:
        """Somebody who asks with these eyes."""
        return Asker(person, groups=self.groups)

    def place(self, place: str, kind: Literal["direct", "channel", "private"], workspace: str) -> Place:
        """A place that is read with these eyes."""
        return Place(place, kind, workspace, self.guests)
