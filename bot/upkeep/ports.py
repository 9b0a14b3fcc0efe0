"""What upkeep needs from others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.upkeep.model import DocumentAct, DocumentState
from content_index.model import Document


class Upkeep(Protocol):
    """What owners said of their pages. Every verb raises KeepingError where the database is down."""

    def act(self, act: DocumentAct, source: str) -> DocumentState:
        """Keep what somebody did; the state that follows from it."""

    def find(self, document: str) -> DocumentState | None:
        """By the page's id; None where nobody said anything."""

    def all(self) -> Sequence[DocumentState]:
        """Every page of which anything was said."""

    def mark(self) -> str:
        """Changes with every act."""

    def history(self, document: str, limit: int = 50) -> Sequence[DocumentAct]:
        """What was done with a page, newest first."""

    def lately(self, limit: int) -> Sequence[DocumentAct]:
        """What was done with any page, newest first."""


class KnownUpkeep(Protocol):
    """The same as every answer needs it: in memory, never waiting for the database."""

    def states(self) -> Mapping[str, DocumentState]:
        """By the page's id."""

    def hidden(self) -> tuple[str, ...]:
        """Ids of pages that no answer is made from, in one order."""

    def kept(self, document: Document) -> Document:
        """A page with its reviews: the later day of what it says itself and what an owner said, and how often.

        Where it does not say how often it is to be reviewed, that hangs on its kind.
        """

    def needs_work(self, document: str) -> bool:
        """Whether its owner says that it is being worked on."""
