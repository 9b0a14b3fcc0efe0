"""`cornerman reindex` and `cornerman rollback`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from bot.audiences import MEND, UnknownAudience
from bot.cli.options import Config, Content, Json, settings_for
from bot.cli.output import OUT, ExitCode, errors_in_words, print_json
from bot.cli.progress import progress_bar
from content_index.model import Failure, ReindexReport, Source, Wish

_LISTED = 10
_ALLOW_EMPTY_HELP = (
    "Take the documents of a source that holds none any more out of the index. Without it they are kept and the source "
    "is reported, for a share that is not mounted looks like an empty folder."
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "reindex",
        epilog="Examples:  \n`cornerman reindex`  \n`cornerman reindex --full --json`",
    )(reindex)
    app.command("rollback", epilog="Example:  \n`cornerman rollback`")(rollback)


def reindex(
    context: typer.Context,
    full: Annotated[bool, typer.Option("--full", help="Read and embed everything anew.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 4 where a file was left out.")] = False,
    allow_empty: Annotated[bool, typer.Option("--allow-empty", help=_ALLOW_EMPTY_HELP)] = False,
    content: Content = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Bring the index up to date with the content.

    Only what changed is read; the old index serves until the new one is ready. Exits with 1 where no source could be
    read, or nothing is indexed.
    """
    from bot.wiring import Cornerman

    with errors_in_words(context, as_json=as_json), Cornerman(settings_for(context, config, content)) as cornerman:
        with progress_bar(quiet=as_json) as progress:
            report = cornerman.reindex(progress, Wish(full=full, allow_empty=allow_empty))
        unknown = cornerman.unknown_audiences()
        if as_json:
            print_json({**asdict(report), "unknown_audiences": [asdict(one) for one in unknown]})
        else:
            print_report(report, cornerman.sources(), unknown)
        cornerman.scan_conflicts(report)
        unreadable = {failure.source for failure in report.failures if not failure.path}
        empty = not (report.passages or allow_empty)
        if empty or unreadable >= {source.name for source in cornerman.sources()}:
            raise typer.Exit(ExitCode.FAILED)
    if strict and report.failures:
        raise typer.Exit(ExitCode.INCOMPLETE)


def rollback(context: typer.Context, content: Content = None, config: Config = None, as_json: Json = False) -> None:
    """Serve the index that served before the last reindex. Running it again goes forward again."""
    from bot.wiring import Cornerman

    with errors_in_words(context, as_json=as_json), Cornerman(settings_for(context, config, content)) as cornerman:
        info = cornerman.store.rollback()
        if as_json:
            print_json({"generation": info.id, "documents": info.documents, "passages": info.passages})
        else:
            OUT.print(f"Serving {info.id} again: {info.documents} documents, {info.passages} passages.", markup=False)


def print_report(report: ReindexReport, sources: Sequence[Source], unknown: Sequence[UnknownAudience]) -> None:
    """The reindex as a difference that a person can read; a file's source is named where there are several."""
    for label, paths in (("Added", report.added), ("Changed", report.changed), ("Removed", report.removed)):
        if paths:
            OUT.print(f"{label} {len(paths)}: {_some(paths)}", markup=False)
    for failure in report.failures:
        OUT.print(_failure_line(failure, several_sources=len(sources) > 1), style="yellow", markup=False)
    for audience in unknown:
        OUT.print(f"Warning: {audience}. {MEND}", style="yellow", markup=False)
    if not report.passages:
        OUT.print(
            "The index is empty, so no question can be answered: look at `location`, `include` and `exclude` of "
            "[[sources]] in the settings; `cornerman doctor` checks each source.",
            style="yellow",
            markup=False,
        )
        return
    if not report.swapped:
        OUT.print(f"Nothing has changed: {report.unchanged} files checked in {report.seconds:.1f} s.", markup=False)
        return
    OUT.print(
        f"Indexed {report.passages} passages ({report.passages_embedded} embedded anew) in {report.seconds:.1f} s. "
        f"Generation {report.generation} serves.",
        markup=False,
    )


def _some(paths: Sequence[str]) -> str:
    shown = ", ".join(paths[:_LISTED])
    return shown if len(paths) <= _LISTED else f"{shown} and {len(paths) - _LISTED} more"


def _failure_line(failure: Failure, *, several_sources: bool) -> str:
    if not failure.path:
        kept = " (its documents still answer, as they were last read)" if failure.kept_last_good else ""
        return f"Left out: source {failure.source}: {failure.reason}{kept}"
    kept = " (its last good version still answers)" if failure.kept_last_good else ""
    source = f" (source {failure.source})" if several_sources else ""
    return f"Left out: {failure.path}{source}: {failure.reason}{kept}"
