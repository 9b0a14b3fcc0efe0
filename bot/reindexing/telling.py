"""A run in words, the same for every surface, which only sets them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from bot.locales import Forms, counted, number
from bot.reindexing.model import BROKE_OFF, HELD, STALLED, UNEXPECTED, Outcome, Run, Worse
from bot.reindexing.words import ReindexWords, reindex_words
from bot.shortening import cut
from content_index.model import Failure, ReindexProgress

SHOWN = 10
"""Names of files, reasons and questions that are shown of each kind."""
QUESTION_LIMIT, DOCUMENTS_LIMIT, QUOTE_LIMIT = 80, 80, 64
"""Characters of a golden question and of what answers it, so that before and after have room in a line of 400."""
MINUTE = 60.0
_ENDS = (".", "!", "?", "…")
CLOSED_KNOWN_AFTER = timedelta(seconds=60)
"""Which gaps were closed is told a little after the end; it is waited for no longer than this."""
Action = Literal["cancel", "force", "again", "rollback"]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading (such as "2 changed") and lines below it. All is plain text.

    So many of the lines, from the first, are `names` of files and nothing else.
    """

    head: str
    lines: tuple[str, ...] = ()
    names: int = 0


@dataclass(frozen=True, slots=True)
class RunTold:
    """What is shown of a run. All is plain text, in one language.

    `share`: how far it is, from 0 to 1; None where that means nothing. `good`: it ended as was wished; None where it
    has not ended. `actions`: what may be done next, the most likely first.
    """

    title: str
    context: str
    status: str
    share: float | None
    good: bool | None
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()


def told(run: Run, language: str, *, names: bool, may_go_back: bool = False) -> RunTold:
    """`names`: the reader may read names of files and golden questions; else only counts are told."""
    words = reindex_words(language)
    if run.is_active:
        return _under_way(run, words, names=names)
    return _ended(run, words, names=names, may_go_back=may_go_back)


def _under_way(run: Run, words: ReindexWords, *, names: bool) -> RunTold:
    titles = words.rollback_titles if run.kind == "rollback" else words.titles
    status, share = "", None
    if run.stopped_by:
        status = words.stopping
    elif run.progress is not None:
        status, share = _step(run.progress, words, names=names), _share(run.progress)
    return RunTold(titles[run.state], _context(run, words), status, share, None, actions=("cancel",))


def _ended(run: Run, words: ReindexWords, *, names: bool, may_go_back: bool) -> RunTold:
    outcome = run.outcome
    context = _context(run, words)
    if run.kind == "rollback":
        good = run.state == "done"
        notes = (words.went_back,) if good else (_trouble(run, words),)
        return RunTold(words.rollback_titles[run.state], context, "", None, good, notes=notes)
    if run.state == "cancelled":
        stopped = words.held if run.trouble == HELD else words.stopped_by.format(name=run.stopped_by)
        return RunTold(words.titles["cancelled"], context, stopped, None, False, actions=("again",))
    if run.state == "failed":
        return RunTold(
            words.titles["failed"], context, "", None, False, notes=(_trouble(run, words),), actions=("again",)
        )
    refused = run.state == "refused"
    parts = _parts(outcome, words, names=names)
    return RunTold(
        title=_title(run, words),
        context=context,
        status=_figures(outcome, words),
        share=None,
        good=not refused and not outcome.failed,
        parts=(*parts, *_guarding(outcome, words, names=names)),
        notes=_notes(run, words, refused=refused),
        actions=_actions(run, refused=refused, may_go_back=may_go_back),
    )


def _actions(run: Run, *, refused: bool, may_go_back: bool) -> tuple[Action, ...]:
    if refused and not run.wish.dry_run:
        return ("force", "again")
    return ("rollback",) if run.outcome.swapped and may_go_back else ()


def _title(run: Run, words: ReindexWords) -> str:
    if run.wish.dry_run:
        if run.state == "refused":
            return words.dry_run_refused
        return words.dry_run_done if any(run.outcome.counts) else words.dry_run_nothing
    if run.state == "done" and not run.outcome.swapped:
        return words.nothing_changed
    return words.titles[run.state]


def _context(run: Run, words: ReindexWords) -> str:
    """Who asked for it, and what it does beside the usual."""
    by = {"schedule": words.by_schedule, "webhook": words.by_webhook}.get(run.by.cause, "")
    said = [by or words.asked_by.format(name=run.by.name or run.by.id)]
    if run.wish.only is not None:
        said.append(words.only.format(sources=", ".join(sorted(run.wish.only))))
    if run.wish.dry_run and run.state not in {"done", "refused"}:  # there the title says so
        said.append(words.dry_run)
    if run.wish.full:
        said.append(words.full)
    if run.force:
        said.append(words.forced)
    return " · ".join(said)


def _step(progress: ReindexProgress, words: ReindexWords, *, names: bool) -> str:
    said = words.stages[progress.stage]
    if progress.total > 1:
        of = words.of.format(done=number(progress.done, words.language), total=number(progress.total, words.language))
        said = f"{said}: {of}"
    if progress.seconds_left:
        said = f"{said}, {words.left.format(time=duration(progress.seconds_left, words))}"
    return f"{said} ({progress.detail})" if names and progress.detail else said


