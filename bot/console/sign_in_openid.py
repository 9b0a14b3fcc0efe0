"""OpenID Connect: somebody is sent to where they sign in, and who they are is read from what comes back.

The authorization code flow with PKCE (RFC 7636), `state` and `nonce`. An ID token counts only with the provider's own
signature, made for this client, in time, and with the nonce of this very sign-in (OpenID Connect Core, 3.1.3.7).
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

_SECONDS = 10.0
"""How long the provider may take to answer."""
_REMEMBERED = 3_600.0
"""Seconds for which a provider's addresses and keys are believed."""
_AGAIN_AFTER = 30.0
"""Seconds before keys are asked for again because a token names one that is not among them."""
_ALGORITHMS = ("RS256",)
"""What Slack and Microsoft sign with. Others, `none` and those with a shared secret among them, are refused."""
_LEEWAY = 60
"""Seconds by which the clocks may differ."""


class ProviderError(Exception):
    """The provider did not answer, or not as it should. The message says why, without what was secret."""


class BadTokenError(ProviderError):
    """What came back does not prove who somebody is."""


@dataclass(frozen=True, slots=True)
class Client:
    """This console, as it is registered with a provider. `issuer` is what the provider calls itself in its tokens.

    `metadata_url` is where it publishes its addresses. `pkce`: it is told the challenge even where it does not say that
    it knows the method. `extra` goes along to its sign-in page.
    """

    issuer: str
    metadata_url: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    pkce: bool = True
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in on its way: what must still be known when somebody comes back."""

    state: str
    nonce: str
    verifier: str = field(repr=False)


class OpenId:
    """One provider. Every verb raises ProviderError."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._metadata: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._lock = asyncio.Lock()

    async def begin(self) -> tuple[str, Begun]:
        """The address that somebody is sent to, and what to remember until they are back."""
        metadata = await self._known_metadata()
        begun = Begun(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
        method = "S256" if self._takes_challenge(metadata) else None
        async with self._session(code_challenge_method=method) as session:
            url, _ = session.create_authorization_url(
                _address(metadata, "authorization_endpoint"),
                state=begun.state,
                code_verifier=begun.verifier,
                nonce=begun.nonce,
                **self._client.extra,
            )
        return str(url), begun

    async def finish(self, begun: Begun, code: str) -> Mapping[str, Any]:
        """The claims about who came back with `code`, all of them proven. Raises BadTokenError where they are not."""
        metadata = await self._known_metadata()
        try:
            async with self._session() as session:
                extra = {"code_verifier": begun.verifier} if self._takes_challenge(metadata) else {}
                token: Mapping[str, Any] = await session.fetch_token(
                    _address(metadata, "token_endpoint"), grant_type="authorization_code", code=code, **extra
                )
        except (AuthlibBaseError, httpx2.HTTPError, ValueError, TypeError) as error:
            raise ProviderError(f"the code was not taken ({_kind(error)})") from error
        return await self._proven(token, begun.nonce)

    async def _proven(self, token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        given = token.get("id_token")
        if not isinstance(given, str):
            raise BadTokenError("there is no ID token")
        try:
            decoded = await self._decoded(given)
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {
                    "iss": {"essential": True, "value": self._client.issuer},
                    "aud": {"essential": True, "value": self._client.client_id},
                    "nonce": {"essential": True, "value": nonce},
                },
                {"nonce": nonce, "client_id": self._client.client_id, "access_token": token.get("access_token")},
            )
            claims.validate(leeway=_LEEWAY)
        except (AuthlibBaseError, JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise BadTokenError(f"the ID token is refused ({_kind(error)})") from error
        return dict(claims)

    async def _decoded(self, token: str) -> jwt.Token:
        registry = JWSRegistry(algorithms=list(_ALGORITHMS), strict_check_header=False)
        try:
            return jwt.decode(token, await self._known_keys(), registry=registry)
        except (JoseError, ValueError):
            # The provider may have changed its keys since; a token that is bad is so with the newest ones, too.
            return jwt.decode(token, await self._known_keys(anew=True), registry=registry)

    async def _known_metadata(self) -> Mapping[str, Any]:
        async with self._lock:
            if self._metadata is None or time.monotonic() - self._metadata[0] > _REMEMBERED:
                found = await self._fetched(self._client.metadata_url)
                if found.get("issuer") != self._client.issuer:
                    raise ProviderError("the provider calls itself otherwise than the settings do")
                self._metadata = (time.monotonic(), found)
            return self._metadata[1]

    async def _known_keys(self, *, anew: bool = False) -> KeySet:
        address = _address(await self._known_metadata(), "jwks_uri")
        async with self._lock:
            oldest = time.monotonic() - (_AGAIN_AFTER if anew else _REMEMBERED)
            if self._keys is None or self._keys[0] < oldest:
                found = await self._fetched(address)
                try:
                    self._keys = (time.monotonic(), KeySet.import_key_set({"keys": _signing(found)}))
                except (JoseError, ValueError, TypeError, KeyError) as error:
                    raise ProviderError(f"its keys cannot be read ({_kind(error)})") from error
            return self._keys[1]

    async def _fetched(self, url: str) -> Mapping[str, Any]:
        try:
            async with httpx2.AsyncClient(timeout=_SECONDS) as http:
                response = await http.get(url)
                response.raise_for_status()
                found = response.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderError(f"{url} cannot be read ({_kind(error)})") from error
        if not isinstance(found, dict):
            raise ProviderError(f"{url} holds something else")
        return found

    def _session(self, **more: Any) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            client_id=self._client.client_id,
            client_secret=self._client.client_secret,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the name of a way, understood by both
            scope="openid profile email",
            redirect_uri=self._client.redirect_uri,
            timeout=_SECONDS,
            **more,
        )

    def _takes_challenge(self, metadata: Mapping[str, Any]) -> bool:
        return self._client.pkce or "S256" in (metadata.get("code_challenge_methods_supported") or ())


def _address(metadata: Mapping[str, Any], name: str) -> str:
    address = metadata.get(name)
    if not isinstance(address, str):
        raise ProviderError(f"the provider does not name its {name}")
    return address


def _signing(found: Mapping[str, Any]) -> list[Any]:
    """RSA keys that sign: providers publish others beside them, of kinds that a library may not know."""
    keys = [key for key in found.get("keys") or () if key.get("kty") == "RSA" and key.get("use", "sig") == "sig"]
    return [{name: key[name] for name in ("kty", "use", "kid", "n", "e") if name in key} for key in keys]


def _kind(error: Exception) -> str:
    """The kind of an error alone: its words may quote a token."""
    return str(getattr(error, "error", "") or type(error).__name__)
