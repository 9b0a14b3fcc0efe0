"""Brings each request to whoever serves it: the channel's desk, a person's own, the owner's reply, the home page."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.chat.handover import Handover
from bot.chat_words import chat_words
from bot.ports import KeepingError
from bot.slack.blocks import Message, mrkdwn_message, plain_message
from bot.slack.channel_desk import ChannelDesk
from bot.slack.conversations import DirectConversations
from bot.slack.desk import Desk, Manner
from bot.slack.events import Incoming, Reaction, from_reacted_message
from bot.slack.handover import PostOf, bring_back
from bot.slack.replies import AssistantReply, EphemeralReply, PostedReply, Reply, WhisperedReply
from bot.slack.sight import Sights
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.workspace import Workspace

_LOG = logging.getLogger(__name__)

SECONDS_FOR_STATUS = 1.0
TITLE_LIMIT = 250
"""Characters of a thread's title: enough to find it again in the history."""


class Reception:
    """Everything that wants an answer comes here. No verb raises."""

    def __init__(  # noqa: PLR0913 - whom it brings requests to, by name
        self,
        *,
        desk: Desk,
        channel_desk: ChannelDesk,
        conversations: DirectConversations,
        handover: Handover,
        post_of: PostOf,
        sights: Sights,
        webhook: Callable[[str], AsyncWebhookClient],
    ) -> None:
        self._desk = desk
        self._channel_desk = channel_desk
        self._conversations = conversations
        self._handover = handover
        self._post_of = post_of
        self._sights = sights
        self._webhook = webhook

    async def message(self, workspace: Workspace, incoming: Incoming) -> None:
        """Something that was said in a channel, or to the bot."""
        try:
            if incoming.kind == "channel":
                await self._channel_desk.serve(workspace, incoming)
            else:
                await self._direct(workspace, incoming)
        except Exception:  # noqa: BLE001 - one request must not end the others
            _LOG.exception("A message from Slack could not be served")
            await self._say_trouble(PostedReply(workspace.client, incoming.channel, incoming.reply_to), incoming)

    async def in_assistant(self, workspace: Workspace, incoming: Incoming) -> None:
        """A message in the assistant pane, which has a status while the bot is at work, and a title."""
        try:
            if not await self._desk.is_new(incoming) or await self._is_owners_reply(workspace, incoming):
                return
            conversation, sight, _ = await asyncio.gather(
                self._conversations.join(workspace.id, incoming.channel, incoming.ts or "", incoming.reply_to),
                self._sights.of_person(workspace, incoming.user, marked_outside=incoming.guests),
                self._show_status(workspace, incoming),
            )
            is_first = not await self._conversations.has_answer(workspace.id, incoming.channel, conversation)
            reply = AssistantReply(workspace.client, incoming.channel, incoming.reply_to)
            asked = replace(incoming, thread=conversation)
            known = partial(self._conversations.answered, incoming.channel, conversation)
            await self._desk.serve(workspace, asked, sight, reply, Manner(native=True, said=known))
            # A follow-up ("and three years?") would say less of what the thread is about.
            if is_first and not incoming.wants_help:
                await self.quietly(
                    workspace.client.assistant_threads_setTitle(
                        channel_id=incoming.channel, thread_ts=str(incoming.reply_to), title=incoming.text[:TITLE_LIMIT]
                    )
                )
        except Exception:  # noqa: BLE001 - one request must not end the others
            _LOG.exception("A message in the assistant pane could not be served")
            await self._say_trouble(PostedReply(workspace.client, incoming.channel, incoming.reply_to), incoming)

    async def _show_status(self, workspace: Workspace, incoming: Incoming) -> None:
        """That the bot is at work. Nobody waits long for it: the answer takes it away, and may come first."""
        words = chat_words(self._desk.spoken(incoming))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_FOR_STATUS):
                await self.quietly(
                    workspace.client.assistant_threads_setStatus(
                        channel_id=incoming.channel, thread_ts=str(incoming.reply_to), status=words.looking
                    )
                )

    async def explained(
        self, workspace: Workspace, incoming: Incoming, response_url: str, explain: Callable[[str], Message]
    ) -> None:
        """What a command does, in the words of who typed it."""
        try:
            language = incoming.language or await self._language(workspace, incoming.user)
            await self._desk.say(WhisperedReply(self._webhook(response_url)), explain(language), incoming)
        except Exception:  # noqa: BLE001 - one request must not end the others
            _LOG.exception("What a command does could not be told")

    async def whispered(self, workspace: Workspace, incoming: Incoming, response_url: str) -> None:
        """A slash command or a message shortcut: only who used it sees the answer."""
        try:
            if not await self._desk.is_new(incoming):
                return
            reply = WhisperedReply(self._webhook(response_url))
            if incoming.way == "shortcut" and not incoming.text:
                words = chat_words(await self._language(workspace, incoming.user))
                await self._desk.say(reply, plain_message(words.nothing_to_ask), incoming)
                return
            sight = await self._sights.of_person(workspace, incoming.user)
            await self._desk.serve(workspace, incoming, sight, reply)
        except Exception:  # noqa: BLE001 - one request must not end the others
            _LOG.exception("A command from Slack could not be served")
            await self._say_trouble(WhisperedReply(self._webhook(response_url)), incoming)

    async def reaction(self, workspace: Workspace, reaction: Reaction) -> None:
        """An emoji on a message; where it is the channel's own, the message is a question."""
        try:
            manners = await self._channel_desk.manners(workspace, reaction.channel)
            if not manners.reaction or reaction.name != manners.reaction:
                return
            message = await _message(workspace, reaction)
            if message is not None and message.get("user") == workspace.bot_user:
                return
            incoming = from_reacted_message(reaction, message or {}, workspace.bot_user)
            if message is not None and incoming.text:
                await self.message(workspace, incoming)
            elif await self._desk.is_new(incoming):
                words = chat_words(await self._language(workspace, reaction.user))
                whisper = EphemeralReply(workspace.client, reaction.channel, reaction.user, incoming.below)
                sentence = words.cannot_read if message is None else words.nothing_to_ask
                await self._desk.say(whisper, plain_message(sentence), incoming)
        except Exception:  # noqa: BLE001 - one request must not end the others
            _LOG.exception("A reaction in Slack could not be served")

    async def _direct(self, workspace: Workspace, incoming: Incoming) -> None:
        if not await self._desk.is_new(incoming) or await self._is_owners_reply(workspace, incoming):
            return
        conversation, sight = await asyncio.gather(
            self._conversations.join(workspace.id, incoming.channel, incoming.ts or "", incoming.reply_to),
            self._sights.of_person(workspace, incoming.user, marked_outside=incoming.guests),
        )
        reply = PostedReply(workspace.client, incoming.channel, incoming.reply_to)
        known = partial(self._conversations.answered, incoming.channel, conversation)
        await self._desk.serve(workspace, replace(incoming, thread=conversation), sight, reply, Manner(said=known))

    async def _say_trouble(self, reply: Reply, incoming: Incoming) -> None:
        """Whoever asked the bot is told; what was not said to it was not missed, either."""
        if not incoming.named:
            return
        try:
            await self._desk.say(reply, self._desk.trouble(incoming), incoming)
        except Exception:  # noqa: BLE001 - the door is closing, say
            _LOG.exception("Who asked could not be told that something is wrong")

    async def _is_owners_reply(self, workspace: Workspace, incoming: Incoming) -> bool:
        """Whether it replies to a question that was handed to its author; then it has been brought back."""
        if incoming.reply_to is None or not incoming.written:
            return False
        reply = PostedReply(workspace.client, incoming.channel, incoming.reply_to)
        try:
            request = await self._handover.request_in(workspace.id, incoming.channel, incoming.reply_to, incoming.user)
        except KeepingError as error:
            _LOG.warning("Whether a message is an owner's reply could not be looked up: %s", error)
            return False
        if request is None:
            return False
        try:
            post = self._post_of(workspace)
            said = mrkdwn_message(await bring_back(self._handover, post, request, incoming.written, incoming.user))
        except KeepingError as error:
            _LOG.warning("An owner's reply could not be kept: %s", error)
            said = plain_message(chat_words(await self._language(workspace, incoming.user)).log_down)
        await self._desk.say(reply, said, incoming)
        return True

    async def _language(self, workspace: Workspace, user: str) -> str:
        person = await self._sights.person(workspace, user)
        return person.language if person else self._desk.language

    async def quietly(self, call: Awaitable[object]) -> None:
        """What only adorns the pane: where Slack does not take it, the answer comes all the same."""
        try:
            await call
        except SlackApiError as error:
            _LOG.debug("Slack did not adorn a thread: %s", reason_of(error))
        except SLACK_TROUBLE as error:
            _LOG.warning("Slack did not adorn a thread: %s", reason_of(error))


async def _message(workspace: Workspace, reaction: Reaction) -> dict[str, object] | None:
    """The message that a reaction stands on; a reply in a thread is not among the channel's own messages."""
    for ask in (workspace.client.conversations_history, _replies_to(workspace, reaction.ts)):
        try:
            found = await ask(channel=reaction.channel, latest=reaction.ts, oldest=reaction.ts, inclusive=True, limit=2)
            message = next((one for one in found["messages"] if one.get("ts") == reaction.ts), None)
        except (*SLACK_TROUBLE, LookupError) as error:
            _LOG.warning("A message with a reaction could not be read: %s", reason_of(error))
            return None
        if message is not None:
            return dict(message)
    return None


def _replies_to(workspace: Workspace, ts: str) -> Callable[..., Awaitable[AsyncSlackResponse]]:
    return partial(workspace.client.conversations_replies, ts=ts)
