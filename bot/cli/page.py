"""`cornerman page`: pages pulled, restored and said to be right at an administrator's terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from bot.cli.gap_board import TERMINAL
from bot.cli.options import Config, Content, Json, settings_for
from bot.cli.output import OUT, ExitCode, errors_in_words, fail, print_json
from bot.upkeep.telling import act_told, done_told, marks_of, state_told
from bot.upkeep.words import upkeep_words

if TYPE_CHECKING:
    from bot.upkeep.desk import UpkeepDesk
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
    page.command("list", epilog="Example:  \n`cornerman page list`")(listing)
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
        _act(cornerman, "pulled", page, reason, as_json=as_json)


def restore(
    context: typer.Context, page: Page, content: Content = None, config: Config = None, as_json: Json = False
) -> None:
    """Restore a page that was pulled or retired: answers are made from it again."""
    with at_work(context, config, content, as_json=as_json) as cornerman:
        _act(cornerman, "restored", page, as_json=as_json)


def verify(
    context: typer.Context, page: Page, content: Content = None, config: Config = None, as_json: Json = False
) -> None:
    """Say that a page is still right: it counts as reviewed today, in its front matter, too, where that can be."""
    with at_work(context, config, content, as_json=as_json) as cornerman:
        _act(cornerman, "verified", page, as_json=as_json)


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
        _act(cornerman, "needs_work", page, note, as_json=as_json)


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
        _act(cornerman, "retired", page, reason, as_json=as_json)


def show(
    context: typer.Context, page: Page, content: Content = None, config: Config = None, as_json: Json = False
) -> None:
    """Show what owners said of a page, and what was done with it."""
    with at_work(context, config, content, as_json=as_json) as cornerman:
        desk = cornerman.upkeep_parts.desk
        document = meant(desk, page, as_json=as_json)
        state, acts = desk.state(document.id), desk.history(TERMINAL, document.id)
    if as_json:
        print_json({"page": named(document), "state": asdict(state), "history": [asdict(act) for act in acts]})
        return
    _print_page(document)
    for line in state_told(state, "en"):
        OUT.print(line, markup=False)
    for act in acts:
        OUT.print(Text(f"  {act.at:%Y-%m-%d %H:%M}  {act_told(act, 'en')}", style="dim"))


def listing(context: typer.Context, content: Content = None, config: Config = None, as_json: Json = False) -> None:
    """List the pages that are pulled, retired or in need of work."""
    with at_work(context, config, content, as_json=as_json) as cornerman:
        desk = cornerman.upkeep_parts.desk
        states = desk.states()
        found = [(one, states[one.id]) for one in desk.theirs(TERMINAL) if one.id in states]
    marked = [(document, state) for document, state in found if marks_of(state)]
    if as_json:
        print_json({"pages": [{"page": named(document), "state": asdict(state)} for document, state in marked]})
        return
    if not marked:
        OUT.print(_WORDS.none_listed)
    for document, state in marked:
        _print_page(document, ", ".join(_WORDS.marks[mark] for mark in marks_of(state)))
        for line in state_told(state, "en"):
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


def _act(cornerman: Cornerman, verb: UpkeepVerb, page: str, note: str = "", *, as_json: bool) -> None:
    desk = cornerman.upkeep_parts.desk
    document = meant(desk, page, as_json=as_json)
    done = desk.act(TERMINAL, verb, document.id, note)
    if as_json:
        print_json(
            {
                "page": named(document),
                "state": asdict(done.state),
                "not_written": done.not_written,
                "already": done.already,
            }
        )
        return
    _print_page(document)
    OUT.print(done_told(done, "en"), markup=False)
    if done.not_written:
        OUT.print(_WORDS.not_written.format(reason=done.not_written), style="yellow", markup=False)


def meant(desk: UpkeepDesk, words: str, *, as_json: bool) -> Document:
    """The one page that the words mean; where that is none or several, it says so and stops."""
    found = desk.meant(TERMINAL, words)
    if len(found) == 1:
        return found[0]
    if not found:
        raise fail(_WORDS.none_meant.format(words=words), ExitCode.FAILED, as_json=as_json)
    if as_json:
        print_json({"error": _WORDS.several_meant, "pages": [named(one) for one in found]})
        raise typer.Exit(ExitCode.SETTINGS)
    listed = [f"  {one.path}  ({one.title}, {one.source}, {one.id})" for one in found]
    raise fail("\n".join((_WORDS.several_meant, *listed)), ExitCode.SETTINGS, as_json=False)


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


def _print_page(document: Document, marks: str = "") -> None:
    OUT.print(Text.assemble((document.title, "bold"), "  ", (document.path, "cyan"), f"  {marks}".rstrip()))
