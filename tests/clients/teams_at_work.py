"""Cornerman at work in the local Teams: a whole `cornerman serve` on the sample content, with tokens in both ways.

What the local Teams sends is signed on its way, as Bot Framework signs; Cornerman signs in with a managed identity.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from clients.local_teams import PROXIES, LocalTeams, local_teams
from clients.teams_border import Border, border
from clients.teams_company import APP, PEOPLE, PERSONAL, REP, TENANT
from teams.issuer import LocalIssuer

ROOT = Path(__file__).parents[2]
CORNERMAN = str(Path(sys.executable).with_name("cornerman"))
MODELS = ROOT / ".pytest_cache" / "converted-models"
TOKEN = "signed-in"
_START_SECONDS = 120.0
_SETTINGS = """
data_dir = "data"
base_url = "https://corner.acme.example"
[server]
port = 0
[logging]
level = "WARNING"
[[sources]]
name = "brindleyard"
location = "{content}"
[sources.defaults]
owner = "Hannah Oyelaran"
review_every = 365
[embedding]
models_dir = "{models}"
[console]
examples = ["what discount can i give on a two year deal", "who approves 25% off", "are we pci dss certified"]
[groups]
managers = ["{manager}"]
[roles]
managers = ["{manager}"]
[owners]
"Tom Akande" = ["{finance}"]
"*" = ["{owner}"]
"""


@dataclass(frozen=True)
class AtWork:
    """`endpoint` is where Cornerman itself takes activities, `data` where it keeps what it knows."""

    teams: LocalTeams
    border: Border
    endpoint: str
    issuer: LocalIssuer
    data: Path

    async def knock(self, token: str | None) -> int:
        """Send a message to Cornerman past the local Teams, with this token or without one; gives the status."""
        said = {
            "type": "message",
            "id": str(time.time_ns()),
            "text": "what discount can i give on a two year deal",
            "serviceUrl": self.border.service_url,
            "channelId": "msteams",
            "from": REP.account,
            "recipient": {"id": f"28:{APP}"},
            "conversation": {"id": PERSONAL, "conversationType": "personal", "tenantId": TENANT},
        }
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.teams.session.post(self.endpoint, json=said, headers=headers) as answer:
            return answer.status


def settled(folder: Path) -> Path:
    """Settings for a deployment on the sample content in a folder of its own; gives the file."""
    file = folder / "cornerman.toml"
    ids = {
        "owner": PEOPLE["owner"].directory_id,
        "manager": PEOPLE["manager"].directory_id,
        "finance": PEOPLE["finance"].id,
    }
    text = _SETTINGS.format(content=ROOT / "examples" / "content", models=MODELS, **ids)
    file.write_text(text, encoding="utf-8")
    return file


@asynccontextmanager
async def serving(settings: Path, **environment: str) -> AsyncIterator[str]:
    """`cornerman serve` as a process of its own, the index made where there is none; gives its door for Teams."""
    around = {key: value for key, value in os.environ.items() if key not in PROXIES}
    around |= {"HF_HUB_OFFLINE": "1", **environment}
    command = [CORNERMAN, "--config", str(settings), "serve", "--no-open", "--json"]
    with (settings.parent / "serve.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(*command, env=around, stdout=asyncio.subprocess.PIPE, stderr=log)
    assert process.stdout is not None
    try:
        printed = b""
        async with asyncio.timeout(_START_SECONDS):
            while not printed.endswith(b"}\n"):
                line = await process.stdout.readline()
                if not line:
                    raise RuntimeError((settings.parent / "serve.log").read_text(encoding="utf-8"))
                printed += line
        if "address" not in (told := json.loads(printed)):
            raise RuntimeError(printed.decode())
        yield f"http://127.0.0.1:{told['address'].rpartition(':')[2]}/teams/messages"
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


@asynccontextmanager
async def at_work(folder: Path, settings: Path | None = None, **environment: str) -> AsyncIterator[AtWork]:
    """The whole, in a folder where an index of an earlier time may be.

    `settings` take the place of those on the sample content; their data must lie in the folder `data` beside them.
    """
    with LocalIssuer(APP) as issuer:
        async with _identity() as identity:
            signing_in = {
                "CORNERMAN_TEAMS__APP_ID": APP,
                "CORNERMAN_TEAMS__TENANT_ID": TENANT,
                "CORNERMAN_TEAMS__APP_TYPE": "UserAssignedMSI",
                "CORNERMAN_TEAMS__OPENID_METADATA_URL": issuer.metadata_url,
                "IDENTITY_ENDPOINT": identity,
                "IDENTITY_HEADER": "local",
            }
            async with (
                serving(settings or settled(folder), **signing_in, **environment) as endpoint,
                border(endpoint, issuer, TOKEN) as between,
                local_teams(between.address) as teams,
            ):
                between.written = lambda *told: _into_other_chats(teams, *told)
                yield AtWork(teams, between, endpoint, issuer, folder / "data")


def _into_other_chats(teams: LocalTeams, conversation: str, message: str, activity: dict[str, Any]) -> None:
    """What the bot wrote into other people's chats, of which the local Teams tells nothing itself."""
    if conversation.endswith("@test.user") and activity["type"] == "message":
        told = {key: activity[key] for key in ("text", "attachments") if key in activity}
        teams.stream.add(message, conversation, "bot", **told)


@asynccontextmanager
async def _identity() -> AsyncIterator[str]:
    """A machine's managed identity."""

    async def give(request: web.Request) -> web.Response:
        told: Mapping[str, str] = {
            "access_token": TOKEN,
            "expires_on": str(int(time.time()) + 86_400),
            "resource": request.query.get("resource", ""),
            "token_type": "Bearer",
        }
        return web.json_response(told)

    application = web.Application()
    application.router.add_get("/identity", give)
    async with TestServer(application, host="127.0.0.1") as server:
        yield str(server.make_url("/identity"))
