"""`cornerman forget` and `cornerman export`: what is kept of one person is deleted, or handed out."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from bot.cli.options import Config, Json, settings_for
from bot.cli.output import ERR, OUT, ExitCode, errors_in_words, fail, print_json

if TYPE_CHECKING:
    from bot.stores.personal_data import Candidate, SqlPersonalData
    from bot.wiring import Cornerman

FLUSH_SECONDS = 3.0
Person = Annotated[str, typer.Argument(help="Their id on Slack or Teams, the name of their account, or their name.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "forget", epilog="Examples:  \n`cornerman forget U0123ABCD`  \n`cornerman forget 'Dana Reyes' --yes --json`"
    )(forget)
    app.command(
        "export", epilog="Examples:  \n`cornerman export U0123ABCD`  \n`cornerman export 'Dana Reyes' --out dana.json`"
    )(export)


def forget(
    context: typer.Context,
    person: Person,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Delete what is kept of somebody: their questions with all that hangs on them, and their name everywhere else."""
    from bot.ports import KeepingError

    with errors_in_words(context, as_json=as_json), _opened(context, config) as cornerman:
        data = _data(cornerman)
        try:
            meant = _meant(data, person, as_json=as_json)
            still_waiting = _waiting(cornerman, meant.id)
            would = data.forget(meant.id, cornerman.clock.now(), only_count=True)
            if not yes:
                if as_json:
                    raise fail("Nothing was deleted: --json needs --yes.", ExitCode.SETTINGS, as_json=True)
                _show(would, f"Kept of {_called(meant)}:")
                typer.confirm("Delete all this, so that nobody is named any more?", abort=True)
            done = data.forget(meant.id, cornerman.clock.now())
        except KeepingError as error:
            raise fail(f"Nothing was deleted: {error}", ExitCode.FAILED, as_json=as_json) from error
    if as_json:
        print_json({"person": meant.id, "rows": dict(done), "still_waiting": still_waiting})
    else:
        _show(done, f"Deleted or changed, of {_called(meant)}:")
    if still_waiting:
        if not as_json:
            ERR.print(
                f"{still_waiting} of their questions still wait on disk for the database, held by a process that runs. "
                "Run this again when they are written.",
                style="yellow",
            )
        raise typer.Exit(ExitCode.INCOMPLETE)


def export(
    context: typer.Context,
    person: Person,
    out: Annotated[Path | None, typer.Option(help="Write into this file, which must not be there yet.")] = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Hand out everything that is kept of somebody, as JSON."""
    from bot.ports import KeepingError

    with errors_in_words(context, as_json=as_json), _opened(context, config) as cornerman:
        data = _data(cornerman)
        try:
            meant = _meant(data, person, as_json=as_json)
            _waiting(cornerman, meant.id)
            kept = {"id": meant.id, "exported_at": cornerman.clock.now(), **data.kept(meant.id)}
        except KeepingError as error:
            raise fail(f"What is kept cannot be read: {error}", ExitCode.FAILED, as_json=as_json) from error
        if out is None:
            print_json(kept)
            return
        try:
            # What is kept of a person is for no other eyes.
            out.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            raise fail(f"{out} is there already.", ExitCode.FAILED, as_json=as_json) from None
        out.write_text(json.dumps(kept, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
        if as_json:
            print_json({"person": meant.id, "file": str(out)})
        else:
            OUT.print(f"Written to {out}.", markup=False)


def _opened(context: typer.Context, config: Path | None) -> Cornerman:
    from bot.wiring import Cornerman

    return Cornerman(settings_for(context, config))


def _data(cornerman: Cornerman) -> SqlPersonalData:
    from bot.stores.personal_data import SqlPersonalData

    cornerman.prepare_database()
    return SqlPersonalData(cornerman.engine)


def _waiting(cornerman: Cornerman, person: str) -> int:
    """Has what processes that are gone left on disk written first; how many of their questions wait elsewhere still."""
    from bot.stores.spool import waiting_of

    spool = cornerman.settings.data_dir / "spool"
    give_up = time.monotonic() + FLUSH_SECONDS
    log = cornerman.log  # takes over what others left, in a thread of its own
    while (waiting := waiting_of(spool, person)) and time.monotonic() < give_up:
        log.flush(0.2)
        time.sleep(0.05)
    return waiting


def _meant(data: SqlPersonalData, wanted: str, *, as_json: bool) -> Candidate:
    """The one person who is meant. Raises typer.Exit where nobody is, or several are."""
    found = data.candidates(wanted)
    if len({one.id for one in found}) == 1:
        return found[0]
    if not found:
        raise fail(f"Nothing is kept of anybody with the id or the name {wanted!r}.", ExitCode.FAILED, as_json=as_json)
    if as_json:
        print_json({"error": "several people are meant: give an id", "candidates": [_plain(one) for one in found]})
    else:
        ERR.print(f"{wanted!r} may be several people. Give the id of the one who is meant:", markup=False)
        for one in found:
            last = f", asked last on {one.last_asked:%Y-%m-%d}" if one.last_asked else ""
            ERR.print(Text(f"  {one.id}  {one.name} ({one.surface} {one.workspace}{last})"))
    raise typer.Exit(ExitCode.SETTINGS)


def _plain(one: Candidate) -> Mapping[str, object]:
    return {"id": one.id, "name": one.name, "workspace": one.workspace, "surface": one.surface}


def _called(one: Candidate) -> str:
    return f"{one.name} ({one.id})" if one.name and one.name != one.id else one.id


def _show(counts: Mapping[str, int], head: str) -> None:
    OUT.print(Text(head, style="bold"))
    if not counts:
        OUT.print("nothing")
        return
    table = Table("table", "rows", box=None, header_style="dim")
    for name, number in sorted(counts.items()):
        table.add_row(name, str(number))
    OUT.print(table)
