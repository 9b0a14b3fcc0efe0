"""`cornerman gaps list`, `show` and `place`: the board at an administrator's terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from bot.cli.options import Config, Json, as_called, settings_for
from bot.cli.output import OUT, ExitCode, errors_in_words, fail, print_json, several
from bot.gap_words import gap_words
from bot.gaps.alike import asked_alike
from bot.gaps.history import of_its_own, other_gap
from bot.gaps.model import GAP_STATES, Gap, GapFilter, GapGoneError, GapState, GapView
from bot.gaps.priority import priority
from bot.viewer import Viewer

if TYPE_CHECKING:
    from datetime import datetime

    from bot.wiring import Cornerman

TERMINAL = Viewer("terminal", groups=None, surface="cli", roles=frozenset({"administrator"}))
"""Whoever may start commands here may read the database as well."""
_SHOWN_QUESTIONS = 20
_NO_SUCH = "No such gaps."
_NONE_AT_ALL = (
    "There is no gap yet. Gaps come from what people ask in chat and in the console; what is asked at the terminal "
    "does not count."
)
_PLACING = "`cornerman gaps place` places the questions that wait; a running server does so by itself."
_WORDS = gap_words("en")
"""The terminal speaks English."""


def register(gaps: typer.Typer) -> None:
    """Add the commands to those of `cornerman gaps`."""
    gaps.command("list", epilog="Examples:  \n`cornerman gaps list`  \n`cornerman gaps list --state closed --json`")(
        listing
    )
    gaps.command("show", epilog="Example:  \n`cornerman gaps show 3f2a --json`")(show)
    gaps.command("place", epilog="Example:  \n`cornerman gaps place`")(place)


def listing(
    context: typer.Context,
    state: Annotated[str, typer.Option(help=f"{', '.join(GAP_STATES[:-1])}, or all.")] = "open",
    words: Annotated[str, typer.Option(help="Only those whose title or questions hold all of these words.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="So many, by priority.")] = 20,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """List gaps: what reps asked and the content did not answer well, most urgent first."""
    states = _states(state, as_json=as_json)
    with _at_work(context, config, as_json=as_json) as cornerman:
        wanted = GapFilter(states=states, words=words)
        found = cornerman.gap_parts.board.listing(TERMINAL, wanted, limit)
        counts = cornerman.gap_parts.board.count(TERMINAL, wanted)
        every = found or cornerman.gap_parts.board.listing(TERMINAL, GapFilter(states=GAP_STATES), 1)
        now = cornerman.clock.now()
    if as_json:
        told = [asdict(gap) | {"priority": round(priority(gap, now), 2)} for gap in found]
        print_json({"gaps": told, "count": counts})
    elif not found:
        said = _NO_SUCH if every else _NONE_AT_ALL
        OUT.print(as_called(context, f"{said} {_PLACING}"), markup=False)
    else:
        _print_list(found, now)


def show(
    context: typer.Context,
    gap_id: Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it; its beginning is enough.")],
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show one gap: its questions, what may be the same, its history, and owners' replies to begin a page with."""
    with _at_work(context, config, as_json=as_json) as cornerman:
        try:
            view = cornerman.gap_parts.board.gap(TERMINAL, _whole_id(cornerman, gap_id))
        except GapGoneError as error:
            mend = "`cornerman gaps list` shows which there are."
            raise fail(f"{error}. {mend}", ExitCode.FAILED, as_json=as_json) from None
        now = cornerman.clock.now()
    if as_json:
        told = asdict(view)
        for question in told["questions"]:
            question.pop("vector")
        print_json(told)
    else:
        _print_view(view, now)


def place(context: typer.Context, config: Config = None, as_json: Json = False) -> None:
    """Place the questions that wait, and ask gaps again after a reindex. A running server does so by itself."""
    from bot.this_process import this_process
    from bot.wiring.jobs import PlacedElsewhereError, placing_alone

    with _at_work(context, config, as_json=as_json) as cornerman:
        placed = 0
        try:
            with placing_alone(cornerman) as have:
                while more := cornerman.gap_parts.keeper.tick():
                    placed += more
                    have()
        except PlacedElsewhereError as error:
            raise fail(str(error), ExitCode.FAILED, as_json=as_json) from error
        closed = cornerman.gap_parts.ask_again(this_process())
    if as_json:
        print_json({"placed": placed, "closed": [gap.id for gap in closed]})
        return
    OUT.print(f"{several(placed, 'question')} placed, {several(len(closed), 'gap')} closed.")
    for gap in closed:
        OUT.print(Text(f"  {gap.title} → {gap.closed_by}"))


