"""Accounts of the console's own: a name and a password, with the roles and groups that an administrator gave them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.viewer import Role

SHORTEST_PASSWORD = 12
"""Characters. Length is what guessing meets (NIST SP 800-63B asks for no mixture of kinds of characters)."""
LONGEST_PASSWORD = 1_000
"""Characters: more would only be work for whoever checks it."""
_HASHER = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Account:
    """`name` is a `login_name`. `password_changed_at` ends the sessions of before.

    `email` is what owners, roles and groups of the settings name its person by.
    """

    name: str
    password_hash: str = field(repr=False)
    roles: tuple[Role, ...]
    groups: tuple[str, ...]
    email: str
    created_at: datetime
    password_changed_at: datetime


def login_name(name: str) -> str:
    """A name as it is kept and compared: case means nothing, nor do two ways to write the same letter."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class Accounts(Protocol):
    """Where accounts are kept. Every verb raises KeepingError where the database is down."""

    def add(self, account: Account) -> bool:
        """A new one. False where the name is taken."""

    def find(self, name: str) -> Account | None:
        """By its name."""

    def listing(self) -> Sequence[Account]:
        """All of them, by name."""

    def change_password(self, name: str, password_hash: str, at: datetime) -> bool:
        """False where there is none of that name."""

    def remove(self, name: str) -> bool:
        """False where there is none of that name."""


class WeakPasswordError(ValueError):
    """The password is too short, or too long. The message says so."""


def hashed(password: str) -> str:
    """What is kept of a password (Argon2id). Raises WeakPasswordError."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise WeakPasswordError(f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD:,} characters.")
    return _HASHER.hash(password)


def is_password_of(password: str, account: Account | None) -> bool:
    """Whether it is; no account takes as long to refuse as a wrong password, so that nobody learns which names exist.

    It takes some hundredths of a second and 64 MiB.
    """
    nobodys = _nobodys()  # made at the first password, whoever's that is, and not when a command starts
    kept = nobodys if account is None else account.password_hash
    try:
        matches = _HASHER.verify(kept, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    return matches and account is not None


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")
