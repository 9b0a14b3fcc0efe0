"""`cornerman runs`: reindexes that were asked for, on every surface, and how each ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Config, Json, settings_for
from bot.cli.output import OUT, ExitCode, errors_in_words, fail, print_json

if TYPE_CHECKING:
    from bot.reindexing.model import Run
    from bot.wiring import Cornerman

_SHORT = 8
"""Letters of an id that tell a run from others."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    runs = typer.Typer(
        help="Reindexes that were asked for: in chat, in the console, here, by schedule and by webhook. Without a "
        "command they are listed.",
        invoke_without_command=True,
    )
    runs.callback()(common)
    runs.command("list", epilog="Examples:  \n`cornerman runs list`  \n`cornerman runs list --limit 50 --json`")(
        listing
    )
    runs.command("cancel", epilog="Examples:  \n`cornerman runs cancel`  \n`cornerman runs cancel 3f2a91bc`")(cancel)
    app.add_typer(runs, name="runs")


def common(context: typer.Context, config: Config = None, as_json: Json = False) -> None:
    """List them where nothing else is asked for."""
    if context.invoked_subcommand is None:
        listing(context, config=config, as_json=as_json)


def listing(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="So many, the newest first.")] = 20,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """List runs, the newest first: who asked for each, what it was to do, and how it ended."""
    with _at_work(context, config, as_json=as_json) as cornerman:
        found = cornerman.stores.runs.latest(limit)
    if as_json:
        print_json({"runs": [_as_json(run) for run in found]})
        return
    if not found:
        OUT.print("Nobody has reindexed yet.")
    for run in found:
        OUT.print(_line(run), markup=False)


def cancel(
    context: typer.Context,
    run_id: Annotated[
        str, typer.Argument(metavar="[ID]", help="Its id, or how that begins. Default: the one that runs.")
    ] = "",
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Stop a reindex: the index of before serves on.

    One that waits is cancelled at once, one that runs after the file or the passages at hand.
    """
    from bot.cli.registered import login

    with _at_work(context, config, as_json=as_json) as cornerman:
        runs = cornerman.stores.runs
        run = next((one for one in runs.under_way() if one.id.startswith(run_id)), None)
        if run is None:
            which = f"no reindex whose id begins with {run_id!r}" if run_id else "no reindex"
            raise fail(f"There is nothing to cancel: {which} is under way.", ExitCode.FAILED, as_json=as_json)
        runs.stop(run.id, login(), cornerman.clock.now())
        run = runs.find(run.id) or run
    if as_json:
        print_json(_as_json(run))
    else:
        OUT.print("It is cancelled." if run.state == "cancelled" else "It is being stopped.")


@contextmanager
def _at_work(context: typer.Context, config: Path | None, *, as_json: bool) -> Iterator[Cornerman]:
    from bot.ports import KeepingError
    from bot.wiring import Cornerman

    with errors_in_words(context, as_json=as_json), Cornerman(settings_for(context, config)) as cornerman:
        try:
            yield cornerman
        except KeepingError as error:
            raise fail(f"The database does not answer: {error}", ExitCode.FAILED, as_json=as_json) from error


def _line(run: Run) -> str:
    from bot.reindexing.telling import told

    shown = told(run, "en", names=True)
    counts = [part.head for part in shown.parts]
    said = " · ".join(filter(None, (shown.title, shown.context, shown.status, *counts, *_why(run, shown.notes))))
    return f"{run.id[:_SHORT]}  {run.asked_at.astimezone():%Y-%m-%d %H:%M}  {said}"


def _why(run: Run, notes: tuple[str, ...]) -> tuple[str, ...]:
    return notes if run.state == "failed" else ()


def _as_json(run: Run) -> dict[str, object]:
    outcome = run.outcome
    added, changed, removed = outcome.counts
    return {
        "id": run.id,
        "kind": run.kind,
        "state": run.state,
        "asked_by": run.by.name or run.by.id,
        "surface": run.by.surface,
        "cause": run.by.cause,
        "asked_at": run.asked_at.isoformat(),
        "started_at": run.started_at.isoformat() if run.started_at else None,
        "ended_at": run.ended_at.isoformat() if run.ended_at else None,
        "sources": None if run.wish.only is None else sorted(run.wish.only),
        "full": run.wish.full,
        "dry_run": run.wish.dry_run,
        "force": run.force,
        "stopped_by": run.stopped_by,
        "trouble": run.trouble,
        "generation": outcome.generation,
        "swapped": outcome.swapped,
        "added": added,
        "changed": changed,
        "removed": removed,
        "failed": outcome.failed,
        "worse": len(outcome.guarding.worse),
    }
