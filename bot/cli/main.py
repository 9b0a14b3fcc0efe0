"""The command `cornerman`: each command stands in a file of its own, and is named here."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.help_pages import Commands
from bot.cli.options import CONFIG_HELP, Options

COMMANDS = {
    "init": "init",
    "doctor": "doctor",
    "manifest": "manifest",
    "reindex": "reindex",
    "rollback": "reindex",
    "runs": "runs",
    "ask": "ask",
    "serve": "serve",
    "drafts": "drafts",
    "evaluate": "evaluate",
    "calibrate": "calibrate",
    "gaps": "gaps",
    "page": "page",
    "launch": "launch",
    "reminders": "reminders",
    "health": "health",
    "account": "account",
    "forget": "person",
    "export": "person",
    "retention": "retention",
}
"""By a command's name, the module beside this one that registers it, in the order of the help."""


def application(words: Collection[str] = ()) -> typer.Typer:
    """The command line; of its commands only those that `words` may name, where they name any.

    To import what all of them need takes a quarter of a second.
    """
    app = typer.Typer(
        name="cornerman",
        cls=Commands,
        help="Answers for sales reps, in the words of the company's own playbooks and battlecards, with links.",
        epilog="Start with `cornerman init`, then `cornerman reindex`, then `cornerman ask 'your question'`.  \n"
        "Exit codes: 0 done, 1 failed, 2 wrong usage or settings, 3 no index yet, 4 done but some files were left out "
        "(with `--strict`) or a figure fell below its floor, 5 a new index was not let in because answers would get "
        "worse.",
        no_args_is_help=True,
        rich_markup_mode="markdown",
        pretty_exceptions_show_locals=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(common)
    named = {module for name, module in COMMANDS.items() if name in words}
    for module in dict.fromkeys(COMMANDS.values()):
        if module in named or not named:
            importlib.import_module(f"bot.cli.{module}").register(app)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"cornerman {version('cornerman')}")
        raise typer.Exit


def common(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option("--config", "-c", help=CONFIG_HELP)] = None,
    version: Annotated[  # noqa: ARG001 - typer calls _version before this
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Keep what stands before the command's name for the command."""
    context.obj = Options(config=config)


def main() -> None:
    """The entry point of the console script."""
    application(sys.argv[1:])()
