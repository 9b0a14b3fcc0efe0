"""Signs tokens as the Bot Framework does, and serves the keys to check them with, from a thread of its own."""

from __future__ import annotations

import json
import threading
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://api.botframework.com"


@cache
def rsa_key(name: str) -> RSAPrivateKey:
    """The same for the same name, in this process: making one takes a tenth of a second."""
    del name
    return generate_private_key(public_exponent=65537, key_size=2048)


class LocalIssuer:
    """Open between `with` and its end.

    `slow` seconds pass before each answer; while it is `down` there is only a 503. `asked` counts by path.
    """

    def __init__(self, app_id: str, *, port: int = 0) -> None:
        self.app_id = app_id
        self.slow = 0.0
        self.down = False
        self.asked: dict[str, int] = {}
        self.keys: list[dict[str, Any]] = []
        self.kid = ""
        self.publish("first")
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def metadata_url(self) -> str:
        return f"{self.url}/v1/.well-known/openidconfiguration"

    def publish(self, kid: str, endorsements: tuple[str, ...] | None = ("msteams", "webchat")) -> None:
        """Another key beside those that there are; tokens are signed with it from now on."""
        entry: dict[str, Any] = RSAAlgorithm.to_jwk(rsa_key(kid).public_key(), as_dict=True) | {
            "kid": kid,
            "use": "sig",
        }
        if endorsements is not None:
            entry["endorsements"] = list(endorsements)
        self.keys.append(entry)
        self.kid = kid

    def token(
        self,
        service_url: str,
        *,
        signed_with: Any = None,
        algorithm: str = "RS256",
        headers: dict[str, Any] | None = None,
        **overrides: Any,
    ) -> str:
        """A good one, but for what is overridden: claims, where None leaves one out, and what it is signed with."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": self.app_id, "serviceurl": service_url, "nbf": now - 60, "exp": now + 3600}
        claims = {name: value for name, value in (claims | overrides).items() if value is not None}
        key = rsa_key(self.kid) if signed_with is None else signed_with
        return jwt.encode(claims, key, algorithm, {"kid": self.kid} if headers is None else headers)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.asked[self.path] = issuer.asked.get(self.path, 0) + 1
                time.sleep(issuer.slow)
                if issuer.down:
                    self.send_error(503)
                    return
                keys = {"keys": issuer.keys}
                metadata = {"issuer": ISSUER, "jwks_uri": f"{issuer.url}/keys"}
                body = json.dumps(keys if self.path == "/keys" else metadata).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Silent."""

        return Handler
