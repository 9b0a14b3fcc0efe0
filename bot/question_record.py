"""A logged question as text for the spool, and made fit for any database. Pure functions."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from bot.model import LoggedQuestion
from bot.tables import ID_LENGTH, KIND_LENGTH, LANGUAGE_LENGTH, NAME_LENGTH

QUESTION_LENGTH = 40_000
"""Characters of a question that the log keeps: as many as Slack lets somebody send."""
PATH_LENGTH = 4_000
PASSAGES_KEPT = 50


class DamagedRecordError(ValueError):
    """A line of the spool is no question: it was cut off, or written by something else."""


def storable(question: LoggedQuestion) -> LoggedQuestion:
    """The question as every database takes it.

    PostgreSQL refuses NUL characters, UTF-8 has no half of a surrogate pair, JSON no infinity, a column no more than
    its length; a moment without a zone is taken as UTC.
    """
    asked_at = question.asked_at if question.asked_at.tzinfo else question.asked_at.replace(tzinfo=UTC)
    return replace(
        question,
        id=_text(question.id, ID_LENGTH),
        asked_at=asked_at.astimezone(UTC),
        question=_text(question.question, QUESTION_LENGTH),
        asker=_text(question.asker, NAME_LENGTH),
        place=_text(question.place, NAME_LENGTH),
        place_kind=_text(question.place_kind, KIND_LENGTH),
        workspace=_text(question.workspace, NAME_LENGTH),
        thread=None if question.thread is None else _text(question.thread, NAME_LENGTH),
        confidence=float(question.confidence) if math.isfinite(question.confidence) else 0.0,
        passages=tuple(
            (_text(passage, NAME_LENGTH), _text(document, PATH_LENGTH))
            for passage, document in question.passages[:PASSAGES_KEPT]
        ),
        generation=_text(question.generation, NAME_LENGTH),
        latency_ms={_text(k, NAME_LENGTH): float(v) for k, v in question.latency_ms.items() if math.isfinite(v)},
        language=_text(question.language, LANGUAGE_LENGTH),
    )


def to_line(question: LoggedQuestion) -> bytes:
    """One line of JSON, its end included. The question must be storable."""
    fields = asdict(question) | {"asked_at": question.asked_at.isoformat()}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> LoggedQuestion:
    """The reverse of `to_line`. Raises DamagedRecordError."""
    try:
        fields: Mapping[str, Any] = json.loads(line)
        return storable(
            LoggedQuestion(
                **{
                    **fields,
                    "asked_at": datetime.fromisoformat(fields["asked_at"]),
                    "passages": tuple((str(passage), str(document)) for passage, document in fields["passages"]),
                }
            )
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedRecordError(str(error)) from error


def storable_name(name: str) -> str:
    """An id or a name as `storable` keeps it, so that it can be looked for."""
    return _text(name, NAME_LENGTH)


def _text(value: str, longest: int) -> str:
    """Cut to length, with U+FFFD for what cannot be stored."""
    return value[:longest].replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
