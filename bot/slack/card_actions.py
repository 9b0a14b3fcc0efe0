"""`/battlecard` and the buttons of a card: opens cards for who asks, turns them, and shares a part with a channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from html import unescape
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.battlecards.telling import CardTold, ChoiceTold
from bot.battlecards.words import card_words
from bot.chat.asking import AskingDesk
from bot.chat.card_desk import CardDesk, CardReader, CardReply
from bot.chat.sharing import OneAtATime
from bot.chat_words import ChatWords, chat_words
from bot.conversation_model import PostedAnswer
from bot.ports import Clock
from bot.slack.blocks import mrkdwn_message
from bot.slack.buttons import action_of
from bot.slack.card_blocks import (
    CARD,
    CHOOSE,
    NOT_LOGGED,
    SHARE,
    TOPIC_LIMIT,
    TURN,
    card_message,
    choice_message,
    shared_message,
)
from bot.slack.features import Asked, asked_of
from bot.slack.mrkdwn import escaped, shortened
from bot.slack.replies import PostedReply
from bot.slack.sharing import NOT_THERE, TITLE_LIMIT, MannersOf
from bot.slack.sight import Sights
from bot.slack.trouble import reason_of
from bot.slack.whispers import Whispers
from bot.slack.workspace import Workspace

_CHANNELS = frozenset("CG")
"""How the ids of channels, and of conversations of several people, begin."""


class CardActions:
    """No verb raises: who asked is told, and the log where they cannot be."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        desk: CardDesk,
        asking: AskingDesk,
        clock: Clock,
        sights: Sights,
        manners_of: MannersOf,
        webhook: Callable[[str], AsyncWebhookClient],
        language: str,
    ) -> None:
        self._desk = desk
        self._asking = asking
        self._clock = clock
        self._sights = sights
        self._manners_of = manners_of
        self._whispers = Whispers(webhook, "a battlecard")
        self._language = language
        self._once = OneAtATime()

    async def typed(self, workspace: Workspace, asked: Asked, text: str) -> None:
        """The command. What comes of it only who typed it sees."""

        async def served(reader: CardReader) -> None:
            await self._say(asked, await self._desk.typed(reader, unescape(text)))

        await self._tried(served, workspace, asked)

    async def press(self, workspace: Workspace, body: Mapping[str, Any]) -> None:
        """A button of a card: what it shows takes the place of the message that it stands in."""
        asked, pressed = asked_of(body), action_of(body)
        name = str(pressed.get("action_id") or "").removeprefix(CARD).partition(".")[0]
        value = str(pressed.get("value") or "")

        async def served(reader: CardReader) -> None:
            if name == TURN:
                question_id, card_id, key = _named(value)
                reply = await self._desk.turned(reader, card_id, key, question_id)
                await self._say(asked, reply, instead=True)
            elif name == CHOOSE:
                card_id, _, topic = value.partition(" ")
                reply = await self._desk.chosen(reader, card_id, topic[:TOPIC_LIMIT])
                await self._say(asked, reply, instead=True)
            elif name == SHARE and asked.channel[:1] in _CHANNELS:
                question_id, card_id, key = _named(value)
                work = partial(self._shared, workspace, asked, reader, (card_id, key, question_id))
                said = await self._once.run((card_id, key, asked.channel, asked.user), work)
                await self._whispers.say(asked.response_url, mrkdwn_message(said))

        await self._tried(served, workspace, asked)

    async def _shared(self, workspace: Workspace, asked: Asked, reader: CardReader, card: tuple[str, str, str]) -> str:
        """Share a part as everybody may see it who reads the channel; gives what came of it (mrkdwn)."""
        words = chat_words(reader.language)
        own = await self._desk.turned(reader, *card)
        if isinstance(own, ChoiceTold) or own.key != card[1]:
            return escaped(card_words(reader.language).gone)
        manners = await self._manners_of(workspace, asked.channel)
        sight = await self._sights.of_channel(workspace, asked.channel, frozenset(manners.audience))
        if sight.blurred:
            return _withheld(words, "withheld_unknown", asked.channel, own.title)
        everybody = CardReader(asked.user, workspace.id, asked.channel, "slack", sight, reader.language)
        # A press can be written by hand: the question must be theirs.
        is_theirs = await self._desk.opened_by(reader, card[2], own.document)
        shown = await self._desk.turned(everybody, card[0], card[1], card[2] if is_theirs else "")
        if isinstance(shown, ChoiceTold) or shown.key != card[1]:
            return _withheld(words, "withheld_internal" if sight.guests else "withheld", asked.channel, own.title)
        try:
            ts = await PostedReply(workspace.client, asked.channel, None).say(shared_message(shown, asked.user))
        except SlackApiError as error:
            if reason_of(error) in NOT_THERE:
                return escaped(words.invite_me).format(channel=f"<#{asked.channel}>")
            raise
        if ts is not None and shown.question_id:  # it is changed once its page is pulled
            now = self._clock.now()
            await self._asking.remember(PostedAnswer(shown.question_id, workspace.id, asked.channel, ts, ts, now))
        return escaped(words.shared).format(channel=f"<#{asked.channel}>")

    async def _say(self, asked: Asked, reply: CardReply, *, instead: bool = False) -> None:
        if isinstance(reply, CardTold):
            message = card_message(reply, may_share=asked.channel[:1] in _CHANNELS)
        else:
            message = choice_message(reply)
        await self._whispers.say(asked.response_url, message, instead=instead)

    async def _tried(self, work: Callable[[CardReader], Awaitable[None]], workspace: Workspace, asked: Asked) -> None:
        language = self._language

        async def done() -> None:
            nonlocal language
            sight = await self._sights.of_person(workspace, asked.user)
            language = sight.language or language
            await work(CardReader(asked.user, workspace.id, asked.channel, "slack", sight, language))

        await self._whispers.tried(done(), asked.response_url, lambda: card_words(language).trouble)


def _named(value: str) -> tuple[str, str, str]:
    """What a button says: the question that opened the card ("" where none is known), the card, and a part of it."""
    question_id, _, rest = value.partition(" ")
    card_id, _, key = rest.partition(" ")
    return "" if question_id == NOT_LOGGED else question_id, card_id, key


def _withheld(words: ChatWords, reason: str, channel: str, title: str) -> str:
    template = escaped(str(getattr(words, reason)))
    return template.format(channel=f"<#{channel}>", title=shortened(title, TITLE_LIMIT))
