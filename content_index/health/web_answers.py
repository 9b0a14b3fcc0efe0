"""Whether addresses on the web still answer: asked politely, and never of machines that are nobody's business.

A few hosts are asked at a time, each one address after the other, HEAD first and GET where that is refused; a host's
robots.txt is heeded (RFC 9309). Names are looked up once, and the address that was looked up is the one that is
connected to: a link in a page must not reach what only this machine can reach. Proxies of the environment are not used,
for behind one that could not be held to.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urldefrag, urlsplit
from urllib.robotparser import RobotFileParser

import httpx2

from content_index.health.dead_links import web_links
from content_index.health.model import Finding, Part, Severity
from content_index.health.pages import Page

AGENT = "Cornerman-LinkCheck/1.0"
HOSTS_AT_ONCE = 4
SECONDS = 10.0
"""For each step of one request: looking up, connecting, waiting for the answer."""
_REDIRECTS = 5
_ADDRESSES = 2
"""Of a host that has several, one of each kind (IPv6, IPv4) may be out of reach."""
_LONGEST_ROBOTS = 500_000
_TIMES_SILENT = 2
"""After so many addresses that did not answer a host is asked no more."""
_GONE = frozenset({404, 410})
_REFUSED = frozenset({401, 402, 403, 405, 406, 407, 418, 423, 429, 451, 503, 999})
"""Something is there and does not let us in (robots, signed-out people, too many at once): that is no dead link."""
_BAD = 400

Lookup = Callable[[str], Iterable[str]]
"""The addresses of a host's name. Raises OSError."""
Outcome = Literal["alive", "status", "no_answer", "unasked"]


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """What became of an address. `unasked`: robots.txt or a private address forbade it, or its host fell silent."""

    outcome: Outcome
    status: int = 0


class PrivateAddressError(httpx2.TransportError):
    """The address is not one of the public internet."""


def addresses(host: str) -> list[str]:
    """As the system looks them up. Raises OSError."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class CheckedAddresses(httpx2.BaseTransport):
    """Looks names up, refuses addresses that are not public unless `allowed`, and connects to what it found."""

    def __init__(self, allowed: bool, lookup: Lookup = addresses) -> None:
        self._allowed = allowed
        self._lookup = lookup
        self._inner = httpx2.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Raises httpx2.TransportError: PrivateAddressError for an address that is not asked."""
        host = request.url.host
        try:
            found = list(self._lookup(host))
        except (OSError, UnicodeError) as error:
            raise httpx2.ConnectError(f"{host} is not known") from error
        if not found or not (self._allowed or all(map(_is_public, found))):
            raise PrivateAddressError(f"{host} is not on the public internet")
        unreached: httpx2.TransportError = httpx2.ConnectError(f"{host} does not answer")
        for address in found[:_ADDRESSES]:
            asked = httpx2.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,
                extensions={**request.extensions, "sni_hostname": host},
            )
            try:
                return self._inner.handle_request(asked)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                unreached = error
        raise unreached

    def close(self) -> None:
        """Ends its connections."""
        self._inner.close()


def dead_web_links(
    pages: Iterable[Page], *, private: bool, done: Callable[[int, int], None] = lambda _done, _of: None
) -> Iterator[Finding]:
    """Links whose addresses are gone or do not answer. `private`: those that are not public are asked, too.

    `done` is told how many addresses of how many have been dealt with.
    """
    links = list(web_links(pages))
    answers = ask_all({urldefrag(link.target)[0] for _, link in links}, CheckedAddresses(private), done)
    for page, link in links:
        answer = answers[urldefrag(link.target)[0]]
        if answer.outcome in {"status", "no_answer"}:
            severity: Severity = "error" if answer.status in _GONE else "warning"
            parts: dict[str, Part] = {"link": link.target, "why": answer.outcome, "status": answer.status}
            yield Finding("dead-link", severity, page.at(link.line, link.target), parts=parts)


def ask_all(
    urls: Iterable[str], transport: httpx2.BaseTransport, done: Callable[[int, int], None] = lambda _done, _of: None
) -> Mapping[str, WebAnswer]:
    """What became of each address."""
    by_host: dict[str, list[str]] = {}
    for url in sorted(set(urls)):
        by_host.setdefault(_origin(url), []).append(url)
    answers: dict[str, WebAnswer] = {}
    total = sum(map(len, by_host.values()))
    headers = {"User-Agent": AGENT, "Accept": "*/*"}
    with (
        httpx2.Client(
            transport=transport,
            headers=headers,
            timeout=SECONDS,
            follow_redirects=True,
            max_redirects=_REDIRECTS,
            trust_env=False,
        ) as client,
        ThreadPoolExecutor(HOSTS_AT_ONCE, thread_name_prefix="links") as threads,
    ):
        for found in threads.map(lambda each: _ask_host(client, *each), by_host.items()):
            answers |= found
            done(len(answers), total)
    return answers


def _ask_host(client: httpx2.Client, origin: str, urls: list[str]) -> dict[str, WebAnswer]:
    answers, silent = dict[str, WebAnswer](), 0
    robots = _robots(client, origin)
    for url in urls:
        if silent >= _TIMES_SILENT or (robots is not None and not robots.can_fetch(AGENT, url)):
            answers[url] = WebAnswer("unasked")
            continue
        answers[url] = _ask(client, url)
        silent = silent + 1 if answers[url].outcome == "no_answer" else 0
    return answers


def _ask(client: httpx2.Client, url: str) -> WebAnswer:
    try:
        status = client.head(url).status_code
        if status >= _BAD:  # many a server knows no HEAD, or answers it wrongly
            with client.stream("GET", url) as response:  # its body is not read
                status = response.status_code
    except PrivateAddressError:
        return WebAnswer("unasked")
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
        return WebAnswer("no_answer")
    is_alive = status < _BAD or status in _REFUSED
    return WebAnswer("alive") if is_alive else WebAnswer("status", status)


def _robots(client: httpx2.Client, origin: str) -> RobotFileParser | None:
    """What the host wants; None where it says nothing."""
    text = b""
    until = time.monotonic() + SECONDS
    try:
        with client.stream("GET", f"{origin}/robots.txt") as response:
            if response.status_code >= _BAD:
                return None
            for piece in response.iter_bytes():
                text += piece
                if len(text) > _LONGEST_ROBOTS or time.monotonic() > until:
                    break
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
        return None
    rules = RobotFileParser()
    rules.parse(text[:_LONGEST_ROBOTS].decode("utf-8", "replace").splitlines())
    return rules


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not found.is_multicast
