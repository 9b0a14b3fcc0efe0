"""What the local Teams tells whoever listens: the messages that stand, and all that its client and the bot exchange."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from inspect import isawaitable
from typing import Any

import aiohttp

Message = dict[str, Any]
"""A message that stands in a conversation: `id`, `conversation`, `from` (an id), `text`, `attachments`, and what else
the client makes of it (`aiEntity`, `mentions`, `feedbackLoopEnabled`, `suggestedActions`, `streamEntity`)."""
Exchange = dict[str, Any]
"""One request: `to_bot`, its `body`, the `status` and the `answer`, as they went over the wire."""

CARD = "application/vnd.microsoft.card.adaptive"


class Stream:
    """Listens to the client's two websockets."""

    def __init__(self) -> None:
        self.messages: dict[str, Message] = {}
        self.exchanges: list[Exchange] = []
        self.typing: list[str] = []
        """The conversations in which the bot was seen typing, one each time."""

    @asynccontextmanager
    async def listening(self, session: aiohttp.ClientSession, url: str) -> AsyncIterator[None]:
        """Listen for as long as the block lasts."""
        doors = {"/_ws_conversation/v1/conversations/stream": self._shown, "/_ws/log/stream": self._exchanged}
        sockets = [(await session.ws_connect(f"{url}{door}", max_msg_size=0), take) for door, take in doors.items()]
        hearing = [asyncio.create_task(_hear(socket, take)) for socket, take in sockets]
        try:
            yield
        finally:
            for socket, _ in sockets:
                await socket.close()
            await asyncio.gather(*hearing)

    def add(self, message_id: str, conversation: str, author: str, **more: Any) -> Message:
        """Put a message where it stands, or change the one with this id."""
        given = {"id": message_id, "conversation": conversation, "from": author, "text": None, "attachments": []}
        self.messages[message_id] = message = given | more
        return message

    def card_became(self, message_id: str, card: Any) -> None:
        """A button's answer replaced the card of a message."""
        self.messages[message_id]["attachments"] = [{"contentType": CARD, "content": card}]

    def _shown(self, told: dict[str, Any]) -> None:
        conversation = told["actionConversationId"]
        if told["action"] == "typing":
            self.typing.append(conversation)
            return
        shown = told["message"]
        message_id, author = shown.pop("messageId"), shown.pop("from")["id"]
        before = self.messages.get(message_id)
        place = shown.pop("postConversationId", None) or (before["conversation"] if before else conversation)
        self.add(message_id, place, author, **shown)

    def _exchanged(self, told: dict[str, Any]) -> None:
        log = told.get("log", {})
        if log.get("type") != "bot":
            return
        to_bot, body, answered = log["to"] == "User Application", log["request"].get("body"), log["response"]
        self.exchanges.append(
            {"to_bot": to_bot, "body": body, "status": answered["statusCode"], "answer": answered.get("body")}
        )
        conversation = log.get("conversationId") or ""
        if not to_bot and conversation.endswith("@test.user") and log.get("messageId") and body["type"] == "message":
            # Other people's chats are not shown to whoever sits at the client, but the bot wrote there all the same.
            self.add(
                log["messageId"],
                conversation,
                "bot",
                **{key: body[key] for key in ("text", "attachments") if key in body},
            )


async def _hear(socket: aiohttp.ClientWebSocketResponse, take: Callable[[dict[str, Any]], None]) -> None:
    async for told in socket:
        take(json.loads(told.data))


async def until(condition: Callable[[], Any] | Callable[[], Awaitable[Any]], seconds: float = 30.0) -> Any:
    """Ask again and again until `condition()` gives something."""
    async with asyncio.timeout(seconds):
        while not (found := await asked if isawaitable(asked := condition()) else asked):  # noqa: ASYNC110 - another process says nothing unasked
            await asyncio.sleep(0.01)
    return found
