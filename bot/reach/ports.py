"""What telling of new pages needs from others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.reach.model import KnownPage, Launch, Noticed, PageNews


class News(Protocol):
    """What is new in the content. Every verb raises KeepingError where the database is down."""

    def noticed(self) -> str | None:
        """The generation that was noticed last; None where none was."""

    def known(self) -> Mapping[str, KnownPage]:
        """Pages as they were noticed last, by id; those that are gone, too."""

    def since(self, moment: datetime) -> Sequence[PageNews]:
        """What was noticed at that moment or later, newest first."""

    def notice(self, before: str | None, generation: str, noticed: Noticed) -> bool:
        """Keep all that is noticed of a generation, in one step, and let go of news that are gone.

        False, and nothing is kept, where another was noticed than `before` meanwhile.
        """


class Launches(Protocol):
    """Pages that were announced. Every verb raises KeepingError where the database is down."""

    def launch(self, launch: Launch) -> bool:
        """Keep it; False where the page is launched already."""

    def end(self, launch_id: str, at: datetime) -> bool:
        """It stands on top no longer; False where it did not."""

    def find(self, launch_id: str) -> Launch | None:
        """By its id."""

    def on(self, day: date) -> Sequence[Launch]:
        """Those that stand on top on a day, newest first."""

    def since(self, moment: datetime) -> Sequence[Launch]:
        """Those that were made since then and were not ended, oldest first."""
