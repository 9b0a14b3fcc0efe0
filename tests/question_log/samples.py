"""Questions for the tests of the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model import LoggedQuestion

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def a_question(number: int = 1, **changes: Any) -> LoggedQuestion:
    question = LoggedQuestion(
        id=f"q{number:05}",
        asked_at=NOON + timedelta(seconds=number),
        question=f"what is the discount floor, {number}?",
        asker="U1",
        place="C1",
        place_kind="channel",
        workspace="T1",
        thread="1700000000.1",
        surface="slack",
        status="answered",
        confidence=0.75,
        passages=(("p1", "pricing.md"), ("p2", "battlecards/globex.md")),
        generation="g1",
        latency_ms={"search": 3.5, "total": 4.25},
        language="en",
    )
    return replace(question, **changes)
