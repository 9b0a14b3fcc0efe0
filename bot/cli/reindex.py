"""`cornerman reindex` and `cornerman rollback`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot.audiences import MEND, UnknownAudience
from bot.cli.options import Config, Content, Json, as_called, settings_for
from bot.cli.output import CANCELLED, ERR, OUT, ExitCode, errors_in_words, fail, print_json, several
from bot.cli.progress import progress_bar
from content_index.isolated.process import reading_process
from content_index.model import Failure, ReindexReport, Source, Wish
from content_index.readers.converted import FileLimits

if TYPE_CHECKING:
    from bot.cli.registered import Carried
    from bot.reindexing.model import Guarding
    from bot.wiring import Cornerman

_LISTED = 10
_ALLOW_EMPTY_HELP = (
    "Take the documents of a source that holds none any more out of the index. Without it they are kept and the source "
    "is reported, for a share that is not mounted looks like an empty folder."
)
_FORCE_HELP = "Let the new index serve even where golden questions would be answered worse."


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "reindex",
        epilog="Examples:  \n`cornerman reindex`  \n`cornerman reindex playbooks --dry-run`  \n"
        "`cornerman reindex --full --json`",
    )(reindex)
    app.command("rollback", epilog="Example:  \n`cornerman rollback`")(rollback)


def reindex(
    context: typer.Context,
    source: Annotated[list[str] | None, typer.Argument(help="Only these sources, by name. Default: all.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would change, and change nothing.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Read and embed everything anew.")] = False,
    force: Annotated[bool, typer.Option("--force", help=_FORCE_HELP)] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 4 where a file was left out.")] = False,
    allow_empty: Annotated[bool, typer.Option("--allow-empty", help=_ALLOW_EMPTY_HELP)] = False,
    content: Content = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Bring the index up to date with the content.

    Only what changed is read; the old index serves until the new one is ready, and on where golden questions would be
    answered worse (then it exits with 5). Where a reindex runs already that does the same, that one is followed. Exits
    with 1 where no source could be read, or nothing is indexed.
    """
    reading_process(FileLimits()).start()  # the rest of what is imported takes as long
    from bot.cli.registered import carry_out
    from bot.wiring import Cornerman

    with errors_in_words(context, as_json=as_json), Cornerman(settings_for(context, config, content)) as cornerman:
        wish = Wish(_named(cornerman, source or (), as_json=as_json), full, dry_run, allow_empty)
        with ended_in_words(as_json=as_json), progress_bar(quiet=as_json) as progress:
            carried = carry_out(cornerman, "reindex", wish, force=force, say=say, listening=progress)
        report = carried.report
        assert report is not None  # noqa: S101 - of a reindex there is one
        _tell(context, cornerman, carried, wish, as_json=as_json)
        if report.refused:
            raise typer.Exit(ExitCode.REFUSED)
        if carried.here and not dry_run:
            cornerman.scan_conflicts(report)
        unreadable = {failure.source for failure in report.failures if not failure.path}
        looked_at = wish.only or {one.name for one in cornerman.sources()}
        if not (report.passages or allow_empty) or unreadable >= looked_at:
            raise typer.Exit(ExitCode.FAILED)
    if strict and report.failures:
        raise typer.Exit(ExitCode.INCOMPLETE)


def rollback(context: typer.Context, content: Content = None, config: Config = None, as_json: Json = False) -> None:
    """Serve the index that served before the last reindex. Running it again goes forward again.

    Schedule and webhook leave the index as it is, then, until somebody asks for a reindex.
    """
    from bot.cli.registered import carry_out
    from bot.wiring import Cornerman

    with errors_in_words(context, as_json=as_json), Cornerman(settings_for(context, config, content)) as cornerman:
        with ended_in_words(as_json=as_json):
            carry_out(cornerman, "rollback", Wish(), say=say)
        info = cornerman.store.info()
        if as_json:
            print_json({"generation": info.id, "documents": info.documents, "passages": info.passages})
        else:
            documents = several(info.documents, "document")
            OUT.print(f"Serving {info.id} again: {documents}, {several(info.passages, 'passage')}.", markup=False)


def say(words: str) -> None:
    """What a person wants to know meanwhile, beside what programs read."""
    ERR.print(words, style="yellow", markup=False)


@contextmanager
def ended_in_words(*, as_json: bool) -> Iterator[None]:
    """Turn what may end a run otherwise into its message and exit code."""
    from bot.cli.registered import BusyError, RunEndedError

    try:
        yield
    except (BusyError, RunEndedError) as error:
        raise fail(str(error), ExitCode.FAILED, as_json=as_json) from error
    except KeyboardInterrupt as error:
        fail("Cancelled. Nothing has changed.", ExitCode.FAILED, as_json=as_json)
        raise typer.Exit(CANCELLED) from error


