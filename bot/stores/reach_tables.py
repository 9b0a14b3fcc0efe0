"""The tables of what is new in the content, and of launches."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.stores.tables import ID_LENGTH, KIND_LENGTH, NAME_LENGTH, Base, UtcDateTime


class NoticedRow(Base):
    """The generation of the index that was noticed last; there is one row, `id` 1."""

    __tablename__ = "content_noticed"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    generation: Mapped[str] = mapped_column(String(NAME_LENGTH))


class KnownPageRow(Base):
    """As `bot.reach.model.KnownPage`."""

    __tablename__ = "content_pages"

    document: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(NAME_LENGTH))
    words: Mapped[str] = mapped_column(String(ID_LENGTH))
    before: Mapped[str] = mapped_column(String(ID_LENGTH))


class PageNewsRow(Base):
    """As `bot.reach.model.PageNews`."""

    __tablename__ = "content_news"
    __table_args__ = (Index("ix_content_news_at", "at"),)

    document: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    generation: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    path: Mapped[str] = mapped_column(Text)
    verb: Mapped[str] = mapped_column(String(KIND_LENGTH))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    in_bulk: Mapped[bool] = mapped_column(Boolean)


class LaunchRow(Base):
    """As `bot.reach.model.Launch`. Of each page one is not ended: one whose day is over is ended by the next."""

    __tablename__ = "launches"
    __table_args__ = (
        Index(
            "ix_launches_open",
            "document",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_launches_until", "until"),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    document: Mapped[str] = mapped_column(String(ID_LENGTH))
    path: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    until: Mapped[date] = mapped_column(Date)
    by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    surface: Mapped[str] = mapped_column(String(KIND_LENGTH))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
