"""Answers that were given in the console, and what is said of them."""

from __future__ import annotations

from typing import Any

from dashboard_samples import NOW

from bot.conversation_model import Vote
from bot.model import LoggedQuestion
from bot.ports import KeepingError
from bot.viewer import Viewer


def logged_question(asker: Viewer, **changes: Any) -> LoggedQuestion:
    """What somebody asked in the console, and was answered."""
    given: dict[str, Any] = {
        "id": "q1", "asked_at": NOW, "question": "what discount can I give?", "asker": asker.id, "place": "console",
        "place_kind": "browser", "workspace": asker.workspace, "thread": "0123456789abcdef0123456789abcdef",
        "surface": "console", "status": "answered", "confidence": 0.9, "passages": (), "generation": "g1",
        "latency_ms": {}, "language": "en",
    }  # fmt: skip
    return LoggedQuestion(**(given | changes))


class KeptVotes:
    """Votes by question and voter; `is_down` makes it fail as a database does."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Vote] = {}
        self.is_down = False

    def vote(self, vote: Vote) -> None:
        if self.is_down:
            raise KeepingError("down")
        self.kept[vote.question_id, vote.voter] = vote

    def vote_of(self, question_id: str, voter: str) -> Vote | None:
        return self.kept.get((question_id, voter))
