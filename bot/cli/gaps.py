"""`cornerman gaps`: what the content could not answer, at the terminal."""

from __future__ import annotations

import typer

from bot.cli import gap_board, gap_clusters
from bot.cli.options import Config, Json


def register(app: typer.Typer) -> None:
    """Add the commands."""
    gaps = typer.Typer(
        help="What the content could not answer, gathered into gaps. Without a command they are listed.",
        invoke_without_command=True,
    )
    gaps.callback()(common)
    for module in (gap_board, gap_clusters):
        module.register(gaps)
    app.add_typer(gaps, name="gaps")


def common(context: typer.Context, config: Config = None, as_json: Json = False) -> None:
    """List them where nothing else is asked for."""
    if context.invoked_subcommand is None:
        gap_board.listing(context, config=config, as_json=as_json)