@contextmanager
def _at_work(context: typer.Context, config: Config, *, as_json: bool) -> Iterator[Cornerman]:
    from bot.ports import KeepingError
    from bot.wiring import Cornerman

    with errors_in_words(context, as_json=as_json), Cornerman(settings_for(context, config)) as cornerman:
        cornerman.prepare_database()
        try:
            yield cornerman
        except KeepingError as error:
            raise fail(f"The gaps cannot be read: {error}", ExitCode.FAILED, as_json=as_json) from error


def _states(state: str, *, as_json: bool) -> tuple[GapState, ...]:
    known = [one for one in GAP_STATES if one != "merged"]
    chosen = tuple(one for one in known if state in (one, "all"))
    if not chosen:
        raise fail(f"--state {state}: use {', '.join(known)} or all", ExitCode.SETTINGS, as_json=as_json)
    return chosen


def _whole_id(cornerman: Cornerman, beginning: str) -> str:
    """The one gap whose id begins so; what is given, where that is none or several."""
    every = cornerman.gap_parts.board.listing(TERMINAL, GapFilter(states=GAP_STATES), 100_000)
    found = [gap.id for gap in every if gap.id.startswith(beginning)]
    return found[0] if len(found) == 1 else beginning


def _print_list(gaps: Sequence[Gap], now: datetime) -> None:
    """Two lines for each gap, so that a title has the whole width."""
    for gap in gaps:
        owner = f", with {gap.assigned}" if gap.assigned else f", perhaps for {gap.owner}" if gap.owner else ""
        state = "" if gap.state == "open" else f"{gap.state}, "
        OUT.print(Text.assemble((gap.id[:8], "cyan"), "  ", (gap.title, "bold")))
        OUT.print(Text(f"          {state}priority {priority(gap, now):.1f}: {_asked(gap)}{owner}", style="dim"))


def _asked(gap: Gap) -> str:
    people = "1 person" if gap.people == 1 else f"{gap.people} people"
    times = "once" if gap.questions == 1 else f"{gap.questions} times"
    return f"{_WORDS.kinds[gap.kind]}, {people} asked {times}, last on {gap.last_asked:%Y-%m-%d}"


def _print_view(view: GapView, now: datetime) -> None:
    gap = view.gap
    OUT.print(Text(gap.title, style="bold"))
    OUT.print(Text(f"{gap.state}, priority {priority(gap, now):.1f}: {_asked(gap)}"))
    if gap.document:
        OUT.print(Text(f"Nearest: {gap.document} ({'same topic' if gap.related else 'unrelated'})"))
    if gap.assigned or gap.owner:
        OUT.print(Text(f"Assigned to {gap.assigned}" if gap.assigned else f"Suggested owner: {gap.owner}"))
    different = asked_alike(view.questions)
    for one in different[-_SHOWN_QUESTIONS:]:
        OUT.print(Text(f"  {one.latest.asked_at:%Y-%m-%d}  {one.words}  ({', '.join(one.latest.signals)})"))
    if len(different) > _SHOWN_QUESTIONS:
        OUT.print(Text(f"  and {len(different) - _SHOWN_QUESTIONS} earlier ones (--json has all)", style="dim"))
    for other in view.perhaps:
        OUT.print(Text(f"Perhaps the same: {other.id[:8]}  {other.title}"))
    for draft in view.drafts:
        OUT.print(Text(f"Draft of {draft.written_at:%Y-%m-%d}: {draft.text}"))
    for change in filter(of_its_own, view.history):
        by = view.names.get(change.by, change.by) or "Cornerman"
        told = change.detail.get("document") or view.titles.get(other_gap(change), "")
        OUT.print(
            Text(f"  {change.at:%Y-%m-%d %H:%M}  {_WORDS.verbs[change.verb]}  {by}  {told}".rstrip(), style="dim")
        )
