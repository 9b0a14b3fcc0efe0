"""What is older than it may be is deleted, a little at a time, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from itertools import islice

from sqlalchemy import ColumnElement, Connection, Engine, exists, func, select, update

from bot.gaps.model import MACHINE
from bot.stores.erasing import (
    AT_ONCE,
    Counts,
    count_before,
    erase_gaps,
    erase_questions,
    erase_requests,
    questions_before,
    remove,
)
from bot.stores.gap_tables import (
    DeliveryRow,
    GapChangeRow,
    GapQuestionRow,
    GapRow,
    GapSignalRow,
    LookRow,
    PasswordFailureRow,
    PersonGroupRow,
    PersonRow,
    SignOutRow,
    SubscriptionRow,
)
from bot.stores.keeping import Keeping
from bot.stores.ratings import mend_ratings
from bot.stores.reach_tables import LaunchRow
from bot.stores.reindex_tables import ReindexMessageRow, ReindexRunRow
from bot.stores.sign_outs import LONGEST_SESSION
from bot.stores.tables import (
    Base,
    ClickRow,
    ConversationRow,
    OwnerRequestRow,
    PostedAnswerRow,
    QuestionRow,
    VoteRow,
)
from bot.stores.upkeep_tables import DocumentActRow

_TITLED = ("merged", "split", "set_apart", "renamed")
"""Verbs whose detail may tell titles of gaps, which may be somebody's words."""


class SqlAging:
    """Deletes what was there before a moment. Every verb raises KeepingError."""

    def __init__(self, engine: Engine) -> None:
        self._keeping = Keeping(engine)

    def questions_before(self, moment: datetime) -> int:
        """How many questions are older."""
        return self._keeping.run(lambda connection: count_before(connection, moment))

    def looks_before(self, moment: datetime) -> int:
        """How many looks are older."""
        older = select(func.count()).select_from(LookRow).where(LookRow.looked_at < moment)
        return self._keeping.run(lambda connection: connection.scalar(older) or 0)

    def people_before(self, moment: datetime) -> int:
        """How many people have not asked since."""
        older = select(func.count()).select_from(PersonRow).where(PersonRow.last_asked < moment)
        return self._keeping.run(lambda connection: connection.scalar(older) or 0)

    def delete_before(self, moment: datetime, now: datetime) -> Counts:
        """Questions with all that hangs on them, looks, and people who have not been heard of since.

        In many short transactions: what is done stays done where a later one fails.
        """
        done = Counts()
        while ids := self._keeping.run(partial(_oldest, moment=moment)):
            done += self._keeping.run(partial(erase_questions, question_ids=ids, now=now))
        for step in (_left_over, _people, _gaps):
            done += self._keeping.run(partial(step, moment=moment))
        done += self._keeping.run(partial(_launches, moment=moment, today=now.date()))
        done += self._keeping.run(partial(_sign_outs, moment=min(moment, now - LONGEST_SESSION)))
        self._keeping.run(mend_ratings)
        return +done


def _oldest(connection: Connection, moment: datetime) -> list[str]:
    return list(connection.scalars(questions_before(moment, AT_ONCE)))


def _left_over(connection: Connection, moment: datetime) -> Counts:
    """What hangs on questions that the log never had; who looked at what, what was sent, what owners did."""
    done = Counts()
    older: list[tuple[type[Base], ColumnElement[bool]]] = [
        (LookRow, LookRow.looked_at < moment),
        (VoteRow, VoteRow.voted_at < moment),
        (ClickRow, ClickRow.clicked_at < moment),
        (PostedAnswerRow, PostedAnswerRow.posted_at < moment),
        (GapSignalRow, GapSignalRow.told_at < moment),
        (ReindexMessageRow, ReindexMessageRow.posted_at < moment),
        (ReindexRunRow, (ReindexRunRow.asked_at < moment) & ReindexRunRow.slot.is_(None)),
        (DocumentActRow, DocumentActRow.at < moment),
        (DeliveryRow, (DeliveryRow.due_at < moment) & DeliveryRow.state.in_(("sent", "failed", "withdrawn"))),
    ]
    for table, which in older:
        remove(connection, done, table, which)
    return done + erase_requests(connection, OwnerRequestRow.asked_at < moment)


