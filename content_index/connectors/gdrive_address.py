"""Which folder of Google Drive is meant, as the location of a source says it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from content_index.ports import SourceError

_FORM = "write it as gdrive://ID, with what stands behind /folders/ in the address of the folder"
_ID = re.compile(r"[\w-]{5,}")
_API = "https://www.googleapis.com"
_CREDENTIALS = ("key", "key_file", "subject")


@dataclass(frozen=True, slots=True)
class DriveAddress:
    """`folder` is an id, also of a whole shared drive; `api` is where Google's API is.

    `everyone` are groups that all are in, and the company's domains.
    """

    folder: str
    everyone: frozenset[str]
    api: str = _API


@dataclass(frozen=True, slots=True)
class DriveAccess:
    """The key of a service account, as JSON, and in whose name it reads (its own where nobody is named)."""

    key: str = field(repr=False)
    subject: str | None = None


def read_address(location: str) -> DriveAddress:
    """`gdrive://1AbC_dEf#everyone=acme.example&everyone=all-sales@acme.example`. Raises SourceError."""
    try:
        parts = urlsplit(location)
        options = parse_qsl(parts.fragment, strict_parsing=True) if parts.fragment else []
    except ValueError as error:
        raise SourceError(f"its location is no address: {_FORM}") from error
    names = [name for name, _ in options]
    if names.count("api") > 1 or not set(names) <= {"api", "everyone"} or parts.query:
        raise SourceError(f"its location says something beside everyone and api: {_FORM}")
    if parts.path.strip("/") or not _ID.fullmatch(parts.netloc):
        raise SourceError(f"its location names no folder: {_FORM}")
    everyone = frozenset(value.casefold() for name, value in options if name == "everyone")
    api = dict(options).get("api", _API)
    if not api.startswith("https://"):
        raise SourceError("its location names an address for `api` that does not begin with https://")
    return DriveAddress(parts.netloc, everyone, api.rstrip("/"))


def read_access(credentials: Mapping[str, str]) -> DriveAccess:
    """Raises SourceError where there is no key, or it cannot be read."""
    unknown = sorted(credentials.keys() - set(_CREDENTIALS))
    given = [credentials[name] for name in ("key", "key_file") if credentials.get(name)]
    if unknown or len(given) != 1:
        wrong = f"hold {', '.join(unknown)}" if unknown else "want one of key and key_file"
        raise SourceError(f"its `credentials` {wrong}: give the key of a service account, and `subject` if it has one")
    key = credentials.get("key") or ""
    if not key:
        try:
            key = Path(credentials["key_file"]).expanduser().read_text("utf-8")
        except (OSError, ValueError) as error:
            words = getattr(error, "strerror", None) or "it is no text"
            raise SourceError(f"the `key_file` of its credentials cannot be read: {words}: correct the path") from None
    return DriveAccess(key, credentials.get("subject") or None)