def _named(cornerman: Cornerman, sources: Sequence[str], *, as_json: bool) -> frozenset[str] | None:
    """The sources as the settings write them; None for all."""
    by_name = {one.name.casefold(): one.name for one in cornerman.settings.sources}
    unknown = [one for one in sources if one.casefold() not in by_name]
    if unknown:
        from bot.reindexing.words import reindex_words

        words = reindex_words("en").unknown_source
        told = words.format(sources=", ".join(unknown), own=", ".join(by_name.values()))
        raise fail(told, ExitCode.SETTINGS, as_json=as_json)
    return frozenset(by_name[one.casefold()] for one in sources) or None


def _tell(context: typer.Context, cornerman: Cornerman, carried: Carried, wish: Wish, *, as_json: bool) -> None:
    report, guarding = carried.report, carried.guarding
    assert report is not None  # noqa: S101 - of a reindex there is one
    unknown = cornerman.unknown_audiences()
    if as_json:
        also = {
            "unknown_audiences": [asdict(one) for one in unknown],
            "worse": [asdict(one) for one in guarding.worse],
            "dry_run": wish.dry_run,
            "run": carried.run.id if carried.run else None,
            "joined": carried.joined,
        }
        print_json({**asdict(report), **also})
        return
    print_report(context, report, cornerman.sources(), unknown, dry_run=wish.dry_run)
    print_guarding(guarding)
    if report.refused:
        again = as_called(context, "`cornerman reindex --force`")
        OUT.print(
            f"Not let in: generation {report.generation or 'none'} serves on. Mend the page and reindex; where the new "
            f"answers are right, let the new index serve all the same: {again}",
            style="yellow",
            markup=False,
        )


def print_guarding(guarding: Guarding) -> None:
    """What golden questions said: which would be answered worse, and how each was answered and would be."""
    if guarding.trouble:
        OUT.print(
            f"The golden questions could not be used, so nothing was compared: {guarding.trouble}",
            style="yellow",
            markup=False,
        )
    if not guarding.questions:
        return
    better = f", {guarding.better} better" if guarding.better else ""
    asked = several(guarding.questions, "golden question")
    OUT.print(
        f"{asked} asked: {len(guarding.worse)} worse (at most {guarding.allowed} may){better}.",
        markup=False,
    )
    for one in guarding.worse:
        OUT.print(f"  {one.question}", style="bold", markup=False)
        for when, document, quoted in (
            ("before", one.before, one.quoted_before),
            ("after", one.after, one.quoted_after),
        ):
            said = f": “{quoted}”" if quoted else ""
            OUT.print(f"    {when}: {document or 'no answer'}{said}", markup=False)


def print_report(
    context: typer.Context,
    report: ReindexReport,
    sources: Sequence[Source],
    unknown: Sequence[UnknownAudience],
    *,
    dry_run: bool = False,
) -> None:
    """The reindex as a difference that a person can read; a file's source is named where there are several."""
    _print_changes(report)
    for failure in report.failures:
        OUT.print(_failure_line(failure, several_sources=len(sources) > 1), style="yellow", markup=False)
    for audience in unknown:
        OUT.print(f"Warning: {audience}. {MEND}", style="yellow", markup=False)
    if not report.passages:
        OUT.print(_empty_told(context), style="yellow", markup=False)
        return
    built = (
        f"{several(report.passages, 'passage')} ({report.passages_embedded} embedded anew) in {report.seconds:.1f} s."
    )
    if report.swapped:
        OUT.print(f"Indexed {built} Generation {report.generation} serves.", markup=False)
    elif dry_run and _differs(report):
        OUT.print(f"Dry run, nothing was changed: the new index has {built}", markup=False)
    elif not report.refused:
        files = several(report.unchanged, "file")
        OUT.print(f"Nothing has changed: {files} checked in {report.seconds:.1f} s.", markup=False)


def _empty_told(context: typer.Context) -> str:
    """What to look at where nothing is indexed: the folder that this call names, or else the settings."""
    content = context.params.get("content")
    if content is not None:
        told = f"no text was found in {content}: see that it holds documents; `cornerman doctor` looks at it."
    else:
        told = (
            "look at `location`, `include` and `exclude` of [[sources]] in the settings; `cornerman doctor` checks "
            "each source."
        )
    return as_called(context, f"The index is empty, so no question can be answered: {told}")


def _print_changes(report: ReindexReport) -> None:
    for label, paths in (("Added", report.added), ("Changed", report.changed), ("Removed", report.removed)):
        if paths:
            OUT.print(f"{label} {len(paths)}: {_some(paths)}", markup=False)
    if report.added and report.removed:
        from bot.reindexing.telling import stand_elsewhere
        from bot.reindexing.words import reindex_words

        if stand_elsewhere(report.added, report.removed):
            OUT.print(reindex_words("en").other_source, markup=False)


def _differs(report: ReindexReport) -> bool:
    return bool(report.added or report.changed or report.removed or report.passages_embedded)


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
