"""`cornerman doctor`: what is wrong, and how to mend it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import typer
from rich.text import Text

from bot.cli.options import Config, Content, Json, as_called, settings_for
from bot.cli.output import OUT, ExitCode, errors_in_words, print_json, tell_of_preparing

if TYPE_CHECKING:
    from bot.doctor import Finding

_MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "wrong": ("✗", "red")}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor", epilog="Examples:  \n`cornerman doctor`  \n`cornerman doctor --json`")(doctor)


def doctor(context: typer.Context, content: Content = None, config: Config = None, as_json: Json = False) -> None:
    """Check settings, content, model, index, database and tokens; say what is wrong and how to mend it.

    Exits with 1 where something is wrong, with 2 where the settings are.
    """
    from bot.doctor import Finding, examine
    from bot.wiring import Cornerman
    from content_index.ports import ModelError

    with errors_in_words(context, as_json=as_json), Cornerman(settings_for(context, config, content)) as cornerman:
        with suppress(ModelError):  # it is one of the findings
            cornerman.embedder.prepare(tell_of_preparing)
        findings = [
            Finding("settings", "ok", f"data in {cornerman.settings.data_dir}"),
            *examine(cornerman.checks()),
        ]
    findings = [
        replace(one, detail=as_called(context, one.detail), mend=as_called(context, one.mend)) for one in findings
    ]
    healthy = all(finding.state != "wrong" for finding in findings)
    if as_json:
        print_json({"healthy": healthy, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            _print(finding)
    if not healthy:
        raise typer.Exit(ExitCode.FAILED)


def _print(finding: Finding) -> None:
    mark, style = _MARKS[finding.state]
    OUT.print(Text(f"{mark} ", style=style).append(f"{finding.check}: ", style="bold").append(finding.detail))
    if finding.mend:
        OUT.print(Text(f"  → {finding.mend}", style="dim"))
