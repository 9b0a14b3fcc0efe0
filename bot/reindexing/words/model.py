"""Which sentences there are about reindexes. `{…}` are filled in; forms depend on a number (`bot.locales.counted`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.locales import Forms
from bot.reindexing.model import RunState


@dataclass(frozen=True, slots=True)
class ReindexWords:
    """One language. `stages` are by `ReindexProgress.stage`, `titles` and `rollback_titles` by a run's state."""

    language: str
    help: str
    titles: Mapping[RunState, str]
    rollback_titles: Mapping[RunState, str]
    dry_run_done: str
    dry_run_refused: str
    dry_run_nothing: str
    dry_run: str
    nothing_changed: str
    asked_by: str
    by_schedule: str
    by_webhook: str
    only: str
    full: str
    forced: str
    stages: Mapping[str, str]
    of: str
    left: str
    seconds: str
    minutes: str
    stopping: str
    stopped_by: str
    added: Forms
    changed: Forms
    removed: Forms
    other_source: str
    failed: Forms
    kept: str
    source_failed: str
    more: Forms
    passages: Forms
    embedded: Forms
    took: str
    closed: Forms
    dry_nothing_served: str
    worse: Forms
    worse_allowed: Forms
    better: Forms
    guarded: Forms
    golden_trouble: str
    first_before: str
    first_after: str
    nothing: str
    refused_how: str
    broke_off: str
    stalled: str
    unexpected: str
    nothing_changed_by_that: str
    went_back: str
    not_allowed: str
    not_yours: str
    unknown_source: str
    rollback_not_allowed: str
    wrong_word: str
    joined: str
    waits: str
    busy: str
    not_latest: str
    cancel_not_allowed: str
    cancel_late: str
    cancel_asked: str
    gone: str
    none_yet: str
    down: str
    trouble: str
    held: str
    follow: str
    cancel: str
    force: str
    force_confirm: str
    your_sources: str
    reindex: str
    again: str
    rollback: str
    rollback_confirm: str
    yes: str
    no: str
