"""Which messages quote a page, in the database: those that say so once it is pulled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, and_, exists, or_, select

from bot.stores.gap_tables import DeliveryRow
from bot.stores.insight_scope import Sql
from bot.stores.keeping import Keeping
from bot.stores.storable import storable_moment, storable_path
from bot.stores.tables import PostedAnswerRow, QuestionRow, ShownPassageRow
from bot.stores.upkeep_tables import DocumentActRow
from bot.upkeep.marking import CHANGING, QuotingMessage

MOST = 5_000
"""Messages that one page's answers may stand in; of more, the newest are told of."""


class SqlMarks:
    """Implements bot.upkeep.marking.Marks."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        self._keeping = Keeping(engine, prepare)
        self._sql = Sql(engine.dialect.name)

    def changed_since(self, moment: datetime) -> Sequence[str]:
        """Ids of pages that were pulled, retired or restored since then. Raises KeepingError."""
        acts = select(DocumentActRow.document).where(
            DocumentActRow.at >= storable_moment(moment), DocumentActRow.verb.in_(CHANGING)
        )
        return self._keeping.run(lambda connection: list(connection.scalars(acts.distinct())))

    def quoting(self, path: str, since: datetime, until: datetime) -> Sequence[QuotingMessage]:
        """Messages of that time whose answer holds words of the page, newest first. Raises KeepingError.

        Words are quoted of what the log has as the question's document, and, where two sources disagree, of another one
        that was found. A message that came because a gap was closed holds a later answer than the log: it quotes what
        its delivery is about.
        """
        page = storable_path(path)
        found = exists().where(ShownPassageRow.question_id == QuestionRow.id, ShownPassageRow.document == path)
        came = and_(
            DeliveryRow.workspace == PostedAnswerRow.workspace,
            DeliveryRow.place == PostedAnswerRow.place,
            DeliveryRow.message == PostedAnswerRow.message,
            DeliveryRow.kind == "closed",
        )
        wanted = (
            select(
                *(PostedAnswerRow.question_id, PostedAnswerRow.workspace, PostedAnswerRow.place),
                *(PostedAnswerRow.message, PostedAnswerRow.thread, QuestionRow.asker, QuestionRow.surface),
                *(QuestionRow.status, QuestionRow.document, QuestionRow.flags, DeliveryRow.about),
            )
            .join(QuestionRow, QuestionRow.id == PostedAnswerRow.question_id)
            .outerjoin(DeliveryRow, came)
            .where(
                PostedAnswerRow.posted_at >= storable_moment(since),
                PostedAnswerRow.posted_at <= storable_moment(until),
                QuestionRow.surface.in_(("slack", "teams")),
                or_(QuestionRow.document == page, found, DeliveryRow.key.is_not(None)),
            )
            .order_by(PostedAnswerRow.posted_at.desc(), PostedAnswerRow.message)
            .limit(MOST)
        )
        rows = self._keeping.run(lambda connection: connection.execute(wanted).all())
        return [_message(row) for row in rows if _quotes(row, page)]

    def shown(self, questions: Sequence[str], path: str) -> Mapping[str, frozenset[str]]:
        """By question: the ids of the passages at this path that were found for it. Raises KeepingError."""
        wanted = select(ShownPassageRow.question_id, ShownPassageRow.passage_id).where(
            ShownPassageRow.question_id.in_(self._sql.listed(questions)), ShownPassageRow.document == path
        )
        found: dict[str, set[str]] = defaultdict(set)
        for row in self._keeping.run(lambda connection: connection.execute(wanted).all()):
            found[row.question_id].add(row.passage_id)
        return {question: frozenset(passages) for question, passages in found.items()}


def _quotes(row: Row[Any], page: str) -> bool:
    if row.about is not None:
        return bool(row.about.get("document") == page)
    if row.status not in {"answered", "unsure"}:
        return False
    return row.document == page or "conflicting" in row.flags


def _message(row: Row[Any]) -> QuotingMessage:
    return QuotingMessage(
        question=row.question_id,
        asker=row.asker,
        surface=row.surface,
        workspace=row.workspace,
        place=row.place,
        message=row.message,
        thread=row.thread or "",
    )
