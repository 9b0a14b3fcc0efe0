"""The tables of gaps, of what is sent unasked, and of who may look; beside those in `bot.stores.tables`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Double, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.stores.tables import ID_LENGTH, JSON_COLUMN, KIND_LENGTH, LANGUAGE_LENGTH, NAME_LENGTH, Base, UtcDateTime

KEY_LENGTH = 1_000


class PersonRow(Base):
    """Somebody who has asked. `name` is the platform's, "" where it is not known."""

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_first_asked", "first_asked"),)

    workspace: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    surface: Mapped[str] = mapped_column(String(KIND_LENGTH))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    first_asked: Mapped[datetime] = mapped_column(UtcDateTime)
    last_asked: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonGroupRow(Base):
    """A group that somebody was in when they last asked where only they read the answer."""

    __tablename__ = "person_groups"
    __table_args__ = (Index("ix_person_groups_group", "group", "workspace", "person"),)

    workspace: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    person: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    group: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)


class GapSignalRow(Base):
    """One thing that counts of a question, see `bot.gaps.model.Signal`.

    `taken`: the question's gap knows of it. `withdrawn`: it counts no longer (a vote was changed).
    """

    __tablename__ = "gap_signals"
    __table_args__ = (
        Index("ix_gap_signals_waiting", "told_at", sqlite_where=text("NOT taken"), postgresql_where=text("NOT taken")),
    )

    question_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    signal: Mapped[str] = mapped_column(String(KIND_LENGTH), primary_key=True)
    person: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    withdrawn: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))


class GapRow(Base):
    """As `bot.gaps.model.Gap`."""

    __tablename__ = "gaps"
    __table_args__ = (
        Index("ix_gaps_state_rank", "state", "rank"),
        Index("ix_gaps_opened_at", "opened_at"),
        Index("ix_gaps_state_at", "state", "state_at"),
        Index("ix_gaps_changed_at", "changed_at"),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(KIND_LENGTH))
    state: Mapped[str] = mapped_column(String(KIND_LENGTH))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_asked: Mapped[datetime] = mapped_column(UtcDateTime)
    last_asked: Mapped[datetime] = mapped_column(UtcDateTime)
    questions: Mapped[int] = mapped_column(Integer)
    people: Mapped[int] = mapped_column(Integer)
    language: Mapped[str] = mapped_column(String(LANGUAGE_LENGTH))
    titled_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    kind_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    state_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    state_reason: Mapped[str] = mapped_column(Text)
    state_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    snoozed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    document: Mapped[str] = mapped_column(Text)
    related: Mapped[bool] = mapped_column(Boolean)
    owner: Mapped[str] = mapped_column(String(NAME_LENGTH))
    owner_reason: Mapped[str] = mapped_column(String(KIND_LENGTH))
    assigned: Mapped[str] = mapped_column(String(NAME_LENGTH))
    assigned_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    stage: Mapped[str] = mapped_column(String(NAME_LENGTH))
    product: Mapped[str] = mapped_column(String(NAME_LENGTH))
    competitor: Mapped[str] = mapped_column(String(NAME_LENGTH))
    rank: Mapped[float] = mapped_column(Double)
    merged_into: Mapped[str] = mapped_column(String(ID_LENGTH))
    closed_by: Mapped[str] = mapped_column(Text)
    closed_generation: Mapped[str] = mapped_column(String(NAME_LENGTH))
    closings: Mapped[int] = mapped_column(Integer)
    signals: Mapped[dict[str, Any]] = mapped_column(JSON_COLUMN)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer)


class GapQuestionRow(Base):
    """A question of a gap, as `bot.gaps.model.GapQuestion`; its words and its asker stand in `questions`."""

    __tablename__ = "gap_questions"
    __table_args__ = (
        Index("ix_gap_questions_gap", "gap", "question_id"),
        Index("ix_gap_questions_placed_at", "placed_at", "question_id"),
    )

    question_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    gap: Mapped[str] = mapped_column(String(ID_LENGTH))
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    placed_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    signals: Mapped[list[str]] = mapped_column(JSON_COLUMN)
    document: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(NAME_LENGTH))
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)
    model: Mapped[str] = mapped_column(String(NAME_LENGTH))


class GapChangeRow(Base):
    """One thing that happened to a gap, as `bot.gaps.model.GapChange`."""

    __tablename__ = "gap_changes"
    __table_args__ = (Index("ix_gap_changes_gap", "gap", "at"), Index("ix_gap_changes_at", "at", "verb", "gap"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    gap: Mapped[str] = mapped_column(String(ID_LENGTH))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    verb: Mapped[str] = mapped_column(String(KIND_LENGTH))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON_COLUMN)


class GapsApartRow(Base):
    """Two gaps that somebody said are not the same; kept both ways round."""

    __tablename__ = "gaps_apart"

    gap: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    other: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)


