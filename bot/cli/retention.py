"""`cornerman retention`: what is older than it may be, and is deleted."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from bot.cli.options import Config, Json, settings_for
from bot.cli.output import OUT, ExitCode, errors_in_words, fail, print_json, several


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("retention", epilog="Examples:  \n`cornerman retention`  \n`cornerman retention --now`")(retention)


def retention(
    context: typer.Context,
    now: Annotated[bool, typer.Option("--now", help="Delete it now; the server does so by itself.")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show what is kept for longer than `privacy.retention_days`, and, with --now, delete it."""
    from bot.ports import KeepingError
    from bot.privacy.retention import Retention
    from bot.wiring import Cornerman

    with errors_in_words(context, as_json=as_json), Cornerman(settings_for(context, config)) as cornerman:
        days = cornerman.settings.privacy.retention_days
        if not days:
            if as_json:
                print_json({"retention_days": 0})
            else:
                OUT.print("Everything is kept for ever: `privacy.retention_days` is 0.", markup=False)
            return
        cornerman.prepare_database()
        kept = Retention(cornerman.engine, days, cornerman.clock)
        try:
            overdue = kept.overdue()
            done = kept.run() if now else None
        except KeepingError as error:
            raise fail(f"The database does not do it: {error}", ExitCode.FAILED, as_json=as_json) from error
    if as_json:
        print_json(
            {"retention_days": days, "overdue": asdict(overdue), "deleted": None if done is None else dict(done)}
        )
        return
    what = ", ".join(
        (
            several(overdue.questions, "question"),
            several(overdue.looks, "look"),
            several(overdue.people, "person", "people"),
        )
    )
    OUT.print(Text(f"From before {overdue.before:%Y-%m-%d} ({days} days): {what}."))
    if done is None:
        OUT.print(Text("The server deletes them by itself; `cornerman retention --now` does so at once."))
    else:
        rows = ", ".join(f"{name} {number}" for name, number in sorted(done.items())) or "nothing"
        OUT.print(Text(f"Rows that were deleted or changed: {rows}."))
