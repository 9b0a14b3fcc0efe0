"""Questions that were handed to owners, and what these answered, in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, insert, select

from bot.conversation_model import OwnerReply, OwnerRequest
from bot.stores.gap_signals import tell_escalation
from bot.stores.inserting import insert_new
from bot.stores.keeping import Keeping
from bot.stores.masks import Mask, unmasked
from bot.stores.question_record import PATH_LENGTH, QUESTION_LENGTH
from bot.stores.storable import storable_id, storable_moment, storable_name, storable_text
from bot.stores.tables import OwnerReplyRow, OwnerRequestRow

REPLY_LENGTH = 40_000
"""As many characters as Slack lets somebody send."""


class SqlOwnerRequests:
    """Implements bot.ports.OwnerRequests. A request that is found carries the latest of its replies."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None, mask: Mask = unmasked) -> None:
        """`mask` takes out of questions and replies what is not to be kept of them."""
        self._keeping = Keeping(engine, prepare)
        self._mask = mask

    def keep(self, request: OwnerRequest) -> None:
        """A new one, which counts for the gaps in the content; one that is kept already stays as it is.

        Raises KeepingError.
        """
        fit = _storable(replace(request, question=self._mask(request.question)))
        row = asdict(fit)
        del row["reply"]

        def insert_it(connection: Connection) -> None:
            if not connection.execute(insert_new(connection, OwnerRequestRow), row).rowcount:
                return
            if request.reply is not None:
                connection.execute(insert(OwnerReplyRow), self._reply_row(request.id, request.reply))
            tell_escalation(connection, fit)

        self._keeping.run(insert_it)

    def at(self, workspace: str, place: str, message: str) -> OwnerRequest | None:
        """The request in a message to an owner. Raises KeepingError."""
        return self._latest(
            _requests().where(
                OwnerRequestRow.workspace == storable_name(workspace),
                OwnerRequestRow.place == storable_name(place),
                OwnerRequestRow.message == storable_name(message),
            )
        )

    def find(self, request_id: str) -> OwnerRequest | None:
        """By its id. Raises KeepingError."""
        return self._latest(_requests().where(OwnerRequestRow.id == storable_id(request_id)))

    def of_question(self, question_id: str, asker: str) -> OwnerRequest | None:
        """What a person has handed over already, the latest where there are several. Raises KeepingError."""
        return self._latest(
            _requests().where(
                OwnerRequestRow.question_id == storable_id(question_id), OwnerRequestRow.asker == storable_name(asker)
            )
        )

    def reply(self, request_id: str, reply: OwnerReply) -> None:
        """Keep an owner's words, as a draft, beside those that came before.

        Raises KeepingError, also where there is no such request.
        """
        row = self._reply_row(request_id, reply)
        self._keeping.run(lambda connection: connection.execute(insert(OwnerReplyRow), row))

    def waiting(self, workspace: str, owner_id: str) -> Sequence[OwnerRequest]:
        """Those of an owner that have no reply, oldest first. Raises KeepingError."""
        theirs = _requests().where(
            OwnerRequestRow.workspace == storable_name(workspace),
            OwnerRequestRow.owner_id == storable_name(owner_id),
            OwnerReplyRow.id.is_(None),
        )
        return self._all(theirs.order_by(OwnerRequestRow.asked_at, OwnerRequestRow.id))

    def drafts(self, limit: int) -> Sequence[OwnerRequest]:
        """Those with a reply, each with its latest; the newest reply first. Raises KeepingError."""
        replied = _requests().where(OwnerReplyRow.id.is_not(None))
        return self._all(replied.order_by(OwnerReplyRow.written_at.desc(), OwnerReplyRow.id.desc()).limit(limit))

    def _reply_row(self, request_id: str, reply: OwnerReply) -> dict[str, Any]:
        return {
            "request_id": storable_id(request_id),
            "text": storable_text(self._mask(reply.text[:REPLY_LENGTH]), REPLY_LENGTH),
            "author": storable_name(reply.author),
            "written_at": storable_moment(reply.written_at),
        }

    def _latest(self, wanted: Select[*tuple[Any, ...]]) -> OwnerRequest | None:
        newest = wanted.order_by(OwnerRequestRow.asked_at.desc(), OwnerRequestRow.id.desc()).limit(1)
        return next(iter(self._all(newest)), None)

    def _all(self, wanted: Select[*tuple[Any, ...]]) -> Sequence[OwnerRequest]:
        return [_request(row) for row in self._keeping.run(lambda connection: connection.execute(wanted).all())]


def _requests() -> Select[*tuple[Any, ...]]:
    """Requests, each beside its latest reply, or beside nothing."""
    latest = (
        select(OwnerReplyRow.id)
        .where(OwnerReplyRow.request_id == OwnerRequestRow.id)
        .order_by(OwnerReplyRow.written_at.desc(), OwnerReplyRow.id.desc())
        .limit(1)
        .correlate(OwnerRequestRow)
        .scalar_subquery()
    )
    requests = OwnerRequestRow.__table__.c
    return select(*requests, OwnerReplyRow.text, OwnerReplyRow.author, OwnerReplyRow.written_at).outerjoin_from(
        OwnerRequestRow, OwnerReplyRow, OwnerReplyRow.id == latest
    )


def _request(row: Row[Any]) -> OwnerRequest:
    fields = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    text, author, written_at = fields.pop("text"), fields.pop("author"), fields.pop("written_at")
    return OwnerRequest(**fields, reply=None if text is None else OwnerReply(text, author, written_at))


def _storable(request: OwnerRequest) -> OwnerRequest:
    return replace(
        request,
        id=storable_id(request.id),
        question_id=storable_id(request.question_id),
        question=storable_text(request.question, QUESTION_LENGTH),
        asker=storable_name(request.asker),
        workspace=storable_name(request.workspace),
        owner=storable_name(request.owner),
        owner_id=storable_name(request.owner_id),
        place=storable_name(request.place),
        message=storable_name(request.message),
        document=storable_text(request.document, PATH_LENGTH),
        asked_at=storable_moment(request.asked_at),
    )
