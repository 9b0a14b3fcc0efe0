"""What the weekly news, and the announcement of a launch, hold when they are sent: what their readers may see then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bot.chat.news_desk import NewsDesk
from bot.chat.sight import Sight
from bot.chat.trouble import UndeliveredError
from bot.chat.workers import Workers
from bot.deliveries.model import Delivery, DeliveryKind, Skipped
from bot.digests.model import Subscription
from bot.digests.ports import Subscriptions
from bot.digests.schedule import period_of
from bot.ports import KeepingError
from bot.reach.desk import ReachDesk
from bot.reach.telling import NewsTold, launch_told, weekly_told
from retrieval.model import Filters

NEWS: frozenset[DeliveryKind] = frozenset({"news", "launch"})
_Result = TypeVar("_Result")


class OutgoingNews:
    """`command` is what people type to end it."""

    def __init__(
        self, *, desk: ReachDesk, telling: NewsDesk, subscriptions: Subscriptions, workers: Workers, command: str
    ) -> None:
        self._desk = desk
        self._telling = telling
        self._subscriptions = subscriptions
        self._workers = workers
        self._command = command

    async def held(self, delivery: Delivery, sight: Sight) -> tuple[NewsTold, str] | Skipped:
        """What there is to say to those with this sight, and the language that it is told in.

        Raises UndeliveredError where that cannot be told now.
        """
        if sight.blurred:
            raise UndeliveredError(f"what its readers may see could not be looked up ({sight.blurred})")
        subscription = await self._found(lambda: self._subscriptions.find(delivery.about.get("subscription", "")))
        if subscription is None:
            return Skipped("its subscription was stopped")
        if subscription.paused:
            return Skipped("its subscription is paused")
        eyes = Filters(groups=sight.groups, guests=sight.guests)
        said = self._weekly if delivery.kind == "news" else self._launch
        told = await self._found(lambda: said(delivery, subscription, eyes))
        return told if isinstance(told, Skipped) else (told, subscription.language)

    def _weekly(self, delivery: Delivery, subscription: Subscription, eyes: Filters) -> NewsTold | Skipped:
        """Runs in the workers."""
        period = period_of(delivery)
        found = self._desk.between(eyes, period.start, period.end)
        if found.is_quiet:
            return Skipped("nothing is new")
        how = self._telling.telling(subscription.language, subscription.zone, for_keepers=False)
        return weekly_told(found, how, period.start, period.end)

    def _launch(self, delivery: Delivery, subscription: Subscription, eyes: Filters) -> NewsTold | Skipped:
        """Runs in the workers."""
        page = self._desk.launch_now(delivery.about.get("launch", ""), eyes)
        if page is None:
            return Skipped("the launch was ended, or its page is not for them")
        how = self._telling.telling(subscription.language, subscription.zone, for_keepers=False)
        return launch_told(page, how, command=self._command)

    async def _found(self, look: Callable[[], _Result]) -> _Result:
        try:
            return await self._workers.run(look)
        except KeepingError as error:
            raise UndeliveredError(f"the database says: {error}") from error
