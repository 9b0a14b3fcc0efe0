"""What digests need from others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.digests.model import Digest, Subscription


class Subscriptions(Protocol):
    """Who is sent what, and when. Every verb raises KeepingError where the database is down."""

    def keep(self, subscription: Subscription) -> None:
        """A new one, or in the place of the one with the same id."""

    def drop(self, subscription_id: str) -> None:
        """It is sent no more."""

    def find(self, subscription_id: str) -> Subscription | None:
        """By its id."""

    def all(self) -> Sequence[Subscription]:
        """Those that are paused too, oldest first."""

    def of_receiver(self, surface: str, workspace: str, receiver: str) -> Sequence[Subscription]:
        """What somebody, or a channel, is sent."""


class Digests(Protocol):
    """Puts digests together."""

    def of(self, subscription: Subscription, start: datetime, end: datetime, *, late: bool = False) -> Digest:
        """What is told of that time. Raises KeepingError."""

    def preview(self, subscription: Subscription) -> Digest:
        """What would be sent now, of the time since it was due last."""


class ToldPeople(Protocol):
    """Who was told that a gap of theirs was closed: `bot.deliveries.ports.Deliveries` knows."""

    def told(self, gaps: Sequence[str]) -> Mapping[str, int]:
        """For each gap how many people; those told nobody left out. Raises KeepingError."""
