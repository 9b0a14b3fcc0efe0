"""Who the content means by an owner: names and addresses become ids of a chat platform, as the settings say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

ANYBODY = "*"
"""The settings' name for whoever answers for content whose owner is nobody they know."""
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")


class Owners:
    """`ids` maps an owner, as documents name them, to ids of people and channels, or to e-mail addresses."""

    def __init__(self, ids: Mapping[str, Sequence[str]]) -> None:
        self._ids = {name.casefold(): tuple(given) for name, given in ids.items()}

    def candidates(self, owner: str) -> tuple[str, ...]:
        """Ids and e-mail addresses to try for an owner, best first. Their own name may be an address, or an id."""
        named = self._ids.get(owner.strip().casefold(), ())
        address = _EMAIL.search(owner)
        own = (address[0],) if address else (owner.strip(),)
        return (*named, *own, *self._ids.get(ANYBODY, ()))

    def names_of(self, person: str, email: str = "") -> frozenset[str]:
        """The owners' names, casefolded, that mean this person."""
        known = {person, email.casefold()} - {""}
        return frozenset(
            name
            for name, ids in self._ids.items()
            if name != ANYBODY and known & {one.casefold() for one in ids} | (known & set(ids))
        ) | frozenset(known)


def is_email(candidate: str) -> bool:
    """Whether a candidate is an e-mail address."""
    return _EMAIL.fullmatch(candidate) is not None
