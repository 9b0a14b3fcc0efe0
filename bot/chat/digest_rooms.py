"""Where digests are asked for and sent, and what is said there. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Protocol

from bot.chat.digest_parcels import DigestParcel
from bot.digests.model import Every, Subscription


@dataclass(frozen=True, slots=True)
class DigestRoom:
    """Somewhere that a digest can be sent to: a person, or a channel. `shown` names it in sentences.

    `guests`: people from outside read there; None where that cannot be told. `member`: the bot may write there.
    """

    id: str
    shown: str
    is_person: bool
    guests: bool | None = False
    member: bool = True


class DigestRooms(Protocol):
    """Where somebody is as they type, and what they name. No verb raises."""

    @property
    def surface(self) -> str:
        """The platform's name."""

    @property
    def workspace(self) -> str:
        """The workspace's id."""

    async def me(self) -> DigestRoom:
        """Who types."""

    async def here(self) -> DigestRoom | None:
        """Where they type; None where no digest can be sent there."""

    async def named(self, channel: str) -> DigestRoom | None:
        """A channel by its id, or as it is written; None where it is not known."""


@dataclass(frozen=True, slots=True)
class DigestReply:
    """What is said to who asked, plain text. `parcel` is a digest to be shown: to them alone, or to all who read here.

    `listed` are the subscriptions that the sentence tells of, in the order of their numbers. `saved`: one was kept, so
    that a form may close.
    """

    said: str
    parcel: DigestParcel | None = None
    to_all: bool = False
    listed: tuple[Subscription, ...] = ()
    saved: bool = False


@dataclass(frozen=True, slots=True)
class DigestForm:
    """What a form of a schedule says. `receiver` is `here`, `me` or a channel's id."""

    every: Every
    weekday: int
    at: time
    zone: str
    receiver: str
    teams: tuple[str, ...] = ()
