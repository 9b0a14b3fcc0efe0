"""A run as a row of the table, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from bot.reindexing.model import Joiner, Outcome, Requester, Run
from bot.stores.storable import storable_name, storable_text
from content_index.model import ReindexProgress, Wish

TEXT_LENGTH = 2_000
_JOINER = "joiner"
_wish: TypeAdapter[Wish] = TypeAdapter(Wish)
_progress: TypeAdapter[ReindexProgress] = TypeAdapter(ReindexProgress)
_outcome: TypeAdapter[Outcome] = TypeAdapter(Outcome)
_joiner: TypeAdapter[Joiner] = TypeAdapter(Joiner)


def row_of(run: Run, slot: str | None) -> dict[str, Any]:
    """The values of each column of a run that nobody holds."""
    return {
        "id": run.id,
        "kind": run.kind,
        "slot": slot,
        "wish": told_wish(run.wish),
        "force": run.force,
        **told_requester(run.by),
        "asked_at": run.asked_at,
        "state": run.state,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "holder": "",
        "held_until": None,
        "progress": None if run.progress is None else told_progress(run.progress),
        "stopped_by": run.stopped_by,
        "outcome": told_outcome(run.outcome, run.joiner),
        "trouble": run.trouble,
    }


def run_of(row: RowMapping) -> Run:
    """The run of a row."""
    joiner = row["outcome"].get(_JOINER)
    return Run(
        id=row["id"],
        kind=row["kind"],
        wish=_wish.validate_python(row["wish"]),
        force=row["force"],
        by=Requester(row["by_id"], row["by_name"], row["by_surface"], row["cause"]),
        asked_at=row["asked_at"],
        state=row["state"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        progress=None if row["progress"] is None else _progress.validate_python(row["progress"]),
        stopped_by=row["stopped_by"],
        outcome=_outcome.validate_python(row["outcome"]),
        trouble=row["trouble"],
        joiner=None if joiner is None else _joiner.validate_python(joiner),
    )


def told_wish(wish: Wish) -> dict[str, Any]:
    """As it is kept."""
    return {**asdict(wish), "only": None if wish.only is None else sorted(wish.only)}


def told_requester(by: Requester) -> dict[str, Any]:
    """The columns that tell who asked."""
    return {
        "by_id": storable_name(by.id),
        "by_name": storable_name(by.name),
        "by_surface": by.surface,
        "cause": by.cause,
    }


def told_progress(progress: ReindexProgress) -> dict[str, Any]:
    """As it is kept."""
    return {**asdict(progress), "detail": storable_text(progress.detail, TEXT_LENGTH)}


def told_outcome(outcome: Outcome, joiner: Joiner | None = None) -> dict[str, Any]:
    """As it is kept. Of a run that is under way nothing has come yet: who joined it stands there until then."""
    told: dict[str, Any] = _outcome.dump_python(outcome, mode="json")
    if joiner is not None:
        by = {**asdict(joiner.by), "id": storable_name(joiner.by.id), "name": storable_name(joiner.by.name)}
        told[_JOINER] = {"wish": told_wish(joiner.wish), "force": joiner.force, "by": by}
    return told
