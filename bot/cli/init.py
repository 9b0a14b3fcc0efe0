"""`cornerman init`: a commented settings file to start from."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import Json
from bot.cli.output import OUT, ExitCode, fail, print_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("init", epilog="Examples:  \n`cornerman init`  \n`cornerman init --path team/cornerman.toml`")(init)


def init(
    path: Annotated[Path, typer.Option(help="Where to write it.")] = Path("cornerman.toml"),
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
    as_json: Json = False,
) -> None:
    """Write a commented cornerman.toml. Every key in it is explained; only two need your hand."""
    if path.exists() and not force:
        message = f"{path} is there already. Edit it, or overwrite it with --force."
        raise fail(message, ExitCode.FAILED, as_json=as_json)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files("config").joinpath("example.toml").read_text(encoding="utf-8"), encoding="utf-8")
    except OSError as error:
        raise fail(f"{path} cannot be written: {error.strerror}.", ExitCode.FAILED, as_json=as_json) from error
    if as_json:
        print_json({"written": str(path)})
    else:
        OUT.print(f"Wrote {path}. Set `location` to your content, then run: cornerman reindex", markup=False)
