"""A digest's chart, where Teams fetches it: at a sealed address, drawn when somebody asks for it.

In the card itself the picture cannot be: on some desktops and in browsers Teams shows no `data:` address
(github.com/MicrosoftDocs/msteams-docs/issues/5355 and 9161), and it would not fit into 28 KB beside the words.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable
from datetime import datetime, time
from urllib.parse import urlsplit

from async_lru import alru_cache
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from bot.chat.workers import Workers
from bot.digests.model import Digest, Subscription
from bot.digests.ports import Digests
from bot.digests.told import has_chart
from bot.teams.card_text import ADDRESS_LIMIT
from bot.teams.opens import sealing_key

Draw = Callable[[Digest], bytes]
"""A digest's chart as PNG."""

SECONDS_KEPT = 3_600.0
PICTURES_KEPT = 64
"""Of some 20 KB each: those who read a channel open the same digest within the hour."""
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})


class Charts:
    """Makes such addresses, and draws what stands behind them.

    They are sealed with `key`, so that nobody sees figures whom no digest told of them; whoever has the address has the
    picture, as whoever is forwarded a message has it. The same digest has the same address (AES-SIV), so that clients
    need not fetch it again. `base` is where people reach this deployment. Without a key, or
    where that is no `https`, there is no picture, and cards say it in words; but on this machine alone, for Microsoft's
    local client, a key of this process' own does.
    """

    def __init__(self, key: str, base: str, digests: Digests, draw: Draw, workers: Workers) -> None:
        address = urlsplit(base)
        own = secrets.token_urlsafe() if address.hostname in _HERE else ""
        sealed_with = (key if address.scheme == "https" else "") or own
        self._seal = AESSIV(base64.urlsafe_b64decode(sealing_key(sealed_with, "chart"))) if sealed_with else None
        self._base = base.rstrip("/")
        self._digests = digests
        self._draw = draw
        self._workers = workers
        self._drawn = alru_cache(maxsize=PICTURES_KEPT, ttl=SECONDS_KEPT)(self._draw_anew)

    def address_of(self, digest: Digest) -> str:
        """Where a digest's chart is; "" where there is no picture to show."""
        if self._seal is None or not has_chart(digest):
            return ""
        token = base64.urlsafe_b64encode(self._seal.encrypt(_told(digest).encode(), None)).decode().rstrip("=")
        address = f"{self._base}/teams/charts/{token}.png"
        return address if len(address) <= ADDRESS_LIMIT else ""

    async def picture(self, token: str) -> bytes | None:
        """What an address shows, None where it is none of ours. Raises KeepingError."""
        if self._seal is None:
            return None
        try:
            sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            told = self._seal.decrypt(sealed, None).decode()
        except (InvalidTag, ValueError):
            return None
        return await self._drawn(told)

    async def _draw_anew(self, told: str) -> bytes:
        return await self._workers.run(self._drawn_of, told)

    def _drawn_of(self, told: str) -> bytes:
        """Runs in the workers."""
        subscription, start, end = _read(told)
        return self._draw(self._digests.of(subscription, start, end))


def _told(digest: Digest) -> str:
    """All that the chart depends on: the subscription may have changed, or be gone, when somebody looks."""
    of = digest.subscription
    what = [of.kind, of.workspace, list(of.teams), of.owner, of.zone, of.language, of.every]
    return json.dumps([*what, digest.period.start.isoformat(), digest.period.end.isoformat()], separators=(",", ":"))


def _read(told: str) -> tuple[Subscription, datetime, datetime]:
    kind, workspace, teams, owner, zone, language, every, start, end = json.loads(told)
    subscription = Subscription(
        id="",
        kind=kind,
        surface="teams",
        workspace=workspace,
        receiver="",
        every=every,
        at=time(),
        zone=zone,
        teams=tuple(teams),
        owner=owner,
        language=language,
    )
    return subscription, datetime.fromisoformat(start), datetime.fromisoformat(end)