def _share(progress: ReindexProgress) -> float | None:
    """How much of all is done, roughly: a first run's time goes into embedding, a small one's into golden questions."""
    begin, end = {
        "preparing": (0.0, 0.02),
        "listing": (0.02, 0.05),
        "reading": (0.05, 0.25),
        "embedding": (0.25, 0.65),
        "checking": (0.65, 0.7),
        "asking": (0.7, 0.99),
        "swapping": (0.99, 1.0),
        "done": (1.0, 1.0),
    }[progress.stage]
    done = progress.done / progress.total if progress.total and progress.stage != "listing" else 0.0
    return begin + (end - begin) * min(done, 1.0)


def duration(seconds: float, words: ReindexWords) -> str:
    """A short time in words, never 0."""
    if seconds < MINUTE:
        return words.seconds.format(n=number(max(round(seconds, 1 if seconds < SHOWN else 0), 0.1), words.language))
    return words.minutes.format(n=number(round(seconds / MINUTE), words.language))


def _figures(outcome: Outcome, words: ReindexWords) -> str:
    language = words.language
    took = words.took.format(time=duration(outcome.seconds, words))
    if not any(outcome.counts) and not outcome.embedded:
        return f"{counted(outcome.passages, words.passages, language)}, {took}"
    passages = counted(outcome.passages, words.passages, language)
    return f"{passages}, {counted(outcome.embedded, words.embedded, language)}, {took}"


def _parts(outcome: Outcome, words: ReindexWords, *, names: bool) -> tuple[Part, ...]:
    found: list[Part] = []
    changes = zip(
        outcome.counts,
        (words.added, words.changed, words.removed),
        (outcome.added, outcome.changed, outcome.removed),
        strict=True,
    )
    for count, forms, paths in changes:
        if count:
            part = _part(count, forms, paths if names else (), words)
            found.append(replace(part, names=len(paths[:SHOWN]) if names else 0))
    if outcome.failed:
        lines = [_failure(one, words, names=names) for one in outcome.failures[:SHOWN]] if names else []
        found.append(_part(outcome.failed, words.failed, lines, words))
    return tuple(found)


def _part(count: int, forms: Forms, lines: Sequence[str], words: ReindexWords) -> Part:
    shown = tuple(lines[:SHOWN])
    if shown and count > len(shown):
        shown = (*shown, counted(count - len(shown), words.more, words.language))
    return Part(counted(count, forms, words.language), shown)


def _failure(failure: Failure, words: ReindexWords, *, names: bool) -> str:
    what = failure.path if failure.path and names else words.source_failed.format(source=failure.source)
    kept = f" ({words.kept})" if failure.kept_last_good else ""
    return f"{what}: {failure.reason}{kept}"


def _guarding(outcome: Outcome, words: ReindexWords, *, names: bool) -> tuple[Part, ...]:
    guarding, language = outcome.guarding, words.language
    if not guarding.questions:
        return ()
    better = f", {counted(guarding.better, words.better, language)}" if guarding.better else ""
    if not guarding.worse:
        return (Part(f"{counted(guarding.questions, words.guarded, language)}{better}"),)
    count = len(guarding.worse)
    allowed = counted(guarding.allowed, words.worse_allowed, language)
    of = words.of.format(done=number(count, language), total=number(guarding.questions, language))
    head = f"{counted(count, words.worse, language)} ({of}; {allowed}){better}"
    return (
        Part(
            head,
            _part(count, words.worse, [_worse(one, words) for one in guarding.worse], words).lines if names else (),
        ),
    )


def _worse(one: Worse, words: ReindexWords) -> str:
    before = _came_first(one.before, one.quoted_before, words)
    after = _came_first(one.after, one.quoted_after, words)
    asked = cut(one.question, QUESTION_LIMIT)
    return f"{asked} — {words.first_before.format(document=before)}; {words.first_after.format(document=after)}"


def _came_first(document: str, quoted: str, words: ReindexWords) -> str:
    if not document:
        return words.nothing
    shown = cut(document, DOCUMENTS_LIMIT)
    return f"{shown}: “{cut(quoted, QUOTE_LIMIT)}”" if quoted else shown


def _notes(run: Run, words: ReindexWords, *, refused: bool) -> tuple[str, ...]:
    outcome, notes = run.outcome, []
    if stand_elsewhere(outcome.added, outcome.removed):
        notes.append(words.other_source)
    if outcome.guarding.trouble:
        notes.append(words.golden_trouble.format(trouble=outcome.guarding.trouble))
    if outcome.closed:
        notes.append(counted(len(outcome.closed), words.closed, words.language))
    if run.wish.dry_run:
        notes.append(words.dry_nothing_served)
    elif refused:
        notes.append(words.refused_how)
    return tuple(notes)


def stand_elsewhere(added: Iterable[str], removed: Iterable[str]) -> bool:
    """Whether a path is both: it left one source and came into another, which may be the same by a new name."""
    return not frozenset(added).isdisjoint(removed)


def _trouble(run: Run, words: ReindexWords) -> str:
    if run.trouble in {BROKE_OFF, STALLED}:
        return words.broke_off if run.trouble == BROKE_OFF else words.stalled
    if run.trouble.startswith(UNEXPECTED):
        return words.unexpected.format(error=run.trouble.removeprefix(UNEXPECTED).strip())
    why = run.trouble.strip()
    if not why:
        return words.nothing_changed_by_that
    return f"{why[0].upper()}{why[1:]}{'' if why[-1] in _ENDS else '.'} {words.nothing_changed_by_that}"


def digest_of(shown: RunTold) -> str:
    """Changes with whatever is shown."""
    return hashlib.blake2b(repr(shown).encode(), digest_size=16).hexdigest()
