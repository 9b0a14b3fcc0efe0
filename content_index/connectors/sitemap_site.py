"""A website as a polite guest sees it: its robots.txt is kept to, nothing is asked of another host."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from functools import cached_property, partial
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests
from protego import Protego

from content_index.connectors.http_session import USER_AGENT, open_session, out_of_reach, refusal
from content_index.connectors.time_limit import in_time
from content_index.ports import SourceError

_MOST_REDIRECTS = 5
_READ_AT_ONCE = 1 << 16
_MOST_ROBOTS = 512_000
"""In bytes, as RFC 9309 has it."""
_MOST_FAILURES = 5
"""Pages in a row that the site has trouble with; then it is the site's own trouble."""
_LONGEST_PAUSE = 30.0
"""In seconds, between two pages; a site that asks for a longer one gets this."""
_ACCESS = "set `username` and `password`, or `token`, in `credentials`, or renew them"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site said. `content` is None where it is larger than was allowed.

    `moved` leads to another host, `circles` from one address to the next without an end.
    """

    status: int
    content: bytes | None = b""
    kind: str = ""
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    moved: bool = False
    circles: bool = False


class Site:
    """The host of a sitemap. Safe to be asked from several threads."""

    def __init__(self, url: str, credentials: dict[str, str]) -> None:
        self.root = root_of(url)
        self._credentials = credentials
        self._turn = threading.Lock()
        self._next = 0.0
        self._failed = 0

    @property
    def place(self) -> str:
        """As messages name it."""
        return f"its site {self.root}"

    def get(self, url: str, most: int, *, etag: str | None = None, modified: str | None = None) -> Answer:
        """The answer to one address, through redirects on the same host. Raises SourceError where none comes."""
        headers = {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)) if value}
        for _ in range(_MOST_REDIRECTS + 1):
            if root_of(url) != self.root:
                return Answer(HTTPStatus.FOUND, moved=True)
            try:
                answer = in_time(partial(self._ask, url, headers, most), self.place)
            except (requests.RequestException, OSError) as error:
                raise SourceError(out_of_reach(error, self.place)) from None
            if isinstance(answer, Answer):
                return answer
            url = urljoin(url, answer)
        return Answer(HTTPStatus.FOUND, circles=True)

    def _ask(self, url: str, headers: Mapping[str, str], most: int) -> Answer | str:
        """The answer, or the address that it leads to."""
        with self._session.get(url, headers=headers, stream=True, allow_redirects=False) as answer:
            return answer.headers["location"] if answer.is_redirect else _told(answer, most)

    def page(self, url: str, most: int, *, etag: str | None = None, modified: str | None = None) -> Answer:
        """The same for a page, after the pause that robots.txt asks for. Raises SourceError where the site is down."""
        self._wait()
        answer = self.get(url, most, etag=etag, modified=modified)
        self._failed = self._failed + 1 if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR else 0
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS or self._failed >= _MOST_FAILURES:
            raise SourceError(self.refused(answer))
        return answer

    def refused(self, answer: Answer, what: str = "") -> str:
        """Why the site itself, or `what` of it, cannot be had, in words."""
        place = what or self.place
        if answer.moved:
            return f"{place} has moved to another host: correct its location"
        if answer.circles:
            return (
                f"{place} leads from one address to the next without an end: correct its location, or try again later"
            )
        return refusal(answer.status, place, _ACCESS)

    def may_read(self, url: str) -> bool:
        """Whether robots.txt lets us. Raises SourceError where it cannot be read: then nothing may be (RFC 9309)."""
        return self._robots.can_fetch(url, USER_AGENT)

    @cached_property
    def pause(self) -> float:
        """Seconds between two pages, as robots.txt asks."""
        return min(self._robots.crawl_delay(USER_AGENT) or 0.0, _LONGEST_PAUSE)

    @cached_property
    def _session(self) -> requests.Session:
        told = self._credentials
        return open_session(username=told.get("username"), password=told.get("password"), token=told.get("token"))

    @cached_property
    def _robots(self) -> Protego:
        answer = self.get(f"{self.root}/robots.txt", _MOST_ROBOTS)
        if answer.status == HTTPStatus.OK and answer.content is not None:
            return Protego.parse(answer.content.decode("utf-8", "replace"))
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise SourceError(
                f"{self.place} cannot tell now what may be read (robots.txt answers {answer.status}): try again later"
            )
        return Protego.parse("")

    def _wait(self) -> None:
        if not self.pause:
            return
        with self._turn:
            now = time.monotonic()
            turn = max(self._next, now)
            self._next = turn + self.pause
        time.sleep(turn - now)


def root_of(url: str) -> str:
    """`https://www.acme.example` of any address there; "" where there is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    if usual is None or not parts.hostname or parts.username is not None:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return urlunsplit((parts.scheme, host if port in {None, usual} else f"{host}:{port}", "", "", ""))


def _told(answer: requests.Response, most: int) -> Answer:
    content: bytes | None = b""
    if answer.status_code == HTTPStatus.OK:
        pieces, size = [], 0
        for piece in answer.iter_content(_READ_AT_ONCE):
            pieces.append(piece)
            size += len(piece)
            if size > most:
                break
        content = b"".join(pieces) if size <= most else None
    kind = Message()
    kind["content-type"] = answer.headers.get("content-type", "")
    return Answer(
        answer.status_code,
        content,
        kind.get_content_type() if answer.headers.get("content-type") else "",
        kind.get_content_charset(),
        answer.headers.get("etag"),
        answer.headers.get("last-modified"),
    )
