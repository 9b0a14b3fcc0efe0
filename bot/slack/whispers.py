"""What one person alone reads in Slack: where they typed or pressed, else in their own chat with the bot."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.blocks import Message, plain_message
from bot.slack.features import Asked
from bot.slack.replies import PostedReply, WhisperedReply, WhisperRefusedError
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.workspace import Workspace

_LOG = logging.getLogger(__name__)


class Whispers:
    """`about` is what it is all about, for the log: "a reindex". Verbs raise what Slack raises, but for `tried`."""

    def __init__(self, webhook: Callable[[str], AsyncWebhookClient], about: str) -> None:
        self._webhook = webhook
        self._about = about

    async def say(self, url: str, message: Message, thread: str = "", *, instead: bool = False) -> None:
        """Where they did something, `instead` of the message that they pressed a button of; nothing without a `url`."""
        if url:
            await WhisperedReply(self._webhook(url), thread or None, instead=instead).say(message)

    async def tell(self, workspace: Workspace, asked: Asked, message: Message, thread: str = "") -> None:
        """Where they did something, or, from the home page, in their own chat with the bot."""
        if asked.response_url:
            await self.say(asked.response_url, message, thread)
        else:
            await posted_to(workspace, asked.user, message)

    async def tried(self, work: Awaitable[None], url: str, trouble: Callable[[], str]) -> None:
        """Do it. Never raises: who asked gets the sentence, and the log has the rest."""
        try:
            await work
        except WhisperRefusedError as error:
            _LOG.warning("Who asked for %s could not be told: %s", self._about, error)
        except SLACK_TROUBLE as error:  # such as a dialog that was asked for too late
            _LOG.error("Slack did not take what was said of %s: %s", self._about, reason_of(error))
            await self._say_trouble(url, trouble())
        except Exception:  # noqa: BLE001 - one request must not end the others
            _LOG.exception("What was wanted of %s in Slack could not be done", self._about)
            await self._say_trouble(url, trouble())

    async def _say_trouble(self, url: str, sentence: str) -> None:
        try:
            await self.say(url, plain_message(sentence))
        except SLACK_TROUBLE as error:
            _LOG.warning("Who asked for %s could not be told: %s", self._about, reason_of(error))


async def posted_to(workspace: Workspace, user: str, message: Message) -> tuple[str, str]:
    """Post it in somebody's own chat with the bot; the channel and the timestamp. Raises what Slack raises."""
    opened = await workspace.client.conversations_open(users=user)
    channel = str(opened["channel"]["id"])
    return channel, str(await PostedReply(workspace.client, channel, None).say(message) or "")
