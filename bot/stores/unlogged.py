"""A question log that keeps nothing, for questions that nobody asked: golden ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.model import LoggedQuestion
from bot.ports import AskedDocument


class Unlogged:
    """Implements bot.ports.QuestionLog."""

    waiting = 0
    dropped = 0

    def record(self, question: LoggedQuestion) -> None:
        """Forget it."""

    def thread(self, _workspace: str, _place: str, _thread: str) -> tuple[str, ...]:
        """Nothing was kept."""
        return ()

    def recent(self, _limit: int, *, before: datetime | None = None) -> Sequence[LoggedQuestion]:  # noqa: ARG002
        """Nothing was kept."""
        return ()

    def find(self, _question_id: str) -> LoggedQuestion | None:
        """Nothing was kept."""
        return None

    def of_asker(self, _workspace: str, _asker: str, _limit: int) -> Sequence[LoggedQuestion]:
        """Nothing was kept."""
        return ()

    def asked_since(self, _moment: datetime) -> Sequence[AskedDocument]:
        """Nothing was kept."""
        return ()
