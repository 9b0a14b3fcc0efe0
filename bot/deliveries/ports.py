"""What sending needs from others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.deliveries.model import Announced, Delivery, DeliveryKind


class Deliveries(Protocol):
    """What is to be sent, and was. Every verb raises KeepingError where the database is down."""

    def add(self, deliveries: Sequence[Delivery]) -> int:
        """Keep those whose key is new; how many that were."""

    def claim(
        self, surfaces: Sequence[str], holder: str, now: datetime, seconds: float, limit: int
    ) -> Sequence[Delivery]:
        """Those that are due or begun, oldest first, and held by nobody: `holder` has them for so many seconds."""

    def begun(self, key: str, holder: str, announced: Announced) -> bool:
        """Its message stands. False where another holds it meanwhile: then nothing is written."""

    def sent(self, key: str, holder: str, at: datetime) -> bool:
        """It is filled: done. False as above."""

    def failed(self, key: str, holder: str, trouble: str, next_try: datetime | None) -> bool:
        """It could not be sent; None: it is given up. False as above."""

    def withdrawn(self, key: str, holder: str, reason: str) -> bool:
        """It is not to be sent after all; `reason` is kept as its trouble. False as above."""

    def shown(self, key: str, at: datetime) -> bool:
        """What is for the console, which nobody sends, was shown: done. False where it was done before."""

    def told(self, gaps: Sequence[str]) -> Mapping[str, int]:
        """For each gap, to how many different people word was sent that it was closed; those told nobody left out."""

    def find(self, key: str) -> Delivery | None:
        """By its key."""

    def of_receiver(self, surface: str, workspace: str, receiver: str, limit: int) -> Sequence[Delivery]:
        """What somebody was, or is to be, sent, newest first."""

    def at(self, workspace: str, place: str, message: str) -> Delivery | None:
        """What a message holds; not what only changed it (`bot.deliveries.model.MARKS`)."""

    def marks_at(self, workspace: str, place: str, message: str) -> Sequence[Delivery]:
        """What changed a message, or is to change it, newest first."""

    def of_act(self, kind: DeliveryKind, act: str) -> Sequence[Delivery]:
        """What follows from what an owner did with a page, by the act's id."""

    def since(self, kind: DeliveryKind, moment: datetime) -> Sequence[Delivery]:
        """All of a kind that were due since then, newest first."""

    def note(self, key: str, name: str, value: str) -> None:
        """Write something about a delivery down, in the place of what was noted under that name."""

    def lately(self, limit: int) -> Sequence[Delivery]:
        """The newest, whoever they are for."""


class Poster(Protocol):
    """How one platform is written to unasked. Both verbs raise UndeliveredError (bot.deliveries.trouble).

    A process may die between any two steps, so each step can be done again: `announce` finds the message that an
    earlier try left where the platform lets it, `fill` puts the whole in the place of what stands there.
    """

    @property
    def surface(self) -> str:
        """The platform's name."""

    async def announce(self, delivery: Delivery) -> Announced | None:
        """Post what says in a line that it comes (people are notified of this line). None: nothing is to be sent."""

    async def fill(self, delivery: Delivery, announced: Announced) -> None:
        """Put the whole into that message."""
