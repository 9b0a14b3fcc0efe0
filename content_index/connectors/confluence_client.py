"""Confluence's own REST API, Cloud and Data Center alike, through atlassian-python-api: the only file that imports it.

Pages come by CQL from `content/search` and rights from `restriction/byOperation/read`, which both of them have; what
Cloud has taken out of the first version of its API is not used.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests
from atlassian.confluence import ConfluenceServer

from content_index.connectors.http_session import open_session, out_of_reach, refusal
from content_index.connectors.paging import Paging
from content_index.connectors.time_limit import in_time
from content_index.ports import SourceError, UnreadableFileError

logging.getLogger("atlassian").setLevel(logging.INFO)  # else it tells whole answers, the words of pages among them

Json = Mapping[str, Any]

_AT_ONCE = 50
_READERS_AT_ONCE = 200
_READ_AT_ONCE = 1 << 16
_ACCESS = (
    "set `username` (an e-mail address) and `token` for Cloud, or `token` alone for Data Center, in `credentials`, "
    "or renew the token"
)


class ConfluenceClient:
    """What one account sees. Safe to be asked from several threads."""

    def __init__(self, url: str, credentials: Mapping[str, str]) -> None:
        username, token = credentials.get("username"), credentials.get("token")
        password = credentials.get("password") or token
        self._url = url.rstrip("/")
        session = open_session(username=username, password=password) if username else open_session(token=token)
        self._session = session
        self._client: Any = ConfluenceServer(  # type: ignore[no-untyped-call]
            self._url, session=session, retry_with_header=False
        )

    @property
    def place(self) -> str:
        """As messages name it."""
        return f"its Confluence {self._url}"

    def search(self, cql: str, expand: str) -> Iterator[tuple[Json, str]]:
        """Each content that fits, with the address that links of it begin with. Raises SourceError."""
        params: dict[str, Any] = {"cql": cql, "expand": expand, "limit": _AT_ONCE}
        paging = Paging(self.place)
        while True:
            answer = self._get("rest/api/content/search", params)
            if answer.status_code == HTTPStatus.BAD_REQUEST:
                raise SourceError(
                    f"{self.place} knows no such space, or the credentials may not see it: correct `space` in its "
                    f"location, or {_ACCESS}"
                )
            found = self._json(answer)
            links = found.get("_links") or {}
            for content in found.get("results") or ():
                yield content, str(links.get("base") or self._url)
            following = urlsplit(str(links.get("next") or "")).query
            if not following:
                return
            # Only what it asks for is taken over: behind a proxy, its host and path are not always ours.
            params = dict(parse_qsl(paging.following(following), keep_blank_values=True))

    def readers(self, content_id: str) -> Json | None:
        """Who alone may read a content, as a restriction of it; None where that cannot be told. Raises SourceError."""
        users: list[Json] = []
        groups: list[Json] = []
        start = 0
        paging = Paging(self.place)
        while True:
            params = {"expand": "restrictions.user,restrictions.group", "start": start, "limit": _READERS_AT_ONCE}
            answer = self._get(f"rest/api/content/{content_id}/restriction/byOperation/read", params)
            if answer.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
                return None
            told = self._json(answer).get("restrictions") or {}
            try:
                more_users, more_groups = told["user"]["results"], told["group"]["results"]
            except (KeyError, TypeError):
                return None
            users.extend(more_users)
            groups.extend(more_groups)
            if max(len(more_users), len(more_groups)) < _READERS_AT_ONCE:
                return {"restrictions": {"user": {"results": users}, "group": {"results": groups}}}
            start += _READERS_AT_ONCE
            # Nothing but what it gives tells that it repeats.
            paging.following(json.dumps([more_users, more_groups], sort_keys=True))

    def ourselves(self) -> Json:
        """The account of the credentials; nothing where it is not told. Raises SourceError."""
        answer = self._get("rest/api/user/current", {})
        return self._json(answer) if answer.status_code == HTTPStatus.OK else {}

    def download(self, path: str, most: int) -> bytes:
        """A file that hangs on a page. Raises UnreadableFileError and SourceError."""

        def fetch() -> bytes:
            with self._session.get(f"{self._url}{path}", stream=True) as answer:
                if answer.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
                    raise UnreadableFileError("it hangs on its page no more")
                self._look(answer)
                content = b""
                for piece in answer.iter_content(_READ_AT_ONCE):
                    content += piece
                    if len(content) > most:
                        break
                return content

        try:
            return in_time(fetch, self.place)
        except (requests.RequestException, OSError) as error:
            raise SourceError(out_of_reach(error, self.place)) from None

    def _get(self, path: str, params: Mapping[str, Any]) -> requests.Response:
        try:
            ask = partial(self._client.get, path, params=dict(params), advanced_mode=True)
            answer: requests.Response = in_time(ask, self.place)
        except (requests.RequestException, OSError) as error:
            raise SourceError(out_of_reach(error, self.place)) from None
        return answer

    def _json(self, answer: requests.Response) -> Json:
        self._look(answer)
        try:
            told = answer.json()
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise SourceError(f"{self.place} answers with a page, not with data: correct its location, or {_ACCESS}")
        return told

    def _look(self, answer: requests.Response) -> None:
        if answer.status_code != HTTPStatus.OK:
            raise SourceError(refusal(answer.status_code, self.place, _ACCESS))


def address_of(base: str, webui: str) -> str:
    """The address of a page in a browser: what it says of itself stands below the base, context path and all."""
    return urljoin(f"{base.rstrip('/')}/", webui.lstrip("/"))
