"""Where answers stand, in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, select

from bot.conversation_model import PostedAnswer
from bot.stores.inserting import insert_or_replace
from bot.stores.keeping import Keeping
from bot.stores.storable import storable_id, storable_moment, storable_name
from bot.stores.tables import PostedAnswerRow as Row

_COLUMNS = (Row.question_id, Row.workspace, Row.place, Row.message, Row.thread, Row.posted_at, Row.unasked)


class SqlPostedAnswers:
    """Implements bot.ports.PostedAnswers."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None) -> None:
        self._keeping = Keeping(engine, prepare)

    def remember(self, posted: PostedAnswer) -> None:
        """A message that is known already now holds this answer. Raises KeepingError."""
        row = asdict(
            replace(
                posted,
                question_id=storable_id(posted.question_id),
                workspace=storable_name(posted.workspace),
                place=storable_name(posted.place),
                message=storable_name(posted.message),
                thread=None if posted.thread is None else storable_name(posted.thread),
                posted_at=storable_moment(posted.posted_at),
            )
        )

        def keep(connection: Connection) -> None:
            replaced = ("question_id", "thread", "posted_at", "unasked")
            connection.execute(insert_or_replace(connection, Row, replaced), row)

        self._keeping.run(keep)

    def at(self, workspace: str, place: str, message: str) -> PostedAnswer | None:
        """The answer in a message. Raises KeepingError."""
        return self._first(_in_place(workspace, place).where(Row.message == storable_name(message)))

    def latest_in_place(self, workspace: str, place: str) -> PostedAnswer | None:
        """The newest answer in a place. Raises KeepingError."""
        newest = _in_place(workspace, place).order_by(Row.posted_at.desc(), Row.message.desc()).limit(1)
        return self._first(newest)

    def heard_since(self, workspace: str, place: str, moment: datetime) -> int:
        """How many answers a place has heard since then. Raises KeepingError."""
        since = storable_moment(moment)
        heard = _in_place(workspace, place).where(Row.posted_at >= since).with_only_columns(func.count())
        return self._keeping.run(lambda connection: connection.execute(heard).scalar_one())

    def of_question(self, question_id: str) -> Sequence[PostedAnswer]:
        """Every message that holds the answer to a question, oldest first. Raises KeepingError."""
        of_it = select(*_COLUMNS).where(Row.question_id == storable_id(question_id))
        return self._all(of_it.order_by(Row.posted_at, Row.message))

    def _first(self, wanted: Select[*tuple[Any, ...]]) -> PostedAnswer | None:
        return next(iter(self._all(wanted)), None)

    def _all(self, wanted: Select[*tuple[Any, ...]]) -> Sequence[PostedAnswer]:
        rows = self._keeping.run(lambda connection: connection.execute(wanted).mappings().all())
        return [PostedAnswer(**row) for row in rows]


def _in_place(workspace: str, place: str) -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).where(Row.workspace == storable_name(workspace), Row.place == storable_name(place))
