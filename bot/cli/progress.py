"""A reindex's progress events as a bar in the terminal, or as plain lines where there is none."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from bot.cli.output import ERR, PREPARING
from content_index.model import ReindexProgress
from content_index.ports import ProgressListener

_STAGES = {
    "preparing": PREPARING,
    "listing": "Listing files",
    "reading": "Reading files",
    "embedding": "Embedding passages",
    "checking": "Checking the new index",
    "asking": "Asking golden questions",
    "swapping": "Swapping it in",
    "done": "Done",
}
_SECONDS_BETWEEN_LINES = 10.0
_MINUTE = 60


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[ProgressListener]:
    """A listener that draws on standard error, so that standard output stays clean for `--json`."""
    if quiet:
        yield lambda _event: None
    elif ERR.is_terminal:
        with _bar() as bar:
            yield _BarListener(bar)
    else:
        yield _LineListener()


def _bar() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
        console=ERR,
    )


class _BarListener:
    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, event: ReindexProgress) -> None:
        if event.stage == "done":
            return
        if event.stage not in self._tasks:
            self._tasks[event.stage] = self._bar.add_task(_STAGES[event.stage], total=None, left="")
        self._bar.update(
            self._tasks[event.stage], completed=event.done, total=event.total or None, left=time_left(event)
        )


class _LineListener:
    """For logs and pipes: a line at each new stage, then one every few seconds."""

    def __init__(self) -> None:
        self._stage = ""
        self._printed = 0.0

    def __call__(self, event: ReindexProgress) -> None:
        now = time.monotonic()
        finished = event.stage != "listing" and event.total > 0 and event.done == event.total
        if event.stage == self._stage and now - self._printed < _SECONDS_BETWEEN_LINES and not finished:
            return
        self._stage, self._printed = event.stage, now
        if event.stage != "done":
            ERR.print(
                f"{_STAGES[event.stage]}: {event.done} of {event.total} {time_left(event)}".rstrip(), markup=False
            )


def time_left(event: ReindexProgress) -> str:
    """The estimate in words, or nothing where there is none."""
    if event.seconds_left is None:
        return ""
    minutes, seconds = divmod(round(event.seconds_left), _MINUTE)
    return f"about {minutes} min {seconds} s left" if minutes else f"about {seconds} s left"


@contextmanager
def question_bar(*, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A listener for golden questions: how many of how many have been asked."""
    if quiet or not ERR.is_terminal:
        yield lambda _done, _total: None
        return
    with Progress(console=ERR) as bar:
        task = bar.add_task("Asking questions", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
