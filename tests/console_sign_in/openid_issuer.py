"""An OpenID Connect provider on this machine that speaks the real protocol: discovery, authorize, token, keys."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self
from urllib.parse import urlencode

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm


@cache
def rsa_key(name: str) -> RSAPrivateKey:
    """The same for the same name, in this process: making one takes a tenth of a second."""
    del name
    return generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Issuer:
    """Serves while the `async with` block runs. Whoever is sent here is signed in as `person` at once.

    `bend` changes what goes into the next tokens: claims (None leaves one out). `sign` may replace how they are signed.
    `down` names paths that answer 503; `refuses` is the error that people are sent back with.
    """

    client_id: str
    client_secret: str
    path: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    bend: dict[str, Any] = field(default_factory=dict)
    sign: Any = None
    refuses: str = ""
    down: set[str] = field(default_factory=set)
    says_pkce: bool = True
    kid: str = "first"
    published: list[str] = field(default_factory=lambda: ["first"])
    asked: dict[str, int] = field(default_factory=dict)
    seen: dict[str, dict[str, str]] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get(f"{self.path}/.well-known/openid-configuration", self._metadata)
        app.router.add_get("/authorize", self._authorize)
        app.router.add_post("/token", self._token)
        app.router.add_get("/keys", self._keys)
        self._stack = AsyncExitStack()
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.host = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def url(self) -> str:
        """What it calls itself."""
        return self.host + self.path

    def _heard(self, request: web.Request) -> None:
        self.asked[request.path] = self.asked.get(request.path, 0) + 1
        if request.path in self.down:
            raise web.HTTPServiceUnavailable

    async def _metadata(self, request: web.Request) -> web.Response:
        self._heard(request)
        told: dict[str, Any] = {
            "issuer": self.url, "authorization_endpoint": f"{self.host}/authorize",
            "token_endpoint": f"{self.host}/token", "jwks_uri": f"{self.host}/keys",
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }  # fmt: skip
        if self.says_pkce:
            told["code_challenge_methods_supported"] = ["S256"]
        return web.json_response(told)

    async def _authorize(self, request: web.Request) -> web.Response:
        self._heard(request)
        query = dict(request.query)
        assert query["response_type"] == "code"
        assert query["client_id"] == self.client_id
        assert set(query["scope"].split()) == {"openid", "profile", "email"}
        back = {"state": query["state"]}
        if self.refuses:
            back["error"] = self.refuses
        else:
            back["code"] = secrets.token_urlsafe()
            self.seen[back["code"]] = query
        raise web.HTTPFound(f"{query['redirect_uri']}?{urlencode(back)}")

    async def _token(self, request: web.Request) -> web.Response:
        self._heard(request)
        form = {name: str(value) for name, value in (await request.post()).items()}
        query = self.seen.pop(form.get("code", ""), None)
        known = (form.get("client_id"), form.get("client_secret")) == (self.client_id, self.client_secret)
        if query is None or not known or form["redirect_uri"] != query["redirect_uri"]:
            return web.json_response({"error": "invalid_grant"}, status=400)
        if "code_challenge" in query:
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != query["code_challenge"]:
                return web.json_response({"error": "invalid_grant"}, status=400)
        token = {"access_token": "xoxp-access", "token_type": "Bearer", "expires_in": 3600}
        return web.json_response(token | {"id_token": self.id_token(query["nonce"])})

    async def _keys(self, request: web.Request) -> web.Response:
        self._heard(request)
        keys = [
            {**RSAAlgorithm.to_jwk(rsa_key(kid).public_key(), as_dict=True), "kid": kid, "use": "sig"}
            for kid in self.published
        ]
        return web.json_response({"keys": [*keys, {"kty": "odd", "kid": "x"}]})

    def id_token(self, nonce: str) -> str:
        """A good one, but for `bend` and `sign`."""
        now = int(time.time())
        claims = {"iss": self.url, "aud": self.client_id, "sub": "s1", "iat": now, "exp": now + 300, "nonce": nonce}
        claims = {name: value for name, value in (claims | self.person | self.bend).items() if value is not None}
        if self.sign is not None:
            return str(self.sign(claims))
        return jwt.encode(claims, rsa_key(self.kid), "RS256", {"kid": self.kid})


def unsigned(claims: dict[str, Any]) -> str:
    """alg none."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."
