"""`cornerman gaps cluster`: questions of a file gathered into gaps, to see how well that is done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from bot.cli.options import Config, Json, settings_for
from bot.cli.output import OUT, errors_in_words, print_json, several, tell_of_preparing

if TYPE_CHECKING:
    from bot.gaps.gathering import Gathered


def register(gaps: typer.Typer) -> None:
    """Add the command to those of `cornerman gaps`."""
    gaps.command(
        "cluster",
        epilog="Examples:  \n`cornerman gaps cluster unanswered.jsonl`  \n"
        "`cornerman gaps cluster unanswered.jsonl --json`",
    )(cluster)


def cluster(
    context: typer.Context,
    questions: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Questions in the order of their arrival, one JSON object a line, with `id`, `question` and `lang`.",
        ),
    ],
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Gather questions that nothing answers into gaps, by the code that serves. Nothing is read or kept but the file.

    A gap goes by the id of the question that began it. `perhaps` are other gaps that may be the same.
    """
    from bot.gaps.gathering import asked, gathered, read_unanswered
    from bot.wiring import Cornerman

    with errors_in_words(context, as_json=as_json):
        wanted = read_unanswered(questions)
        # The file stands in for the sources: none is needed, nor any settings, to know the model.
        with Cornerman(settings_for(context, config, questions)) as cornerman:
            cornerman.embedder.prepare(tell_of_preparing)
            found = gathered(asked(wanted, cornerman.embedder))
    if as_json:
        print_json({"clusters": found.gaps, "perhaps": found.perhaps})
        return
    _print(found, {one.id: one.question for one in wanted})


def _print(found: Gathered, text: dict[str, str]) -> None:
    together: dict[str, list[str]] = {}
    for question, gap in found.gaps.items():
        together.setdefault(gap, []).append(question)
    OUT.print(f"{several(len(text), 'question')}, {several(len(together), 'gap')}\n")
    for gap, questions in sorted(together.items(), key=lambda item: -len(item[1])):
        OUT.print(Text(f"{gap} ({len(questions)})", style="bold"))
        for question in questions:
            OUT.print(Text(f"  {question}: {text[question]}"))
        for other in found.perhaps[gap]:
            OUT.print(Text(f"  perhaps the same as {other}: {text[other]}", style="dim"))
