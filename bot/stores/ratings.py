"""What votes come to for a question, kept beside it, so that a hundred thousand questions can be counted at once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, ScalarSelect, case, func, select, update

from bot.stores.tables import QuestionRow, VoteRow


def rate_again(connection: Connection, question_ids: Sequence[str]) -> None:
    """Bring the ratings of questions up to their votes: 0 where anybody found it not helpful, 1 where all helpful.

    Whoever writes votes, or questions that may have some already, does this after it in the same transaction. In
    PostgreSQL the questions are locked first, so that of two who vote at once the later one sees the other's vote.
    """
    if not question_ids:
        return
    these = QuestionRow.id.in_(question_ids)
    connection.execute(select(QuestionRow.id).where(these).order_by(QuestionRow.id).with_for_update()).all()
    connection.execute(update(QuestionRow).where(these).values(rating=_worst_vote()))


def mend_ratings(connection: Connection) -> int:
    """Bring all ratings that are not what the votes come to up to them; how many that were.

    There are none but where a vote and its question, which had waited for the database, were written at the same
    moment, neither knowing of the other.
    """
    wrong = update(QuestionRow).where(QuestionRow.rating.is_distinct_from(_worst_vote())).values(rating=_worst_vote())
    return connection.execute(wrong).rowcount


def _worst_vote() -> ScalarSelect[int]:
    worst = select(func.min(case((VoteRow.helpful, 1), else_=0))).where(VoteRow.question_id == QuestionRow.id)
    return worst.correlate(QuestionRow).scalar_subquery()
