"""What an earlier answer becomes once the page that it quoted is pulled, and once that is restored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

from bot.chat.asking import AskingDesk
from bot.chat.sight import Sight
from bot.chat.trouble import UndeliveredError
from bot.chat.workers import Workers
from bot.deliveries.model import Delivery, Skipped
from bot.deliveries.ports import Deliveries
from bot.gap_words import gap_words
from bot.gap_words.telling import day_told
from bot.locales import day
from bot.model import Answer, LoggedQuestion
from bot.ports import Clock, KeepingError, LogUnavailableError, QuestionLog
from bot.shortening import cut
from bot.upkeep.notice_words import notice_words
from bot.upkeep.ports import Upkeep

_Result = TypeVar("_Result")
LONGEST_QUESTION = 300


@dataclass(frozen=True, slots=True)
class MarkParcel:
    """What stands in the place of an answer, plain text: the question, and what became of the page.

    Of the page itself it tells nothing, not even its title: that may have changed since. `answer`: the page is answered
    from again, and this is the answer; `lines` stand above it, if any. `shared`: it was shared there.
    """

    question: LoggedQuestion
    lines: tuple[str, ...]
    answer: Answer | None = None
    shared: bool = False


class OutgoingMarks:
    """Every verb raises UndeliveredError where it cannot be told now.

    `at_once` has questions answered without logging them. Dates are those of `zone`.
    """

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        upkeep: Upkeep,
        deliveries: Deliveries,
        log: QuestionLog,
        at_once: AskingDesk,
        clock: Clock,
        workers: Workers,
        zone: str = "UTC",
    ) -> None:
        self._upkeep = upkeep
        self._deliveries = deliveries
        self._log = log
        self._at_once = at_once
        self._clock = clock
        self._workers = workers
        self._zone = UTC if zone == "UTC" else ZoneInfo(zone)

    async def wanted(self, delivery: Delivery, *, begins: bool) -> LoggedQuestion | Skipped:
        """The question whose answer is to be changed, as the page is now; else why nothing is.

        `begins`: nothing of it was done yet. What is true of the page is asked of the database each time, and of two
        who change one message at once one waits: so what is written last is what is true.
        """
        question = await self._found(lambda: self._log.find(delivery.about.get("question", "")))
        if question is None:
            return Skipped("the question is no longer kept")
        hidden = await self._is_hidden(delivery)
        if delivery.kind == "pulled" and not hidden:
            return Skipped("the page is answered from again")
        if delivery.kind == "restored" and hidden:
            return Skipped("the page is pulled again")
        others = await self._found(
            lambda: self._deliveries.marks_at(delivery.workspace, delivery.place, delivery.message)
        )
        under_way = [one.key for one in others if one.state == "begun" and one.key != delivery.key]
        if under_way and (begins or min(under_way) < delivery.key):
            raise UndeliveredError("the message is being changed")
        return question

    async def pulled(self, delivery: Delivery) -> MarkParcel | Skipped:
        """The page is out of answers."""
        question = await self.wanted(delivery, begins=False)
        if isinstance(question, Skipped):
            return question
        state = await self._found(lambda: self._upkeep.find(delivery.about.get("document", "")))
        if state is None or state.hidden_at is None:
            return Skipped("the page is answered from again")
        date = day(state.hidden_at.astimezone(self._zone).date(), question.language, self._clock.now().date())
        told = notice_words(question.language).pulled.format(date=date)
        return MarkParcel(question, (self._asked(question), told))

    async def restored(self, delivery: Delivery, sight: Sight, *, alone: bool) -> MarkParcel | Skipped:
        """The answer anew, for those who read it: who asked, `alone`, or all who read the place.

        Where the same page no longer answers it for them, it says that it is answered from again.
        """
        if sight.blurred:
            raise UndeliveredError(f"what its readers may see could not be looked up ({sight.blurred})")
        question = await self.wanted(delivery, begins=False)
        if isinstance(question, Skipped):
            return question
        same_place = delivery.place == question.place
        kind: Literal["direct", "private", "channel"] = (
            "direct" if alone and same_place else "private" if alone else "channel"
        )
        place = sight.place(delivery.place, kind, delivery.workspace)
        try:
            answer = await self._at_once.again(question, question.asker, sight, place)
        except Exception as error:
            raise UndeliveredError(f"the question could not be asked again ({type(error).__name__})") from error
        document = delivery.about.get("document", "")
        if answer.status == "gap" or not any(one.document_id == document for one in answer.sources[:2]):
            return MarkParcel(question, (self._asked(question), notice_words(question.language).restored))
        came = await self._how_it_came(delivery, question)
        return MarkParcel(question, came, answer, shared=not alone and not same_place)

    async def _how_it_came(self, delivery: Delivery, question: LoggedQuestion) -> tuple[str, ...]:
        """An answer to a question that was not asked there just before says what it answers."""
        came = await self._found(lambda: self._deliveries.at(delivery.workspace, delivery.place, delivery.message))
        if came is not None and came.kind == "closed":
            words = gap_words(question.language)
            asked = day_told(question.asked_at.date(), self._clock.now().date(), question.language)
            return (words.filled.format(date=asked, question=_short(question.question)),)
        return () if delivery.place == question.place else (self._asked(question),)

    async def _is_hidden(self, delivery: Delivery) -> bool:
        state = await self._found(lambda: self._upkeep.find(delivery.about.get("document", "")))
        return state is not None and bool(state.hidden)

    def _asked(self, question: LoggedQuestion) -> str:
        return notice_words(question.language).question.format(question=_short(question.question))

    async def _found(self, look: Callable[[], _Result]) -> _Result:
        try:
            return await self._workers.run(look)
        except (KeepingError, LogUnavailableError) as error:
            raise UndeliveredError(f"the database says: {error}") from error


def _short(text: str) -> str:
    return cut(" ".join(text.split()), LONGEST_QUESTION)
