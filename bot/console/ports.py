"""What the console needs from others, beside answering, the question log and the clock."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.model import Answer
from content_index.model import Document, GenerationInfo

Preview = Callable[[Answer], Sequence[Mapping[str, Any]]]
"""The blocks (Slack's Block Kit) that an answer is posted as."""


class DocumentPages(Protocol):
    """The documents of the generation that serves. Every verb raises content_index.ports.NoIndexError."""

    def document(self, document_id: str, *, hidden: bool = False) -> tuple[Document, str] | None:
        """A document and its whole Markdown; None where the generation does not hold it, or its owner pulled it.

        With `hidden`, one that was pulled is given all the same.
        """

    def listing(self, *, hidden: bool = False) -> Sequence[Document]:
        """Every document; with `hidden` also those that their owners pulled."""

    def info(self) -> GenerationInfo:
        """The generation that serves."""


class SignOuts(Protocol):
    """Who signed out of the console. Every verb raises bot.ports.KeepingError where the database is down."""

    def keep(self, surface: str, workspace: str, person: str, at: datetime) -> None:
        """They signed out then."""

    def latest(self, surface: str, workspace: str, person: str) -> datetime | None:
        """When they signed out last, None where it is not known that they ever did."""


class PasswordFailures(Protocol):
    """Passwords that did not fit. Every verb raises bot.ports.KeepingError where the database is down."""

    def take(self, limits: Mapping[str, int], now: datetime, window: timedelta) -> timedelta:
        """Count one more for each key, if none of them has as many within `window` already as its limit.

        Else nothing is counted, and what is given is how long that will be so.
        """

    def give_back(self, keys: Collection[str], at: datetime, *, all_of: Collection[str] = ()) -> None:
        """What was counted then for these keys counts no longer; of `all_of`, nothing does."""
