"""A session with a server: it waits as long as the server asks, tries again, and never for ever."""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.util import Retry

_SECONDS_TO_CONNECT = 10.0
_SECONDS_TO_ANSWER = 60.0
_RETRIES = 4
_LONGEST_WAIT = 120
"""In seconds: a server that wants a longer one is asked at the next reindex."""
_TRIED_AGAIN = (429, 500, 502, 503, 504)
SECONDS_BEFORE_SECOND_TRY = 1.0
"""The next ones double it."""
USER_AGENT = "Cornerman"


class _OurOwn(AuthBase):
    """Else requests would look for a password of the machine's user in his `.netrc`."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class _InTime(HTTPAdapter):
    """Every request has a limit of time, also those that a library sends without one."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        options["timeout"] = options.get("timeout") or (_SECONDS_TO_CONNECT, _SECONDS_TO_ANSWER)
        return super().send(request, *args, **options)


def open_session(
    *, username: str | None = None, password: str | None = None, token: str | None = None
) -> requests.Session:
    """With a name and a password, with a token, or with neither.

    A server that goes on refusing is answered with its last response, not with an error.
    """
    session = requests.Session()
    session.auth = (username, password or "") if username else _OurOwn(token)
    session.headers["User-Agent"] = USER_AGENT
    retries = Retry(
        total=_RETRIES,
        connect=1,
        status_forcelist=_TRIED_AGAIN,
        backoff_factor=SECONDS_BEFORE_SECOND_TRY,
        backoff_max=_LONGEST_WAIT,
        retry_after_max=_LONGEST_WAIT,
        raise_on_status=False,
        raise_on_redirect=False,
    )
    for scheme in ("https://", "http://"):
        session.mount(scheme, _InTime(max_retries=retries, pool_maxsize=8))
    return session


def refusal(status: int, place: str, access: str) -> str:
    """Why a server gives nothing. `place` names it ("its site https://…"), `access` says how credentials are set."""
    match status:
        case 401:
            return f"{place} refuses these credentials, or wants some: {access}"
        case 403:
            return f"{place} does not let these credentials read this: {access}, or let them read it"
        case 404 | 410:
            return f"there is nothing at {place}, or the credentials may not see it: correct its location, or {access}"
        case 429:
            return f"{place} was asked too often and wants to be left alone for a while: try again later"
        case _ if status >= 500:  # noqa: PLR2004 - where a server's own trouble begins
            return f"{place} has trouble of its own (it answers {status}): try again later"
        case _:
            return f"{place} answers {status}, which nobody expected: correct its location"


def out_of_reach(error: Exception, place: str) -> str:
    """Why a server does not answer. What libraries say of an address may hold a secret, so it is not repeated."""
    if isinstance(error, requests.exceptions.SSLError):
        return f"{place} shows a certificate that is not trusted: mend it, or let this machine trust it"
    if isinstance(error, requests.exceptions.ProxyError):
        return f"{place} is behind a proxy that cannot be reached or wants credentials: look at HTTPS_PROXY"
    if isinstance(error, requests.exceptions.Timeout):
        return f"{place} does not answer in time: try again later"
    return f"{place} cannot be reached: correct its location, or try again later"
