"""Where a git repository is, as the location of a source says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from content_index.connectors.without_secrets import shown
from content_index.ports import SourceError

Transport = Literal["https", "http", "ssh", "file"]
TRANSPORTS: tuple[Transport, ...] = ("https", "http", "ssh", "file")
_FORM = "write it as git+https://HOST/OWNER/REPOSITORY.git#branch=BRANCH&folder=FOLDER"
_CREDENTIALS = {"https": ("token", "username", "password"), "ssh": ("username", "key_file"), "file": ()}
_ANY_USER = "x-token-auth"
"""Who a token speaks for: Bitbucket wants this name, and GitHub, GitLab and Gitea take any."""


@dataclass(frozen=True, slots=True)
class GitAddress:
    """`url` is what git itself would be told. `branch` None: the repository's own. `folder` "": all of it."""

    transport: Transport
    url: str
    branch: str | None
    folder: str


@dataclass(frozen=True, slots=True)
class GitAccess:
    """What opens a repository. `key_file` is the path of a private key for SSH."""

    username: str | None = None
    password: str | None = field(default=None, repr=False)
    key_file: str | None = None


def read_address(location: str) -> GitAddress:
    """`git+https://host/owner/repository.git#branch=main&folder=sales/cards`. Raises SourceError."""
    scheme, _, rest = location.partition("#")[0].partition("://")
    before, at, _ = rest.rpartition("@")
    if at and scheme != "git+file" and (scheme != "git+ssh" or ":" in before or "/" in before):
        # It is not repeated in words: it may be a token.
        raise SourceError("its location holds a name or a password: put them into `credentials` of the source instead")
    try:
        parts = urlsplit(location)
        known = parse_qsl(parts.fragment, strict_parsing=True, keep_blank_values=True) if parts.fragment else []
        whole = bool(parts.hostname) or parts.scheme == "git+file"
        _ = parts.port
    except ValueError as error:
        raise SourceError(f"its location is no address of a repository: {_FORM}") from error
    asked = dict(known)
    if len(asked) != len(known) or not asked.keys() <= {"branch", "folder"} or parts.query:
        raise SourceError(
            f"its location {shown(location)!r} says something beside `branch` and `folder`, each once: {_FORM}"
        )
    if not whole or parts.path.strip("/") == "":
        raise SourceError(f"its location {shown(location)!r} names no repository: {_FORM}")
    steps = [step for step in asked.get("folder", "").split("/") if step not in {"", "."}]
    if ".." in steps:
        raise SourceError(f"its location {shown(location)!r} names a folder outside the repository: {_FORM}")
    transport = cast("Transport", parts.scheme.removeprefix("git+"))
    path = unquote(parts.path) if transport == "file" else parts.path
    return GitAddress(
        transport, urlunsplit((transport, parts.netloc, path, "", "")), asked.get("branch") or None, "/".join(steps)
    )


def read_access(transport: Transport, credentials: Mapping[str, str]) -> GitAccess:
    """A token is a password whose owner need not be named. Raises SourceError for what cannot be used."""
    names = _CREDENTIALS["https" if transport == "http" else transport]
    unknown = sorted(credentials.keys() - set(names))
    if unknown:
        usable = ", ".join(names) or "none"
        raise SourceError(f"its `credentials` hold {', '.join(unknown)}; git+{transport} knows {usable}: correct them")
    password = credentials.get("token") or credentials.get("password") or None
    username = credentials.get("username") or (_ANY_USER if password else None)
    return GitAccess(username, password, credentials.get("key_file") or None)
