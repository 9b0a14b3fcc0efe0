"""`cornerman calibrate`: confidence fitted to the deployment's own golden questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from bot.cli.evaluate import FIGURES
from bot.cli.options import Config, Content, Json, as_called, settings_for
from bot.cli.output import ERR, OUT, errors_in_words, print_json, warn_of_unknown
from bot.cli.progress import progress_bar, question_bar
from bot.golden_questions import read_questions, unknown_documents

if TYPE_CHECKING:
    from bot.calibrating import Change, Changes
    from bot.wiring import Cornerman

_FIGURES = {
    **{name: FIGURES[name] for name in ("auroc", "auroc_near", "coverage_at_90_precision")},
    "brier": "Brier score (less is better)",
    "answerable.answered": FIGURES["answerable.answered"],
    "answerable.unsure": "answerable, called unsure",
    "answerable.gap": "answerable, called a gap",
    "unanswerable.answered": "unanswerable, called answered",
    "unanswerable.unsure": "unanswerable, called unsure",
    "unanswerable.gap": FIGURES["unanswerable.gap"],
}
"""The figures in the order of the table, named as `evaluate` names them."""


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
    from bot.wiring.calibration import calibrate as calibrated
    from bot.wiring.calibration import keep

    if (questions is None) != reset:
        raise typer.BadParameter("give a file of golden questions, or --reset", param_hint="QUESTIONS")
    with errors_in_words(context, as_json=as_json), Cornerman(settings_for(context, config, content)) as cornerman:
        if questions is None:
            _reset(cornerman, as_json=as_json)
            return
        golden = read_questions(questions)
        if content is not None:
            with progress_bar(quiet=as_json) as listener:
                cornerman.reindex(listener)
        unknown = unknown_documents(golden, {file.path for file in cornerman.store.files()})
        if unknown:
            warn_of_unknown(context, unknown, "left out, for `relevant` names what is no document of the index")
        # A question whose document is missed for another reason would teach doubt.
        left_out = {one.question for one in unknown}
        with question_bar(quiet=as_json) as progress:
            changes = calibrated(cornerman, [one for one in golden if one.id not in left_out], progress)
        if not as_json:
            _print(changes)
        _warn_of_silence(context, changes)
        written = None if dry_run else keep(cornerman, changes, questions.name)
        own_thresholds = cornerman.settings.retrieval.answered_threshold, cornerman.settings.retrieval.unsure_threshold
    if as_json:
        told = {"written": written and str(written), **_as_json(changes)}
        print_json({**told, "unknown_documents": [asdict(one) for one in unknown]})
        return
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


def _as_json(changes: Changes) -> dict[str, object]:
    return {
        name: change and {**asdict(change), "few": change.few, "pays": change.pays, "silences": change.silences}
        for name, change in (("both_sides", changes.both_sides), ("lexical_alone", changes.lexical_alone))
    }


def _print(changes: Changes) -> None:
    if changes.both_sides:
        _print_one("questions in a language that the model knows", changes.both_sides)
    if changes.lexical_alone:
        _print_one("all questions by words alone, as for languages that the model does not know", changes.lexical_alone)


def _print_one(what: str, change: Change) -> None:
    counts = f"{change.answerable} answerable, {change.unanswerable} not"
    OUT.print(f"{what}: {counts} (the fit cross-validated)\n", markup=False)
    table = Table("", "", "as shipped", "fitted", box=None, pad_edge=False)
    for name, label in _FIGURES.items():
        table.add_row(name, label, _shown(change.shipped, name), _shown(change.fitted, name))
    OUT.print(table)
    if change.few:
        moves = ": the fit stays near" if change.near else ", and yet the fit moves away from"
        OUT.print(f"\nSo few questions say little{moves} the calibration that comes with Cornerman.")
    if not change.pays:
        OUT.print("\nIt comes no nearer to the truth than as shipped, so it stays as shipped.")
    OUT.print()


def _warn_of_silence(context: typer.Context, changes: Changes) -> None:
    """On standard error, before it is kept: a fit to wrong questions pays by their own measure."""
    told = [
        f"{where}{_shown(change.fitted, 'answerable.answered')} in place of "
        f"{_shown(change.shipped, 'answerable.answered')}"
        for where, change in (("", changes.both_sides), ("by words alone ", changes.lexical_alone))
        if change and change.pays and change.silences
    ]
    if told:
        back = "`cornerman calibrate --reset` goes back to what comes with Cornerman."
        ERR.print(
            f'Warning: far fewer of the answerable questions would be called "answered": {", ".join(told)}. '
            f"Are their `relevant` documents the right ones? {as_called(context, back)}",
            style="bold red",
            markup=False,
        )


def _outcome(written: Path | None, *, dry_run: bool) -> str:
    if written:
        return f"Written to {written}. A running server takes it at its next start."
    return "Nothing was changed (--dry-run)." if dry_run else "Nothing was changed: the fit does not pay."


def _shown(figures: Mapping[str, float | None], name: str) -> str:
    value = figures[name]
    return "–" if value is None else f"{value:.3f}"
