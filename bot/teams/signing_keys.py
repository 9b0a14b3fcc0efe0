"""The keys that Microsoft signs its requests to the bot with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from aiohttp import ClientError, ClientSession

from bot.teams.fetched import Fetched
from bot.teams.transport import KeysUnavailableError, UnauthorizedError

_A_DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`endorsements` are the channels that it may speak for."""

    public_key: Any
    endorsements: tuple[str, ...]


class SigningKeys:
    """Fetched at the start, daily, and for something signed with an unknown one: at most once in `pause` seconds.

    Keys that could not be fetched anew stay good for a week, so that an outage at Microsoft's end silences nobody.
    """

    def __init__(self, metadata_url: str, http: Callable[[], ClientSession], pause: float = 60.0) -> None:
        self.metadata_url = metadata_url
        self._http = http
        self._keys = Fetched("The signing keys", self._fetched, fresh=_A_DAY, usable=7 * _A_DAY, pause=pause)

    async def load(self) -> None:
        """Fetch them. Raises KeysUnavailableError."""
        await self._keys.anew()

    async def get(self, key_id: str | None) -> SigningKey:
        """The key of this id. Raises UnauthorizedError where there is none, and KeysUnavailableError.

        The SDK calls it by this name.
        """
        keys = await self._keys.get()
        if key_id not in keys and self._keys.may_ask:
            keys = await self._keys.anew()
        key = keys.get(key_id)
        if key is not None and key.endorsements:  # the SDK takes a key without endorsements for one that may do all
            return key
        if key is None and self._keys.failed:
            raise KeysUnavailableError("its key is new, and the signing keys could not be fetched")
        raise UnauthorizedError("its key is unknown" if key is None else "its key may speak for no channel")

    def close(self) -> None:
        """Stop fetching."""
        self._keys.close()

    async def _fetched(self) -> Mapping[str | None, SigningKey]:
        try:
            metadata = await self._read(self.metadata_url)
            entries = (await self._read(metadata["jwks_uri"]))["keys"]
            keys: dict[str | None, SigningKey] = dict(filter(None, map(_key, entries)))
        except (ClientError, OSError, ValueError, LookupError, TypeError) as error:
            raise KeysUnavailableError(f"{self.metadata_url}: {error or type(error).__name__}") from error
        if not keys:
            raise KeysUnavailableError(f"{self.metadata_url} names no keys")
        return keys

    async def _read(self, address: str) -> Any:
        async with self._http().get(address, raise_for_status=True) as answer:
            return await answer.json(content_type=None)


def _key(entry: Mapping[str, Any]) -> tuple[str, SigningKey] | None:
    """None where it is not a key for RS256, the one way in which Microsoft signs."""
    try:
        key = jwt.PyJWK(dict(entry), algorithm="RS256").key
        return str(entry["kid"]), SigningKey(key, tuple(entry.get("endorsements") or ()))
    except (jwt.PyJWTError, LookupError, TypeError, ValueError):
        return None
