"""The Teams door under load: two replicas on one database, every activity delivered three times.

    python -m benchmarks.teams_load --config cornerman.toml --questions questions.jsonl [--rate 50 --seconds 30]

The index must be there. It starts two whole processes (`cornerman serve`), a Teams that does nothing but say yes, and
an issuer of tokens: every activity is signed as Teams signs, and the door's real validation looks at it. It tells how
long a turn takes, how long from the activity's arrival to the posted answer (Teams itself answers at once, so that its
own time is left out), and which questions were answered twice or never.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from benchmarks.load import Deliver, Heard, Sent, options_of, serving, under_load

APP, TENANT = "11111111-2222-3333-4444-555555555555", "99999999-2222-3333-4444-555555555555"
CHANNELS, PEOPLE = 40, 60


@dataclass
class YesTeams:
    """Teams' connector, its issuer and a machine's managed identity, as far as an answer to a mention needs them."""

    heard: Heard = field(default_factory=Heard)
    calls: Counter[str] = field(default_factory=Counter)
    address: str = ""
    _key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def application(self) -> web.Application:
        """What the replicas reach."""
        application = web.Application()
        application.router.add_get("/metadata", self._metadata)
        application.router.add_get("/keys", self._keys)
        application.router.add_get("/identity", self._identity)
        application.router.add_route("*", "/v3/conversations/{conversation}/{rest:.*}", self._connector)
        return application

    def token(self) -> str:
        """As Teams signs."""
        now = int(time.time())
        claims = {
            "iss": "https://api.botframework.com",
            "aud": APP,
            "serviceurl": self.address,
            "nbf": now - 60,
            "exp": now + 3600,
        }
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": "bench"})

    async def _metadata(self, _: web.Request) -> web.Response:
        return web.json_response({"issuer": "https://api.botframework.com", "jwks_uri": f"{self.address}/keys"})

    async def _keys(self, _: web.Request) -> web.Response:
        public = self._key.public_key().public_numbers()
        key = {
            "kty": "RSA",
            "kid": "bench",
            "n": _number(public.n),
            "e": _number(public.e),
            "endorsements": ["msteams"],
        }
        return web.json_response({"keys": [key]})

    async def _identity(self, _: web.Request) -> web.Response:
        expires = int(time.time()) + 86_400
        return web.json_response(
            {"access_token": "benchmark", "expires_on": str(expires), "resource": "bot", "token_type": "Bearer"}
        )

    async def _connector(self, request: web.Request) -> web.Response:
        what = request.match_info["rest"].partition("/")[0]
        self.calls[f"{request.method} {what}"] += 1
        if request.method == "POST":
            self.heard.answer(request.match_info["conversation"].rpartition("=")[2])
            return web.json_response({"id": str(sum(self.calls.values()))}, status=201)
        people = [_person(number) for number in range(PEOPLE)]
        if what == "members":
            number = int(request.match_info["rest"].rpartition("-")[2])
            return web.json_response(people[number])
        return web.json_response({"members": people})


def _person(number: int) -> dict[str, Any]:
    return {
        "id": f"29:rep{number}",
        "aadObjectId": f"00000000-0000-0000-0000-{number:012}",
        "objectId": f"00000000-0000-0000-0000-{number:012}",
        "name": f"Rep {number}",
        "email": f"rep{number}@example.com",
        "userPrincipalName": f"rep{number}@example.com",
        "tenantId": TENANT,
        "userRole": "user",
    }


def _number(value: int) -> str:
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """One run under load. `options` are those of the command line."""
    teams = YesTeams()
    async with serving(teams.application()) as address:
        teams.address = address
        settings = {
            "CORNERMAN_TEAMS__APP_ID": APP,
            "CORNERMAN_TEAMS__TENANT_ID": TENANT,
            "CORNERMAN_TEAMS__APP_TYPE": "UserAssignedMSI",
            "CORNERMAN_TEAMS__OPENID_METADATA_URL": f"{address}/metadata",
            "IDENTITY_ENDPOINT": f"{address}/identity",
            "IDENTITY_HEADER": "benchmark",
        }
        # After as many questions as there are people, people and channels are known.
        measured = await under_load(options, settings, teams_delivering(teams), teams.heard, PEOPLE)
    return measured | {"calls": dict(teams.calls)}


def teams_delivering(teams: YesTeams) -> Any:
    """Sends signed activities."""
    token = teams.token()

    def delivering(session: aiohttp.ClientSession) -> Deliver:
        async def deliver(address: str, one: Sent, number: int) -> None:
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
            body = json.dumps(_mention(one, number, teams.address)).encode()
            async with session.post(f"{address}/teams/messages", data=body, headers=headers) as response:
                await response.read()
                if response.status != 200:
                    raise RuntimeError(f"a replica answered {response.status}")

        return deliver

    return delivering


def _mention(one: Sent, number: int, service: str) -> dict[str, Any]:
    """A mention in a channel, as Teams sends it."""
    channel = f"19:sales{number % CHANNELS}@thread.tacv2"
    person = _person(number % PEOPLE)
    return {
        "type": "message",
        "id": one.ts,
        "timestamp": "2026-11-27T12:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": service,
        "from": {"id": person["id"], "name": person["name"], "aadObjectId": person["aadObjectId"]},
        "conversation": {
            "isGroup": True,
            "conversationType": "channel",
            "tenantId": TENANT,
            "id": f"{channel};messageid={one.ts}",
        },
        "recipient": {"id": f"28:{APP}", "name": "Cornerman"},
        "textFormat": "plain",
        "text": f"<at>Cornerman</at> {one.question}",
        "locale": "en-US",
        "entities": [
            {
                "type": "mention",
                "mentioned": {"id": f"28:{APP}", "name": "Cornerman"},
                "text": "<at>Cornerman</at>",
            },
            {"type": "clientInfo", "locale": "en-US", "country": "US", "platform": "Web", "timezone": "UTC"},
        ],
        "channelData": {
            "tenant": {"id": TENANT},
            "team": {"id": "19:general@thread.tacv2"},
            "channel": {"id": channel},
        },
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(options_of(__doc__))), indent=2))
