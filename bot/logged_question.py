"""A question with its answer, as the log keeps it. Pure."""

from __future__ import annotations

from datetime import date, datetime

from bot.model import Answer, Ask, Flag, LoggedQuestion

_OWN_EYES = frozenset({"direct", "private", "browser"})
"""Kinds of places where an answer is for its asker alone, so that the groups it was asked with are theirs."""


def as_logged(ask: Ask, answer: Answer, asked_at: datetime) -> LoggedQuestion:
    """A question with its answer as the log keeps it."""
    return LoggedQuestion(
        id=answer.question_id,
        asked_at=asked_at,
        question=answer.question,
        asker=ask.asker.id,
        place=ask.place.id,
        place_kind=ask.place.kind,
        workspace=ask.place.workspace,
        thread=ask.thread,
        surface=ask.surface,
        status="small_talk" if answer.small_talk else answer.status,
        confidence=answer.confidence,
        passages=tuple((passage.passage_id, passage.document) for passage in answer.passages[:10]),
        generation=answer.generation,
        latency_ms=answer.latency_ms,
        language=answer.language,
        follows=answer.follows,
        document=answer.sources[0].document if answer.sources else "",
        flags=_flags(answer, asked_at.date()),
        name=ask.asker.name or "",
        groups=tuple(sorted(ask.asker.groups or ())) if ask.place.kind in _OWN_EYES else None,
    )


def _flags(answer: Answer, today: date) -> tuple[Flag, ...]:
    """What counts of an answer beside its status."""
    due = answer.sources[0].review_due if answer.status == "answered" and answer.sources else None
    told: dict[Flag, bool] = {
        "stale": due is not None and due < today,
        "conflicting": bool(answer.conflicting),
        "unmentioned": answer.status == "unsure" and answer.unmentioned,
    }
    return tuple(flag for flag, holds in told.items() if holds)
