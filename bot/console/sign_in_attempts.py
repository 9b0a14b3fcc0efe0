"""How often a password may be tried: for one account from one address, for one account, and from one address.

Behind a proxy all people come from its address, which is why that limit is wide.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.console.ports import PasswordFailures

WINDOW = timedelta(minutes=15)
BY_BOTH, BY_NAME, BY_ADDRESS = 5, 30, 300
"""Failures within `WINDOW` after which nobody may try again until it has passed."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """Counts in `failures`, which all replicas share. Every verb raises KeepingError."""

    failures: PasswordFailures

    def take(self, name: str, address: str, now: datetime) -> timedelta:
        """One more; or how long somebody must wait before it.

        Call it before the password is checked, so that attempts at the same time count each other.
        """
        limits = {_key(name, address): BY_BOTH, _key(name, ""): BY_NAME, _key("", address): BY_ADDRESS}
        return self.failures.take(limits, now, WINDOW)

    def succeeded(self, name: str, address: str, at: datetime) -> None:
        """The one that was taken then was no failure; and who knows the password may mistype it again."""
        self.failures.give_back([_key(name, ""), _key("", address)], at, all_of=[_key(name, address)])


def _key(name: str, address: str) -> str:
    """Neither names nor addresses are kept."""
    return hashlib.sha256(json.dumps([name, address]).encode()).hexdigest()
