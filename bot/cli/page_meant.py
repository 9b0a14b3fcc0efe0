"""Which page is meant at the terminal: what is called just so is taken, what is nearly so is asked about first."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import typer

from bot.cli.gap_board import TERMINAL
from bot.cli.options import as_called
from bot.cli.output import ERR, ExitCode, fail, print_json
from bot.upkeep.words import upkeep_words

if TYPE_CHECKING:
    from bot.upkeep.desk import UpkeepDesk
    from content_index.model import Document

_WORDS = upkeep_words("en")
"""The terminal speaks English."""
_NOT_CALLED_SO = "No page is called just {words!r} (its title, path, link or id)."
_HOW_TO_SEE = "`cornerman page list --all` lists all pages."


def meant_surely(context: typer.Context, desk: UpkeepDesk, words: str, *, as_json: bool) -> Document:
    """The one page to act on. One that is only called nearly so is asked about, where somebody can answer.

    Else it says which pages are the nearest, and stops.
    """
    if exact := _exact(desk, words, as_json=as_json):
        return exact
    nearest = desk.nearest(TERMINAL, words)
    likely = desk.meant(TERMINAL, words)
    if len(likely) == 1 and not as_json and somebody_answers():
        ERR.print(_NOT_CALLED_SO.format(words=words), style="yellow", markup=False)
        if typer.confirm(f"{_WORDS.one_meant} {likely[0].title} ({likely[0].path})", err=True):
            return likely[0]
        raise fail("Nothing was done.", ExitCode.FAILED, as_json=False)
    raise _refused(context, words, nearest, as_json=as_json)


def somebody_answers() -> bool:
    """Whether a question reaches a person: programs and pipes answer none."""
    return sys.stdin.isatty()


def meant_to_see(context: typer.Context, desk: UpkeepDesk, words: str, *, as_json: bool) -> Document:
    """The one page to show: where none is called just so, the one that is nearly, and that this is so."""
    if exact := _exact(desk, words, as_json=as_json):
        return exact
    likely = desk.meant(TERMINAL, words)
    if len(likely) != 1:
        raise _refused(context, words, likely or desk.nearest(TERMINAL, words), as_json=as_json)
    ERR.print(f"{_NOT_CALLED_SO.format(words=words)} This is the nearest:", style="yellow", markup=False)
    return likely[0]


def named(document: Document) -> Mapping[str, object]:
    """A page for programs, with when its next review is due."""
    return {
        "id": document.id,
        "source": document.source,
        "path": document.path,
        "title": document.title,
        "owner": document.owner,
        "review_due": document.review_due,
    }


def _exact(desk: UpkeepDesk, words: str, *, as_json: bool) -> Document | None:
    """The page that is called just so, None where none is; where several are, it lists them and stops."""
    found = desk.called(TERMINAL, words)
    if len(found) < 2:  # noqa: PLR2004 - several
        return found[0] if found else None
    if as_json:
        print_json({"error": _WORDS.several_meant, "pages": [named(one) for one in found]})
        raise typer.Exit(ExitCode.SETTINGS)
    raise fail("\n".join((_WORDS.several_meant, *_listed(found))), ExitCode.SETTINGS, as_json=False)


def _refused(context: typer.Context, words: str, nearest: Sequence[Document], *, as_json: bool) -> typer.Exit:
    told = _NOT_CALLED_SO.format(words=words)
    if as_json:
        print_json({"error": told, "nearest": [named(one) for one in nearest]})
        return typer.Exit(ExitCode.FAILED)
    lines = ("The nearest are:", *_listed(nearest)) if nearest else ()
    return fail("\n".join((told, *lines, as_called(context, _HOW_TO_SEE))), ExitCode.FAILED, as_json=False)


def _listed(pages: Sequence[Document]) -> list[str]:
    return [f"  {one.path}  ({one.title}, {one.source}, {one.id})" for one in pages]
