"""Questions in the database. Everything here raises what SQLAlchemy raises, and waits as long as the database does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Engine, Select, distinct, func, select
from sqlalchemy.orm import Session

from bot.model import Flag, LoggedQuestion, Outcome, Surface
from bot.ports import AskedDocument
from bot.stores.gap_signals import tell_outcomes
from bot.stores.inserting import insert_new
from bot.stores.once import Once
from bot.stores.people import keep_people
from bot.stores.ratings import rate_again
from bot.stores.tables import QuestionRow, ShownPassageRow

THREAD_QUESTIONS = 50
"""How many of a thread's questions are read, the latest ones."""


@dataclass(frozen=True, slots=True)
class ThreadQuestion:
    """As much of a question as its follow-ups need."""

    id: str
    asked_at: datetime
    question: str


class QuestionStore:
    """The tables `questions` and `shown_passages`; beside each question who asked it, and what counts of its answer."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        """`prepare` is called once, before the first use that reaches the database: it brings the schema up."""
        self._engine = engine
        self._prepare = prepare if isinstance(prepare, Once) else Once(prepare)

    def write(self, questions: Sequence[LoggedQuestion]) -> None:
        """All of them or none; those that are there already stay as they are."""
        self._prepare()
        rows = [_question_row(question) for question in questions]
        shown = [row for question in questions for row in _shown_rows(question)]
        with self._engine.begin() as connection:
            connection.execute(insert_new(connection, QuestionRow), rows)
            if shown:
                connection.execute(insert_new(connection, ShownPassageRow), shown)
            keep_people(connection, questions)
            tell_outcomes(connection, questions)
            rate_again(connection, [question.id for question in questions])

    def thread(self, workspace: str, place: str, thread: str) -> list[ThreadQuestion]:
        """The latest questions of a thread, in no particular order."""
        wanted = (
            select(QuestionRow.id, QuestionRow.asked_at, QuestionRow.question)
            .where(QuestionRow.workspace == workspace, QuestionRow.place == place, QuestionRow.thread == thread)
            .order_by(QuestionRow.asked_at.desc(), QuestionRow.id.desc())
            .limit(THREAD_QUESTIONS)
        )
        self._prepare()
        with self._engine.connect() as connection:
            return [ThreadQuestion(*row) for row in connection.execute(wanted)]

    def recent(self, limit: int, before: datetime | None) -> list[LoggedQuestion]:
        """The newest questions, newest first; only those asked before `before`, where it is given."""
        wanted = select(QuestionRow).order_by(QuestionRow.asked_at.desc(), QuestionRow.id.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(QuestionRow.asked_at < before)
        return self._whole(wanted)

    def find(self, question_id: str) -> LoggedQuestion | None:
        """By its id."""
        return next(iter(self._whole(select(QuestionRow).where(QuestionRow.id == question_id))), None)

    def of_asker(self, workspace: str, asker: str, limit: int) -> list[LoggedQuestion]:
        """What a person asked, newest first, small talk left out."""
        return self._whole(
            select(QuestionRow)
            .where(QuestionRow.workspace == workspace, QuestionRow.asker == asker, QuestionRow.status != "small_talk")
            .order_by(QuestionRow.asked_at.desc(), QuestionRow.id.desc())
            .limit(limit)
        )

    def asked_since(self, moment: datetime) -> list[AskedDocument]:
        """Documents that stood first below an answer since then: those of most people first, then of most questions."""
        # An id says who somebody is within a workspace.
        people = func.count(distinct(QuestionRow.workspace + "\n" + QuestionRow.asker))
        questions = func.count()
        wanted = (
            select(ShownPassageRow.document, questions, people)
            .join(QuestionRow, QuestionRow.id == ShownPassageRow.question_id)
            .where(QuestionRow.asked_at >= moment, QuestionRow.status == "answered", ShownPassageRow.rank == 1)
            .group_by(ShownPassageRow.document)
            .order_by(people.desc(), questions.desc(), ShownPassageRow.document)
        )
        self._prepare()
        with self._engine.connect() as connection:
            return [AskedDocument(*row) for row in connection.execute(wanted)]

    def _whole(self, wanted: Select[QuestionRow]) -> list[LoggedQuestion]:
        self._prepare()
        with Session(self._engine) as session:
            return _with_passages(session, wanted)


def _question_row(question: LoggedQuestion) -> dict[str, Any]:
    row = asdict(question)
    for elsewhere in ("passages", "name", "groups"):
        del row[elsewhere]
    return row | {"answer_ms": question.latency_ms.get("total")}


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
        follows=tuple(row.follows),
        document=row.document,
        flags=cast("tuple[Flag, ...]", tuple(row.flags)),
    )
