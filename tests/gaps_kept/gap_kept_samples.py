"""Questions, gaps and deliveries for the tests of what is kept of gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from bot.deliveries.model import Delivery
from bot.gaps.model import Gap, GapChange, GapQuestion, Signal, Signalled, Verb
from bot.model import LoggedQuestion
from bot.stores.gaps import SqlGaps
from bot.stores.questions import QuestionStore

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def asked(number: int, **changes: Any) -> LoggedQuestion:
    """A question of the log without an answer, one second after the one before."""
    question = LoggedQuestion(
        id=f"q{number}",
        asked_at=NOON + number * SECOND,
        question=f"is there a cookbook, {number}?",
        asker=f"U{number}",
        place="D1",
        place_kind="direct",
        workspace="T1",
        thread=None,
        surface="slack",
        status="gap",
        confidence=0.25,
        passages=(),
        generation="g1",
        latency_ms={"total": 4.0},
        language="en",
        follows=("before",),
        document="pricing.md",
    )
    return replace(question, **changes)


def log(engine: Engine, *questions: LoggedQuestion) -> None:
    QuestionStore(engine).write(questions)


def a_gap(name: str = "g1", **changes: Any) -> Gap:
    gap = Gap(
        id=name,
        title=f"a cookbook ({name})",
        kind="missing",
        state="open",
        opened_at=NOON,
        first_asked=NOON,
        last_asked=NOON,
        questions=1,
        people=1,
        language="en",
    )
    return replace(gap, **changes)


def whole_gap() -> Gap:
    """A gap in which nothing is left as it is by default."""
    return Gap(
        id="whole",
        title="Есть ли поваренная книга?",
        kind="not_found",
        state="closed",
        opened_at=NOON,
        first_asked=NOON - DAY,
        last_asked=NOON + DAY,
        questions=7,
        people=5,
        language="ru",
        titled_by="U1",
        kind_by="U2",
        state_by="U3",
        state_reason="it is there",
        state_at=NOON + 2 * DAY,
        snoozed_until=NOON + 3 * DAY,
        document="pricing.md",
        related=True,
        owner="Pricing",
        owner_reason="document",
        assigned="U4",
        assigned_by="U5",
        stage="discovery",
        product="Ladle",
        competitor="Globex",
        rank=2.5,
        merged_into="g9",
        closed_by="cookbook.md",
        closed_generation="gen2",
        closings=2,
        signals={"no_answer": 5, "wrong": 2},
    )


def placed(waiting: Signalled, gap: str, **changes: Any) -> GapQuestion:
    """What waits, as it is placed into a gap."""
    question = GapQuestion(
        question_id=waiting.question_id,
        gap=gap,
        asked_at=waiting.asked_at,
        question=waiting.question,
        language=waiting.language,
        follows=waiting.follows,
        workspace=waiting.workspace,
        surface=waiting.surface,
        asker=waiting.asker,
        signals=waiting.signals,
        placed_by="",
        document=waiting.nearest or "",
        fingerprint="f1",
        vector=b"\x00\x01\xff",
        model="m1",
    )
    return replace(question, **changes)


def change(gap: str = "g1", verb: Verb = "renamed", by: str = "U1", seconds: int = 0, **detail: object) -> GapChange:
    return GapChange(gap, NOON + seconds * SECOND, by, verb, detail)


def place(gaps: SqlGaps, waiting: Signalled, gap: Gap) -> Gap:
    """Into a gap that is kept already, or new; gives it as it is then."""
    gaps.place(placed(waiting, gap.id), gap, [])
    found = gaps.find(gap.id)
    assert found is not None
    return found


def signals_waiting(gaps: SqlGaps) -> dict[str, tuple[Signal, ...]]:
    return {one.question_id: tuple(sorted(one.signals)) for one in gaps.waiting(100)}


def a_delivery(number: int = 1, **changes: Any) -> Delivery:
    delivery = Delivery(
        key=f"closed/g1/U{number}",
        kind="closed",
        surface="slack",
        workspace="T1",
        receiver=f"U{number}",
        about={"gap": "g1", "question": f"q{number}"},
        due_at=NOON + number * SECOND,
    )
    return replace(delivery, **changes)
