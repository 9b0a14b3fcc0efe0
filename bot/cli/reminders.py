"""`cornerman reminders`: what owners would be reminded of today."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from bot.cli.options import Config, Json, settings_for
from bot.cli.output import OUT, ExitCode, errors_in_words, fail, print_json

if TYPE_CHECKING:
    from bot.upkeep.reminding_preview import Preview

_SATURDAY = 5
_WHY = {
    "owned": "owner",
    "source": "owner of the source: nobody can be found by the page's owner",
    "administrators": "administrator: nobody can be found by the page's owner, nor by those of its source",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("reminders", epilog="Examples:  \n`cornerman reminders`  \n`cornerman reminders --json`")(reminders)


def reminders(context: typer.Context, config: Config = None, as_json: Json = False) -> None:
    """Show what would be sent to whom today of pages whose review is due. Nothing is sent, and nobody is looked up."""
    from bot.groups import ADMINISTRATORS
    from bot.owners import Owners
    from bot.ports import KeepingError
    from bot.upkeep.reminding_preview import preview
    from bot.wiring import Cornerman
    from bot.wiring.chat import roles_of

    with errors_in_words(context, as_json=as_json), Cornerman(settings_for(context, config)) as cornerman:
        settings = cornerman.settings
        cornerman.store.info()  # where nothing is indexed there is no page: it says so
        cornerman.prepare_database()
        today = cornerman.clock.now().astimezone(ZoneInfo(settings.digests.zone)).date()
        administrators = roles_of(settings)[ADMINISTRATORS]
        try:
            found = preview(cornerman.upkeep_parts.reminders, Owners(settings.owners), administrators, today)
        except KeepingError as error:
            raise fail(f"The database does not answer ({error}).", ExitCode.FAILED, as_json=as_json) from error
    if as_json:
        print_json(
            {
                "day": today,
                "at": settings.reviews.remind_at,
                "sent": settings.reviews.remind and today.weekday() < _SATURDAY,
                "receivers": [_named(one) for one in found],
            }
        )
        return
    if not settings.reviews.remind:
        OUT.print("Reminders are turned off (`remind` in `[reviews]`); else this would be sent:", markup=False)
    elif today.weekday() >= _SATURDAY:
        OUT.print("Nothing is sent at weekends; on a working day it would be this:", markup=False)
    if not found:
        OUT.print("Nobody is to be reminded of a page today.", markup=False)
    for one in found:
        _print(one, today)


def _print(one: Preview, today: date) -> None:
    from bot.chat.outgoing_reminders import facts_of
    from bot.upkeep.notice_words import notice_words

    words = notice_words("en")
    to = ", ".join(one.names) or "administrators"
    ids = f" ({', '.join(one.ids)})" if one.ids else " (none is named in the settings)"
    OUT.print(Text.assemble((to, "bold"), ids, (f"  {_WHY[one.rung]}", "dim")))
    for page in one.pages:
        facts = " · ".join(facts_of(page, today, words, names_owner=one.rung != "owned"))
        OUT.print(Text.assemble("  ", page.document.title, "  ", (page.document.path, "cyan"), f"  {facts}"))
    if one.more:
        OUT.print(f"  … and {one.more} more.", markup=False)


def _named(one: Preview) -> dict[str, Any]:
    pages = [
        {
            "id": page.document.id,
            "source": page.document.source,
            "path": page.document.path,
            "title": page.document.title,
            "owner": page.document.owner,
            "review_due": page.due,
            "uses": page.uses,
        }
        for page in one.pages
    ]
    told = asdict(one)
    return {"to": told["names"], "ids": told["ids"], "why": told["rung"], "pages": pages, "more": told["more"]}
