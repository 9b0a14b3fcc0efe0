"""The tables of reindexes that were asked for, and of the messages that tell of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.stores.tables import ID_LENGTH, JSON_COLUMN, JSON_OR_NULL, KIND_LENGTH, NAME_LENGTH, Base, UtcDateTime


class ReindexRunRow(Base):
    """As `bot.reindexing.model.Run`.

    `slot`: "now" for the one that runs or is next, "next" for the one that waits for it, NULL for those that have
    ended; as it is unique, there is one of each over all replicas.
    """

    __tablename__ = "reindex_runs"
    __table_args__ = (
        UniqueConstraint("slot", name="uq_reindex_runs_slot"),
        Index("ix_reindex_runs_asked_at", "asked_at"),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(KIND_LENGTH))
    slot: Mapped[str | None] = mapped_column(String(KIND_LENGTH))
    wish: Mapped[Any] = mapped_column(JSON_COLUMN)
    force: Mapped[bool] = mapped_column(Boolean)
    by_id: Mapped[str] = mapped_column(String(NAME_LENGTH))
    by_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    by_surface: Mapped[str] = mapped_column(String(KIND_LENGTH))
    cause: Mapped[str] = mapped_column(String(KIND_LENGTH))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(KIND_LENGTH))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    holder: Mapped[str] = mapped_column(String(NAME_LENGTH))
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    progress: Mapped[Any | None] = mapped_column(JSON_OR_NULL)
    stopped_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    outcome: Mapped[Any] = mapped_column(JSON_COLUMN)
    trouble: Mapped[str] = mapped_column(Text)


class ReindexMessageRow(Base):
    """As `bot.reindexing.model.RunMessage`. `done`: its run has ended, and it says how. `holder` looks after it."""

    __tablename__ = "reindex_messages"
    __table_args__ = (
        Index("ix_reindex_messages_open", "surface", "done"),
        Index("ix_reindex_messages_run_id", "run_id"),
    )

    surface: Mapped[str] = mapped_column(String(KIND_LENGTH), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    place: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    message: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    run_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    reader: Mapped[str] = mapped_column(String(NAME_LENGTH))
    language: Mapped[str] = mapped_column(String(KIND_LENGTH))
    zone: Mapped[str] = mapped_column(String(NAME_LENGTH))
    names: Mapped[bool] = mapped_column(Boolean)
    may_go_back: Mapped[bool] = mapped_column(Boolean)
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    shown: Mapped[str] = mapped_column(String(ID_LENGTH))
    done: Mapped[bool] = mapped_column(Boolean)
    holder: Mapped[str] = mapped_column(String(NAME_LENGTH))
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
