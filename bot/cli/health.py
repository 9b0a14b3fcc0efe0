"""`cornerman health`: how sound the content is (`check`), and which of given pairs of passages contradict (`pairs`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from bot.cli.health_check import EXAMPLES, ChecksUnlessTold, check
from bot.cli.options import Json
from bot.cli.output import OUT, ExitCode, fail, print_json, several
from bot.json_lines import read_named

if TYPE_CHECKING:
    from content_index.disagreement.model import Disagreement, Statements


class PairFileError(Exception):
    """A file of pairs cannot be used. The message names file, line and key, and what is needed."""


@dataclass(frozen=True, slots=True)
class GivenPassage:
    """One side of a pair; `text` is Markdown, `reviewed` the day of its last review, None where it is not known."""

    title: str
    heading: str
    reviewed: date | None
    text: str


@dataclass(frozen=True, slots=True)
class GivenPair:
    """Two passages that may contradict each other."""

    id: str
    a: GivenPassage
    b: GivenPassage


def register(app: typer.Typer) -> None:
    """Add the commands."""
    health = typer.Typer(cls=ChecksUnlessTold, help="How sound the content is. `cornerman health` alone checks it.")
    health.callback()(_about)
    health.command("check", epilog=EXAMPLES)(check)
    health.command(
        "pairs",
        epilog="Examples:  \n`cornerman health pairs pairs.jsonl`  \n`cornerman health pairs pairs.jsonl --json`",
    )(pairs)
    app.add_typer(health, name="health")


def _about() -> None:
    """How sound the content is. `cornerman health` alone, or with an option, is `cornerman health check`."""


def pairs(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="One JSON object a line, with `id`, `a` and `b`, each of these with `title`, `heading`, `reviewed` "
            "(YYYY-MM-DD or null) and `text` (Markdown).",
        ),
    ],
    as_json: Json = False,
) -> None:
    """Tell which pairs of passages contradict each other: other numbers, dates, names, or yes and no, of the same.

    Nothing is read or kept but the file; neither settings nor an index are needed.
    """
    from content_index.disagreement.comparing import LIKELY, disagreement

    try:
        given = read_pairs(file)
    except PairFileError as error:
        raise fail(str(error), ExitCode.SETTINGS, as_json=as_json) from error
    found = {pair.id: disagreement(_read(pair.a), _read(pair.b), LIKELY) for pair in given}
    if as_json:
        print_json({name: {"conflict": one is not None, "why": one.why if one else ""} for name, one in found.items()})
        return
    _print(found)


def _read(passage: GivenPassage) -> Statements:
    from content_index.disagreement.statements import read

    return read(passage.title, passage.heading, passage.text)


def _print(found: Mapping[str, Disagreement | None]) -> None:
    table = Table("Pair", "Conflict", "Why", box=None, pad_edge=False)
    for name, one in found.items():
        told = ("no", "") if one is None else (one.kind.replace("_", "/"), one.why)
        table.add_row(Text(name), Text(told[0], style="bold red" if one else ""), Text(told[1]))
    OUT.print(table)
    conflicts = sum(one is not None for one in found.values())
    OUT.print(f"\n{several(len(found), 'pair')}, {several(conflicts, 'contradiction')}.")


def read_pairs(path: Path) -> list[GivenPair]:
    """The pairs of a file, a JSON object a line; empty lines are passed over. Raises PairFileError."""
    return read_named(path, "pair", _pair, PairFileError)


def _pair(line: str, where: str) -> GivenPair:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise PairFileError(f"{where}: is not JSON: write one object a line") from error
    row = _object(given, where, "the line")
    name = _text(row, "id", where)
    if not name.strip():
        raise PairFileError(f"{where}: `id` is empty: give each pair its own")
    return GivenPair(name, *(_passage(row, side, where) for side in ("a", "b")))


def _passage(row: Mapping[str, Any], side: str, where: str) -> GivenPassage:
    if side not in row:
        raise PairFileError(f"{where}: `{side}` is missing: it is one of the two passages")
    given = _object(row[side], where, f"`{side}`")
    inside = f"{where}, `{side}`"
    reviewed = given.get("reviewed")
    try:
        day = None if reviewed is None else date.fromisoformat(reviewed)
    except (TypeError, ValueError) as error:
        raise PairFileError(f"{inside}: `reviewed` must be a day as YYYY-MM-DD, or null") from error
    optional = {key: given[key] if given.get(key) is not None else "" for key in ("title", "heading")}
    title, heading = (_text(optional, key, inside) for key in ("title", "heading"))
    return GivenPassage(title, heading, day, _text(given, "text", inside))


def _object(given: object, where: str, what: str) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise PairFileError(f"{where}: {what} must be one JSON object, in braces")
    return given


def _text(given: Mapping[str, Any], key: str, where: str) -> str:
    if key not in given:
        raise PairFileError(f"{where}: `{key}` is missing")
    if not isinstance(given[key], str):
        raise PairFileError(f"{where}: `{key}` must be a text, in quotation marks")
    # Half a character is what JSON's "\ud800" alone is, and no terminal takes it.
    return str(given[key]).encode("utf-8", "replace").decode("utf-8")
