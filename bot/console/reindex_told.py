"""A run as the console's page shows it: whole, and as a row of the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.locales import counted
from bot.reindexing.desk import ReindexDesk
from bot.reindexing.model import Outcome, Run, Worse
from bot.reindexing.telling import CLOSED_KNOWN_AFTER, Action, Part, RunTold, digest_of, told
from bot.reindexing.words import reindex_words
from bot.viewer import Viewer

_UNDER_WAY = "under way"


@dataclass(frozen=True, slots=True)
class Shown:
    """`parts` are what changed; `guard` is what golden questions said, `worse` those that would be answered worse.

    `closed` are titles of gaps; `actions` what the reader may do next. `key` changes with all of that, not with how far
    the run is.
    """

    run: Run
    told: RunTold
    parts: Sequence[Part]
    guard: str
    worse: Sequence[Worse]
    closed: Sequence[str]
    actions: Sequence[Action]
    key: str


@dataclass(frozen=True, slots=True)
class Row:
    """A run in one line; `changes` are counts, such as "3 added"."""

    id: str
    asked_at: datetime
    title: str
    context: str
    changes: str
    good: bool | None


def shown(run: Run, desk: ReindexDesk, viewer: Viewer, language: str) -> Shown:
    """What somebody is shown of a run."""
    names = desk.reads_names(viewer, run)
    now = told(run, language, names=names)
    guards = bool(run.outcome.guarding.questions) and bool(now.parts)
    parts = now.parts[:-1] if guards else now.parts
    closed = (run.outcome.closed or ()) if viewer.manages else ()
    return Shown(
        run=run,
        told=now,
        parts=_whole(parts, run.outcome, language) if names else parts,
        guard=now.parts[-1].head if guards else "",
        worse=run.outcome.guarding.worse if names else (),
        closed=closed,
        actions=_actions(run, now, desk, viewer),
        key=_UNDER_WAY if run.is_active else digest_of(now),
    )


def row(run: Run, desk: ReindexDesk, viewer: Viewer, language: str) -> Row:
    """A line of the history."""
    now = told(run, language, names=desk.reads_names(viewer, run))
    changes = ", ".join(part.head for part in now.parts)
    return Row(run.id, run.asked_at, now.title, now.context, changes, now.good)


def settled(run: Run, now: datetime) -> bool:
    """Whether nothing more is to come: gaps are asked again after the end, which is waited for a minute."""
    if run.is_active:
        return False
    if not run.outcome.swapped or run.outcome.closed is not None or run.ended_at is None:
        return True
    return now - run.ended_at > CLOSED_KNOWN_AFTER


def _actions(run: Run, now: RunTold, desk: ReindexDesk, viewer: Viewer) -> list[Action]:
    may = {
        "cancel": desk.may_cancel(viewer, run),
        "force": desk.reads_names(viewer, run),
        "again": desk.reads_names(viewer, run) and run.kind == "reindex",
    }
    return [action for action in now.actions if may.get(action, False)]


def _whole(parts: Sequence[Part], outcome: Outcome, language: str) -> list[Part]:
    """With every name that is kept, where a message in chat shows the first ones."""
    listed = zip(outcome.counts, (outcome.added, outcome.changed, outcome.removed), strict=True)
    paths = [(count, names) for count, names in listed if count]
    words = reindex_words(language)
    whole = []
    for part, (count, names) in zip(parts, paths, strict=False):
        more = (counted(count - len(names), words.more, language),) if count > len(names) else ()
        whole.append(replace(part, lines=(*names, *more)))
    return [*whole, *parts[len(whole) :]]
