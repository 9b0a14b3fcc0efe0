"""`cornerman calibrate`: confidence fitted to the deployment's own golden questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from bot.cli.options import Config, Content, Json, settings_for
from bot.cli.output import OUT, errors_in_words, print_json, warn_of_unknown
from bot.cli.progress import progress_bar, question_bar
from bot.golden_questions import GoldenQuestion, read_questions, unknown_documents

if TYPE_CHECKING:
    from bot.calibrating import Change, Changes
    from bot.wiring import Cornerman

_FIGURES = {
    "auroc": "AUROC: answerable above unanswerable",
    "auroc_near": "the same, near misses alone",
    "coverage_at_90_precision": "coverage at 90% precision",
    "brier": "Brier score (less is better)",
    "answerable.answered": "answerable, called answered",
    "answerable.unsure": "answerable, called unsure",
    "answerable.gap": "answerable, called a gap",
    "unanswerable.answered": "unanswerable, called answered",
    "unanswerable.unsure": "unanswerable, called unsure",
    "unanswerable.gap": "unanswerable, called a gap",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "calibrate",
        epilog="Examples:  \n`cornerman calibrate golden.jsonl --dry-run`  \n`cornerman calibrate golden.jsonl`  \n"
        "`cornerman calibrate --reset`",
    )(calibrate)


def calibrate(
    context: typer.Context,
    questions: Annotated[
        Path | None, typer.Argument(help="Golden questions, one JSON object a line (see docs/cli.md).")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would change, and change nothing.")] = False,
    reset: Annotated[bool, typer.Option("--reset", help="Go back to the calibration of Cornerman itself.")] = False,
    content: Content = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Fit confidence to your own golden questions, and print what that changes.

    The index that serves is asked, each answerable question also with its documents hidden. The fewer the questions,
    the more the fit leans on the calibration that comes with Cornerman; what does not pay is not kept. With
    `--content` the folder is indexed first, and the fit is that of its own index.
    """
    from bot.wiring import Cornerman

    if (questions is None) != reset:
        raise typer.BadParameter("give a file of golden questions, or --reset", param_hint="QUESTIONS")
    with errors_in_words(as_json=as_json), Cornerman(settings_for(context, config, content)) as cornerman:
        if questions is None:
            _reset(cornerman, as_json=as_json)
            return
        golden = read_questions(questions)
        if content is not None:
            with progress_bar(quiet=as_json) as listener:
                cornerman.reindex(listener)
        usable = _usable(golden, {file.path for file in cornerman.store.files()}, as_json=as_json)
        with question_bar(quiet=as_json) as progress:
            changes = cornerman.calibrate(usable, progress)
        written = None if dry_run else cornerman.keep(changes, questions.name)
        own_thresholds = cornerman.settings.retrieval.answered_threshold, cornerman.settings.retrieval.unsure_threshold
    if as_json:
        print_json({"written": written and str(written), **_as_json(changes)})
        return
    _print(changes)
    if any(threshold is not None for threshold in own_thresholds):
        OUT.print("The thresholds of `[retrieval]` in the settings stand above the fitted ones.", markup=False)
    OUT.print(_outcome(written, dry_run=dry_run), markup=False)


def _reset(cornerman: Cornerman, *, as_json: bool) -> None:
    there = cornerman.own_calibration.reset()
    if as_json:
        print_json({"reset": there})
    else:
        OUT.print(
            "The calibration that comes with Cornerman serves again; a running server takes it at its next start."
            if there
            else "There was none of your own: the calibration that comes with Cornerman serves."
        )


def _usable(golden: Sequence[GoldenQuestion], indexed: Collection[str], *, as_json: bool) -> list[GoldenQuestion]:
    """The questions whose documents are all indexed: one that is missed for another reason would teach doubt."""
    unknown = unknown_documents(golden, indexed)
    if unknown and not as_json:
        warn_of_unknown(unknown, "left out, for `relevant` names what is no document of the index")
    left_out = {one.question for one in unknown}
    return [question for question in golden if question.id not in left_out]


def _as_json(changes: Changes) -> dict[str, object]:
    return {
        name: change and {**asdict(change), "few": change.few, "pays": change.pays}
        for name, change in (("both_sides", changes.both_sides), ("lexical_alone", changes.lexical_alone))
    }


def _print(changes: Changes) -> None:
    if changes.both_sides:
        _print_one("questions in a language that the model knows", changes.both_sides)
    if changes.lexical_alone:
        _print_one("all questions as if the model did not know their language", changes.lexical_alone)


def _print_one(what: str, change: Change) -> None:
    OUT.print(f"{what}: {change.answerable} answerable, {change.unanswerable} not\n", markup=False)
    table = Table("", "as shipped", "fitted, cross-validated", box=None, pad_edge=False)
    for name, label in _FIGURES.items():
        table.add_row(label, _shown(change.shipped, name), _shown(change.fitted, name))
    OUT.print(table)
    if change.few:
        OUT.print("\nSo few questions say little: the fit stays near the calibration that comes with Cornerman.")
    if not change.pays:
        OUT.print("\nIt comes no nearer to the truth than as shipped, so it stays as shipped.")
    OUT.print()


def _outcome(written: Path | None, *, dry_run: bool) -> str:
    if written:
        return f"Written to {written}. A running server takes it at its next start."
    return "Nothing was changed (--dry-run)." if dry_run else "Nothing was changed: the fit does not pay."


def _shown(figures: Mapping[str, float | None], name: str) -> str:
    value = figures[name]
    return "–" if value is None else f"{value:.3f}"
