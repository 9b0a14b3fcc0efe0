"""Takes somebody out of all tables: what is theirs is deleted, and where they only took part nobody is named."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, CursorResult, String, case, or_, select, update
from sqlalchemy import cast as as_type
from sqlalchemy.orm import InstrumentedAttribute

from bot.gaps.model import MACHINE
from bot.stores.erasing import Counts, erase_questions, erase_requests, remove
from bot.stores.gap_tables import (
    AccountRow,
    DeliveryRow,
    GapChangeRow,
    GapQuestionRow,
    GapRow,
    GapSignalRow,
    LookRow,
    PersonGroupRow,
    PersonRow,
    SubscriptionRow,
)
from bot.stores.reach_tables import LaunchRow
from bot.stores.reindex_tables import ReindexMessageRow, ReindexRunRow
from bot.stores.sign_outs import end_sessions
from bot.stores.storable import storable_name
from bot.stores.tables import (
    Base,
    ChannelChangeRow,
    ChannelMannersRow,
    ClickRow,
    ConversationRow,
    OwnerReplyRow,
    OwnerRequestRow,
    QuestionRow,
    VoteRow,
)
from bot.stores.upkeep_tables import DocumentActRow, DocumentStateRow

FORGOTTEN = "forgotten"
"""Stands where somebody was named."""


def forget_person(connection: Connection, person: str, now: datetime) -> Counts:
    """Take out whoever has this id, in whatever workspace; how many rows of each table were deleted or changed.

    Their questions go with all that hangs on them, and so do their conversations, digests, and what was sent to them.
    Their votes on others' questions stay, without their words and as nobody's, so that what became of a question stays
    true; likewise clicks, replies to questions and what they did to gaps. Their sessions in the console end.
    """
    who = storable_name(person)
    done = Counts()
    for surface, workspace in connection.execute(
        select(PersonRow.surface, PersonRow.workspace).where(PersonRow.id == who)
    ):
        end_sessions(connection, surface, workspace, person, now)
    remove(connection, done, PersonRow, PersonRow.id == who)
    remove(connection, done, PersonGroupRow, PersonGroupRow.person == who)
    columns = (QuestionRow.id, QuestionRow.question, QuestionRow.workspace, QuestionRow.place, QuestionRow.thread)
    theirs = connection.execute(select(*columns).where(QuestionRow.asker == who)).all()
    words = frozenset(one.question for one in theirs)
    done += erase_questions(connection, [one.id for one in theirs], now)
    for workspace, place, thread in {(one.workspace, one.place, one.thread) for one in theirs if one.thread}:
        of_thread = (QuestionRow.workspace == workspace, QuestionRow.place == place, QuestionRow.thread == thread)
        _leave_out(connection, done, of_thread, words)
    done += erase_requests(connection, OwnerRequestRow.asker == who)
    for table, column in (
        (ConversationRow, ConversationRow.person),
        (DeliveryRow, DeliveryRow.receiver),
        (SubscriptionRow, SubscriptionRow.receiver),
        (AccountRow, AccountRow.name),
        (ReindexMessageRow, ReindexMessageRow.reader),
    ):
        remove(connection, done, table, column == who)
    _unname(connection, done, who)
    _unname_in_gaps(connection, done, who, words, now)
    _unname_among_owners(connection, done, who)
    return +done


def _leave_out(
    connection: Connection, done: Counts, of_thread: Sequence[ColumnElement[bool]], words: frozenset[str]
) -> None:
    """What others asked after them in a thread was understood with their words."""
    for row in connection.execute(select(QuestionRow.id, QuestionRow.follows).where(*of_thread)).all():
        left = [one for one in row.follows if one not in words]
        if left != row.follows:
            connection.execute(update(QuestionRow).where(QuestionRow.id == row.id).values(follows=left))
            done[QuestionRow.__tablename__] += 1


def _unname(connection: Connection, done: Counts, who: str) -> None:
    """In what others see as well."""
    # What several people said of one answer is told apart by who said it.
    nobody = f"{FORGOTTEN}-{secrets.token_hex(8)}"
    _set(connection, done, VoteRow, VoteRow.voter == who, voter=nobody, words="")
    _set(connection, done, GapSignalRow, GapSignalRow.person == who, person=nobody)
    _set(connection, done, ClickRow, ClickRow.person == who, person=FORGOTTEN)
    handed = OwnerRequestRow.owner_id == who
    _set(connection, done, OwnerRequestRow, handed, owner=FORGOTTEN, owner_id=FORGOTTEN, place="", message="")
    _set(connection, done, OwnerReplyRow, OwnerReplyRow.author == who, author=FORGOTTEN)
    _set(connection, done, ChannelMannersRow, ChannelMannersRow.changed_by == who, changed_by=FORGOTTEN)
    _set(connection, done, ChannelChangeRow, ChannelChangeRow.changed_by == who, changed_by=FORGOTTEN)
    _set(connection, done, SubscriptionRow, SubscriptionRow.created_by == who, created_by=FORGOTTEN)
    _set(connection, done, LookRow, LookRow.person == who, person=FORGOTTEN, name="")
    _set(connection, done, LookRow, LookRow.subject.contains(who, autoescape=True), subject="")


def _unname_in_gaps(connection: Connection, done: Counts, who: str, words: frozenset[str], now: datetime) -> None:
    """`words` are their questions: a gap's title was one, and its history tells titles."""
    _set(connection, done, GapQuestionRow, GapQuestionRow.placed_by == who, placed_by=FORGOTTEN)
    named = (GapRow.titled_by, GapRow.kind_by, GapRow.state_by, GapRow.assigned_by)
    values: dict[str, Any] = {column.key: case((column == who, FORGOTTEN), else_=column) for column in named}
    values |= {
        "assigned": case((GapRow.assigned == who, ""), else_=GapRow.assigned),
        "assigned_by": case((GapRow.assigned == who, MACHINE), else_=values["assigned_by"]),
        "version": GapRow.version + 1,
        "changed_at": now,
    }
    _set(connection, done, GapRow, or_(*(column == who for column in named), GapRow.assigned == who), **values)
    merged = select(GapRow.id, GapRow.title).where(GapRow.state == "merged")
    titled = [row.id for row in connection.execute(merged).all() if row.title in words]
    _set(connection, done, GapRow, GapRow.id.in_(titled), title="")
    _set(connection, done, GapChangeRow, GapChangeRow.by == who, by=FORGOTTEN)
    done += _rewrite(connection, GapChangeRow.id, GapChangeRow.detail, who, words)
    done += _rewrite(connection, DeliveryRow.key, DeliveryRow.about, who, words)


