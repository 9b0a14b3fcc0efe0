"""Who the content means by an owner: names and addresses become ids of a chat platform, as the settings say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

ANYBODY = "*"
"""The settings' name for whoever answers for content whose owner is nobody they know."""
_SLACK_ID = re.compile(r"[UWCGS](?=[A-Z]*[0-9])[A-Z0-9]{6,}")
"""A digit tells it from a team that is written in capitals."""
_TEAMS_ID = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|29:\S+|19:[^\s@]+@thread\.(?:tacv2|v2|skype)", re.IGNORECASE
)
"""A person's or a group's in Microsoft Entra, a person's of Teams' own, a channel's or a group chat's."""
_EMAIL = re.compile(r"(?<![^@\s<>])[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")


class Owners:
    """`ids` maps an owner, as documents name them, to ids of people and channels, or to e-mail addresses."""

    def __init__(self, ids: Mapping[str, Sequence[str]]) -> None:
        self._ids = {_plain(name): tuple(given) for name, given in ids.items()}

    def candidates(self, owner: str) -> tuple[str, ...]:
        """Ids and e-mail addresses to try for an owner, best first. Their own name may be an address, or an id."""
        return (*self._own(owner), *self._ids.get(ANYBODY, ()))

    def means(self, owner: str, person: str, email: str = "") -> bool:
        """Whether the content means this person by an owner. To answer for what is nobody's is not to own it."""
        known = {_plain(person), _plain(email)} - {""}
        return any(_plain(one) in known for one in self._own(owner))

    def _own(self, owner: str) -> tuple[str, ...]:
        address = _EMAIL.search(owner)
        return (*self._ids.get(_plain(owner), ()), address[0] if address else owner.strip())


def is_email(candidate: str) -> bool:
    """Whether a candidate is an e-mail address."""
    return _EMAIL.fullmatch(candidate) is not None


def _plain(name: str) -> str:
    """A name as it is compared: case and spaces mean nothing."""
    return " ".join(name.split()).casefold()


def platform_of(candidate: str) -> str | None:
    """The chat platform that an id has the shape of; None for an address, which may be known to any, and for a name."""
    if _SLACK_ID.fullmatch(candidate):
        return "slack"
    return "teams" if _TEAMS_ID.fullmatch(candidate) else None


def is_reachable(candidate: str) -> bool:
    """Whether it has the shape of a chat platform's id (of a person, a channel, a user group) or of an address."""
    return any(known.fullmatch(candidate) for known in (_SLACK_ID, _TEAMS_ID, _EMAIL))


def unresolved(named: Iterable[str], owners: Owners) -> list[str]:
    """The owners among `named` whom a question could not be handed to, each once."""
    return sorted({one for one in named if not any(map(is_reachable, owners.candidates(one)))})
