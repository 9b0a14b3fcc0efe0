"""What is kept of one person: found, handed out, forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, or_, select
from sqlalchemy.exc import SQLAlchemyError

from bot.ports import KeepingError
from bot.stores.bounded_work import database_trouble
from bot.stores.forgetting import forget_person
from bot.stores.gap_tables import (
    AccountRow,
    DeliveryRow,
    GapChangeRow,
    GapRow,
    LookRow,
    PersonGroupRow,
    PersonRow,
    SubscriptionRow,
)
from bot.stores.reach_tables import LaunchRow
from bot.stores.reindex_tables import ReindexRunRow
from bot.stores.same_letters import holds
from bot.stores.storable import storable_name
from bot.stores.tables import (
    Base,
    ChannelChangeRow,
    ClickRow,
    ConversationRow,
    OwnerReplyRow,
    OwnerRequestRow,
    QuestionRow,
    VoteRow,
)
from bot.stores.upkeep_tables import DocumentActRow

CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant. `name` is "" where it is not known; so are the others of whom has never asked."""

    id: str
    name: str = ""
    workspace: str = ""
    surface: str = ""
    last_asked: datetime | None = None


class SqlPersonalData:
    """Every verb takes as long as it needs, and raises KeepingError."""

    def __init__(self, engine: Engine) -> None:
        """The schema must be up."""
        self._engine = engine
        self._is_postgresql = engine.dialect.name == "postgresql"

    def candidates(self, wanted: str) -> Sequence[Candidate]:
        """Who may be meant by an id, an e-mail address or a name; at most `CANDIDATES`.

        Who has this very id is meant, whatever others are called; else who has this very name or address, in large
        letters or small; else whose name holds all of its words.
        """
        who = " ".join(wanted.split())
        if not who:
            return []
        with self._reading() as connection:
            if found := self._people(connection, PersonRow.id == storable_name(who)):
                return found
            if _is_kept(connection, storable_name(who)):
                return [Candidate(storable_name(who))]
            words = [holds(PersonRow.name, word, is_postgresql=self._is_postgresql) for word in who.split()]
            called = [*self._people(connection, *words), *_accounts(connection, who)]
            exact = [one for one in called if one.name.casefold() == who.casefold()]
            return exact or called

    def kept(self, person: str) -> Mapping[str, Any]:
        """Everything that is kept of whoever has this id, by what it is; what is nothing of theirs is empty."""
        who = storable_name(person)
        with self._reading() as connection:
            return {name: _rows(connection, wanted) for name, wanted in _kept_of(who).items()}

    def forget(self, person: str, now: datetime, *, only_count: bool = False) -> Mapping[str, int]:
        """Take them out; how many rows of each table were deleted or changed, or, if `only_count`, would be."""
        try:
            with self._engine.connect() as connection, connection.begin() as transaction:
                done = forget_person(connection, person, now)
                if only_count:
                    transaction.rollback()
                return done
        except SQLAlchemyError as error:
            raise KeepingError(database_trouble(error)) from error

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise KeepingError(database_trouble(error)) from error

    def _people(self, connection: Connection, *which: ColumnElement[bool]) -> list[Candidate]:
        columns = (PersonRow.id, PersonRow.name, PersonRow.workspace, PersonRow.surface, PersonRow.last_asked)
        found = select(*columns).where(*which).order_by(PersonRow.last_asked.desc(), PersonRow.id).limit(CANDIDATES)
        return [Candidate(*row) for row in connection.execute(found)]


def _accounts(connection: Connection, who: str) -> list[Candidate]:
    """Accounts of the console by their address; `name` is that."""
    by_address = select(AccountRow.name, AccountRow.email).where(AccountRow.email == who.casefold()).limit(CANDIDATES)
    return [Candidate(row.name, row.email, surface="console") for row in connection.execute(by_address)]


