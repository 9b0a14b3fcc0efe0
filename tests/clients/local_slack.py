"""A rep's side of the local Slack: starts it, types questions, reads what Slack shows."""

from __future__ import annotations

import asyncio
import html
import json
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

FOLDER = Path(__file__).parent
_LINK = re.compile(r"<(https?://[^|>]*)\|([^>]*)>")


def missing() -> str | None:
    """What this machine lacks to run the local Slack, in words; None where it lacks nothing."""
    if shutil.which("node") is None:
        return "Node is not installed (20 or later)"
    if not (FOLDER / "node_modules" / "emulate" / "package.json").exists():
        return "the local Slack is not installed: npm install --prefix tests/clients --no-audit --no-fund --silent"
    return None


@dataclass(frozen=True)
class LocalSlack:
    """The local Slack as its launcher describes it."""

    session: aiohttp.ClientSession
    url: str
    api_url: str
    bot_token: str
    bot_user: str
    rep_token: str
    rep: str
    channel: str
    signing_secret: str

    async def send_events_to(self, url: str) -> None:
        await self._post(f"{self.url}/launcher/events-url", {"url": url})

    async def call(self, method: str, **body: Any) -> dict[str, Any]:
        """A Web API method as the rep; raises where Slack says no."""
        answer = await self._post(f"{self.api_url}{method}", body, self.rep_token)
        if not answer.get("ok"):
            raise RuntimeError(f"{method}: {answer.get('error')}")
        return answer

    async def mention(self, text: str, thread_ts: str | None = None) -> list[dict[str, Any]]:
        """Mention the bot in the channel; gives the thread once it has a new answer."""
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        sent = await self.call("chat.postMessage", channel=self.channel, text=f"<@{self.bot_user}> {text}", **thread)
        return await self._answered("conversations.replies", self.channel, sent["ts"], ts=thread_ts or sent["ts"])

    async def direct(self, text: str) -> list[dict[str, Any]]:
        """Write to the bot in a direct message; gives the conversation, oldest first, once it has a new answer."""
        channel = (await self.call("conversations.open", users=self.bot_user))["channel"]["id"]
        sent = await self.call("chat.postMessage", channel=channel, text=text)
        return await self._answered("conversations.history", channel, sent["ts"])

    async def command(self, text: str) -> dict[str, Any]:
        """Type the slash command; gives what only the rep sees."""
        before = len(await self._whispers())
        await self._post(f"{self.url}/launcher/command", {"text": text})
        async with asyncio.timeout(30):
            while len(whispers := await self._whispers()) == before:  # noqa: ASYNC110 - another process says nothing unasked
                await asyncio.sleep(0.02)
        return dict(whispers[-1])

    async def fail(self, method: str, error: str, status: int, retry_after: int) -> None:
        fault = {"method": method, "error": error, "status": status, "retry_after": retry_after}
        await self._post(f"{self.url}/launcher/fault", fault)

    async def faults_left(self) -> int:
        async with self.session.get(f"{self.url}/launcher/faults") as response:
            return len(await response.json())

    async def _answered(self, method: str, channel: str, after: str, **more: str) -> list[dict[str, Any]]:
        async with asyncio.timeout(30):
            while True:
                messages = (await self.call(method, channel=channel, **more))["messages"]
                if any(message["user"] == self.bot_user and message["ts"] > after for message in messages):
                    return sorted(messages, key=lambda message: message["ts"])
                await asyncio.sleep(0.02)

    async def _whispers(self) -> list[dict[str, Any]]:
        async with self.session.get(f"{self.url}/launcher/whispers") as response:
            return list(await response.json())

    async def _post(self, url: str, body: dict[str, Any], token: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.session.post(url, json=body, headers=headers) as response:
            return dict(await response.json())


@asynccontextmanager
async def local_slack() -> AsyncIterator[LocalSlack]:
    """The local Slack in a process of its own, which ends with the block, or with this process."""
    process = await asyncio.create_subprocess_exec(
        str(shutil.which("node")),
        str(FOLDER / "slack_emulator.mjs"),
        "--until-stdin-ends",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), 30)
        async with aiohttp.ClientSession() as session:
            yield LocalSlack(session, **json.loads(line))
    finally:
        process.stdin.close()
        await process.communicate()


def as_shown(message: dict[str, Any]) -> str:
    """A message's text as Slack shows it, with the addresses of its links beside their words."""
    blocks = message.get("blocks") or [{"text": {"text": message["text"]}}]
    texts = [part["text"] for block in blocks for part in ([block["text"]] if "text" in block else block["elements"])]
    return "\n".join(html.unescape(_LINK.sub(r"\2 [\1]", text)) for text in texts)
