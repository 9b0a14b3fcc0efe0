"""The work behind the door: has a request answered, and says it in Slack; the asker gets words, never silence."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from bot.asking_words import language_of
from bot.battlecards.words import card_words
from bot.chat.asking import AskingDesk, noted
from bot.chat.presses import presses_below
from bot.chat.sight import Sight
from bot.chat_words import chat_words
from bot.conversation_model import PostedAnswer
from bot.model import Answer
from bot.ports import Clock
from bot.sentences import sentences
from bot.slack.blocks import Block, Message, answer_message, plain_message, with_button
from bot.slack.buttons import Row
from bot.slack.events import Incoming, to_ask
from bot.slack.replies import Reply
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.workspace import Workspace

_LOG = logging.getLogger(__name__)

Aside = Callable[[Workspace, str, Answer], Awaitable[Block | None]]
"""A button of the asker's own below an answer that they alone read; None where there is none for them."""
Doubted = Callable[[Answer], Awaitable[bool]]
"""What is asked where an answer is not sure: True where it has been seen to, and is not to be said here."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How an answer is given.

    `note` names a sentence of `bot.chat_words` that is said below it. `private`: the asker alone sees it, wherever it
    was asked. `native`: with Slack's own feedback buttons. `doubted` is asked where it is not sure. `said` is told the
    timestamp of the message as soon as it stands there.
    """

    note: str = ""
    private: bool = False
    native: bool = False
    doubted: Doubted | None = None
    said: Callable[[str], None] | None = None


class Desk:
    """Serves requests: `asking` has them answered.

    `command` and `card_command` stand in the help text; `language` is for sentences where no question tells one.
    """

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        asking: AskingDesk,
        *,
        clock: Clock,
        command: str,
        settings_command: str,
        language: str,
        card_command: str = "/battlecard",
        aside: Aside | None = None,
    ) -> None:
        self._asking = asking
        self._aside = aside
        self._clock = clock
        self._command = command
        self._settings_command = settings_command
        self._card_command = card_command
        self.language = language

    async def is_new(self, incoming: Incoming) -> bool:
        """Whether the request has not been answered yet. In doubt it has not: twice is better than never."""
        return await self._asking.is_first(incoming.keys)

    async def is_first(self, keys: tuple[str, ...]) -> bool:
        """The same of anything that keys name."""
        return await self._asking.is_first(keys)

    async def serve(
        self, workspace: Workspace, incoming: Incoming, sight: Sight, reply: Reply, manner: Manner | None = None
    ) -> str | None:
        """Answer the request. Gives the timestamp of the message that the answer stands in, where it has one."""
        try:
            return await self._serve(workspace, incoming, sight, reply, manner or Manner())
        except SLACK_TROUBLE as error:
            _LOG.error("Slack did not take the answer to a question in %s: %s", incoming.channel, reason_of(error))
        except Exception:  # noqa: BLE001 - one request must not end the others
            _LOG.exception("An answer for Slack could not be made")
            if incoming.named:
                await self.say(reply, self.trouble(incoming, sight), incoming)
        return None

    async def say(self, reply: Reply, message: Message, incoming: Incoming) -> None:
        """Say one of the bot's own sentences. What Slack does not take leaves a line in the log."""
        try:
            await reply.say(message)
        except SLACK_TROUBLE as error:
            _LOG.error("Slack did not take a sentence in %s: %s", incoming.channel, reason_of(error))

    async def whisper_again(self, incoming: Incoming, answer: Answer, reply: Reply, sight: Sight) -> None:
        """Give the asker alone, from all that they may see, what is not sure enough for the channel."""
        question = self._asking.as_logged(to_ask(incoming, sight.groups, guests=sight.guests), answer)
        place = sight.place(incoming.channel, "private", incoming.workspace)
        again = noted(await self._asking.again(question, incoming.user, sight, place), sight.blurred)
        await reply.say(self._message(noted(again, "only_you" if again.status != "answered" else "")))

    async def _serve(
        self, workspace: Workspace, incoming: Incoming, sight: Sight, reply: Reply, manner: Manner
    ) -> str | None:
        if incoming.wants_help:
            return await reply.say(self.help(incoming.language or sight.language)) if incoming.named else None
        shown = replace(incoming, kind="private") if manner.private else incoming
        ask = to_ask(shown, sight.groups, guests=sight.guests)
        slow = partial(self._wait, reply, incoming) if incoming.named else None
        answer = await self._asking.answer(ask, self.spoken(incoming, sight), slow)
        if isinstance(answer, str):
            return await reply.say(plain_message(answer)) if incoming.named else None
        if not incoming.named and (answer.small_talk or answer.status != "answered"):
            return None  # where nobody asked, what is not an answer is noise
        sure = answer.status == "answered" or not answer.generation or answer.small_talk
        if not sure and manner.doubted is not None and await manner.doubted(answer):
            return None
        answer = noted(noted(answer, sight.blurred), manner.note)
        message = self._message(answer, native=manner.native)
        # In channels everybody would read it.
        if self._aside is not None and shown.kind != "channel":
            button = await self._aside(workspace, incoming.user, answer)
            message = with_button(message, button) if button else message
        said = await reply.say(message)
        if said is not None:
            if manner.said is not None:
                manner.said(said)
            await self._remember(workspace, incoming, answer, said)
        return said

    async def _wait(self, reply: Reply, incoming: Incoming, sentence: str) -> None:
        try:
            await reply.wait(plain_message(sentence))
        except SLACK_TROUBLE as error:
            _LOG.warning("Slack did not take a word of patience in %s: %s", incoming.channel, reason_of(error))

    def spoken(self, incoming: Incoming, sight: Sight | None = None) -> str:
        """The language to speak in: that of the question, else of the person, else the deployment's."""
        known = sight.language if sight else ""
        asked = incoming.language if incoming.wants_help else language_of(incoming.text)
        return asked or known or self.language

    def trouble(self, incoming: Incoming, sight: Sight | None = None) -> Message:
        """What is said where an answer could not be made."""
        return plain_message(sentences(self.spoken(incoming, sight)).trouble)

    def help(self, language: str | None = None) -> Message:
        """What the bot can be asked, and how."""
        spoken = language or self.language
        cards = card_words(spoken).help.format(command=self._card_command)
        return plain_message(f"{sentences(spoken).help.format(command=self._command)}\n• {cards}")

    def settings_help(self, language: str | None = None) -> Message:
        """What the other command does."""
        words = chat_words(language or self.language)
        return plain_message(words.command_help.format(command=self._settings_command, ask=self._command))

    def _message(self, answer: Answer, *, native: bool = False) -> Message:
        return answer_message(answer, self._asking.today(), row_of(answer, native=native))

    async def _remember(self, workspace: Workspace, incoming: Incoming, answer: Answer, ts: str) -> None:
        posted = PostedAnswer(
            question_id=answer.question_id,
            workspace=workspace.id,
            place=incoming.channel,
            message=ts,
            thread=incoming.thread,
            posted_at=self._clock.now(),
            unasked=not incoming.named,
        )
        await self._asking.remember(posted)


def row_of(answer: Answer, *, native: bool = False) -> Row | None:
    """The buttons that make sense below an answer; None where none does."""
    presses = presses_below(answer)
    return Row(answer.question_id, presses, native=native) if presses else None
