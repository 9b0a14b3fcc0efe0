"""`cornerman ask`: a question from the terminal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

import typer
from rich.text import Text

from bot.cli.options import Config, Content, Json, as_called, settings_for
from bot.cli.output import OUT, ExitCode, errors_in_words, fail, print_json, tell_of_preparing
from bot.cli.wishes import check_groups, check_wishes
from bot.cli.words import print_words
from bot.model import TERMINAL, Answer, Ask, Asker, Place


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "ask",
        epilog="Examples:  \n`cornerman ask 'what discount can I give on a two-year deal?'`  \n"
        "`cornerman ask --json --kind battlecard 'why do we win against Acme'`  \n"
        "`cornerman ask 'and for partners?' --history 'discount on a two-year deal'`",
    )(ask)


def ask(
    context: typer.Context,
    question: Annotated[list[str], typer.Argument(help="The question, as you would type it in chat.")],
    history: Annotated[
        list[str] | None,
        typer.Option(help="An earlier question of the same thread, for a follow-up; repeat it, oldest first."),
    ] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Only documents of this kind.")] = None,
    product: Annotated[list[str] | None, typer.Option(help="Only documents about this product.")] = None,
    competitor: Annotated[list[str] | None, typer.Option(help="Only documents about this competitor.")] = None,
    stage: Annotated[
        list[str] | None, typer.Option(help="Only documents for this stage of the buyer's journey.")
    ] = None,
    language: Annotated[list[str] | None, typer.Option(help="Only documents in this language (en, ru, …).")] = None,
    as_group: Annotated[
        list[str] | None,
        typer.Option("--as-group", help="See only what this audience group may see. Default: everything."),
    ] = None,
    content: Content = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Ask a question; the answer comes in the content's own words, with links."""
    from bot.wiring import Cornerman

    text = " ".join(question).strip()
    if not text:
        raise fail("The question is empty. Put it in quotes after `ask`.", ExitCode.SETTINGS, as_json=as_json)
    wanted = Ask(
        text=text,
        asker=Asker(id=TERMINAL, groups=None if as_group is None else frozenset(as_group)),
        place=Place(id="terminal", kind="terminal"),
        surface="cli",
        history=tuple(history or ()),
        kinds=tuple(kind or ()),
        products=tuple(product or ()),
        competitors=tuple(competitor or ()),
        stages=tuple(stage or ()),
        languages=tuple(language or ()),
    )
    with errors_in_words(context, as_json=as_json), Cornerman(settings_for(context, config, content)) as cornerman:
        check_groups(as_group or (), cornerman.settings.groups)
        # A model or a database that cannot be used is told as what it is, not as a failed answer; an index that is
        # missing before a model is prepared for nothing.
        answering = cornerman.answering
        check_wishes(wanted, cornerman.store.current().documents.values())
        cornerman.embedder.prepare(tell_of_preparing)
        answer = answering.answer(wanted)
        answer = replace(answer, note=as_called(context, answer.note))
        if as_json:
            print_json(answer_as_json(answer))
        else:
            _print(answer, cornerman.today())


def answer_as_json(answer: Answer) -> dict[str, object]:
    """The object that `ask --json` prints; docs/cli.md tells each key's meaning."""
    return {
        "question": answer.question,
        "status": answer.status,
        "confidence": round(answer.confidence, 4),
        "answer": answer.text,
        "internal": answer.internal,
        "say": answer.say,
        "note": answer.note,
        "conflicting": answer.conflicting,
        "follows": list(answer.follows),
        "url": answer.url,
        "sources": [
            {
                "document": source.document,
                "title": source.title,
                "heading": source.heading,
                "url": source.url,
                "kind": source.kind,
                "score": round(source.score, 4),
                "owner": source.owner,
                "reviewed": source.reviewed.isoformat() if source.reviewed else None,
                "audience": list(source.audience),
            }
            for source in answer.sources
        ],
        "training": None
        if answer.training is None
        else {
            "document": answer.training.document,
            "title": answer.training.title,
            "url": answer.training.url,
            "audience": list(answer.training.audience),
        },
        "passages": [
            {
                "document": passage.document,
                "heading": passage.heading,
                "text": passage.text,
                "internal": passage.internal,
                "score": round(passage.score, 4),
                "url": passage.url,
            }
            for passage in answer.passages
        ],
        "language": answer.language,
        "generation": answer.generation,
        "question_id": answer.question_id,
        "latency_ms": {stage: round(value, 3) for stage, value in answer.latency_ms.items()},
    }


def _print_training(answer: Answer, today: date) -> None:
    from bot.sentences import cautions, sentences

    page = answer.training
    if page is not None:
        mind = cautions(page, today, answer.language)
        told = " · ".join(filter(None, (f"{sentences(answer.language).learn_more} {page.title}", mind)))
        OUT.print(Text(f"\n{told}").append(f"\n   {page.url}", style="blue"))


def _print(answer: Answer, today: date) -> None:
    from bot.sentences import access, freshness, headline, sentences

    words = sentences(answer.language)
    if opening := headline(answer):
        OUT.print(Text(opening, style="yellow"))
    if answer.internal:
        OUT.print(Text(words.internal_mark, style="bold magenta"))
    if answer.text and not answer.quote_is_said:
        print_words(OUT, answer.text, answer.bold, answer.table_head)
    if answer.say:
        OUT.print(Text(f"\n{words.say_this}", style="bold green"))
        print_words(OUT, answer.say)
    if answer.sources:
        OUT.print()
    for number, source in enumerate(answer.sources, start=1):
        title = source.title if source.heading in ("", source.title) else f"{source.title} › {source.heading}"
        fresh = freshness(source, today, answer.language)
        closed = access(source, answer.language)
        details = ", ".join(part for part in (source.kind, source.owner or "", fresh, closed) if part)
        OUT.print(Text(f"{number}. {title}", style="bold").append(f"  ({details})", style="dim"))
        OUT.print(Text(f"   {source.url}", style="blue"))
    for earlier in answer.follows:
        OUT.print(Text(f"\n{words.goes_on.format(question=earlier)}", style="dim"))
    if answer.note:
        OUT.print(Text(f"\n{answer.note}", style="dim"))
    _print_training(answer, today)
    if answer.small_talk:
        return
    OUT.print(Text(f"{answer.status}, {answer.confidence:.0%} sure, {answer.latency_ms['total']:.0f} ms", style="dim"))
