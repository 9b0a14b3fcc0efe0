"""`cornerman serve`: the console and, where their secrets are set, Slack and Teams, in one process."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Config, Content, Json, as_called, settings_for
from bot.cli.output import ERR, OUT, ExitCode, errors_in_words, fail, print_json
from bot.cli.progress import progress_bar
from bot.cli.reindex import ended_in_words, print_guarding, print_report, say
from content_index.model import Wish
from content_index.ports import NoIndexError

if TYPE_CHECKING:
    from bot.wiring import Cornerman


SWITCH_SECONDS = 0.001
"""How long a thread that searches keeps the others waiting: five times less than Python's own, for an acknowledgement
takes no longer than that.
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "serve",
        epilog="Examples:  \n`cornerman serve`  \n`cornerman serve --content examples/content --port 8090`  \n"
        "`cornerman serve --host 0.0.0.0` (set up a sign-in first: docs/sign-in.md)",
    )(serve)


def serve(
    context: typer.Context,
    content: Content = None,
    reindex: Annotated[bool, typer.Option("--reindex", help="Bring the index up to date before serving.")] = False,
    host: Annotated[str | None, typer.Option(help="The address to listen on. Default: server.host.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Default: server.port. 0 takes a free one.")
    ] = None,
    open_browser: Annotated[
        bool | None, typer.Option("--open/--no-open", help="Open the console in the browser, where there is a screen.")
    ] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Serve the console, Slack and Teams until stopped (Ctrl-C). A reindex meanwhile is noticed without a restart.

    With `--content`, or where there is no index yet or an empty one, the content is indexed first.
    """
    from bot.cli.server import check_address
    from bot.wiring import Cornerman

    address = {key: value for key, value in (("host", host), ("port", port)) if value is not None}
    overrides = {"server": address} if address else {}
    with (
        errors_in_words(context, as_json=as_json),
        Cornerman(settings_for(context, config, content, overrides)) as cornerman,
    ):
        cornerman.configure_logging()
        with _door_errors_in_words(as_json=as_json):
            asyncio.run(check_address(cornerman.settings.server))
        if reindex or content is not None or not _has_index(cornerman):
            _reindex(context, cornerman, as_json=as_json)
        cornerman.prepare_database()
        cornerman.warm_up()
        sys.setswitchinterval(SWITCH_SECONDS)
        wants_browser = open_browser if open_browser is not None else _has_a_screen()
        with cornerman.watch(), cornerman.upkeep, cornerman.jobs(), _door_errors_in_words(as_json=as_json):
            asyncio.run(_serve(cornerman, wants_browser=wants_browser, as_json=as_json))


@contextmanager
def _door_errors_in_words(*, as_json: bool) -> Iterator[None]:
    from bot.cli.server import CannotListenError
    from bot.slack.door import SlackDoorError
    from bot.teams.door import TeamsDoorError

    try:
        yield
    except (SlackDoorError, TeamsDoorError, CannotListenError) as error:
        raise fail(str(error), ExitCode.FAILED, as_json=as_json) from error


def _reindex(context: typer.Context, cornerman: Cornerman, *, as_json: bool) -> None:
    """As `cornerman reindex` does; a new index that golden questions refuse does not keep the old one from serving."""
    from bot.cli.registered import carry_out

    with ended_in_words(as_json=as_json), progress_bar(quiet=as_json) as progress:
        carried = carry_out(cornerman, "reindex", Wish(), say=say, listening=progress)
    if carried.report is not None and not as_json:
        print_report(context, carried.report, cornerman.sources(), cornerman.unknown_audiences())
        print_guarding(carried.guarding)
        if carried.report.refused:
            lets_in = as_called(context, "`cornerman reindex --force`")
            say(f"The new index was not let in: the one of before serves on. {lets_in} lets it in.")


def _has_index(cornerman: Cornerman) -> bool:
    try:
        return cornerman.store.info().passages > 0
    except NoIndexError:
        return False


async def _serve(cornerman: Cornerman, *, wants_browser: bool, as_json: bool) -> None:
    from bot.cli.server import Server

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with Server(cornerman) as server:
        _announce(server.address, server.doors, as_json=as_json)
        if wants_browser:
            webbrowser.open(server.address)
        await stopped.wait()
    ERR.print("Stopped.")


def _announce(address: str, doors: list[str], *, as_json: bool) -> None:
    if as_json:
        print_json({"address": address, "doors": doors})
    else:
        OUT.print(f"\nThe console is at [bold blue]{address}[/]  (Ctrl-C stops it)")
        for door in doors:
            OUT.print(f"Also answering: {door}", markup=False)
    sys.stdout.flush()


def _has_a_screen() -> bool:
    """A terminal with a desktop around it; elsewhere a text browser might take the terminal over."""
    desktop = sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    return sys.stdout.isatty() and desktop and not os.environ.get("CI")
