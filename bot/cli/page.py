"""`cornerman page`: pages pulled, restored and said to be right at an administrator's terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from bot.cli.gap_board import TERMINAL
from bot.cli.options import Config, Content, Json, as_called, settings_for
from bot.cli.output import OUT, ExitCode, errors_in_words, fail, print_json
from bot.cli.page_meant import meant_surely, meant_to_see, named
from bot.upkeep.model import DocumentState
from bot.upkeep.telling import act_told, done_told, marks_of, state_told
from bot.upkeep.words import upkeep_words

if TYPE_CHECKING:
    from bot.upkeep.model import UpkeepVerb
    from bot.wiring import Cornerman
    from content_index.model import Document

_WORDS = upkeep_words("en")
"""The terminal speaks English."""
Page = Annotated[str, typer.Argument(metavar="PAGE", help="Its title, path, link or id.")]
Reason = Annotated[str, typer.Option(help="Why: whoever looks after the page reads it.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    page = typer.Typer(no_args_is_help=True, help="Take a wrong page out of every answer, or say that it is right.")
    page.command(
        "pull",
        epilog="Examples:  \n`cornerman page pull pricing.md --reason 'prices of 2025'`  \n"
        "`cornerman page pull 'Discount policy'`",
    )(pull)
    page.command("restore", epilog="Example:  \n`cornerman page restore pricing.md`")(restore)
    page.command("verify", epilog="Example:  \n`cornerman page verify 'Discount policy'`")(verify)
    page.command("needs-work", epilog="Example:  \n`cornerman page needs-work pricing.md --note 'new tiers'`")(
        needs_work
    )
    page.command("retire", epilog="Example:  \n`cornerman page retire old-deck.pptx`")(retire)
    page.command("show", epilog="Example:  \n`cornerman page show pricing.md --json`")(show)
    page.command("list", epilog="Examples:  \n`cornerman page list`  \n`cornerman page list --all`")(listing)
    app.add_typer(page, name="page")


def pull(
    context: typer.Context,
    page: Page,
    reason: Reason = "",
    content: Content = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Pull a page: within a second no answer is made from it, on any replica. The file stays as it is."""
    with at_work(context, config, content, as_json=as_json) as cornerman:
        _act(context, cornerman, "pulled", page, reason, as_json=as_json)


def restore(
    context: typer.Context, page: Page, content: Content = None, config: Config = None, as_json: Json = False
) -> None:
    """Restore a page that was pulled or retired: answers are made from it again."""
    with at_work(context, config, content, as_json=as_json) as cornerman:
        _act(context, cornerman, "restored", page, as_json=as_json)


def verify(
    context: typer.Context, page: Page, content: Content = None, config: Config = None, as_json: Json = False
) -> None:
    """Say that a page is still right: it counts as reviewed today, in its front matter, too, where that can be."""
    with at_work(context, config, content, as_json=as_json) as cornerman:
        _act(context, cornerman, "verified", page, as_json=as_json)


def needs_work(
    context: typer.Context,
    page: Page,
    note: Annotated[str, typer.Option(help="What for.")] = "",
    content: Content = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Say that a page is being worked on: it goes on answering, and its answers say so until it is verified."""
    with at_work(context, config, content, as_json=as_json) as cornerman:
        _act(context, cornerman, "needs_work", page, note, as_json=as_json)


def retire(
    context: typer.Context,
    page: Page,
    reason: Reason = "",
    content: Content = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Retire a page for good: no answer is made from it any more. The file stays as it is."""
    with at_work(context, config, content, as_json=as_json) as cornerman:
        _act(context, cornerman, "retired", page, reason, as_json=as_json)


def show(
    context: typer.Context, page: Page, content: Content = None, config: Config = None, as_json: Json = False
) -> None:
    """Show what owners said of a page, and what was done with it."""
    with at_work(context, config, content, as_json=as_json) as cornerman:
        desk = cornerman.upkeep_parts.desk
        document = meant_to_see(context, desk, page, as_json=as_json)
        state, acts = desk.state(document.id), desk.history(TERMINAL, document.id)
    if as_json:
        print_json({"page": named(document), "state": asdict(state), "history": [asdict(act) for act in acts]})
        return
    _print_page(document)
    for line in state_told(state, "en"):
        OUT.print(line, markup=False)
    for act in acts:
        OUT.print(Text(f"  {act.at:%Y-%m-%d %H:%M}  {act_told(act, 'en')}", style="dim"))


def listing(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="All pages, not these alone.")] = False,
    content: Content = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """List the pages that are pulled, retired or in need of work."""
    with at_work(context, config, content, as_json=as_json) as cornerman:
        desk = cornerman.upkeep_parts.desk
        states = desk.states()
        found = [(one, states.get(one.id, DocumentState(one.id))) for one in desk.theirs(TERMINAL)]
    marked = [(document, state) for document, state in found if every or marks_of(state)]
    if as_json:
        print_json({"pages": [{"page": named(document), "state": asdict(state)} for document, state in marked]})
        return
    if not marked:
        hint = "" if every else as_called(context, " `cornerman page list --all` lists all pages.")
        OUT.print(f"{_WORDS.none_listed}{hint}", markup=False)
    for document, state in marked:
        _print_page(document, ", ".join(_WORDS.marks[mark] for mark in marks_of(state)))
        for line in state_told(state, "en") if marks_of(state) else ():
            OUT.print(Text(f"  {line}", style="dim"))


@contextmanager
def at_work(
    context: typer.Context, config: Path | None, content: Path | None = None, *, as_json: bool
) -> Iterator[Cornerman]:
    """With an index and a database; what is down is said in words."""
    from bot.ports import KeepingError
    from bot.wiring import Cornerman

    with errors_in_words(context, as_json=as_json), Cornerman(settings_for(context, config, content)) as cornerman:
        cornerman.store.info()  # where nothing is indexed there is no page: it says so
        cornerman.prepare_database()
        try:
            yield cornerman
        except KeepingError as error:
            raise fail(f"{_WORDS.down} ({error})", ExitCode.FAILED, as_json=as_json) from error


def _act(
    context: typer.Context, cornerman: Cornerman, verb: UpkeepVerb, page: str, note: str = "", *, as_json: bool
) -> None:
    desk = cornerman.upkeep_parts.desk
    document = meant_surely(context, desk, page, as_json=as_json)
    done = desk.act(TERMINAL, verb, document.id, note)
    if as_json:
        print_json(
            {
                "page": named(document),
                "state": asdict(done.state),
                "written": done.written,
                "not_written": done.not_written,
                "already": done.already,
            }
        )
        return
    _print_page(document)
    OUT.print(done_told(done, "en"), markup=False)
    if done.not_written:
        OUT.print(_WORDS.not_written.format(reason=done.not_written), style="yellow", markup=False)


def _print_page(document: Document, marks: str = "") -> None:
    OUT.print(Text.assemble((document.title, "bold"), "  ", (document.path, "cyan"), f"  {marks}".rstrip()))
