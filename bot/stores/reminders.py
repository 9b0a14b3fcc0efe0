"""What reminders are told from, in the database: how often pages were used, and which workspaces there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Engine, func, select

from bot.stores.gap_tables import PersonRow
from bot.stores.keeping import Keeping
from bot.stores.storable import storable_moment
from bot.stores.tables import QuestionRow


class SqlReminderFacts:
    """Implements bot.upkeep.reminding.ReminderFacts."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        self._keeping = Keeping(engine, prepare)

    def uses(self, since: datetime) -> Mapping[str, int]:
        """By path: how many answers a page stood first in since then. Raises KeepingError."""
        counted = (
            select(QuestionRow.document, func.count())
            .where(
                QuestionRow.asked_at >= storable_moment(since),
                QuestionRow.status == "answered",
                QuestionRow.document != "",
            )
            .group_by(QuestionRow.document)
        )
        rows = self._keeping.run(lambda connection: connection.execute(counted).all())
        return {document: count for document, count in rows}  # noqa: C416 - rows are no tuples to a type checker

    def workspaces(self, surface: str) -> Sequence[str]:
        """Those from which anybody ever asked, on a platform. Raises KeepingError."""
        wanted = select(PersonRow.workspace).where(PersonRow.surface == surface).distinct()
        return sorted(self._keeping.run(lambda connection: list(connection.scalars(wanted))))
