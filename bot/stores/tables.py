"""The tables of the conversation; `config/migrations` builds them, and a test proves that both agree."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ID_LENGTH = 64
NAME_LENGTH = 255
KIND_LENGTH = 32
LANGUAGE_LENGTH = 16
JSON_COLUMN = JSON().with_variant(JSONB(), "postgresql")
JSON_OR_NULL = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: handed over in any time zone, stored and given back in UTC (SQLite itself knows no zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses a moment without a zone: nobody knows when that was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC, whatever zone the database's session has."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What all tables share: constraints with predictable names, so that a migration can name them."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
        }
    )


class QuestionRow(Base):
    """One question of the log, as `bot.model.LoggedQuestion`.

    What is counted is kept once more, so that an index alone holds it: `answer_ms` is the total of `latency_ms`,
    `rating` what its votes come to, see `bot.stores.ratings`, NULL without votes.
    """

    __tablename__ = "questions"
    __table_args__ = (
        Index("ix_questions_asked_at", "asked_at"),
        Index("ix_questions_thread", "workspace", "place", "thread", "asked_at"),
        Index("ix_questions_asker", "workspace", "asker", "asked_at"),
        Index("ix_questions_counted", "asked_at", "status", "workspace", "asker", "document", "rating", "answer_ms"),
        Index("ix_questions_document", "document", "status", "asked_at", "workspace", "asker"),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    question: Mapped[str] = mapped_column(Text)
    asker: Mapped[str] = mapped_column(String(NAME_LENGTH))
    place: Mapped[str] = mapped_column(String(NAME_LENGTH))
    place_kind: Mapped[str] = mapped_column(String(KIND_LENGTH))
    workspace: Mapped[str] = mapped_column(String(NAME_LENGTH))
    thread: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    surface: Mapped[str] = mapped_column(String(KIND_LENGTH))
    status: Mapped[str] = mapped_column(String(KIND_LENGTH))
    confidence: Mapped[float] = mapped_column(Double)
    generation: Mapped[str] = mapped_column(String(NAME_LENGTH))
    latency_ms: Mapped[dict[str, Any]] = mapped_column(JSON_COLUMN)
    language: Mapped[str] = mapped_column(String(LANGUAGE_LENGTH))
    follows: Mapped[list[str]] = mapped_column(JSON_COLUMN, server_default=text("'[]'"))
    flags: Mapped[list[str]] = mapped_column(JSON_COLUMN, server_default=text("'[]'"))
    document: Mapped[str] = mapped_column(Text, server_default=text("''"))
    answer_ms: Mapped[float | None] = mapped_column(Double)
    rating: Mapped[int | None] = mapped_column(Integer)


class ShownPassageRow(Base):
    """A passage that was shown for a question; `rank` 1 stood first."""

    __tablename__ = "shown_passages"
    __table_args__ = (Index("ix_shown_passages_passage_id", "passage_id"),)

    question_id: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    passage_id: Mapped[str] = mapped_column(String(NAME_LENGTH))
    document: Mapped[str] = mapped_column(Text)


# Nothing below refers to `questions` by a foreign key: while the database was down a question may still wait in the
# spool when what happened around its answer is written already.


class SeenRequestRow(Base):
    """A request that some replica has taken up, see `bot.ports.Seen`."""

    __tablename__ = "seen_requests"
    __table_args__ = (Index("ix_seen_requests_seen_at", "seen_at"),)

    key: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class VoteRow(Base):
    """A person's vote on an answer that counts, as `bot.conversation_model.Vote`."""

    __tablename__ = "votes"
    __table_args__ = (Index("ix_votes_voted_at", "voted_at"),)

    question_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    voter: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    helpful: Mapped[bool] = mapped_column(Boolean)
    voted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(String(KIND_LENGTH))
    words: Mapped[str] = mapped_column(Text)


class ClickRow(Base):
    """Somebody opened a source, as `bot.conversation_model.Click`."""

    __tablename__ = "clicks"
    __table_args__ = (
        Index("ix_clicks_question_id", "question_id", "clicked_at"),
        Index("ix_clicks_document", "document", "clicked_at", "person"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    question_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    person: Mapped[str] = mapped_column(String(NAME_LENGTH))
    document: Mapped[str] = mapped_column(Text)
    clicked_on: Mapped[str] = mapped_column(String(KIND_LENGTH))
    clicked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PostedAnswerRow(Base):
    """A message that an answer stands in, as `bot.conversation_model.PostedAnswer`."""

    __tablename__ = "posted_answers"
    __table_args__ = (
        Index("ix_posted_answers_place", "workspace", "place", "posted_at"),
        Index("ix_posted_answers_question_id", "question_id", "posted_at"),
    )

    workspace: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    place: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    message: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    question_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    thread: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    unasked: Mapped[bool] = mapped_column(Boolean)


class OwnerRequestRow(Base):
    """A question that was handed to an owner, as `bot.conversation_model.OwnerRequest` without its reply."""

    __tablename__ = "owner_requests"
    __table_args__ = (
        Index("ix_owner_requests_message", "workspace", "place", "message"),
        Index("ix_owner_requests_question_id", "question_id", "asker"),
        Index("ix_owner_requests_owner_id", "workspace", "owner_id", "asked_at"),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    question_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    question: Mapped[str] = mapped_column(Text)
    asker: Mapped[str] = mapped_column(String(NAME_LENGTH))
    workspace: Mapped[str] = mapped_column(String(NAME_LENGTH))
    owner: Mapped[str] = mapped_column(String(NAME_LENGTH))
    owner_id: Mapped[str] = mapped_column(String(NAME_LENGTH))
    place: Mapped[str] = mapped_column(String(NAME_LENGTH))
    message: Mapped[str] = mapped_column(String(NAME_LENGTH))
    document: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OwnerReplyRow(Base):
    """What an owner answered, as `bot.conversation_model.OwnerReply`: a draft. Several to a request are all kept."""

    __tablename__ = "owner_replies"
    __table_args__ = (
        Index("ix_owner_replies_request_id", "request_id", "written_at"),
        Index("ix_owner_replies_written_at", "written_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    request_id: Mapped[str] = mapped_column(String(ID_LENGTH), ForeignKey("owner_requests.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(NAME_LENGTH))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ChannelMannersRow(Base):
    """What a channel has agreed on, see `bot.stores.manners_record`; NULL where it went back to the default."""

    __tablename__ = "channel_manners"

    workspace: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    channel: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    manners: Mapped[dict[str, Any] | None] = mapped_column(JSON_OR_NULL)
    changed_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ChannelChangeRow(Base):
    """One change of a channel's manners: who, when, from what, to what. NULL is the default."""

    __tablename__ = "channel_changes"
    __table_args__ = (Index("ix_channel_changes_channel", "workspace", "channel", "changed_at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    workspace: Mapped[str] = mapped_column(String(NAME_LENGTH))
    channel: Mapped[str] = mapped_column(String(NAME_LENGTH))
    changed_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON_OR_NULL)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON_OR_NULL)


class ConversationRow(Base):
    """A conversation that the bot may write to unasked, as `bot.conversation_model.KnownConversation`.

    `heard_at` is when something was heard from there, to the hour.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_person", "workspace", "person", "heard_at"),
        Index("ix_conversations_team", "workspace", "team"),
        Index("ix_conversations_heard_at", "workspace", "heard_at"),
    )

    workspace: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(KIND_LENGTH))
    service: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(String(NAME_LENGTH))
    team: Mapped[str] = mapped_column(String(NAME_LENGTH))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    heard_at: Mapped[datetime] = mapped_column(UtcDateTime)
