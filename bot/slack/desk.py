"""The work behind the door: has a request answered off the event loop; the asker gets words, never silence."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date

from bot.asking_words import language_of
from bot.chat_words import chat_words
from bot.conversation_model import PostedAnswer
from bot.model import Answer, Asker, LoggedQuestion, Place
from bot.ports import Answering, Clock, PostedAnswers, Seen
from bot.sentences import sentences
from bot.slack.blocks import Message, answer_message, plain_message
from bot.slack.buttons import Press, Row
from bot.slack.events import Incoming, to_ask
from bot.slack.replies import Reply
from bot.slack.sight import Blurred, Sight
from bot.slack.trouble import SLACK_TROUBLE, reason_of
from bot.slack.workers import Workers
from bot.slack.workspace import Workspace
from content_index.ports import NoIndexError

_LOG = logging.getLogger(__name__)

Doubted = Callable[[Answer], Awaitable[bool]]
"""What is asked where an answer is not sure: True where it has been seen to, and is not to be said here."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long people wait, in seconds: until they are told that it takes a while, and until it is given up."""

    before_a_word: float = 3.0
    before_giving_up: float = 60.0


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
    """Answers requests in `workers`; more wait in line. What is kept of them goes through `keepers`.

    `command` stands in the help text; `language` is for sentences where no question tells one.
    """

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        answering: Answering,
        posted: PostedAnswers,
        seen: Seen,
        clock: Clock,
        workers: Workers,
        keepers: Workers,
        command: str,
        settings_command: str,
        language: str,
        patience: Patience,
    ) -> None:
        self._answering = answering
        self._posted = posted
        self._seen = seen
        self._clock = clock
        self._workers = workers
        self._keepers = keepers
        self._command = command
        self._settings_command = settings_command
        self.language = language
        self._patience = patience

    async def is_new(self, incoming: Incoming) -> bool:
        """Whether the request has not been answered yet. In doubt it has not: twice is better than never."""
        return await self.is_first(incoming.keys)

    async def is_first(self, keys: tuple[str, ...]) -> bool:
        """The same of anything that keys name."""
        try:
            return await self._keepers.run(self._seen.first_time, keys)
        except Exception as error:  # noqa: BLE001 - the rule above
            _LOG.error("Whether a request from Slack came before could not be looked up: %s", error)
            return True

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
        asker = Asker(incoming.user, groups=sight.groups)
        place = Place(incoming.channel, "private", incoming.workspace, sight.guests)
        question = _as_logged(incoming, answer, self._clock)
        again = await self._workers.run(self._answering.answer_again, question, asker, place)
        again = self._noted(again, sight.blurred)
        await reply.say(self._message(self._noted(again, "only_you" if again.status != "answered" else "")))

    async def _serve(
        self, workspace: Workspace, incoming: Incoming, sight: Sight, reply: Reply, manner: Manner
    ) -> str | None:
        if incoming.wants_help:
            return await reply.say(self.help(incoming.language or sight.language)) if incoming.named else None
        shown = replace(incoming, kind="private") if manner.private else incoming
        answer = await self._in_time(shown, sight, reply)
        if isinstance(answer, Message):
            return await reply.say(answer) if incoming.named else None
        if not incoming.named and (answer.small_talk or answer.status != "answered"):
            return None  # where nobody asked, what is not an answer is noise
        sure = answer.status == "answered" or not answer.generation or answer.small_talk
        if not sure and manner.doubted is not None and await manner.doubted(answer):
            return None
        answer = self._noted(self._noted(answer, sight.blurred), manner.note)
        said = await reply.say(self._message(answer, native=manner.native))
        if said is not None:
            if manner.said is not None:
                manner.said(said)
            await self._remember(workspace, incoming, answer, said)
        return said

    async def _in_time(self, incoming: Incoming, sight: Sight, reply: Reply) -> Answer | Message:
        """The answer, or a sentence instead of one; whoever waits long is told."""
        work = self._workers.run(self._answered, incoming, sight)
        done, _ = await asyncio.wait({work}, timeout=self._patience.before_a_word)
        if not done:
            if incoming.named:
                await self._wait(reply, plain_message(sentences(self.spoken(incoming, sight)).thinking), incoming)
            rest = self._patience.before_giving_up - self._patience.before_a_word
            done, _ = await asyncio.wait({work}, timeout=max(rest, 0.0))
        if done:
            return work.result()
        work.cancel()
        _LOG.error(
            "A question in %s took longer than %s s; its asker was told",
            incoming.channel,
            self._patience.before_giving_up,
        )
        return self.trouble(incoming, sight)

    async def _wait(self, reply: Reply, message: Message, incoming: Incoming) -> None:
        try:
            await reply.wait(message)
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
        return plain_message(sentences(language or self.language).help.format(command=self._command))

    def settings_help(self, language: str | None = None) -> Message:
        """What the other command does."""
        words = chat_words(language or self.language)
        return plain_message(words.command_help.format(command=self._settings_command, ask=self._command))

    def _answered(self, incoming: Incoming, sight: Sight) -> Answer | Message:
        """The answer, or a sentence instead of one; runs in the workers."""
        try:
            return self._answering.answer(to_ask(incoming, sight.groups, guests=sight.guests))
        except NoIndexError:
            return plain_message(sentences(self.spoken(incoming, sight)).no_index)
        except Exception:  # noqa: BLE001 - the asker gets a sentence, whatever broke
            _LOG.exception("A question from Slack could not be answered")
            return self.trouble(incoming, sight)

    def _message(self, answer: Answer, *, native: bool = False) -> Message:
        return answer_message(answer, self._today(), row_of(answer, native=native))

    def _today(self) -> date:
        return self._clock.now().date()

    def _noted(self, answer: Answer, name: Blurred | str) -> Answer:
        """The answer with a sentence of `bot.chat_words` below it."""
        sentence = getattr(chat_words(answer.language), name) if name else ""
        return replace(answer, note=" ".join(filter(None, (answer.note, sentence))))

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
        try:
            await self._keepers.run(self._posted.remember, posted)
        except Exception as error:  # noqa: BLE001 - the answer has been given, whatever this is
            _LOG.warning("Where an answer stands could not be kept: %s", error)


def row_of(answer: Answer, *, native: bool = False) -> Row | None:
    """The buttons that make sense below an answer; none where nothing was asked, or nothing could be searched."""
    if answer.small_talk or not answer.generation:
        return None
    presses: list[Press] = []
    if answer.status != "gap":
        presses += ["helpful", "unhelpful", "share"]
    if any(source.owner for source in answer.sources):
        presses.append("owner")
    if answer.passages:
        presses.append("more")
    return Row(answer.question_id, tuple(presses), native=native) if presses else None


def _as_logged(incoming: Incoming, answer: Answer, clock: Clock) -> LoggedQuestion:
    return LoggedQuestion(
        id=answer.question_id,
        asked_at=clock.now(),
        question=answer.question,
        asker=incoming.user,
        place=incoming.channel,
        place_kind=incoming.kind,
        workspace=incoming.workspace,
        thread=incoming.thread,
        surface="slack",
        status=answer.status,
        confidence=answer.confidence,
        passages=(),
        generation=answer.generation,
        latency_ms={},
        language=answer.language,
        follows=answer.follows,
    )
