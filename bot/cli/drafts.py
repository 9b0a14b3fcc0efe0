"""`cornerman drafts`: what owners replied to reps, as beginnings of pages that are missing."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from bot.cli.options import Config, Json, settings_for
from bot.cli.output import OUT, ExitCode, errors_in_words, fail, print_json

if TYPE_CHECKING:
    from bot.conversation_model import OwnerRequest


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("drafts", epilog="Examples:  \n`cornerman drafts`  \n`cornerman drafts --limit 5 --json`")(drafts)


def drafts(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="So many, the newest first.")] = 20,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show what owners replied to questions that reps handed to them: drafts for pages that are missing."""
    from bot.ports import KeepingError
    from bot.stores.owner_requests import SqlOwnerRequests
    from bot.wiring import Cornerman

    with errors_in_words(context, as_json=as_json), Cornerman(settings_for(context, config)) as cornerman:
        cornerman.prepare_database()
        try:
            found = SqlOwnerRequests(cornerman.engine, cornerman.schema).drafts(limit)
        except KeepingError as error:
            raise fail(f"The drafts cannot be read: {error}", ExitCode.FAILED, as_json=as_json) from error
    if as_json:
        print_json({"drafts": [asdict(one) for one in found]})
    elif not found:
        OUT.print("No drafts yet: no owner has replied in Slack or Teams to a question that was handed over.")
    for request in () if as_json else found:
        _print(request)


def _print(request: OwnerRequest) -> None:
    reply = request.reply
    if reply is None:
        return
    where = f", beside {request.document}" if request.document else ""
    OUT.print(Text(request.question, style="bold"))
    OUT.print(Text(f"{request.owner}, {reply.written_at:%Y-%m-%d}{where}", style="dim"))
    OUT.print(Text(f"{reply.text}\n"))
