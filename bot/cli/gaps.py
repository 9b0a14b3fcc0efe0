"""`cornerman gaps`: what the content could not answer, at the terminal."""

from __future__ import annotations

import typer

from bot.cli import gap_board, gap_clusters


def register(app: typer.Typer) -> None:
    """Add the commands."""
    gaps = typer.Typer(no_args_is_help=True, help="What the content could not answer, gathered into gaps.")
    for module in (gap_board, gap_clusters):
        module.register(gaps)
    app.add_typer(gaps, name="gaps")
