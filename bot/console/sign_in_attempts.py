"""How often a password may be tried: for one account from one address, for one account, and from one address.

Counted in this process's memory: a restart forgets, and each replica counts for itself. With the lengths that passwords
have here, that many more attempts do not make a guess likely. Behind a proxy all people come from its address, which is
why that limit is wide.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
BY_BOTH, BY_NAME, BY_ADDRESS = 5, 30, 300
"""Failures within `WINDOW` after which nobody may try again until it has passed."""
_REMEMBERED = 20_000


class Attempts:
    """Used on the event loop alone."""

    def __init__(self) -> None:
        self._failed: OrderedDict[tuple[str, str], list[datetime]] = OrderedDict()

    def wait(self, name: str, address: str, now: datetime) -> timedelta:
        """How long somebody must wait before the next attempt; nothing where they need not."""
        waits = [self._wait(key, most, now) for key, most in _keys(name, address)]
        return max(waits, default=timedelta(0))

    def failed(self, name: str, address: str, now: datetime) -> None:
        """One more. Call it before the password is checked, so that attempts at the same time count each other."""
        for key, _ in _keys(name, address):
            self._failed[key] = [*self._recent(key, now), now]
            self._failed.move_to_end(key)
        while len(self._failed) > _REMEMBERED:
            self._failed.popitem(last=False)

    def succeeded(self, name: str, address: str, now: datetime) -> None:
        """The latest was no failure; and who knows the password may mistype it again."""
        both, *others = (key for key, _ in _keys(name, address))
        self._failed.pop(both, None)
        for key in others:
            self._failed[key] = self._recent(key, now)[:-1]

    def _wait(self, key: tuple[str, str], most: int, now: datetime) -> timedelta:
        recent = self._recent(key, now)
        return recent[-most] + WINDOW - now if len(recent) >= most else timedelta(0)

    def _recent(self, key: tuple[str, str], now: datetime) -> list[datetime]:
        return [moment for moment in self._failed.get(key, ()) if now - moment < WINDOW]


def _keys(name: str, address: str) -> tuple[tuple[tuple[str, str], int], ...]:
    return ((name, address), BY_BOTH), ((name, ""), BY_NAME), (("", address), BY_ADDRESS)
