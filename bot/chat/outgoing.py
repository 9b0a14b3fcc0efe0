"""What a delivery holds, found when it is sent: a digest, an answer to a question of before, a gap that is given."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.chat.asking import AskingDesk
from bot.chat.digest_parcels import DigestParcel, parcel_of
from bot.chat.digest_readers import ViewerOf, as_readable
from bot.chat.gap_desk import GapDesk
from bot.chat.sight import Sight
from bot.chat.trouble import LookUpError, UndeliveredError
from bot.chat.workers import Workers
from bot.deliveries.model import Delivery, Skipped
from bot.digests.model import Subscription
from bot.digests.ports import Digests, Subscriptions
from bot.digests.schedule import is_late, period_of
from bot.gap_words import gap_words
from bot.gap_words.telling import NearPage, day_told
from bot.gaps.alike import AskedAlike, asked_alike
from bot.gaps.board import GapBoard
from bot.gaps.model import Draft, Gap, GapGoneError
from bot.model import Answer, LoggedQuestion
from bot.ports import Clock, KeepingError, LogUnavailableError, QuestionLog
from bot.shortening import cut
from bot.viewer import Viewer

_LOG = logging.getLogger(__name__)
_Result = TypeVar("_Result")
_SELF = Viewer("", "Cornerman", groups=None, roles=frozenset({"administrator"}))
"""Cornerman itself, as it looks a gap up for the one to whom somebody gave it."""
QUESTIONS = 3
DRAFTS = 2
LONGEST_NOTICE = 300
"""Characters of a question or a title in the line that people are notified of."""


@dataclass(frozen=True, slots=True)
class FilledParcel:
    """Word that the content answers now what somebody asked. `head` stands above the answer, plain text.

    `how` stands below it: what to do where it is not what was meant.
    """

    question: LoggedQuestion
    answer: Answer
    head: str
    how: str

    @property
    def notice(self) -> str:
        """The line that people are notified of."""
        return self.head


@dataclass(frozen=True, slots=True)
class GivenParcel:
    """Word that somebody has a gap now. `head` and `how` are plain text; `by` is the id of who gave it."""

    gap: Gap
    near: NearPage
    questions: tuple[AskedAlike, ...]
    drafts: tuple[Draft, ...]
    head: str
    how: str
    by: str = ""

    @property
    def notice(self) -> str:
        """The line that people are notified of."""
        return self.head


class Outgoing:
    """Finds what is to be said. Every verb raises UndeliveredError where it cannot be found just now.

    `at_once` has questions answered without logging them.
    """

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        subscriptions: Subscriptions,
        digests: Digests,
        board: GapBoard,
        gap_desk: GapDesk,
        log: QuestionLog,
        at_once: AskingDesk,
        clock: Clock,
        workers: Workers,
    ) -> None:
        self._subscriptions = subscriptions
        self._digests = digests
        self._board = board
        self._gap_desk = gap_desk
        self._log = log
        self._at_once = at_once
        self._clock = clock
        self._workers = workers

    async def digest(
        self, delivery: Delivery, viewer_of: ViewerOf, *, in_channel: bool, with_chart: bool = True
    ) -> DigestParcel | Skipped:
        """The digest of the time that the delivery is about, as far as it may be read where it goes.

        Without a chart it is ready sooner.
        """
        subscription = await self._found(lambda: self._subscribed(delivery))
        if not isinstance(subscription, Skipped):
            subscription = await _readable(
                subscription, viewer_of, subscription.created_by if in_channel else delivery.receiver, in_channel
            )
        if isinstance(subscription, Skipped):
            return subscription
        wanted = subscription

        def composed() -> DigestParcel:
            period = period_of(delivery)
            late = is_late(delivery.due_at, delivery.sent_at or self._clock.now())  # it may be shown again later
            found = self._digests.of(wanted, period.start, period.end, late=late)
            return parcel_of(found, with_chart=with_chart)

        return await self._found(composed)

    async def filled(self, delivery: Delivery, sight: Sight) -> FilledParcel | Skipped:
        """What a person asked, and the answer as they may see it now. Where it is none for them, nothing is said."""
        if sight.blurred:
            raise UndeliveredError(f"what the receiver may see could not be looked up ({sight.blurred})")
        question = await self._found(lambda: self._log.find(delivery.about.get("question", "")))
        if question is None:
            return Skipped("the question is no longer kept")
        if not await self._found(lambda: self._is_closed(delivery.about.get("gap", ""))):
            return Skipped("the gap is not closed any longer")
        place = sight.place(delivery.receiver, "private", delivery.workspace)
        try:
            answer = await self._at_once.again(question, delivery.receiver, sight, place)
        except Exception as error:
            raise UndeliveredError(f"the question could not be asked again ({type(error).__name__})") from error
        if answer.status != "answered":
            return Skipped("for its asker the content holds no answer")
        words, today = gap_words(answer.language), self._clock.now().date()
        asked = day_told(question.asked_at.date(), today, answer.language)
        head = words.filled.format(date=asked, question=_short(question.question))
        return FilledParcel(question, answer, head, words.filled_how)

    async def given(self, delivery: Delivery, receiver: Viewer, language: str, by: str = "") -> GivenParcel | Skipped:
        """A gap that is with the receiver now. `by` names who gave it, "" where that is not known."""
        if receiver.guest:
            return Skipped("people from outside may not see what the company's people asked")
        words = gap_words(language)

        def found() -> GivenParcel | Skipped:
            try:
                view = self._board.gap(_SELF, delivery.about.get("gap", ""))
            except GapGoneError:
                return Skipped("the gap is no longer there")
            gap = view.gap
            if gap.state != "open" or gap.assigned != delivery.receiver:
                return Skipped("the gap is done, or with somebody else")
            template = words.given_by if by else words.given
            return GivenParcel(
                gap=gap,
                near=self._gap_desk.near(receiver, (gap,))[gap.id],
                questions=tuple(asked_alike(view.questions)[-QUESTIONS:]),
                drafts=tuple({one.text: one for one in reversed(view.drafts)}.values())[::-1][:DRAFTS],
                head=template.format(title=_short(gap.title), person=by),
                how=words.given_how,
                by=delivery.about.get("by", ""),
            )

        return await self._found(found)

    async def subscriber(self, delivery: Delivery) -> str:
        """The language of a digest's receiver."""

        def found() -> str:
            subscription = self._subscriptions.find(delivery.about.get("subscription", ""))
            return subscription.language if subscription else "en"

        return await self._found(found)

    def _subscribed(self, delivery: Delivery) -> Subscription | Skipped:
        """Runs in the workers."""
        subscription = self._subscriptions.find(delivery.about.get("subscription", ""))
        if subscription is None:
            return Skipped("its subscription was stopped")
        return Skipped("its subscription is paused") if subscription.paused else subscription

    def _is_closed(self, gap: str) -> bool:
        """Runs in the workers. Of a gap that was merged, the one that holds its questions counts."""
        try:
            return self._board.gap(_SELF, gap).gap.state == "closed"
        except GapGoneError:
            return False

    async def _found(self, look: Callable[[], _Result]) -> _Result:
        try:
            return await self._workers.run(look)
        except (KeepingError, LogUnavailableError) as error:
            raise UndeliveredError(f"the database says: {error}") from error


async def _readable(
    subscription: Subscription, viewer_of: ViewerOf, decides: str, in_channel: bool
) -> Subscription | Skipped:
    """As `decides`, whose rights count, may read it. Raises UndeliveredError where a person's cannot be told now."""
    if not decides:
        return subscription
    try:
        return as_readable(subscription, await viewer_of(decides))
    except LookUpError as error:
        if not in_channel:
            raise UndeliveredError(f"what the receiver may read could not be looked up ({error})") from error
        # Whoever made it may be known in the console alone, or have left: the record of what they were let stands.
        _LOG.warning("What the maker of a channel's digest may read could not be looked up (%s)", error)
        return subscription


def _short(text: str) -> str:
    return cut(" ".join(text.split()), LONGEST_NOTICE)
