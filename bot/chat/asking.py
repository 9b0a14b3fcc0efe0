"""Has a question of a chat platform answered off the event loop: once, in time, and never without a word."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date

from bot.chat.sight import Sight
from bot.chat.workers import Workers
from bot.chat_words import chat_words
from bot.conversation_model import PostedAnswer
from bot.logged_question import as_logged
from bot.model import Answer, Ask, LoggedQuestion, Place
from bot.ports import Answering, Clock, PostedAnswers, Seen
from bot.sentences import sentences
from content_index.ports import NoIndexError

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long people wait, in seconds: until they are told that it takes a while, and until it is given up."""

    before_a_word: float = 3.0
    before_giving_up: float = 60.0


class AskingDesk:
    """Answers in `workers`; more wait in line. What is kept goes through `keepers`, never in line behind answers."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        answering: Answering,
        posted: PostedAnswers,
        seen: Seen,
        clock: Clock,
        workers: Workers,
        keepers: Workers,
        patience: Patience,
    ) -> None:
        self._answering = answering
        self._posted = posted
        self._seen = seen
        self._clock = clock
        self._workers = workers
        self._keepers = keepers
        self._patience = patience

    async def is_first(self, keys: tuple[str, ...]) -> bool:
        """Whether a request that these keys name has not been taken up. In doubt it has not: twice beats never."""
        try:
            return await self._keepers.run(self._seen.first_time, keys)
        except Exception as error:  # noqa: BLE001 - the rule above
            _LOG.error("Whether a request came before could not be looked up: %s", error)
            return True

    async def answer(
        self, ask: Ask, language: str, slow: Callable[[str], Awaitable[None]] | None = None
    ) -> Answer | str:
        """The answer, or a sentence in `language` instead of one. `slow` is told a word of patience where it lasts."""
        work = self._workers.run(self._answered, ask, language)
        done, _ = await asyncio.wait({work}, timeout=self._patience.before_a_word)
        if not done:
            if slow is not None:
                await slow(sentences(language).thinking)
            rest = self._patience.before_giving_up - self._patience.before_a_word
            done, _ = await asyncio.wait({work}, timeout=max(rest, 0.0))
        if done:
            return work.result()
        work.cancel()
        wait = self._patience.before_giving_up
        _LOG.error("A question in %s took longer than %s s; its asker was told", ask.place.id, wait)
        return sentences(language).trouble

    async def again(self, question: LoggedQuestion, person: str, sight: Sight, place: Place) -> Answer:
        """The answer to a question of the log for other eyes, or elsewhere. Raises what the search raises."""
        return await self._workers.run(self._answering.answer_again, question, sight.asker(person), place)

    async def remember(self, posted: PostedAnswer) -> None:
        """Keep where an answer stands. It has been given, whatever becomes of this."""
        try:
            await self._keepers.run(self._posted.remember, posted)
        except Exception as error:  # noqa: BLE001 - the rule above
            _LOG.warning("Where an answer stands could not be kept: %s", error)

    async def holds(self, workspace: str, place: str, message: str, question_id: str) -> bool:
        """Whether a message is known to hold the answer to that question. In doubt it does not."""
        try:
            posted = await self._keepers.run(self._posted.at, workspace, place, message)
        except Exception as error:  # noqa: BLE001 - the rule above
            _LOG.warning("Which answer a message holds could not be looked up: %s", error)
            return False
        return posted is not None and posted.question_id == question_id

    def today(self) -> date:
        """The day that freshness is told by."""
        return self._clock.now().date()

    def as_logged(self, ask: Ask, answer: Answer) -> LoggedQuestion:
        """A question as the log has it or will have it, to be answered again for somebody else."""
        return as_logged(ask, answer, self._clock.now())

    def _answered(self, ask: Ask, language: str) -> Answer | str:
        """Runs in the workers."""
        try:
            return self._answering.answer(ask)
        except NoIndexError:
            return sentences(language).no_index
        except Exception:  # noqa: BLE001 - the asker gets a sentence, whatever broke
            _LOG.exception("A question from %s could not be answered", ask.surface)
            return sentences(language).trouble


def noted(answer: Answer, name: str) -> Answer:
    """The answer with a sentence of `bot.chat_words` below it; as it is where `name` is ""."""
    sentence = getattr(chat_words(answer.language), name) if name else ""
    return replace(answer, note=" ".join(filter(None, (answer.note, sentence))))
