"""A rep's side of the local Teams: starts it, writes, presses buttons, reads what Teams shows.

What its client can do goes through the client's own doors; what it cannot (other people's messages, reactions, dialogs
of `task/fetch`, a thumb that names its message) is sent as Teams would send it. `teams_browser.py` looks at its page.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from clients.teams_cards import find_action, values_of
from clients.teams_company import (
    APP,
    CHANNEL,
    EVERYBODY,
    GENERAL,
    GROUP,
    PERSONAL,
    REP,
    Person,
    activity,
    bot,
    channel_of,
    mention_of,
    message_payload,
    new_message_id,
    settings,
)
from clients.teams_stream import CARD, Exchange, Message, Stream, until

FOLDER = Path(__file__).parent
_PACKAGE = FOLDER / "node_modules" / "@microsoft" / "m365agentsplayground"
PROXIES = {"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"}


def missing() -> str | None:
    """What this machine lacks to run the local Teams, in words; None where it lacks nothing. Its browser is apart."""
    if shutil.which("node") is None:
        return "Node is not installed (20 or later)"
    if not (_PACKAGE / "package.json").exists():
        return "the local Teams is not installed: npm install --prefix tests/clients --no-audit --no-fund --silent"
    return None


@dataclass(frozen=True)
class LocalTeams:
    """The local Teams, `REP` at its client. Conversations are PERSONAL, GROUP, GENERAL, CHANNEL or a thread's id."""

    session: aiohttp.ClientSession
    url: str
    app_id: str
    stream: Stream

    @property
    def service_url(self) -> str:
        """What the client names to the bot."""
        return f"{self.url.replace('127.0.0.1', 'localhost')}/_connector"

    def messages(self, conversation: str | None = None) -> list[Message]:
        """What stands in a conversation, oldest first; of a channel, in all its threads."""
        every = self.stream.messages.values()
        return [one for one in every if conversation is None or conversation in _places(one)]

    def answers(self, conversation: str | None = None) -> list[Message]:
        """What the bot said there."""
        people = {one.id for one in EVERYBODY}
        return [one for one in self.messages(conversation) if one["from"] not in people]

    def exchanged(self, **having: Any) -> list[Exchange]:
        """The requests between client and bot so far whose bodies have these values, e.g. `type="invoke"`."""
        every = self.stream.exchanges
        return [one for one in every if having.items() <= {**(one["body"] or {}), "to_bot": one["to_bot"]}.items()]

    async def heard(self, conversation: str, doing: Awaitable[Any]) -> Message:
        """Do it, and give the bot's next message there."""
        before = len(self.answers(conversation))
        await doing
        return (await until(lambda: self.answers(conversation)[before:]))[0]

    async def changed(self, message: Message, doing: Awaitable[Any]) -> Message:
        """Do it, and give the message once it is another than it was."""
        was = json.dumps(message, sort_keys=True)
        await doing
        now = self.stream.messages
        await until(lambda: json.dumps(now[message["id"]], sort_keys=True) != was)
        return now[message["id"]]

    async def direct(self, text: str) -> Message:
        """The rep writes to the bot alone; gives its answer."""
        return await self.heard(PERSONAL, self.write(PERSONAL, text))

    async def mention(self, conversation: str, text: str, by: Person = REP) -> Message:
        """Somebody mentions the bot in the group chat, a channel or a thread; gives its answer there."""
        return await self.heard(conversation, self.write(conversation, text, by=by, mention=True))

    async def write(self, conversation: str, text: str, *, by: Person = REP, mention: bool = False) -> str:
        """Write a message; gives where it stands: in a channel that is a thread of its own.

        Outside a chat with it the bot hears only what mentions it. What others write is sent to it as if by Teams.
        """
        if by != REP and _is_own_chat(conversation):
            return await self._write_to_bot(conversation, text, by)
        mentions = [mention_of(self.app_id)] if mention else []
        shown = f"{mentions[0]['text']} {text}" if mentions else text
        body = {"from": {"id": REP.id}, "text": shown, "textFormat": "plain", "mentions": mentions if by == REP else []}
        sent = await self._post(f"_conversation/v1/conversations/{conversation}/messages", body)
        stands = str(sent.get("postConversationId", conversation))
        self.stream.add(sent["messageId"], stands, by.id, text=shown)
        if by != REP and mention:
            entities = {"text": shown, "textFormat": "plain", "entities": mentions}
            await self.send("message", by, stands, id=sent["messageId"], **entities)
        return stands

    async def _write_to_bot(self, conversation: str, text: str, by: Person) -> str:
        message_id = new_message_id()
        self.stream.add(message_id, conversation, by.id, text=text)
        await self.send("message", by, conversation, id=message_id, text=text, textFormat="plain")
        return conversation

    async def chat_of(self, person: Person) -> str:
        """The conversation of a person with the bot alone."""
        body = {"bot": bot(self.app_id), "members": [{"id": person.id}], "isGroup": False}
        return str((await self._post("_connector/v3/conversations", body))["id"])

    async def press(self, message: Message, button: str, *, by: Person = REP, **values: Any) -> dict[str, Any]:
        """Press a button of a card by its title, with `values` typed into its inputs; gives what the bot answered.

        That is nothing for `Action.Submit`, which is a message to the bot; a card or a text for `Action.Execute`; a
        `task` for a button that opens a dialog.
        """
        action, card = find_action(message, button)
        inputs = {} if action.get("associatedInputs") == "none" else values_of(card, values)
        data = {**(action.get("data") or {}), **inputs}
        to = {"from": {"id": by.id}, "conversation": {"id": message["conversation"]}, "replyToId": message["id"]}
        if action["type"] == "Action.Submit" and (data.get("msteams") or {}).get("type") == "task/fetch":
            return await self.open_dialog(message, data, by=by)
        if action["type"] == "Action.Submit":
            before = len(self.stream.exchanges)
            await self._post("_conversation/v1/submit", {**to, "value": data})
            await until(lambda: any(one["body"].get("replyToId") == message["id"] for one in self._since(before)))
            return {}
        if action["type"] != "Action.Execute":
            raise ValueError(f"{action['type']} is the client's own affair")
        pressed = {key: action[key] for key in ("type", "title", "verb") if key in action} | {"data": data}
        body = {"name": "adaptiveCard/action", **to, "value": {"action": pressed, "trigger": "manual"}}
        answer = await self._post("_conversation/v1/invoke", body)
        if answer.get("type") == CARD:
            self.stream.card_became(message["id"], answer["value"])
        return answer

    async def rate(self, message: Message, reaction: str, words: str = "", *, by: Person = REP) -> Exchange:
        """Press a message's thumb (`like`, `dislike`), as Teams tells it: unlike its client, with the message."""
        feedback = json.dumps({"feedbackText": words}) if words else "{}"
        value = {"actionName": "feedback", "actionValue": {"reaction": reaction, "feedback": feedback}}
        return await self.invoke("message/submitAction", value, message["conversation"], by=by, replyToId=message["id"])

    async def search(
        self, query: str, command: str, *, parameter: str = "query", where: str = PERSONAL
    ) -> dict[str, Any]:
        """Search with the message extension as the rep; gives the bot's `composeExtension`."""
        parameters = [{"name": parameter, "value": query}]
        value = {"commandId": command, "parameters": parameters, "queryOptions": {"skip": 0, "count": 25}}
        return dict((await self._extension("query", value, where, REP))["composeExtension"])

    async def open_message_action(self, message: Message, command: str, *, by: Person = REP) -> dict[str, Any]:
        """Use an action on a message; gives the `task` with which the bot answers."""
        return dict((await self._extension("fetchTask", _on(message, command), message["conversation"], by))["task"])

    async def submit_message_action(
        self, message: Message, command: str, data: dict[str, Any], *, by: Person = REP
    ) -> dict[str, Any]:
        """Send what was filled into that action's dialog; gives the answer: a `task` or a `composeExtension`."""
        value = {**_on(message, command), "data": data}
        return await self._extension("submitAction", value, message["conversation"], by)

    async def open_dialog(self, message: Message, data: dict[str, Any], *, by: Person = REP) -> dict[str, Any]:
        """Press what opens a dialog (`task/fetch`), which the client itself cannot; gives the bot's `task`."""
        value = {"data": data, "context": {"theme": "default"}}
        asked = await self.invoke("task/fetch", value, message["conversation"], by=by, replyToId=message["id"])
        return dict(asked["answer"]["task"])

    async def submit_dialog(self, message: Message, data: dict[str, Any], *, by: Person = REP) -> dict[str, Any]:
        """Send what was filled into it; gives the bot's answer, `{}` where the dialog just closes."""
        value = {"data": data, "context": {"theme": "default"}}
        sent = await self.invoke("task/submit", value, message["conversation"], by=by, replyToId=message["id"])
        return dict(sent["answer"] or {})

    async def install(self, conversation: str) -> None:
        """Add the bot there: Teams tells it twice, as `installationUpdate` and as `conversationUpdate`."""
        before = len(self.stream.exchanges)
        await self._post(f"_debug/conversation/{conversation}/installation", {})
        kinds = {"installationUpdate", "conversationUpdate"}
        await until(lambda: kinds <= {one["body"].get("type") for one in self._since(before)})

    async def uninstall(self, conversation: str) -> Exchange:
        return await self.send("installationUpdate", REP, conversation, action="remove")

    async def react(self, message: Message, reaction: str, by: Person = REP) -> Exchange:
        """React to a message: `like`, `heart`, `laugh`, `surprised`, `sad` or `angry`, or another emoji's name."""
        to = {"replyToId": message["id"], "reactionsAdded": [{"type": reaction}]}
        return await self.send("messageReaction", by, message["conversation"], **to)

    async def invoke(
        self, name: str, value: dict[str, Any], conversation: str = PERSONAL, *, by: Person = REP, **more: Any
    ) -> Exchange:
        """Any invoke as Teams would send it; gives the bot's `status` and `answer`."""
        return await self.send("invoke", by, conversation, name=name, value=value, **more)

    async def send(self, kind: str, by: Person, conversation: str, **more: Any) -> Exchange:
        """Any activity as Teams would send it, with what its kind has; gives the bot's `status` and `answer`."""
        said = activity(kind, by, conversation, app_id=self.app_id, service_url=self.service_url, **more)
        before = len(self.stream.exchanges)
        await self._post("_internal/v1/customActivities", said)
        arrived = await until(lambda: [one for one in self._since(before) if one["body"].get("id") == said["id"]])
        return dict(arrived[0])

    async def _extension(self, what: str, value: dict[str, Any], where: str, by: Person) -> dict[str, Any]:
        body = {"from": {"id": by.id}, "conversation": {"id": where}, "value": value}
        return await self._post("_conversation/v1/invoke", {"name": f"composeExtension/{what}", **body})

    def _since(self, before: int) -> list[Exchange]:
        return [one for one in self.stream.exchanges[before:] if one["to_bot"]]

    async def _post(self, door: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self.session.post(f"{self.url}/{door}", json=body) as response:
            text = await response.text()
            if not response.ok:
                raise RuntimeError(f"{door}: {response.status} {text}")
            return dict(json.loads(text)) if text else {}


def _is_own_chat(conversation: str) -> bool:
    return channel_of(conversation) not in {GROUP, GENERAL, CHANNEL}


def _places(message: Message) -> set[str]:
    return {message["conversation"], channel_of(message["conversation"])}


def _on(message: Message, command: str) -> dict[str, Any]:
    payload = message_payload(message["id"], message["conversation"], message["from"], message["text"] or "")
    return {"commandId": command, "commandContext": "message", "messagePayload": payload}


def _prepare(folder: Path, app_id: str) -> Path:
    (folder / ".m365agentsplayground.yml").write_text(json.dumps(settings(app_id)), encoding="utf-8")
    return folder / "playground.log"


def _text_of(log: Path) -> str:
    return log.read_text(encoding="utf-8") if log.exists() else "it says nothing"


@asynccontextmanager
async def local_teams(bot_endpoint: str, app_id: str = APP) -> AsyncIterator[LocalTeams]:
    """The local Teams in a process of its own, which ends with the block, or with this process.

    It sends what it has for the bot to `bot_endpoint`, without a token: see `teams_signing.py`.
    """
    with tempfile.TemporaryDirectory(prefix="local-teams-") as folder:
        log = _prepare(Path(folder), app_id)
        around = {key: value for key, value in os.environ.items() if key not in PROXIES}
        process = await asyncio.create_subprocess_exec(
            str(shutil.which("node")),
            "--require",
            str(FOLDER / "listen_locally.cjs"),
            str(_PACKAGE / "cli.js"),
            "start",
            *("--app-endpoint", bot_endpoint, "--channel-id", "msteams", "--port", "0", "--disable-telemetry"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=folder,
            env=around | {"TEAMSAPPTESTER_BROWSER": "none", "M365_AGENTS_PLAYGROUND_LOGFILE": str(log)},
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
            if not line.startswith("Listening on "):
                raise RuntimeError(f"the local Teams does not start: {_text_of(log)}")
            url, stream = f"http://127.0.0.1:{int(line.split()[-1])}", Stream()
            async with aiohttp.ClientSession() as session, stream.listening(session, url):
                yield LocalTeams(session, url, app_id, stream)
        finally:
            process.stdin.close()
            await process.communicate()
