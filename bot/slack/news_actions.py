"""`/whatsnew`: tells what is new, sends it every week, launches pages. Only who typed it sees what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.chat.news_desk import NewsDesk
from bot.reach.words import reach_words
from bot.slack.digest_actions import SlackRooms
from bot.slack.directory import Directory
from bot.slack.features import Asked
from bot.slack.news_blocks import reply_message
from bot.slack.sight import Sights
from bot.slack.viewers import Viewers
from bot.slack.whispers import Whispers
from bot.slack.workspace import Workspace


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
        self._whispers = Whispers(webhook, "what is new")
        self._language = language

    async def typed(self, workspace: Workspace, asked: Asked, text: str) -> None:
        """The command. `text` as Slack gives it, with the ids of the channels that it names."""
        language = self._language

        async def served() -> None:
            nonlocal language
            person = await self._sights.person(workspace, asked.user)
            language = person.language if person else language
            viewer = await self._viewers.of(workspace, asked.user)
            rooms = SlackRooms(workspace, asked, self._directory, viewer.name)
            reply = await self._desk.serve(viewer, unescape(text), rooms, language, person.zone if person else "")
            await self._whispers.say(asked.response_url, reply_message(reply, language))

        await self._whispers.tried(served(), asked.response_url, lambda: reach_words(language).trouble)
