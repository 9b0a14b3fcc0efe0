"""`/reindex`, `/rollback` and the buttons below a run: asks for runs, and shows how they go on to who asked."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.chat.run_desk import RunDesk, RunReply
from bot.reindexing.words import reindex_words
from bot.slack.blocks import Message, plain_message
from bot.slack.buttons import action_of
from bot.slack.directory import Person
from bot.slack.features import Asked, asked_of
from bot.slack.mrkdwn import link, shortened
from bot.slack.replies import PostedReply, WhisperedReply, WhisperRefusedError, as_text
from bot.slack.run_blocks import ACTIONS, ASK, LINE_LIMIT, RUN, run_message, said_message
from bot.slack.run_poster import put
from bot.slack.sight import Sights
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.viewers import Viewers
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
        self._webhook = webhook
        self._language = language

    async def typed(self, workspace: Workspace, asked: Asked, text: str) -> None:
        """The command that asks for a reindex."""

        async def served(person: Person | None, language: str) -> None:
            viewer = await self._viewers.of(workspace, asked.user)
            reply = await self._desk.serve(viewer, text, language)
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
                await self._say(workspace, asked, said_message(reply.said))
                return
            at = (asked.channel, message)
            try:
                await put(workspace.client, at, run_message(reply.told, reply.run.id, language))
            except SLACK_TROUBLE as error:  # it is changed again as the run goes on
                _LOG.warning("A message about a reindex could not be changed: %s", reason_of(error))
            await self._desk.follow(reply, viewer, at, language, person.zone if person else "")
            if reply.said and action != "cancel":  # that it is being cancelled stands in the message
                await self._say(workspace, asked, said_message(reply.said))

        await self._tried(acted, workspace, asked)

    async def _answer(
        self, workspace: Workspace, asked: Asked, viewer: Viewer, reply: RunReply, person: Person | None
    ) -> None:
        """The run stands in the person's own chat with the bot; where they typed, they alone read a sentence."""
        if reply.run is None or reply.told is None:
            await self._say(workspace, asked, said_message(reply.said))
            return
        language = person.language if person else self._language
        shown = run_message(reply.told, reply.run.id, language)
        try:
            at = await _posted(workspace, asked.user, shown)
        except SLACK_TROUBLE as error:
            _LOG.warning("A reindex goes on, but cannot be shown to who asked for it: %s", reason_of(error))
            await self._whisper(asked, as_text(shown))
            return
        await self._desk.follow(reply, viewer, at, language, person.zone if person else "")
        where = await _linked(workspace, at, reindex_words(language).follow) if at[0] != asked.channel else ""
        if reply.said or where:
            await self._whisper(asked, said_message(reply.said, where))

    async def _say(self, workspace: Workspace, asked: Asked, message: Message) -> None:
        """To who asked alone: where they did, or, from the home page, in their own chat with the bot."""
        if asked.response_url:
            await self._whisper(asked, message)
        else:
            await _posted(workspace, asked.user, message)

    async def _whisper(self, asked: Asked, message: Message) -> None:
        if asked.response_url:
            await WhisperedReply(self._webhook(asked.response_url)).say(message)

    async def _tried(
        self, work: Callable[[Person | None, str], Awaitable[None]], workspace: Workspace, asked: Asked
    ) -> None:
        person = await self._sights.person(workspace, asked.user)
        language = person.language if person else self._language
        try:
            await work(person, language)
        except WhisperRefusedError as error:
            _LOG.warning("Who asked for a reindex could not be told: %s", error)
        except SLACK_TROUBLE as error:
            _LOG.error("Slack did not take what was said of a reindex: %s", reason_of(error))
        except Exception:  # noqa: BLE001 - one request must not end the others
            _LOG.exception("What was wanted of reindexes in Slack could not be done")
            await self._say_trouble(asked, reindex_words(language).trouble)

    async def _say_trouble(self, asked: Asked, sentence: str) -> None:
        try:
            await self._whisper(asked, plain_message(sentence))
        except SLACK_TROUBLE as error:
            _LOG.warning("Who asked for a reindex could not be told: %s", reason_of(error))


async def _posted(workspace: Workspace, user: str, message: Message) -> tuple[str, str]:
    """Post it in somebody's own chat with the bot; the channel and the timestamp. Raises what Slack raises."""
    opened = await workspace.client.conversations_open(users=user)
    channel = str(opened["channel"]["id"])
    return channel, str(await PostedReply(workspace.client, channel, None).say(message) or "")


async def _linked(workspace: Workspace, at: tuple[str, str], sentence: str) -> str:
    """The sentence as a link to a message; the sentence alone where Slack does not tell its address."""
    try:
        found = await workspace.client.chat_getPermalink(channel=at[0], message_ts=at[1])
    except SLACK_TROUBLE as error:
        _LOG.info("The address of a message could not be looked up: %s", reason_of(error))
        return shortened(sentence, LINE_LIMIT)
    return link(str(found.get("permalink") or ""), sentence, _LINK_LIMIT)
