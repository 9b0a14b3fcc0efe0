"""The subscriptions of digests alone, for whoever lists and changes those."""

from __future__ import annotations

from collections.abc import Sequence

from bot.digests.model import Subscription
from bot.digests.ports import Subscriptions


class DigestSubscriptions:
    """Implements bot.digests.ports.Subscriptions: the others, such as of news, are not there. Raises KeepingError."""

    def __init__(self, every: Subscriptions) -> None:
        self._every = every

    def keep(self, subscription: Subscription) -> None:
        """A new one, or in the place of the one with the same id."""
        self._every.keep(subscription)

    def drop(self, subscription_id: str) -> None:
        """It is sent no more."""
        if self.find(subscription_id) is not None:
            self._every.drop(subscription_id)

    def find(self, subscription_id: str) -> Subscription | None:
        """By its id."""
        found = self._every.find(subscription_id)
        return None if found is None or found.kind == "news" else found

    def all(self) -> Sequence[Subscription]:
        """Those that are paused too, oldest first."""
        return [one for one in self._every.all() if one.kind != "news"]

    def of_receiver(self, surface: str, workspace: str, receiver: str) -> Sequence[Subscription]:
        """What somebody, or a channel, is sent."""
        return [one for one in self._every.of_receiver(surface, workspace, receiver) if one.kind != "news"]
