"""`/whatsnew`: tells what is new, sends it every week, launches pages. Only who typed it sees what comes of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from html import unescape

from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.chat.news_desk import NewsDesk
from bot.reach.words import reach_words
from bot.slack.blocks import Message, plain_message
from bot.slack.digest_actions import SlackRooms
from bot.slack.directory import Directory
from bot.slack.features import Asked
from bot.slack.news_blocks import reply_message
from bot.slack.replies import WhisperedReply, WhisperRefusedError
from bot.slack.sight import Sights
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.viewers import Viewers
from bot.slack.workspace import Workspace

_LOG = logging.getLogger(__name__)


class NewsActions:
    """Its verb does not raise: who asked is told, and the log where they cannot be."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        desk: NewsDesk,
        viewers: Viewers,
        sights: Sights,
        directory: Directory,
        webhook: Callable[[str], AsyncWebhookClient],
        language: str,
    ) -> None:
        self._desk = desk
        self._viewers = viewers
        self._sights = sights
        self._directory = directory
        self._webhook = webhook
        self._language = language

    async def typed(self, workspace: Workspace, asked: Asked, text: str) -> None:
        """The command. `text` as Slack gives it, with the ids of the channels that it names."""
        language = self._language
        try:
            person = await self._sights.person(workspace, asked.user)
            language = person.language if person else language
            viewer = await self._viewers.of(workspace, asked.user)
            rooms = SlackRooms(workspace, asked, self._directory, viewer.name)
            reply = await self._desk.serve(viewer, unescape(text), rooms, language, person.zone if person else "")
            await self._whisper(asked, reply_message(reply, language))
        except WhisperRefusedError as error:
            _LOG.warning("Who asked what is new could not be told: %s", error)
        except SLACK_TROUBLE as error:
            _LOG.error("Slack did not take what is new: %s", reason_of(error))
        except Exception:  # noqa: BLE001 - one request must not end the others
            _LOG.exception("What was wanted of the news in Slack could not be done")
            await self._say_trouble(asked, language)

    async def _whisper(self, asked: Asked, message: Message) -> None:
        if asked.response_url:
            await WhisperedReply(self._webhook(asked.response_url)).say(message)

    async def _say_trouble(self, asked: Asked, language: str) -> None:
        try:
            await self._whisper(asked, plain_message(reach_words(language).trouble))
        except SLACK_TROUBLE as error:
            _LOG.warning("Who asked what is new could not be told: %s", reason_of(error))