def _unname_among_owners(connection: Connection, done: Counts, who: str) -> None:
    """In what they did with pages and reindexes, some of which tells their name alone."""
    acts = select(DocumentActRow.name, DocumentActRow.document).where(DocumentActRow.by == who)
    acted = connection.execute(acts).all()
    asked = connection.scalars(select(ReindexRunRow.by_name).where(ReindexRunRow.by_id == who)).all()
    names = {who, *(one.name for one in acted), *asked} - {""}
    for document in sorted({one.document for one in acted}):
        for column in (DocumentStateRow.hidden_by, DocumentStateRow.reviewed_by, DocumentStateRow.needs_by):
            which = (DocumentStateRow.document == document) & column.in_(names)
            _set(connection, done, DocumentStateRow, which, **{column.key: FORGOTTEN})
    _set(connection, done, DocumentActRow, DocumentActRow.by == who, by=FORGOTTEN, name=FORGOTTEN)
    _set(connection, done, LaunchRow, LaunchRow.by == who, by=FORGOTTEN, name=FORGOTTEN)
    _set(connection, done, ReindexRunRow, ReindexRunRow.by_id == who, by_id=FORGOTTEN, by_name=FORGOTTEN)
    _set(connection, done, ReindexRunRow, ReindexRunRow.stopped_by.in_(names), stopped_by=FORGOTTEN)


def _set(connection: Connection, done: Counts, table: type[Base], which: ColumnElement[bool], **values: Any) -> None:
    result = connection.execute(update(table).where(which).values(values))
    done[table.__tablename__] += cast("CursorResult[Any]", result).rowcount


def _rewrite(
    connection: Connection,
    key: InstrumentedAttribute[Any],
    column: InstrumentedAttribute[dict[str, Any]],
    who: str,
    words: frozenset[str],
) -> Counts:
    """Without them and their words in what was noted of something; `key` is that of its table."""
    done = Counts()
    table = column.class_
    for key_value, value in connection.execute(select(key, column).where(_may_hold(column, who, words))).all():
        plain = _without(value, who, words)
        if plain != value:
            connection.execute(update(table).where(key == key_value).values({column.key: plain}))
            done[table.__tablename__] += 1
    return done


def _may_hold(column: InstrumentedAttribute[dict[str, Any]], who: str, words: frozenset[str]) -> ColumnElement[bool]:
    """Rows worth a look: JSON is compared as it was read, for letters are written differently in it."""
    text = as_type(column, String)
    held = [text.contains(form, autoescape=True) for form in {who, json.dumps(who)[1:-1]}]
    return or_(*held, text.contains('"title"')) if words else or_(*held)


def _without(value: Any, who: str, words: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(one, who, words) for key, one in value.items()}
    if isinstance(value, list):
        return [_without(one, who, words) for one in value]
    if value == who:
        return FORGOTTEN
    return "" if isinstance(value, str) and value in words else value
