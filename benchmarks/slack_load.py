"""The Slack door under load: two replicas on one database, every event delivered three times.

    python -m benchmarks.slack_load --config cornerman.toml --questions questions.jsonl [--rate 50 --seconds 30]

The index must be there. It starts two whole processes (`cornerman serve`, HTTP), and a Slack that does nothing but say
yes, and sends signed events as Slack does: every question to both replicas and once more to the first of them. It tells
how long an acknowledgement takes, how long from the event's arrival to the posted answer (Slack itself answers at once,
so that its own time is left out), and which questions were answered twice or never.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import hmac
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from benchmarks.load import Deliver, Heard, Sent, options_of, serving, under_load

SECRET, TOKEN, TEAM, BOT = "benchmark-signing-secret", "xoxb-benchmark", "T0BENCH01", "U0BOT0001"
CHANNELS, PEOPLE = 40, 60


@dataclass
class YesSlack:
    """Slack's Web API as far as an answer to a mention needs it."""

    heard: Heard = field(default_factory=Heard)
    calls: Counter[str] = field(default_factory=Counter)

    def application(self) -> web.Application:
        """The methods."""
        application = web.Application()
        application.router.add_route("*", "/api/{method}", self._take)
        return application

    async def _take(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        is_json = request.content_type == "application/json"
        body = json.loads(await request.read() or b"{}") if is_json else {**request.query, **await request.post()}
        self.calls[method] += 1
        if method == "chat.postMessage":
            self.heard.answer(str(body["thread_ts"]))
        return web.json_response({"ok": True, **_said(method, body, len(self.heard.posted))})


def _said(method: str, body: dict[str, Any], number: int) -> dict[str, Any]:
    """What Slack says to one call."""
    people = [f"U0REP{n:04}" for n in range(PEOPLE)]
    said: dict[str, dict[str, Any]] = {
        "auth.test": {"team_id": TEAM, "user_id": BOT, "bot_id": "B0BENCH01", "user": "cornerman", "team": "Bench"},
        "chat.postMessage": {"channel": body.get("channel"), "ts": f"1900000000.{number:06}"},
        "users.info": {
            "user": {"id": body.get("user"), "team_id": TEAM, "name": "rep", "locale": "en-US", "tz": "UTC"}
        },
        "users.list": {"members": [{"id": one, "team_id": TEAM} for one in people]},
        "conversations.info": {"channel": {"id": body.get("channel"), "creator": people[0]}},
        "conversations.members": {"members": people},
    }
    return said.get(method, {})


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """One run under load. `options` are those of the command line."""
    slack = YesSlack()
    async with serving(slack.application()) as api:
        settings = {
            "CORNERMAN_SLACK__API_URL": f"{api}/api/",
            "CORNERMAN_SLACK__BOT_TOKEN": TOKEN,
            "CORNERMAN_SLACK__SIGNING_SECRET": SECRET,
        }
        # After as many questions as there are people, people and channels are known.
        measured = await under_load(options, settings, _delivering, slack.heard, PEOPLE)
    return measured | {"calls": dict(slack.calls)}


def _delivering(session: aiohttp.ClientSession) -> Deliver:
    async def deliver(address: str, one: Sent, number: int) -> None:
        body, stamp = _event(one, number), str(int(time.time()))
        signature = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signature}",
        }
        async with session.post(f"{address}/slack/events", data=body, headers=headers) as response:
            await response.read()
            if response.status != 200:
                raise RuntimeError(f"a replica answered {response.status}")

    return deliver


def _event(one: Sent, number: int) -> bytes:
    """A mention, as the Events API sends it."""
    inner = {
        "type": "app_mention",
        "user": f"U0REP{number % PEOPLE:04}",
        "text": f"<@{BOT}> {one.question}",
        "ts": one.ts,
        "event_ts": one.ts,
        "team": TEAM,
        "channel": f"C0SALES{number % CHANNELS:02}",
    }
    outer = {
        "type": "event_callback",
        "team_id": TEAM,
        "context_team_id": TEAM,
        "api_app_id": "A0BENCH01",
        "event": inner,
        "event_id": f"Ev{one.ts.replace('.', '')}",
        "event_time": int(float(one.ts)),
        "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
        "is_ext_shared_channel": False,
    }
    return json.dumps(outer).encode()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(options_of(__doc__))), indent=2))
