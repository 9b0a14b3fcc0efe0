"""A logged question as text for the spool, and made fit for any database. Pure functions."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any, get_args

from bot.model import Flag, LoggedQuestion
from bot.stores.storable import storable_id, storable_moment, storable_name, storable_path, storable_text
from bot.stores.tables import KIND_LENGTH, LANGUAGE_LENGTH

QUESTION_LENGTH = 40_000
"""Characters of a question that the log keeps: as many as Slack lets somebody send."""
PATH_LENGTH = 4_000
PASSAGES_KEPT = 50
FOLLOWS_KEPT = 50
GROUPS_KEPT = 1_000
_FIELDS = frozenset(field.name for field in fields(LoggedQuestion))
_FLAGS = frozenset(get_args(Flag))


class DamagedRecordError(ValueError):
    """A line of the spool is no question: it was cut off, or written by something else."""


def storable(question: LoggedQuestion) -> LoggedQuestion:
    """The question as every database takes it.

    PostgreSQL refuses NUL characters, UTF-8 has no half of a surrogate pair, JSON no infinity, a column no more than
    its length; a moment without a zone is taken as UTC.
    """
    return replace(
        question,
        id=storable_id(question.id),
        asked_at=storable_moment(question.asked_at),
        question=storable_text(question.question, QUESTION_LENGTH),
        asker=storable_name(question.asker),
        place=storable_name(question.place),
        place_kind=storable_text(question.place_kind, KIND_LENGTH),
        workspace=storable_name(question.workspace),
        thread=None if question.thread is None else storable_name(question.thread),
        confidence=float(question.confidence) if math.isfinite(question.confidence) else 0.0,
        passages=tuple(
            (storable_name(passage), storable_text(document, PATH_LENGTH))
            for passage, document in question.passages[:PASSAGES_KEPT]
        ),
        generation=storable_name(question.generation),
        latency_ms={storable_name(k): float(v) for k, v in question.latency_ms.items() if math.isfinite(v)},
        language=storable_text(question.language, LANGUAGE_LENGTH),
        follows=tuple(storable_text(earlier, QUESTION_LENGTH) for earlier in question.follows[-FOLLOWS_KEPT:]),
        document=storable_path(question.document),
        flags=tuple(flag for flag in dict.fromkeys(question.flags) if flag in _FLAGS),
        name=storable_name(question.name),
        groups=None if question.groups is None else tuple(map(storable_name, question.groups[:GROUPS_KEPT])),
    )


def to_line(question: LoggedQuestion) -> bytes:
    """One line of JSON, its end included. The question must be storable."""
    record = asdict(question) | {"asked_at": question.asked_at.isoformat()}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> LoggedQuestion:
    """The reverse of `to_line`. Raises DamagedRecordError.

    A line of an earlier version has fewer fields, one of a later version more, which are left out.
    """
    try:
        record: Mapping[str, Any] = json.loads(line)
        passages = tuple((str(passage), str(document)) for passage, document in record["passages"])
        groups = record.get("groups")
        return storable(
            LoggedQuestion(
                **{
                    **{name: value for name, value in record.items() if name in _FIELDS},
                    "asked_at": datetime.fromisoformat(record["asked_at"]),
                    "passages": passages,
                    "follows": tuple(str(earlier) for earlier in record.get("follows", ())),
                    "document": str(record.get("document", passages[0][1] if passages else "")),
                    "flags": tuple(str(flag) for flag in record.get("flags", ())),
                    "groups": None if groups is None else tuple(str(group) for group in groups),
                }
            )
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedRecordError(str(error)) from error
