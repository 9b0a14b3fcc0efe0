"""`/reindex`, `/rollback` and the buttons below a run: asks for runs, and shows how they go on to who asked."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from html import unescape
from typing import Any

from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.chat.run_desk import RunDesk, RunReply
from bot.reindexing.words import reindex_words
from bot.slack.buttons import action_of
from bot.slack.directory import Person
from bot.slack.features import Asked, asked_of
from bot.slack.mrkdwn import link, shortened
from bot.slack.replies import as_text
from bot.slack.run_blocks import ACTIONS, ASK, LINE_LIMIT, RUN, run_message, said_message
from bot.slack.run_poster import put
from bot.slack.sight import Sights
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.viewers import Viewers
from bot.slack.whispers import Whispers, posted_to
from bot.slack.workspace import Workspace
from bot.viewer import Viewer

_LOG = logging.getLogger(__name__)
_LINK_LIMIT = 1_200


class RunActions:
    """No verb raises: who asked is told, and the log where they cannot be."""

    def __init__(
        self,
        *,
        desk: RunDesk,
        viewers: Viewers,
        sights: Sights,
        webhook: Callable[[str], AsyncWebhookClient],
        language: str,
    ) -> None:
        self._desk = desk
        self._viewers = viewers
        self._sights = sights
        self._whispers = Whispers(webhook, "a reindex")
        self._language = language

    async def typed(self, workspace: Workspace, asked: Asked, text: str) -> None:
        """The command that asks for a reindex."""

        async def served(person: Person | None, language: str) -> None:
            viewer = await self._viewers.of(workspace, asked.user)
            reply = await self._desk.serve(viewer, unescape(text), language)
            await self._answer(workspace, asked, viewer, reply, person)

        await self._tried(served, workspace, asked)

    async def typed_rollback(self, workspace: Workspace, asked: Asked, text: str) -> None:
        """The command that goes back. It takes no words: where some follow, it is explained, and nothing is done."""
        if text.strip():
            await self.typed(workspace, asked, "help")
            return

        async def served(person: Person | None, language: str) -> None:
            viewer = await self._viewers.of(workspace, asked.user)
            await self._answer(workspace, asked, viewer, await self._desk.rollback(viewer, language), person)

        await self._tried(served, workspace, asked)

    async def press(self, workspace: Workspace, body: Mapping[str, Any]) -> None:
        """A button below a run, or the one on the home page."""
        asked, pressed = asked_of(body), action_of(body)
        name, run_id = str(pressed.get("action_id") or "").removeprefix(RUN), str(pressed.get("value") or "")
        message = str((body.get("message") or {}).get("ts") or (body.get("container") or {}).get("message_ts") or "")
        action = next((one for one in ACTIONS if one == name), None)
        if name == ASK:
            await self.typed(workspace, asked, "")
        if action is None or not (run_id and message):
            return

        async def acted(person: Person | None, language: str) -> None:
            viewer = await self._viewers.of(workspace, asked.user)
            reply = await self._desk.press(viewer, action, run_id, language)
            if reply.run is None or reply.told is None:
                await self._whispers.tell(workspace, asked, said_message(reply.said))
                return
            at = (asked.channel, message)
            try:
                await put(workspace.client, at, run_message(reply.told, reply.run.id, language))
            except SLACK_TROUBLE as error:  # it is changed again as the run goes on
                _LOG.warning("A message about a reindex could not be changed: %s", reason_of(error))
            await self._desk.follow(reply, viewer, at, language, person.zone if person else "")
            if reply.said and action != "cancel":  # that it is being cancelled stands in the message
                await self._whispers.tell(workspace, asked, said_message(reply.said))

        await self._tried(acted, workspace, asked)

    async def _answer(
        self, workspace: Workspace, asked: Asked, viewer: Viewer, reply: RunReply, person: Person | None
    ) -> None:
        """The run stands in the person's own chat with the bot; where they typed, they alone read a sentence."""
        if reply.run is None or reply.told is None:
            await self._whispers.tell(workspace, asked, said_message(reply.said))
            return
        language = person.language if person else self._language
        shown = run_message(reply.told, reply.run.id, language)
        try:
            at = await posted_to(workspace, asked.user, shown)
        except SLACK_TROUBLE as error:
            _LOG.warning("A reindex goes on, but cannot be shown to who asked for it: %s", reason_of(error))
            await self._whispers.say(asked.response_url, as_text(shown))
            return
        await self._desk.follow(reply, viewer, at, language, person.zone if person else "")
        where = await _linked(workspace, at, reindex_words(language).follow) if at[0] != asked.channel else ""
        if reply.said or where:
            await self._whispers.say(asked.response_url, said_message(reply.said, where))

    async def _tried(
        self, work: Callable[[Person | None, str], Awaitable[None]], workspace: Workspace, asked: Asked
    ) -> None:
        person = await self._sights.person(workspace, asked.user)
        language = person.language if person else self._language
        trouble = reindex_words(language).trouble
        await self._whispers.tried(work(person, language), asked.response_url, lambda: trouble)


async def _linked(workspace: Workspace, at: tuple[str, str], sentence: str) -> str:
    """The sentence as a link to a message; the sentence alone where Slack does not tell its address."""
    try:
        found = await workspace.client.chat_getPermalink(channel=at[0], message_ts=at[1])
    except SLACK_TROUBLE as error:
        _LOG.info("The address of a message could not be looked up: %s", reason_of(error))
        return shortened(sentence, LINE_LIMIT)
    return link(str(found.get("permalink") or ""), sentence, _LINK_LIMIT)
