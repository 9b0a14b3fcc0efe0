"""Sessions of the console: who has signed in stands, sealed, in a cookie of theirs; what they may is looked up anew.

A cookie ends a fixed time after the sign-in, whatever happens meanwhile. It holds who somebody is, never a role.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Middleware
from aiohttp_session import Session, get_session, new_session, session_middleware
from aiohttp_session.cookie_storage import EncryptedCookieStorage
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.console.sign_in_openid import Begun
from bot.console.sign_in_people import Identity

_KEY_FILE = "session.key"
_MOST_BEGUN = 3
"""Sign-ins that one browser may have begun at once, in several tabs."""
_MINUTES_TO_FINISH = 15


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a session holds. `since` is when they signed in."""

    identity: Identity
    since: datetime


class SessionKey:
    """The secret that sessions are sealed with, and that tokens against foreign forms come from."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def fernet(self) -> Fernet:
        """What seals."""
        derived = HKDF(SHA256(), 32, None, b"cornerman console sessions").derive(self._secret)
        return Fernet(base64.urlsafe_b64encode(derived))

    def token(self, session_id: str) -> str:
        """What a form of this session brings along."""
        return hmac.new(self._secret, f"form:{session_id}".encode(), hashlib.sha256).hexdigest()


def kept_key(data_dir: Path) -> SessionKey:
    """The key that is kept in data_dir, made at the first time; it is readable by its owner alone. Raises OSError."""
    path = data_dir / _KEY_FILE
    try:
        return SessionKey(path.read_bytes())
    except FileNotFoundError:
        data_dir.mkdir(parents=True, exist_ok=True)
    made = data_dir / f".{_KEY_FILE}.{secrets.token_hex(8)}"
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_urlsafe(48).encode())
    try:
        os.link(made, path)  # of several processes that start at once, one makes it
    except FileExistsError:
        pass
    finally:
        made.unlink()
    return SessionKey(path.read_bytes())


class Sessions:
    """Reads and writes the session of a request. `hours` is how long a sign-in lasts; `secure`: only over https."""

    def __init__(self, key: SessionKey, hours: float, *, secure: bool) -> None:
        self._key = key
        self._lasts = timedelta(hours=hours)
        self._storage = EncryptedCookieStorage(
            key.fernet(),
            # With this prefix browsers take the cookie from this host alone, over https, for every path.
            cookie_name="__Host-cornerman" if secure else "cornerman",
            max_age=int(self._lasts.total_seconds()),
            secure=secure,
            httponly=True,
            samesite="Lax",
        )

    def middleware(self) -> Middleware:
        """What puts a session that was changed into the response."""
        return session_middleware(self._storage)

    async def token(self, request: web.Request) -> str:
        """What a form of this session brings along; "" where there is no session."""
        session_id = (await _session(request)).get("id")
        return self._key.token(session_id) if isinstance(session_id, str) else ""

    async def signed_in(self, request: web.Request, now: datetime) -> SignedIn | None:
        """Who has signed in, and when; None where nobody has, or too long ago."""
        held = (await _session(request)).get("who")
        if not isinstance(held, Mapping):
            return None
        try:
            since = datetime.fromisoformat(held["since"])
            identity = Identity(**held["identity"])
        except (KeyError, TypeError, ValueError):  # of another version
            return None
        return SignedIn(identity, since) if since <= now + timedelta(minutes=5) and now < since + self._lasts else None

    async def sign_in(self, request: web.Request, identity: Identity, now: datetime) -> None:
        """A new session, in the place of the one before: its id and its token are others."""
        session = await new_session(request)
        session["id"] = secrets.token_urlsafe(24)
        session["who"] = {"identity": asdict(identity), "since": now.isoformat()}

    async def sign_out(self, request: web.Request) -> None:
        """Nothing is left of the session."""
        (await _session(request)).invalidate()

    async def begin(self, request: web.Request) -> None:
        """A session for somebody who is about to sign in, so that their form has a token."""
        session = await _session(request)
        if not isinstance(session.get("id"), str):
            session["id"] = secrets.token_urlsafe(24)

    async def remember(self, request: web.Request, provider: str, begun: Begun, to: str, now: datetime) -> None:
        """A sign-in on its way to a provider, from where it leads to the page `to`."""
        session = await _session(request)
        entry = {"provider": provider, "begun": asdict(begun), "to": to, "at": now.isoformat()}
        session["begun"] = [*_begun(session)[-(_MOST_BEGUN - 1) :], entry]

    async def recall(self, request: web.Request, provider: str, state: str, now: datetime) -> tuple[Begun, str] | None:
        """The sign-in that was begun with this state, which cannot be recalled again; None where there is none."""
        session = await _session(request)
        begun = _begun(session)
        found = next((one for one in begun if one["provider"] == provider and one["begun"]["state"] == state), None)
        if found is None:
            return None
        session["begun"] = [one for one in begun if one is not found]
        too_late = now - datetime.fromisoformat(found["at"]) > timedelta(minutes=_MINUTES_TO_FINISH)
        return None if too_late else (Begun(**found["begun"]), found["to"])


def _begun(session: Session) -> list[dict[str, Any]]:
    return list(session.get("begun") or ())


async def _session(request: web.Request) -> Session:
    """The session, or an empty one in the place of a cookie that nobody here has sealed."""
    try:
        return await get_session(request)
    except (ValueError, TypeError, AttributeError):
        return await new_session(request)