def _launches(connection: Connection, moment: datetime, today: date) -> Counts:
    """Those that stand on top no longer: they name who launched them."""
    done = Counts()
    is_over = LaunchRow.ended_at.is_not(None) | (LaunchRow.until < today)
    remove(connection, done, LaunchRow, LaunchRow.at < moment, is_over)
    return done


def _sign_outs(connection: Connection, moment: datetime) -> Counts:
    """Those that end no session any more, and passwords that did not fit then."""
    done = Counts()
    remove(connection, done, SignOutRow, SignOutRow.signed_out_at <= moment)
    remove(connection, done, PasswordFailureRow, PasswordFailureRow.latest <= moment)
    return done


def _people(connection: Connection, moment: datetime) -> Counts:
    """Who has not asked since; and where the bot may write to them, but for those who are sent a digest there."""
    done = Counts()
    gone = PersonRow.last_asked < moment
    theirs = exists().where(
        PersonRow.workspace == PersonGroupRow.workspace,
        PersonRow.id == PersonGroupRow.person,
        PersonRow.last_asked >= moment,
    )
    remove(connection, done, PersonRow, gone)
    remove(connection, done, PersonGroupRow, ~theirs)
    subscribed = exists().where(
        SubscriptionRow.workspace == ConversationRow.workspace, SubscriptionRow.receiver == ConversationRow.person
    )
    silent = (ConversationRow.kind == "personal") & (ConversationRow.heard_at < moment)
    remove(connection, done, ConversationRow, silent, ~subscribed)
    return done


def _gaps(connection: Connection, moment: datetime) -> Counts:
    """Gaps without a question that were not changed since, such as those that were merged into one that is gone."""
    done = Counts()
    remove(connection, done, GapChangeRow, GapChangeRow.at < moment, ~exists().where(GapRow.id == GapChangeRow.gap))
    some = exists().where(GapQuestionRow.gap == GapRow.id)
    other = exists().where(GapQuestionRow.gap == GapRow.merged_into)
    empty = select(GapRow.id).where(~some, ~other, GapRow.changed_at < moment)
    done += erase_gaps(connection, list(connection.scalars(empty)))
    return done + _titles_of_merged(connection) + _titles(connection, moment)


def _titles_of_merged(connection: Connection) -> Counts:
    """Of gaps that are part of another one: titles that nobody gave, and that are no question's words any more."""
    done = Counts()
    merged = select(GapRow.id, GapRow.title)
    merged = merged.where(GapRow.state == "merged", GapRow.titled_by == MACHINE, GapRow.title != "")
    rows = iter(connection.execute(merged).all())
    while some := list(islice(rows, AT_ONCE)):
        asked = select(QuestionRow.question).where(QuestionRow.question.in_([row.title for row in some]))
        there = set(connection.scalars(asked))
        gone = [row.id for row in some if row.title not in there]
        connection.execute(update(GapRow).where(GapRow.id.in_(gone)).values(title=""))
        done[GapRow.__tablename__] += len(gone)
    return done


def _titles(connection: Connection, moment: datetime) -> Counts:
    """What old changes of gaps that are still there tell of their titles, which were questions."""
    done = Counts()
    for change_id, detail in old_details(connection, moment):
        plain = without_titles(detail)
        if plain != detail:
            connection.execute(update(GapChangeRow).where(GapChangeRow.id == change_id).values(detail=plain))
            done[GapChangeRow.__tablename__] += 1
    return done


def old_details(connection: Connection, moment: datetime) -> Iterator[tuple[int, object]]:
    """Ids and details of changes before then that tell titles."""
    titled = select(GapChangeRow.id, GapChangeRow.detail)
    titled = titled.where(GapChangeRow.at < moment, GapChangeRow.verb.in_(_TITLED))
    for row in connection.execute(titled).all():
        yield row.id, row.detail


def without_titles(detail: object) -> object:
    """The detail without what stands under `title`, however deep."""
    if isinstance(detail, dict):
        return {key: without_titles(value) for key, value in detail.items() if key != "title"}
    return detail
