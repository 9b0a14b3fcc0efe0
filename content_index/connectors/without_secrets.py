"""What is said of a place, without what opens it: credentials, and what people put into its address instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, quote_plus

_SHORTEST_SECRET = 4
"""Shorter ones would blot out half of what is said, and are no secrets."""
_LEFT_OUT = "…"
_SAID_OPENLY = "branch|folder|space|attachments|meta|everyone|cloud|graph|login"
"""Options of locations that hold no secret."""
_OPENS = re.compile(rf"(?<=://)(?P<who>[^/?#\s]*)(?=@)|(?<=[?&#])(?!(?:{_SAID_OPENLY})=)[^=&#\s]+=(?P<value>[^&#\s]+)")


def without_secrets(words: str, credentials: Mapping[str, str]) -> str:
    """The words on one line, 300 characters at most. Plain addresses among the credentials may be told."""
    told = " ".join(words.split())
    secrets = {value for value in credentials.values() if len(value) >= _SHORTEST_SECRET and not _is_plain(value)}
    for secret in sorted(secrets, key=len, reverse=True):
        for form in {secret, quote(secret, safe=""), quote_plus(secret)}:
            told = told.replace(form, _LEFT_OUT)
    return told[:300]


def shown(location: str) -> str:
    """A location as it may be told: without names, passwords and tokens in it."""
    return _OPENS.sub(lambda found: found[0].removesuffix(_secret(found)) + _LEFT_OUT, location)


def secrets_in(location: str) -> dict[str, str]:
    """What `shown` leaves out, by a number, for `without_secrets`; a password also without the name before it."""
    found = [_secret(one) for one in _OPENS.finditer(location)]
    found += [one.partition(":")[2] for one in found]
    return {str(number): one for number, one in enumerate(found)}


def _secret(found: re.Match[str]) -> str:
    return found["who"] or found["value"] or ""


def _is_plain(value: str) -> bool:
    return value.startswith(("http://", "https://")) and "@" not in value and "?" not in value
