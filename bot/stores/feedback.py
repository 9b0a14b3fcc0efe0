"""Votes and clicks in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

from sqlalchemy import ColumnElement, Connection, Engine, insert, select

from bot.conversation_model import Click, Vote
from bot.stores.gap_signals import tell_vote
from bot.stores.inserting import insert_or_replace
from bot.stores.keeping import Keeping
from bot.stores.masks import Mask, unmasked
from bot.stores.ratings import rate_again
from bot.stores.storable import storable_id, storable_moment, storable_name, storable_path, storable_text
from bot.stores.tables import KIND_LENGTH, ClickRow, VoteRow

WORDS_LENGTH = 3_000
"""As many as Slack's text field takes."""
_VOTE = (VoteRow.question_id, VoteRow.voter, VoteRow.helpful, VoteRow.voted_at, VoteRow.reason, VoteRow.words)
_CLICK = (ClickRow.question_id, ClickRow.person, ClickRow.document, ClickRow.clicked_on, ClickRow.clicked_at)


class SqlFeedback:
    """Implements bot.ports.Feedback."""

    def __init__(self, engine: Engine, prepare: Callable[[], None] | None = None, mask: Mask = unmasked) -> None:
        """`mask` takes out of a voter's words what is not to be kept of them."""
        self._keeping = Keeping(engine, prepare)
        self._mask = mask

    def vote(self, vote: Vote) -> None:
        """Keep it, in the place of what the same person said of the same answer before.

        One of not helpful counts for the gaps in the content as long as it stands. A vote that is older than the one
        that is kept comes too late, and is passed over. Raises KeepingError.
        """
        fit = replace(
            vote,
            question_id=storable_id(vote.question_id),
            voter=storable_name(vote.voter),
            voted_at=storable_moment(vote.voted_at),
            words=storable_text(self._mask(vote.words), WORDS_LENGTH),
        )

        def keep(connection: Connection) -> None:
            replaced = ("helpful", "voted_at", "reason", "words")
            keeping = insert_or_replace(connection, VoteRow, replaced, unless_older="voted_at")
            if connection.execute(keeping, asdict(fit)).rowcount:
                tell_vote(connection, fit)
                rate_again(connection, [fit.question_id])

        self._keeping.run(keep)

    def vote_of(self, question_id: str, voter: str) -> Vote | None:
        """The vote that counts. Raises KeepingError."""
        found = self._votes(VoteRow.question_id == storable_id(question_id), VoteRow.voter == storable_name(voter))
        return next(iter(found), None)

    def votes(self, question_id: str) -> Sequence[Vote]:
        """Everybody's votes on one answer, oldest first. Raises KeepingError."""
        return self._votes(VoteRow.question_id == storable_id(question_id))

    def clicked(self, click: Click) -> None:
        """Count it. Raises KeepingError."""
        row = asdict(
            replace(
                click,
                question_id=storable_id(click.question_id),
                person=storable_name(click.person),
                document=storable_path(click.document),
                clicked_at=storable_moment(click.clicked_at),
            )
        )
        row["clicked_on"] = storable_text(click.clicked_on, KIND_LENGTH)
        self._keeping.run(lambda connection: connection.execute(insert(ClickRow), row))

    def clicks(self, question_id: str) -> Sequence[Click]:
        """Every click on the sources of one answer, oldest first. Raises KeepingError."""
        wanted = (
            select(*_CLICK)
            .where(ClickRow.question_id == storable_id(question_id))
            .order_by(ClickRow.clicked_at, ClickRow.id)
        )
        rows = self._keeping.run(lambda connection: connection.execute(wanted).mappings().all())
        return [Click(**row) for row in rows]

    def _votes(self, *which: ColumnElement[bool]) -> Sequence[Vote]:
        wanted = select(*_VOTE).where(*which).order_by(VoteRow.voted_at, VoteRow.voter)
        rows = self._keeping.run(lambda connection: connection.execute(wanted).mappings().all())
        return [Vote(**row) for row in rows]
