"""What counts of a question: written in the transaction of whatever made it count, and taken by its gap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.conversation_model import VOTE_REASONS, OwnerRequest, Vote
from bot.gaps.model import MACHINE, Signal
from bot.model import LoggedQuestion
from bot.stores.gap_tables import GapSignalRow
from bot.stores.inserting import dialects_insert, insert_new

_VOTED: tuple[Signal, ...] = (*VOTE_REASONS, "unhelpful")
_OF_QUESTION = (
    select(GapSignalRow.signal, GapSignalRow.person, GapSignalRow.withdrawn)
    .where(GapSignalRow.question_id == bindparam("question"))
    .order_by(GapSignalRow.signal, GapSignalRow.person)
    .with_for_update()
)


def tell_outcomes(connection: Connection, questions: Sequence[LoggedQuestion]) -> None:
    """What counts of the answers alone. What is known already stays as it is: a question may be delivered twice."""
    rows = [
        _row(question.id, signal, MACHINE, question.asked_at)
        for question in questions
        for signal in outcome_signals(question)
    ]
    if rows:
        connection.execute(insert_new(connection, GapSignalRow), rows)


def outcome_signals(question: LoggedQuestion) -> Iterator[Signal]:
    """What counts of a question's answer.

    Nothing counts of small talk, of what an administrator tries at a terminal, and of a search that broke down (it has
    no generation): none of them tells of the content.
    """
    if question.surface == "cli" or question.place_kind == "terminal" or not question.generation:
        return
    if question.status == "small_talk":
        return
    if question.status == "gap":
        yield "no_answer"
    if question.status == "unsure" and "unmentioned" not in question.flags:  # which says the same, and why
        yield "unsure"
    yield from question.flags


def tell_vote(connection: Connection, vote: Vote) -> None:
    """The vote counts, and what the same person said of that answer before counts no longer.

    One that is given again is told again: its gap may have been closed in between. The vote must be storable, and its
    own row be written already.
    """
    _locked(connection, vote.question_id)
    says: Signal | None = None if vote.helpful else vote.reason or "unhelpful"
    theirs = (
        GapSignalRow.question_id == vote.question_id,
        GapSignalRow.person == vote.voter,
        GapSignalRow.signal.in_([signal for signal in _VOTED if signal != says]),
        GapSignalRow.withdrawn.is_(False),
    )
    connection.execute(update(GapSignalRow).where(*theirs).values(withdrawn=True, taken=False))
    if says is not None:
        connection.execute(_told_again(connection), _row(vote.question_id, says, vote.voter, vote.voted_at))


def tell_escalation(connection: Connection, request: OwnerRequest) -> None:
    """A question was handed to an owner. The request must be storable."""
    connection.execute(_told_again(connection), _row(request.question_id, "escalated", request.asker, request.asked_at))


def take_signals(connection: Connection, question_id: str, known: Sequence[Signal]) -> None:
    """Its gap knows that `known` count of the question, and nothing else does.

    Where that is true no longer the signal stays untaken, so that the question comes up again.
    """
    rows = _locked(connection, question_id)
    counting = {row.signal for row in rows if not row.withdrawn}
    agreed = [(row.signal, row.person) for row in rows if (row.signal in counting) == (row.signal in known)]
    if agreed:
        connection.execute(
            update(GapSignalRow)
            .where(
                GapSignalRow.question_id == question_id,
                tuple_(GapSignalRow.signal, GapSignalRow.person).in_(agreed),
                GapSignalRow.taken.is_(False),
            )
            .values(taken=True)
        )


def _locked(connection: Connection, question_id: str) -> Sequence[Row[str, str, bool]]:
    """All that was ever told of a question. Who changes it locks it first, in one order: nobody waits in a ring.

    SQLite, which knows no such locks, lets nobody else write meanwhile.
    """
    return connection.execute(_OF_QUESTION, {"question": question_id}).all()


def _told_again(connection: Connection) -> postgresql.Insert | sqlite.Insert:
    told = dialects_insert(connection, GapSignalRow)
    return told.on_conflict_do_update(
        index_elements=["question_id", "signal", "person"],
        set_={"told_at": told.excluded.told_at, "taken": False, "withdrawn": False},
    )


def _row(question_id: str, signal: Signal, person: str, told_at: datetime) -> dict[str, Any]:
    return {"question_id": question_id, "signal": signal, "person": person, "told_at": told_at}
