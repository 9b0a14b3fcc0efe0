"""`cornerman launch`: pages announced, and what stands on top now, at an administrator's terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer
from rich.text import Text

from bot.cli.gap_board import TERMINAL
from bot.cli.options import Config, Json
from bot.cli.output import OUT, ExitCode, fail, print_json
from bot.cli.page import at_work
from bot.cli.page_meant import meant_surely, named
from bot.locales import day
from bot.reach.desk import DayError, LaunchedAlreadyError, PageUnknownError, ReachDesk, eyes_of
from bot.reach.model import Launch
from bot.reach.wishes import read_day
from bot.reach.words import reach_words
from content_index.model import Document

_WORDS = reach_words("en")
"""The terminal speaks English."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "launch",
        epilog="Examples:  \n`cornerman launch 'Discount policy' --until 2026-12-31 --words 'three new tiers'`  \n"
        "`cornerman launch discounts.md --end`  \n`cornerman launch`",
    )(launch)


def launch(
    context: typer.Context,
    page: Annotated[str, typer.Argument(metavar="PAGE", help="Its title, path, link or id. None: list.")] = "",
    until: Annotated[str, typer.Option(help="The last day on which it stands on top. Default: in 14 days.")] = "",
    words: Annotated[str, typer.Option(help="What is new about it, for everybody who may see the page.")] = "",
    end: Annotated[bool, typer.Option("--end", help="Take it down again.")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Announce a page to all who want the news, and pin it on top of them; without a page, list what is pinned.

    A running server announces it within seconds, once.
    """
    with at_work(context, config, as_json=as_json) as cornerman:
        desk = cornerman.reach.desk
        if not page:
            _list(desk, as_json=as_json)
            return
        document = meant_surely(context, cornerman.upkeep_parts.desk, page, as_json=as_json)
        if end:
            _end(desk, document, as_json=as_json)
            return
        today = cornerman.today()
        last = read_day(until, today) if until else None
        if until and last is None:
            raise fail(_WORDS.day_unknown.format(words=until), ExitCode.SETTINGS, as_json=as_json)
        try:
            made = desk.launch(TERMINAL, document.id, until=last, words=words)
        except PageUnknownError as error:  # it is pulled
            raise fail(_WORDS.page_unknown.format(words=page), ExitCode.FAILED, as_json=as_json) from error
        except DayError as error:
            raise fail(_WORDS.day_wrong, ExitCode.SETTINGS, as_json=as_json) from error
        except LaunchedAlreadyError as error:
            told = f"{document.title} is launched already. End that first: `cornerman launch {document.path} --end`"
            raise fail(told, ExitCode.FAILED, as_json=as_json) from error
    if as_json:
        print_json({"page": named(document), "launch": _plain(made)})
        return
    OUT.print(_WORDS.done.format(title=document.title, date=day(made.until, "en")), markup=False)
    OUT.print(_WORDS.done_announced, markup=False)


def _list(desk: ReachDesk, *, as_json: bool) -> None:
    found = desk.launched(eyes_of(TERMINAL))
    if as_json:
        print_json({"launches": [{"page": named(one.document), "launch": _plain(one.launch)} for one in found]})
        return
    if not found:
        OUT.print(_WORDS.no_launches)
    for one in found:
        until = _WORDS.until.format(date=day(one.launch.until, "en"))
        OUT.print(Text.assemble((one.document.title, "bold"), "  ", (one.document.path, "cyan"), f"  {until}"))
        OUT.print(Text("  " + " · ".join(filter(None, (one.launch.name, one.launch.words))), style="dim"))


def _end(desk: ReachDesk, document: Document, *, as_json: bool) -> None:
    try:
        ended = desk.unlaunch(TERMINAL, document.id)
    except PageUnknownError:  # it is pulled, and stands nowhere
        ended = False
    if as_json:
        print_json({"page": named(document), "ended": ended})
        return
    OUT.print((_WORDS.ended if ended else _WORDS.not_launched).format(title=document.title), markup=False)


def _plain(launch: Launch) -> Mapping[str, object]:
    return {"until": launch.until, "words": launch.words, "by": launch.name, "at": launch.at}
