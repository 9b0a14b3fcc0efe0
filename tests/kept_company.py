"""A small company's log, for the tests of what it tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert

from bot.conversation_model import Click, OwnerRequest, Vote
from bot.model import LoggedQuestion
from bot.stores.feedback import SqlFeedback
from bot.stores.gap_tables import DeliveryRow, GapChangeRow, GapQuestionRow, GapRow
from bot.stores.owner_requests import SqlOwnerRequests
from bot.stores.questions import QuestionStore

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
PLAIN = LoggedQuestion(
    id="q",
    asked_at=MONDAY,
    question="what is the discount floor?",
    asker="U1",
    place="D1",
    place_kind="direct",
    workspace="T1",
    thread=None,
    surface="slack",
    status="answered",
    confidence=0.8,
    passages=(("p1", "pricing.md"),),
    generation="g1",
    latency_ms={"total": 40.0},
    language="en",
    document="pricing.md",
)


class Company:
    """Writes what happens through the doors that the program uses."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.questions = QuestionStore(engine)
        self.feedback = SqlFeedback(engine)
        self.requests = SqlOwnerRequests(engine)

    def asks(self, *changes: dict[str, Any]) -> Sequence[LoggedQuestion]:
        asked = [replace(PLAIN, **({"id": f"q{number}"} | one)) for number, one in enumerate(changes, start=1)]
        self.questions.write(asked)
        return asked

    def votes(self, question: str, voter: str, *, helpful: bool, at: datetime = MONDAY) -> None:
        self.feedback.vote(Vote(question, voter, helpful, at))

    def clicks(self, question: str, person: str, document: str, at: datetime) -> None:
        self.feedback.clicked(Click(question, person, document, "answer", at))

    def hands_over(self, question: str, asker: str, at: datetime) -> None:
        name = f"r-{question}-{asker}"
        self.requests.keep(
            OwnerRequest(name, question, "what?", asker, "T1", "Dana", "U9", "D9", name, "pricing.md", at)
        )

    def gap(self, name: str, questions: Sequence[LoggedQuestion], **changes: Any) -> None:
        """A gap that holds these questions."""
        row = gap_row(name, questions[0].asked_at) | {
            "last_asked": questions[-1].asked_at,
            "questions": len(questions),
            "people": len({one.asker for one in questions}),
            "title": questions[0].question,
        }
        with self.engine.begin() as connection:
            connection.execute(insert(GapRow), row | changes)
            connection.execute(insert(GapQuestionRow), [member_row(name, one) for one in questions])

    def happened(self, gap: str, verb: str, at: datetime, by: str = "", **detail: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(insert(GapChangeRow), {"gap": gap, "at": at, "by": by, "verb": verb, "detail": detail})

    def told(self, person: str, question: str, at: datetime, **changes: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(insert(DeliveryRow), delivery_row(person, question, at) | changes)


def gap_row(name: str, at: datetime) -> dict[str, Any]:
    texts = (
        "titled_by",
        "kind_by",
        "state_by",
        "state_reason",
        "owner",
        "owner_reason",
        "assigned",
        "assigned_by",
        "stage",
        "product",
        "competitor",
        "merged_into",
        "closed_by",
        "closed_generation",
    )
    return dict.fromkeys(texts, "") | {
        "id": name,
        "title": name,
        "kind": "missing",
        "state": "open",
        "opened_at": at,
        "first_asked": at,
        "last_asked": at,
        "questions": 1,
        "people": 1,
        "language": "en",
        "document": "pricing.md",
        "related": True,
        "rank": 1.0,
        "closings": 0,
        "signals": {},
        "changed_at": at,
        "version": 1,
    }


def member_row(gap: str, question: LoggedQuestion) -> dict[str, Any]:
    return {
        "question_id": question.id,
        "gap": gap,
        "placed_at": question.asked_at,
        "placed_by": "",
        "signals": ["no_answer"],
        "document": question.document,
        "fingerprint": "",
        "model": "",
    }


def delivery_row(person: str, question: str, at: datetime) -> dict[str, Any]:
    return {
        "key": f"closed:{question}:{person}",
        "kind": "closed",
        "surface": "slack",
        "workspace": "T1",
        "receiver": person,
        "about": {"gap": "g", "question": question},
        "gap": "g",
        "due_at": at,
        "state": "sent",
        "attempts": 1,
        "place": f"D-{person}",
        "message": "1.1",
        "sent_at": at,
        "trouble": "",
    }


def later(**by: float) -> datetime:
    return MONDAY + timedelta(**by)
