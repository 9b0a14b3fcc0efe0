"""A server on this machine that speaks HTTP as a test's function answers it, and remembers what it was asked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from content_index.connectors import http_session

MUCH = 1 << 30
"""Bytes that an answer which trickles promises."""


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """`trickles`: after its body come further bytes, one by one, for as long as the server serves."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    trickles: bool = False


@dataclass
class Server:
    """`asked` is in the order in which the questions came."""

    url: str
    asked: list[Asked] = field(default_factory=list)

    def paths(self) -> list[str]:
        """What was asked for since the last look, each as often as it was."""
        paths = [asked.path for asked in self.asked]
        self.asked.clear()
        return paths


@contextmanager
def serving(answer: Callable[[Asked], Reply]) -> Iterator[Server]:
    """Until the block is left; then whoever asks finds nobody."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("content-length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            asked = Asked(self.command, parts.path, query, headers, self.rfile.read(length))
            found.asked.append(asked)
            reply = answer(asked)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.status != 304:
                self.send_header("Content-Length", str(len(reply.body) + reply.trickles * MUCH))
            self.end_headers()
            self.wfile.write(reply.body)
            while reply.trickles and not ended.wait(0.02):
                self.wfile.write(b" ")
            self.close_connection = self.close_connection or reply.trickles

        do_GET = do_POST = _answer  # noqa: N815 - the names that the library calls

        def log_message(self, *_: Any) -> None:
            """Tests print nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def get_request(self) -> tuple[socket.socket, Any]:
            request, where = super().get_request()
            connections.append(request)
            return request, where

        def handle_error(self, *_: Any) -> None:
            """A client that has enough of an answer hangs up."""

    ended = threading.Event()
    connections: list[socket.socket] = []
    server = Quiet(("127.0.0.1", 0), Handler)
    found = Server(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield found
    finally:
        ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
        for connection in connections:  # clients keep them open for their next question
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries again at once, and goes through no proxy of this machine."""
    monkeypatch.setattr(http_session, "SECONDS_BEFORE_SECOND_TRY", 0.0)
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
