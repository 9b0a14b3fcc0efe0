"""The tables of the conversation; `config/migrations` builds them, and a test proves that both agree."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ID_LENGTH = 64
NAME_LENGTH = 255
KIND_LENGTH = 32
LANGUAGE_LENGTH = 16


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
    """One question of the log, as `bot.model.LoggedQuestion`."""

    __tablename__ = "questions"
    __table_args__ = (
        Index("ix_questions_asked_at", "asked_at"),
        Index("ix_questions_thread", "workspace", "place", "thread", "asked_at"),
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
    latency_ms: Mapped[dict[str, Any]] = mapped_column(JSON().with_variant(JSONB(), "postgresql"))
    language: Mapped[str] = mapped_column(String(LANGUAGE_LENGTH))


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
