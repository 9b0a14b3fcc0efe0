"""What the conversation needs from others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model import Answer, Ask, LoggedQuestion
from retrieval.model import Query, Retrieved


class Retrieval(Protocol):
    """The retrieval engine as `answering` sees it."""

    def search(self, query: Query) -> Retrieved:
        """Raises retrieval.ports.NoIndexError where nothing has been indexed yet."""


class QuestionLog(Protocol):
    """Where questions are kept. No verb may raise or wait for a database that is down."""

    @property
    def waiting(self) -> int:
        """Questions that the database does not have yet."""

    @property
    def dropped(self) -> int:
        """Questions that this process could not keep."""

    def record(self, question: LoggedQuestion) -> None:
        """Keep it, now or, where the database is down, later, once, in order."""

    def thread(self, workspace: str, place: str, thread: str) -> tuple[str, ...]:
        """Earlier questions of the thread, oldest first; empty where the log cannot be read."""

    def recent(self, limit: int, *, before: datetime | None = None) -> Sequence[LoggedQuestion]:
        """The newest questions first. Raises LogUnavailableError."""


class LogUnavailableError(Exception):
    """The question log cannot be read just now. The message says why."""


class Answering(Protocol):
    """The one door for every surface."""

    def answer(self, ask: Ask) -> Answer:
        """Never raises for a question: trouble becomes an answer that says so, except NoIndexError."""


class Clock(Protocol):
    """The time, so that tests can hold it still."""

    def now(self) -> datetime:
        """Time-zone aware, UTC."""
