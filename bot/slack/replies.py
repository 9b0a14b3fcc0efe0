"""Saying something back: as a message in a conversation, or to the asker alone. Knows Slack's client, not Bolt."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Protocol

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.blocks import Message
from bot.slack.trouble import reason_of

_LOG = logging.getLogger(__name__)
_BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long"})
_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
"""Why a message cannot be changed: somebody has deleted it, say."""
_NOT_THERE = frozenset({"not_in_channel", "channel_not_found", "user_not_in_channel", "is_archived"})
"""Why somebody cannot be whispered to in a channel."""


class WhisperRefusedError(SlackClientError):
    """Slack did not take an answer to a command: its address has been used up, or is more than 30 minutes old."""


class Reply(Protocol):
    """Where an answer goes."""

    async def say(self, message: Message) -> str | None:
        """Say it, in the place of what was said before. Gives the message's timestamp where it has one."""

    async def wait(self, message: Message) -> None:
        """Say that the answer takes a while, where that can be taken back."""


class PostedReply:
    """A message in a conversation or a thread; saying something else changes the message."""

    def __init__(self, client: AsyncWebClient, channel: str, thread_ts: str | None) -> None:
        self._client = client
        self._channel = channel
        self._thread_ts = thread_ts
        self._ts: str | None = None

    async def say(self, message: Message) -> str | None:
        """Post it, or change what was posted. Where Slack refuses the blocks, the text alone is posted."""
        try:
            await self._send(message)
        except SlackApiError as error:
            if not refuses_blocks(error):
                raise
            await self._send(as_text(message))
        return self._ts

    async def wait(self, message: Message) -> None:
        """Post it; the answer takes its place."""
        await self.say(message)

    async def _send(self, message: Message) -> None:
        blocks = list(message.blocks)
        if self._ts is not None:
            try:
                await self._client.chat_update(channel=self._channel, ts=self._ts, text=message.text, blocks=blocks)
            except SlackApiError as error:
                if reason_of(error) not in _GONE:
                    raise
                self._ts = None
            else:
                return
        posted = await self._client.chat_postMessage(
            channel=self._channel,
            thread_ts=self._thread_ts,
            text=message.text,
            blocks=blocks,
            unfurl_links=False,
            unfurl_media=False,
        )
        self._ts = posted.get("ts")


class WhisperedReply:
    """An answer that only the asker sees, sent to the address that came with the command (5 times in 30 minutes).

    `thread_ts`: the thread that it is shown in; the channel itself where there is none. `instead`: in the place of the
    message with the button that was pressed.
    """

    def __init__(self, webhook: AsyncWebhookClient, thread_ts: str | None = None, *, instead: bool = False) -> None:
        self._webhook = webhook
        self._thread = {} if thread_ts is None else {"thread_ts": thread_ts}
        self._said = instead

    async def say(self, message: Message) -> str | None:
        """Show it to the asker, in the place of what was shown before. Raises WhisperRefusedError.

        Where Slack refuses the blocks, the text alone is shown.
        """
        status = await self._send(message)
        if status == HTTPStatus.BAD_REQUEST and message.blocks:
            _LOG.warning("Slack refused an answer that one person sees (HTTP %d); it is shown as text", status)
            status = await self._send(as_text(message))
        if status >= HTTPStatus.BAD_REQUEST:
            raise WhisperRefusedError(f"HTTP {status}")
        self._said = True
        return None

    async def _send(self, message: Message) -> int:
        body = {"text": message.text, "blocks": list(message.blocks), "response_type": "ephemeral"}
        response = await self._webhook.send_dict(body | {"replace_original": self._said} | self._thread)
        return response.status_code

    async def wait(self, message: Message) -> None:
        """Show it; the answer takes its place."""
        await self.say(message)


class EphemeralReply:
    """An answer in a channel that the asker alone sees. It cannot be taken back: nothing is said until it is there.

    Where it cannot be shown in the channel, it goes to the asker as a direct message.
    """

    def __init__(self, client: AsyncWebClient, channel: str, user: str, thread_ts: str | None) -> None:
        self._client = client
        self._channel = channel
        self._user = user
        self._thread_ts = thread_ts

    async def say(self, message: Message) -> str | None:
        """Show it to the asker. Where Slack refuses the blocks, the text alone is shown."""
        try:
            await self._send(message)
        except SlackApiError as error:
            if not refuses_blocks(error):
                raise
            await self._send(as_text(message))
        return None

    async def _send(self, message: Message) -> None:
        text, blocks = message.text, list(message.blocks)
        try:
            await self._client.chat_postEphemeral(
                channel=self._channel, user=self._user, thread_ts=self._thread_ts, text=text, blocks=blocks
            )
        except SlackApiError as error:
            if reason_of(error) not in _NOT_THERE:
                raise
            await self._client.chat_postMessage(
                channel=self._user, text=text, blocks=blocks, unfurl_links=False, unfurl_media=False
            )

    async def wait(self, message: Message) -> None:
        """Say nothing."""


class AssistantReply(PostedReply):
    """A message in the assistant pane, which shows by itself that the bot is at work."""

    async def wait(self, message: Message) -> None:
        """Say nothing."""


def as_text(message: Message) -> Message:
    """The same without blocks."""
    return Message(message.without_blocks or message.text)


def refuses_blocks(error: SlackApiError) -> bool:
    """Whether it is the blocks that Slack does not take: then the words alone may do."""
    reason = reason_of(error)
    if reason in _BLOCKS_REFUSED:
        _LOG.warning("Slack refused an answer's blocks (%s); it is posted as text", reason)
    return reason in _BLOCKS_REFUSED
