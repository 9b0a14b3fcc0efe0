"""Launches become deliveries: to each who wants the news, once."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.deliveries.model import Delivery
from bot.deliveries.ports import Deliveries
from bot.digests.model import Subscription
from bot.digests.ports import Subscriptions
from bot.reach.model import Launch
from bot.reach.ports import Launches

ANNOUNCED_WITHIN = timedelta(days=1)
"""What was launched longer ago, while nothing ran, stands on top, but is announced to nobody any more."""


class LaunchPlanner:
    """Every replica may plan: whatever two of them plan at once has the same key, and is kept once."""

    def __init__(self, launches: Launches, subscriptions: Subscriptions, deliveries: Deliveries) -> None:
        self._launches = launches
        self._subscriptions = subscriptions
        self._deliveries = deliveries
        self._done: set[str] = set()

    def plan(self, now: datetime) -> int:
        """Adds the announcements of launches that nobody has planned yet; how many were new. Raises KeepingError.

        They go to those who wanted the news when it was launched: who subscribes later finds it on top.
        """
        lately = self._launches.since(now - ANNOUNCED_WITHIN)
        self._done &= {one.id for one in lately}
        fresh = [one for one in lately if one.id not in self._done]
        if not fresh:
            return 0
        wanted = [one for one in self._subscriptions.all() if one.kind == "news" and not one.paused]
        added = 0
        for launch in fresh:
            due = [delivery_of(launch, one) for one in wanted if one.created_at is None or one.created_at <= launch.at]
            added += self._deliveries.add(due) if due else 0
            self._done.add(launch.id)
        return added


def delivery_of(launch: Launch, subscription: Subscription) -> Delivery:
    """What is to be sent to one of those who want the news."""
    return Delivery(
        key=f"launch:{launch.id}:{subscription.id}",
        kind="launch",
        surface=subscription.surface,
        workspace=subscription.workspace,
        receiver=subscription.receiver,
        about={"launch": launch.id, "subscription": subscription.id},
        due_at=launch.at,
    )
