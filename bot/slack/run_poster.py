"""Changes messages in Slack that tell how a reindex goes on."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Literal

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.trouble import UndeliveredError
from bot.reindexing.model import RunMessage
from bot.reindexing.telling import RunTold
from bot.slack.blocks import Message
from bot.slack.replies import as_text, refuses_blocks
from bot.slack.run_blocks import run_message
from bot.slack.trouble import SLACK_TROUBLE, undelivered
from bot.slack.workspace import WorkspaceOf, without_handlers

SECONDS_LIMITED = 30.0
"""How long Slack is left alone where it does not say for how long."""


class SlackRunPoster:
    """Implements bot.reindexing.ports.RunPoster for every workspace that the app is installed in.

    Where Slack limits how often messages are changed, nothing waits: what is shown is of that moment, and the next look
    shows what is true then.
    """

    surface: Literal["slack"] = "slack"

    def __init__(self, workspace_of: WorkspaceOf, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._workspace_of = workspace_of
        self._monotonic = monotonic
        self._limited_until: dict[str, float] = {}

    async def show(self, message: RunMessage, told: RunTold) -> None:
        """Put it in the place of what stands there. Raises UndeliveredError."""
        if self._monotonic() < self._limited_until.get(message.workspace, 0.0):
            raise UndeliveredError("ratelimited")
        workspace = await self._workspace_of(message.workspace)
        if workspace is None:
            raise UndeliveredError("the app is not installed in the workspace", for_good=True)
        client = without_handlers(workspace.client, AsyncRateLimitErrorRetryHandler)
        try:
            shown = run_message(told, message.run_id, message.language)
            await put(client, (message.place, message.message), shown)
        except SLACK_TROUBLE as error:
            if isinstance(error, SlackApiError) and error.response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
                self._limited_until[message.workspace] = self._monotonic() + _seconds_limited(error)
            raise undelivered(error) from error


async def put(client: AsyncWebClient, at: tuple[str, str], message: Message) -> None:
    """Put it in the place of the message that stands `at` a channel, with a timestamp. Raises what Slack raises.

    Where Slack refuses the blocks, the text alone stands there.
    """

    async def change(shown: Message) -> None:
        await client.chat_update(channel=at[0], ts=at[1], text=shown.text, blocks=list(shown.blocks))

    try:
        await change(message)
    except SlackApiError as error:
        if not refuses_blocks(error):
            raise
        await change(as_text(message))


def _seconds_limited(error: SlackApiError) -> float:
    try:
        return float(error.response.headers["Retry-After"])
    except (KeyError, ValueError):
        return SECONDS_LIMITED