def _is_kept(connection: Connection, who: str) -> bool:
    """Whether anything is kept of somebody who has not asked."""
    named: tuple[tuple[type[Base], Any], ...] = (
        (QuestionRow, QuestionRow.asker),
        (VoteRow, VoteRow.voter),
        (ClickRow, ClickRow.person),
        (OwnerRequestRow, OwnerRequestRow.owner_id),
        (OwnerReplyRow, OwnerReplyRow.author),
        (ConversationRow, ConversationRow.person),
        (DeliveryRow, DeliveryRow.receiver),
        (SubscriptionRow, SubscriptionRow.receiver),
        (GapChangeRow, GapChangeRow.by),
        (GapRow, GapRow.assigned),
        (LookRow, LookRow.person),
        (AccountRow, AccountRow.name),
        (ReindexRunRow, ReindexRunRow.by_id),
        (DocumentActRow, DocumentActRow.by),
        (LaunchRow, LaunchRow.by),
    )
    return any(
        connection.scalar(select(column).select_from(table).where(column == who).limit(1)) is not None
        for table, column in named
    )


def _kept_of(who: str) -> Mapping[str, Select[Any]]:
    asked = select(QuestionRow.id).where(QuestionRow.asker == who)
    requests = or_(OwnerRequestRow.asker == who, OwnerRequestRow.owner_id == who)
    replies = or_(
        OwnerReplyRow.author == who,
        OwnerReplyRow.request_id.in_(select(OwnerRequestRow.id).where(OwnerRequestRow.asker == who)),
    )
    seen = or_(LookRow.subject.contains(who, autoescape=True), LookRow.subject.in_(asked))
    in_gap = or_(GapRow.titled_by == who, GapRow.kind_by == who, GapRow.state_by == who, GapRow.assigned == who)
    return {
        "person": _all_of(PersonRow, PersonRow.id == who),
        "groups": _all_of(PersonGroupRow, PersonGroupRow.person == who),
        "questions": _all_of(QuestionRow, QuestionRow.asker == who).order_by(QuestionRow.asked_at),
        "votes": _all_of(VoteRow, VoteRow.voter == who).order_by(VoteRow.voted_at),
        "clicks": _all_of(ClickRow, ClickRow.person == who).order_by(ClickRow.clicked_at),
        "requests_to_owners": _all_of(OwnerRequestRow, requests).order_by(OwnerRequestRow.asked_at),
        "replies": _all_of(OwnerReplyRow, replies).order_by(OwnerReplyRow.written_at),
        "conversations": _all_of(ConversationRow, ConversationRow.person == who),
        "deliveries": _all_of(DeliveryRow, DeliveryRow.receiver == who).order_by(DeliveryRow.due_at),
        "subscriptions": _all_of(
            SubscriptionRow, or_(SubscriptionRow.receiver == who, SubscriptionRow.created_by == who)
        ),
        "gaps": select(GapRow.id, GapRow.title, GapRow.state, GapRow.assigned).where(in_gap),
        "gap_changes": _all_of(GapChangeRow, GapChangeRow.by == who).order_by(GapChangeRow.at),
        "channel_changes": _all_of(ChannelChangeRow, ChannelChangeRow.changed_by == who),
        "account": select(*(column for column in AccountRow.__table__.c if column.name != "password_hash")).where(
            AccountRow.name == who
        ),
        "reindexes": _all_of(ReindexRunRow, ReindexRunRow.by_id == who).order_by(ReindexRunRow.asked_at),
        "page_acts": _all_of(DocumentActRow, DocumentActRow.by == who).order_by(DocumentActRow.at),
        "launches": _all_of(LaunchRow, LaunchRow.by == who).order_by(LaunchRow.at),
        "looks_by": _all_of(LookRow, LookRow.person == who).order_by(LookRow.looked_at),
        "looks_at": select(LookRow.looked_at, LookRow.page, LookRow.subject).where(seen).order_by(LookRow.looked_at),
    }


def _all_of(table: type[Base], which: ColumnElement[bool]) -> Select[Any]:
    return select(*table.__table__.c).where(which)


def _rows(connection: Connection, wanted: Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(wanted).mappings()]
