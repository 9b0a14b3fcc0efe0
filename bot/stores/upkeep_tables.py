"""The tables of what owners do with their pages."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.stores.tables import ID_LENGTH, KIND_LENGTH, NAME_LENGTH, Base, UtcDateTime


class DocumentStateRow(Base):
    """As `bot.upkeep.model.DocumentState`. `changed_at` is when anybody last said anything of the page."""

    __tablename__ = "document_states"

    document: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    source: Mapped[str] = mapped_column(String(NAME_LENGTH))
    path: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    hidden: Mapped[str] = mapped_column(String(KIND_LENGTH))
    hidden_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    reviewed: Mapped[date | None] = mapped_column(Date)
    reviewed_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    needs_work: Mapped[bool] = mapped_column(Boolean)
    note: Mapped[str] = mapped_column(Text)
    needs_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    needs_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DocumentActRow(Base):
    """As `bot.upkeep.model.DocumentAct`."""

    __tablename__ = "document_acts"
    __table_args__ = (Index("ix_document_acts_document_at", "document", "at"), Index("ix_document_acts_at", "at"))

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    document: Mapped[str] = mapped_column(String(ID_LENGTH))
    path: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    verb: Mapped[str] = mapped_column(String(KIND_LENGTH))
    by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    surface: Mapped[str] = mapped_column(String(KIND_LENGTH))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text)
