"""Gaps, their questions and their history as rows, and back. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from bot.gaps.model import Gap, GapChange, GapQuestion
from bot.stores.gap_tables import GapChangeRow, GapQuestionRow, GapRow
from bot.stores.question_record import PATH_LENGTH, QUESTION_LENGTH
from bot.stores.storable import storable_id, storable_moment, storable_name, storable_text
from bot.stores.tables import KIND_LENGTH, LANGUAGE_LENGTH, QuestionRow

REASON_LENGTH = 3_000
"""Characters of why a gap was dismissed: as many as a platform's text field takes."""
GAP_COLUMNS = tuple(getattr(GapRow, field.name) for field in fields(Gap))
_MOMENTS = ("opened_at", "first_asked", "last_asked", "state_at", "snoozed_until")
_NAMES = ("titled_by", "kind_by", "state_by", "owner", "assigned", "assigned_by", "stage", "product", "competitor")


def gap_row(gap: Gap, changed_at: datetime) -> dict[str, Any]:
    """A gap as its row, but for its version."""
    fit = replace(
        gap,
        id=storable_id(gap.id),
        title=storable_text(gap.title, QUESTION_LENGTH),
        language=storable_text(gap.language, LANGUAGE_LENGTH),
        state_reason=storable_text(gap.state_reason, REASON_LENGTH),
        document=storable_text(gap.document, PATH_LENGTH),
        owner_reason=storable_text(gap.owner_reason, KIND_LENGTH),
        merged_into=storable_id(gap.merged_into),
        closed_by=storable_text(gap.closed_by, PATH_LENGTH),
        closed_generation=storable_name(gap.closed_generation),
        signals=dict(gap.signals),
        **_storable_names_and_moments(gap),
    )
    return asdict(fit) | {"changed_at": changed_at}


def _storable_names_and_moments(gap: Gap) -> dict[str, Any]:
    moments = {name: getattr(gap, name) for name in _MOMENTS}
    return {name: storable_name(getattr(gap, name)) for name in _NAMES} | {
        name: None if moment is None else storable_moment(moment) for name, moment in moments.items()
    }


def gap_of_row(row: Row[Any]) -> Gap:
    """The reverse, of `GAP_COLUMNS`."""
    return Gap(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def question_row(question: GapQuestion, placed_at: datetime) -> dict[str, Any]:
    """Where a question was put, as its row."""
    return {
        "question_id": storable_id(question.question_id),
        "gap": storable_id(question.gap),
        "placed_at": placed_at,
        "placed_by": storable_name(question.placed_by),
        "signals": list(question.signals),
        "document": storable_text(question.document, PATH_LENGTH),
        "fingerprint": storable_name(question.fingerprint),
        "vector": question.vector,
        "model": storable_name(question.model),
    }


def gap_questions() -> Select[*tuple[Any, ...]]:
    """Questions of gaps that the log still has, in the order of `GapQuestion`'s fields."""
    placed = {
        "gap": GapQuestionRow.gap,
        "signals": GapQuestionRow.signals,
        "placed_by": GapQuestionRow.placed_by,
        "document": GapQuestionRow.document,
        "fingerprint": GapQuestionRow.fingerprint,
        "vector": GapQuestionRow.vector,
        "model": GapQuestionRow.model,
        "question_id": GapQuestionRow.question_id,
    }
    columns = [placed.get(field.name) or getattr(QuestionRow, field.name) for field in fields(GapQuestion)]
    return select(*columns, GapQuestionRow.placed_at).join_from(
        GapQuestionRow, QuestionRow, QuestionRow.id == GapQuestionRow.question_id
    )


def question_of_row(row: Row[Any]) -> GapQuestion:
    """The reverse of `question_row`, of `gap_questions`."""
    found = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    del found["placed_at"]
    return GapQuestion(**found | {"follows": tuple(row.follows), "signals": tuple(row.signals)})


def change_row(change: GapChange) -> dict[str, Any]:
    """One thing that happened to a gap, as its row."""
    return {
        "gap": storable_id(change.gap),
        "at": storable_moment(change.at),
        "by": storable_name(change.by),
        "verb": change.verb,
        "detail": _storable_detail(change.detail),
    }


def change_of_row(row: Row[Any]) -> GapChange:
    """The reverse."""
    return GapChange(row.gap, row.at, row.by, row.verb, row.detail)


def changes() -> Select[*tuple[Any, ...]]:
    """What happened, for `change_of_row`."""
    return select(GapChangeRow.gap, GapChangeRow.at, GapChangeRow.by, GapChangeRow.verb, GapChangeRow.detail)


def _storable_detail(value: Any) -> Any:
    """Text within a detail made fit for any database, however deep it stands."""
    if isinstance(value, str):
        return storable_text(value, QUESTION_LENGTH)
    if isinstance(value, Mapping):
        return {storable_name(str(key)): _storable_detail(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_storable_detail(one) for one in value]
    return value
