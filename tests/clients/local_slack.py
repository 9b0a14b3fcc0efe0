"""A rep's side of the local Slack: starts it, types questions, reads what Slack shows."""

from __future__ import annotations

import asyncio
import html
import json
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
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
    people: dict[str, str]
    """Ids by role: `other_rep`, `owner`, `guest` (of the company), `stranger` (of another company)."""
    tokens: dict[str, str]
    """Each person's token by id."""
    channels: dict[str, str]
    """Ids by role: `private_channel`, `shared_channel` (with guest and stranger), `foreign_channel` (no bot)."""

    async def send_events_to(self, url: str, *also: str) -> None:
        """What people press goes to `url` alone; events go to further replicas as well."""
        await self._post(f"{self.url}/launcher/events-url", {"url": url, "also": also})

    async def redeliver(self) -> list[int]:
        """Send all events so far once more, as Slack does that heard no acknowledgement; gives the bot's statuses."""
        return list((await self._do("redeliver"))["statuses"])

    async def call(self, method: str, *, by: str | None = None, **body: Any) -> dict[str, Any]:
        """A Web API method as the rep, or as the person with the id `by`; raises where Slack says no."""
        answer = await self._post(f"{self.api_url}{method}", body, self.tokens[by or self.rep])
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
        await self._do("command", text=text)
        async with asyncio.timeout(30):
            while len(whispers := await self._whispers()) == before:  # noqa: ASYNC110 - another process says nothing unasked
                await asyncio.sleep(0.02)
        return dict(whispers[-1])

    async def messages(self, channel: str, user: str | None = None) -> list[dict[str, Any]]:
        """What stands in a channel, threads too, oldest first; with `user` also what only they see."""
        return list(await self._get("messages", channel=channel, **({"user": user} if user else {})))

    async def views(self, user: str) -> list[dict[str, Any]]:
        """The home (`type` home) and the open modals of a person; of modals the last is on top."""
        return list(await self._get("views", user=user))

    async def threads(self) -> list[dict[str, Any]]:
        """The assistant threads, with status (and all `statuses` so far), title and prompts."""
        return list(await self._get("threads"))

    async def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> str:
        """Write a message; gives its timestamp."""
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        return str((await self.call("chat.postMessage", by=user, channel=channel, text=text, **thread))["ts"])

    async def press(self, user: str, channel: str, ts: str, action_id: str, choose: Any = None) -> dict[str, Any]:
        """Press a button, or choose an option, in a message; gives the bot's `status` and `body`."""
        return await self._do("press", user=user, channel=channel, ts=ts, action_id=action_id, choose=choose)

    async def press_in_view(self, user: str, view_id: str, action_id: str, choose: Any = None) -> dict[str, Any]:
        """The same in a home or a modal."""
        return await self._do("press", user=user, view_id=view_id, action_id=action_id, choose=choose)

    async def submit_view(self, user: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
        """Submit the modal on top, with `values` by block id or action id."""
        return await self._do("submit", user=user, values=values or {})

    async def close_view(self, user: str) -> dict[str, Any]:
        """Close the modal on top."""
        return await self._do("close", user=user)

    async def shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> dict[str, Any]:
        """Use a shortcut of a message."""
        return await self._do("shortcut", user=user, channel=channel, ts=ts, callback_id=callback_id)

    async def react(self, user: str, channel: str, ts: str, name: str) -> None:
        await self.call("reactions.add", by=user, channel=channel, timestamp=ts, name=name)

    async def open_home(self, user: str) -> None:
        """Look at the bot's home."""
        await self._do("home", user=user, channel=await self.direct_channel(user))

    async def open_assistant(self, user: str, looking_at: str | None = None) -> tuple[str, str]:
        """Open an assistant thread beside a channel; gives the channel and the timestamp that it has."""
        channel = await self.direct_channel(user)
        opened = await self._do("assistant", user=user, channel=channel, looking_at=looking_at)
        return channel, str(opened["thread_ts"])

    async def direct_channel(self, user: str) -> str:
        """The direct messages of a person with the bot."""
        return str((await self.call("conversations.open", by=user, users=self.bot_user))["channel"]["id"])

    async def command_by(self, user: str, channel: str, command: str, text: str) -> dict[str, Any]:
        """Type any slash command anywhere; gives the bot's acknowledgement."""
        return await self._do("command", user_id=user, channel_id=channel, command=command, text=text)

    async def set_person(self, user: str, **facts: Any) -> None:
        """What Slack tells of somebody from now on, such as their `tz`."""
        await self._do("person", id=user, **facts)

    async def set_usergroup(self, group: str, handle: str, users: list[str]) -> None:
        await self._do("usergroup", id=group, handle=handle, users=users)

    async def until(self, condition: Callable[[], Awaitable[Any]], seconds: float = 30.0) -> Any:
        """Ask again and again until `condition()` gives something; another process says nothing unasked."""
        async with asyncio.timeout(seconds):
            while not (found := await condition()):  # noqa: ASYNC110 - the rule above
                await asyncio.sleep(0.02)
        return found

    async def fail(self, method: str, error: str, status: int, retry_after: int) -> None:
        fault = {"method": method, "error": error, "status": status, "retry_after": retry_after}
        await self._post(f"{self.url}/launcher/fault", fault)

    async def faults_left(self) -> int:
        return len(await self._get("faults"))

    async def _answered(self, method: str, channel: str, after: str, **more: str) -> list[dict[str, Any]]:
        async with asyncio.timeout(30):
            while True:
                messages = (await self.call(method, channel=channel, **more))["messages"]
                if any(message["user"] == self.bot_user and message["ts"] > after for message in messages):
                    return sorted(messages, key=lambda message: message["ts"])
                await asyncio.sleep(0.02)

    async def _whispers(self) -> list[dict[str, Any]]:
        return list(await self._get("whispers"))

    async def _get(self, what: str, **query: str) -> Any:
        async with self.session.get(f"{self.url}/launcher/{what}", params=query) as response:
            return await response.json()

    async def _do(self, what: str, **body: Any) -> dict[str, Any]:
        given = {key: value for key, value in body.items() if value is not None}
        done = await self._post(f"{self.url}/launcher/{what}", given)
        if not done.pop("ok"):
            raise RuntimeError(f"{what}: {done['error']}")
        return done

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
        "--trigger-seconds=60",  # Slack gives three; what a busy machine needs decides no test
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
    """A message's text as Slack shows it, with the addresses of its links beside their words; buttons are left out."""
    blocks = message.get("blocks") or [{"text": {"text": message["text"]}}]
    parts = [part for block in blocks for part in ([block["text"]] if "text" in block else block.get("elements", []))]
    texts = [part["text"] for part in parts if isinstance(part.get("text"), str)]
    return "\n".join(html.unescape(_LINK.sub(r"\2 [\1]", text)) for text in texts)