class LeaseRow(Base):
    """Who does a work of which only one replica does it, see `bot.gaps.ports.Leases`."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    holder: Mapped[str] = mapped_column(String(NAME_LENGTH))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class DeliveryRow(Base):
    """As `bot.deliveries.model.Delivery`; `holder` sends it until `held_until`. `gap` is the one that it is about."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_state", "state", "due_at"),
        Index("ix_deliveries_due_at", "due_at"),
        Index("ix_deliveries_receiver", "surface", "workspace", "receiver", "due_at"),
        Index("ix_deliveries_message", "workspace", "place", "message"),
        Index("ix_deliveries_gap", "gap"),
        Index("ix_deliveries_sent_at", "kind", "sent_at", "state", "surface", "workspace", "receiver"),
    )

    key: Mapped[str] = mapped_column(String(KEY_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(KIND_LENGTH))
    surface: Mapped[str] = mapped_column(String(KIND_LENGTH))
    workspace: Mapped[str] = mapped_column(String(NAME_LENGTH))
    receiver: Mapped[str] = mapped_column(String(NAME_LENGTH))
    about: Mapped[dict[str, Any]] = mapped_column(JSON_COLUMN)
    gap: Mapped[str] = mapped_column(String(ID_LENGTH), server_default=text("''"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(KIND_LENGTH))
    attempts: Mapped[int] = mapped_column(Integer)
    next_try: Mapped[datetime | None] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(NAME_LENGTH))
    message: Mapped[str] = mapped_column(String(NAME_LENGTH))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trouble: Mapped[str] = mapped_column(Text)
    holder: Mapped[str] = mapped_column(String(NAME_LENGTH), server_default=text("''"))
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SubscriptionRow(Base):
    """As `bot.digests.model.Subscription`. `at` is HH:MM."""

    __tablename__ = "subscriptions"
    __table_args__ = (Index("ix_subscriptions_receiver", "surface", "workspace", "receiver"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(KIND_LENGTH))
    surface: Mapped[str] = mapped_column(String(KIND_LENGTH))
    workspace: Mapped[str] = mapped_column(String(NAME_LENGTH))
    receiver: Mapped[str] = mapped_column(String(NAME_LENGTH))
    every: Mapped[str] = mapped_column(String(KIND_LENGTH))
    at: Mapped[str] = mapped_column(String(KIND_LENGTH))
    zone: Mapped[str] = mapped_column(String(NAME_LENGTH))
    weekday: Mapped[int] = mapped_column(Integer)
    teams: Mapped[list[str]] = mapped_column(JSON_COLUMN)
    owner: Mapped[str] = mapped_column(String(NAME_LENGTH))
    language: Mapped[str] = mapped_column(String(LANGUAGE_LENGTH))
    created_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    paused: Mapped[bool] = mapped_column(Boolean)
    resumed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AccountRow(Base):
    """Somebody who signs in to the console by a password of its own. `roles` and `groups` are names."""

    __tablename__ = "accounts"

    name: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    password_hash: Mapped[str] = mapped_column(Text)
    roles: Mapped[list[str]] = mapped_column(JSON_COLUMN)
    groups: Mapped[list[str]] = mapped_column(JSON_COLUMN)
    email: Mapped[str] = mapped_column(String(NAME_LENGTH))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    password_changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignOutRow(Base):
    """When somebody signed out of the console last: their sessions of before are worth nothing.

    `key` names nobody: it is a digest, so that a session stays ended also where its person is forgotten.
    """

    __tablename__ = "sign_outs"
    __table_args__ = (Index("ix_sign_outs_signed_out_at", "signed_out_at"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    signed_out_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PasswordFailureRow(Base):
    """Passwords that did not fit, lately: moments (ISO, UTC), oldest first. `key` names nobody: it is a digest."""

    __tablename__ = "password_failures"
    __table_args__ = (Index("ix_password_failures_latest", "latest"),)

    key: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    failed: Mapped[list[str]] = mapped_column(JSON_COLUMN)
    latest: Mapped[datetime] = mapped_column(UtcDateTime)


class LookRow(Base):
    """Somebody looked at what others asked: who, when, at which page, of what."""

    __tablename__ = "looks"
    __table_args__ = (Index("ix_looks_looked_at", "looked_at"), Index("ix_looks_person", "person", "looked_at"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    person: Mapped[str] = mapped_column(String(NAME_LENGTH))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    page: Mapped[str] = mapped_column(String(NAME_LENGTH))
    subject: Mapped[str] = mapped_column(Text)
