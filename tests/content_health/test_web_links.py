"""Addresses on the web are asked politely, and none that is nobody's business."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from content_index.health.pages import read_page
from content_index.health.web_answers import CheckedAddresses, WebAnswer, ask_all, dead_web_links
from content_index.model import Document

ROBOTS = b"User-agent: *\nDisallow: /kept-out\n"
STATUS = {"/gone": 410, "/missing": 404, "/broken": 500, "/login": 401, "/busy": 429}


class Site(ThreadingHTTPServer):
    """A website that keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str]] = []

    def url(self, path: str = "", host: str = "site.example") -> str:
        return f"http://{host}:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer(body=ROBOTS if self.path == "/robots.txt" else b"words")

    def _answer(self, body: bytes = b"") -> None:
        self.server.asked.append((self.command, self.path))
        led = {"/moved": "/here", "/inside": "http://inside.example:1/x", "/round": "/round"}.get(self.path)
        no_head = self.path == "/no-head" and self.command == "HEAD"
        self.send_response(302 if led else 405 if no_head else STATUS.get(self.path, 200))
        if led:
            self.send_header("Location", led)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def looked_up(host: str) -> list[str]:
    if host == "unknown.example":
        raise OSError("no such name")
    return {"inside.example": ["10.0.0.7"]}.get(host, ["127.0.0.1"])


def asked(site: Site, *paths: str) -> dict[str, WebAnswer]:
    found = ask_all([site.url(path) for path in paths], CheckedAddresses(allowed=True, lookup=looked_up))
    return {url.removeprefix(site.url()): answer for url, answer in found.items()}


def test_only_what_is_gone_broken_or_silent_is_dead(site: Site) -> None:
    paths = ("/here", "/moved", "/no-head", "/login", "/busy", "/gone", "/missing", "/broken", "/round")
    found = asked(site, *paths)
    assert {path: found[path].outcome for path in paths[:5]} == dict.fromkeys(paths[:5], "alive")
    assert [found[path].status for path in ("/gone", "/missing", "/broken")] == [410, 404, 500]
    assert found["/round"].outcome == "no_answer"


def test_robots_are_heeded_and_each_address_is_asked_once(site: Site) -> None:
    assert asked(site, "/kept-out", "/here", "/here")["/kept-out"] == WebAnswer("unasked")
    assert Counter(site.asked) == {("GET", "/robots.txt"): 1, ("HEAD", "/here"): 1}


def test_get_is_tried_where_head_is_refused(site: Site) -> None:
    asked(site, "/no-head", "/here")
    assert ("GET", "/no-head") in site.asked
    assert ("GET", "/here") not in site.asked


def test_a_name_that_is_unknown_does_not_answer() -> None:
    url = "http://unknown.example/a"
    assert ask_all([url], CheckedAddresses(allowed=True, lookup=looked_up)) == {url: WebAnswer("no_answer")}


def test_a_host_that_stays_silent_is_asked_no_more() -> None:
    urls = [f"http://unknown.example/{number}" for number in range(4)]
    found = ask_all(urls, CheckedAddresses(allowed=True, lookup=looked_up))
    assert [found[url].outcome for url in urls] == ["no_answer", "no_answer", "unasked", "unasked"]


@pytest.mark.parametrize("host", ["site.example", "127.0.0.1"])
def test_private_addresses_are_not_even_connected_to(site: Site, host: str) -> None:
    url = site.url("/here", host)
    assert ask_all([url], CheckedAddresses(allowed=False, lookup=looked_up)) == {url: WebAnswer("unasked")}
    assert site.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("10.1.2.3", False), ("192.168.0.1", False), ("169.254.169.254", False),
        ("127.0.0.1", False), ("0.0.0.0", False), ("::1", False), ("fd00::1", False), ("::ffff:10.0.0.1", False),
        ("fe80::1%eth0", False), ("224.0.0.1", False), ("100.64.0.1", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    url = "http://somewhere.example:1/x"
    transport = CheckedAddresses(allowed=False, lookup=lambda _host: [address])
    transport._inner = Unreached()
    assert (ask_all([url], transport)[url].outcome == "no_answer") is public


class Unreached:
    """Implements httpx2.BaseTransport: nobody is at home."""

    def handle_request(self, request: object) -> object:
        import httpx2

        raise httpx2.ConnectError("nobody is at home")

    def close(self) -> None:
        pass


def test_a_way_that_leads_inside_is_not_followed(site: Site) -> None:
    lookup = lambda host: ["93.184.216.34"] if host == "site.example" else looked_up(host)  # noqa: E731
    transport = CheckedAddresses(allowed=False, lookup=lookup)
    inner, reached = transport._inner, list[str]()

    class Redirecting:
        def handle_request(self, request: object) -> object:
            import httpx2

            reached.append(str(request.url))  # type: ignore[attr-defined]
            return httpx2.Response(302, headers={"Location": "http://inside.example/x"}, request=request)  # type: ignore[arg-type]

        def close(self) -> None:
            inner.close()

    transport._inner = Redirecting()  # type: ignore[assignment]
    assert ask_all(["http://site.example/"], transport)["http://site.example/"] == WebAnswer("unasked")
    assert {address for address in reached if "10.0.0.7" in address or "inside" in address} == set()


def test_dead_links_of_pages_are_told_with_their_line(site: Site) -> None:
    document = Document("d", "wiki", "page.md", "Page", "page", "en", "f")
    missing, here = site.url("/missing", "127.0.0.1"), site.url("/here#part", "127.0.0.1")
    page = read_page(document, f"# Page\n\nWords [a]({missing}) and [b]({here}).\n\n[c](other.md)\n")
    told: list[tuple[int, int]] = []
    (one,) = dead_web_links([page], private=True, done=lambda *counts: told.append(counts))
    assert (one.severity, one.place.line, one.parts) == (
        "error",
        3,
        {"link": missing, "why": "status", "status": 404},
    )
    assert told == [(2, 2)]
    assert list(dead_web_links([page], private=False)) == []
