"""What a library says of a place, without the credentials that opened it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, quote_plus

_SHORTEST_SECRET = 4
"""Shorter ones would blot out half of what is said, and are no secrets."""


def without_secrets(words: str, credentials: Mapping[str, str]) -> str:
    """The words on one line, 300 characters at most. Plain addresses among the credentials may be told."""
    told = " ".join(words.split())
    secrets = {value for value in credentials.values() if len(value) >= _SHORTEST_SECRET and not _is_plain(value)}
    for secret in sorted(secrets, key=len, reverse=True):
        for form in {secret, quote(secret, safe=""), quote_plus(secret)}:
            told = told.replace(form, "…")
    return told[:300]


def _is_plain(value: str) -> bool:
    return value.startswith(("http://", "https://")) and "@" not in value and "?" not in value
