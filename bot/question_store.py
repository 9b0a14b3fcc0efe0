"""Questions in the database. Everything here raises what SQLAlchemy raises, and waits as long as the database does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Engine, Insert, Select, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.model import LoggedQuestion, Outcome, Surface
from bot.tables import QuestionRow, ShownPassageRow

THREAD_QUESTIONS = 50
"""How many of a thread's questions are read, the latest ones."""


@dataclass(frozen=True, slots=True)
class ThreadQuestion:
    """As much of a question as its follow-ups need."""

    id: str
    asked_at: datetime
    question: str


class QuestionStore:
    """The tables `questions` and `shown_passages`."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        """`prepare` is called once, before the first use that reaches the database: it brings the schema up."""
        self._engine = engine
        self._prepare = prepare
        self._preparing = threading.Lock()

    def write(self, questions: Sequence[LoggedQuestion]) -> None:
        """All of them or none; those that are there already stay as they are."""
        self._ensure_prepared()
        rows = [_question_row(question) for question in questions]
        shown = [row for question in questions for row in _shown_rows(question)]
        with self._engine.begin() as connection:
            connection.execute(_insert_new(connection, QuestionRow), rows)
            if shown:
                connection.execute(_insert_new(connection, ShownPassageRow), shown)

    def thread(self, workspace: str, place: str, thread: str) -> list[ThreadQuestion]:
        """The latest questions of a thread, in no particular order."""
        wanted = (
            select(QuestionRow.id, QuestionRow.asked_at, QuestionRow.question)
            .where(QuestionRow.workspace == workspace, QuestionRow.place == place, QuestionRow.thread == thread)
            .order_by(QuestionRow.asked_at.desc(), QuestionRow.id.desc())
            .limit(THREAD_QUESTIONS)
        )
        self._ensure_prepared()
        with self._engine.connect() as connection:
            return [ThreadQuestion(*row) for row in connection.execute(wanted)]

    def recent(self, limit: int, before: datetime | None) -> list[LoggedQuestion]:
        """The newest questions, newest first; only those asked before `before`, where it is given."""
        wanted = select(QuestionRow).order_by(QuestionRow.asked_at.desc(), QuestionRow.id.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(QuestionRow.asked_at < before)
        self._ensure_prepared()
        with Session(self._engine) as session:
            return _with_passages(session, wanted)

    def _ensure_prepared(self) -> None:
        with self._preparing:
            if self._prepare is not None:
                self._prepare()
                self._prepare = None


def _insert_new(connection: Connection, table: type[QuestionRow | ShownPassageRow]) -> Insert:
    """An insert that passes over rows whose key is there already; the two dialects build it alike."""
    target = cast("Table", table.__table__)
    if connection.dialect.name == "postgresql":
        return postgresql.insert(target).on_conflict_do_nothing()
    return sqlite.insert(target).on_conflict_do_nothing()


def _question_row(question: LoggedQuestion) -> dict[str, Any]:
    fields = asdict(question)
    del fields["passages"]
    return fields


def _shown_rows(question: LoggedQuestion) -> list[dict[str, Any]]:
    return [
        {"question_id": question.id, "rank": rank, "passage_id": passage, "document": document}
        for rank, (passage, document) in enumerate(question.passages, start=1)
    ]


def _with_passages(session: Session, wanted: Select[QuestionRow]) -> list[LoggedQuestion]:
    rows = session.scalars(wanted).all()
    shown: dict[str, list[tuple[str, str]]] = {row.id: [] for row in rows}
    passages = (
        select(ShownPassageRow)
        .where(ShownPassageRow.question_id.in_(shown))
        .order_by(ShownPassageRow.question_id, ShownPassageRow.rank)
    )
    for passage in session.scalars(passages):
        shown[passage.question_id].append((passage.passage_id, passage.document))
    return [_question(row, tuple(shown[row.id])) for row in rows]


def _question(row: QuestionRow, passages: tuple[tuple[str, str], ...]) -> LoggedQuestion:
    return LoggedQuestion(
        id=row.id,
        asked_at=row.asked_at,
        question=row.question,
        asker=row.asker,
        place=row.place,
        place_kind=row.place_kind,
        workspace=row.workspace,
        thread=row.thread,
        surface=cast("Surface", row.surface),
        status=cast("Outcome", row.status),
        confidence=row.confidence,
        passages=passages,
        generation=row.generation,
        latency_ms=row.latency_ms,
        language=row.language,
    )
