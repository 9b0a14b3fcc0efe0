"""What went wrong with a git repository, in words that name the mend."""

from __future__ import annotations

from collections.abc import Mapping

from dulwich.client import HTTPProxyUnauthorized, HTTPUnauthorized
from dulwich.errors import NotGitRepository

from content_index.connectors.without_secrets import without_secrets

_MAY = "set `token` (or `username` and `password`; `key_file` for SSH) in `credentials`, or renew it"
# What servers and SSH say, and what is meant.
_REFUSED = (" 401 ", " 403 ", "Permission denied", "not authorized", "denied to")


def unreachable(error: Exception, url: str, credentials: Mapping[str, str]) -> str:
    """Why a repository cannot be fetched."""
    words = without_secrets(str(error) or type(error).__name__, credentials)
    if isinstance(error, HTTPUnauthorized) or any(one in words for one in _REFUSED):
        return f"its repository {url} refuses these credentials, or wants some: {_MAY}"
    if isinstance(error, HTTPProxyUnauthorized):
        return f"the proxy on the way to its repository {url} wants credentials: put them into its address"
    if isinstance(error, NotGitRepository) or "not found" in words.casefold():
        return f"there is no repository at {url}, or the credentials may not see it: correct its location, or {_MAY}"
    if "Host key verification failed" in words:
        return f"the host of its repository {url} is not known to SSH: add its key to known_hosts (`ssh-keyscan`)"
    if isinstance(error, FileNotFoundError) and error.filename == "ssh":
        return f"its repository {url} is reached by the command `ssh`, which is not installed: install it"
    return f"its repository {url} cannot be fetched: {words}: correct its location, or try again later"


def refusal(error: Exception | str, credentials: Mapping[str, str]) -> str:
    """Why a push was not taken."""
    words = without_secrets(str(error) or type(error).__name__, credentials)
    if isinstance(error, HTTPUnauthorized) or any(one in words for one in _REFUSED):
        return "the credentials of its repository may not push: let them write, or renew them"
    return f"its repository did not take the push ({words}): let the credentials push to this branch"
