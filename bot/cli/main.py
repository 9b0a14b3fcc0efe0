"""The command `cornerman`: each command stands in a file of its own, and is named here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import (
    account,
    ask,
    calibrate,
    doctor,
    drafts,
    evaluate,
    gaps,
    health,
    init,
    manifest,
    page,
    person,
    reindex,
    retention,
    runs,
    serve,
)
from bot.cli.options import CONFIG_HELP, Options

app = typer.Typer(
    name="cornerman",
    help="Answers for sales reps, in the words of the company's own playbooks and battlecards, with links.",
    epilog="Start with `cornerman init`, then `cornerman reindex`, then `cornerman ask 'your question'`.  \n"
    "Exit codes: 0 done, 1 failed, 2 wrong usage or settings, 3 no index yet, 4 done but some files were left out "
    "(with `--strict`) or a figure fell below its floor, 5 a new index was not let in because answers would get worse.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"cornerman {version('cornerman')}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option("--config", "-c", help=CONFIG_HELP)] = None,
    version: Annotated[  # noqa: ARG001 - typer calls _version before this
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Keep what stands before the command's name for the command."""
    context.obj = Options(config=config)


for module in (
    init,
    doctor,
    manifest,
    reindex,
    runs,
    ask,
    serve,
    drafts,
    evaluate,
    calibrate,
    gaps,
    page,
    health,
    account,
    person,
    retention,
):
    module.register(app)


def main() -> None:
    """The entry point of the console script."""
    app()
