"""When the content is searched for contradictions, and for what else is wrong with it, after a reindex."""

from __future__ import annotations

from pathlib import Path

from content_index.conflicts.bringing_up import bring_up
from content_index.conflicts.starting import start_detached
from content_index.health.bringing_up import bring_up_health
from content_index.model import ReindexReport

AT_ONCE_UP_TO = 100
"""Passages that are compared in a second or two: nobody has to start a process for them, nor to wait for its end."""


def after_reindex(index_dir: Path, report: ReindexReport) -> None:
    """Look for them now, or start what does. Never raises: the reindex is done, whatever becomes of this."""
    if report.passages > AT_ONCE_UP_TO:
        start_detached(index_dir)
    elif report.passages:
        bring_up(index_dir)
        bring_up_health(index_dir)
