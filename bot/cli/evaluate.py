"""`cornerman evaluate`: golden questions asked, answers scored."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from bot.cli.options import Config, Content, Json, settings_for
from bot.cli.output import ERR, OUT, ExitCode, errors_in_words, fail, print_json, warn_of_stale, warn_of_unknown
from bot.cli.progress import progress_bar, question_bar
from bot.golden_questions import GoldenQuestion, read_questions, stale_evidence, unknown_documents
from bot.model import Answer, Ask, Asker, Place

if TYPE_CHECKING:
    from bot.evaluation import Judged
    from bot.wiring import Cornerman

FIGURES = {
    "recall@1": "right document first",
    "recall@3": "right document among the first 3",
    "recall@5": "right document among the first 5",
    "mrr@10": "mean reciprocal rank, first 10",
    "evidence@1": "evidence in the first passage",
    "evidence@3": "evidence in the first 3 passages",
    "quote_hit": "evidence's words in the quote",
    "auroc": "AUROC of the confidence",
    "auroc_near": "the same, near misses alone",
    "coverage_at_90_precision": "coverage at 90% precision",
    "answerable.answered": "answerable, called answered",
    "unanswerable.gap": "unanswerable, called a gap",
    "unanswerable.not_answered": "unanswerable, not answered",
}
"""Every figure that can have a floor, and what it says. More is always better."""
_LISTED = 10


_DETAILS_HELP = (
    "Write one line for each question to this file, with the text of the passages found, documents with an audience "
    "and internal lines among them: only its owner may read it."
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "evaluate",
        epilog="Examples:  \n`cornerman evaluate examples/questions.jsonl --content examples/content`  \n"
        "`cornerman evaluate golden.jsonl --details details.jsonl --at-least recall@3=0.8`",
    )(evaluate)


def evaluate(
    context: typer.Context,
    questions: Annotated[Path, typer.Argument(help="Golden questions, one JSON object a line (see docs/cli.md).")],
    details: Annotated[Path | None, typer.Option(help=_DETAILS_HELP)] = None,
    at_least: Annotated[
        list[str] | None,
        typer.Option(
            help="A floor for a figure, by the name printed before it: recall@3=0.8, unanswerable.not_answered=0.7. "
            "Exit with 4 where one is below its floor. May be repeated."
        ),
    ] = None,
    content: Content = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Ask golden questions and print how well they were answered. The questions are not logged.

    With `--content` the folder is indexed first; else the index that serves is asked.
    """
    from bot.evaluation import evaluate as run
    from bot.wiring import Cornerman

    with errors_in_words(context, as_json=as_json):
        floors = dict(_floor(written) for written in at_least or ())
        golden = read_questions(questions)
        with Cornerman(settings_for(context, config, content)) as cornerman:
            if content is not None:
                with progress_bar(quiet=as_json) as listener:
                    cornerman.reindex(listener)
            indexed = {file.path for file in cornerman.store.files()}
            unknown = unknown_documents(golden, indexed)
            if unknown and not as_json:
                warn_of_unknown(
                    context, unknown, "`relevant` names what is no document of the index, so that it counts as missed"
                )
            stale = stale_evidence(golden, _passages(cornerman, golden))
            if stale and not as_json:
                warn_of_stale(stale)
            cornerman.warm_up()
            with question_bar(quiet=as_json) as progress:
                evaluation = run(_asking(cornerman), golden, progress)
    if details is not None:
        _write(details, evaluation.details(), as_json=as_json)
    figures = evaluation.as_json()
    if as_json:
        told = {"unknown_documents": [asdict(one) for one in unknown], "stale_evidence": [asdict(one) for one in stale]}
        wrong = {
            "missed": evaluation.missed,
            "wrongly_answered": evaluation.wrongly_answered,
            "too_modest": evaluation.too_modest,
        }
        print_json({**figures, **told, **{name: [one.question.id for one in found] for name, found in wrong.items()}})
    else:
        _print(figures)
        _print_wrong("Missed, the right document is not among the first 3", evaluation.missed)
        _print_wrong("Called answered, though nothing answers it", evaluation.wrongly_answered)
        _print_wrong("Not called answered, though the right document comes first", evaluation.too_modest)
    below = _below(figures, floors)
    for line in below:
        ERR.print(line, style="red", markup=False)
    if below:
        raise typer.Exit(ExitCode.INCOMPLETE)


def _passages(cornerman: Cornerman, questions: Sequence[GoldenQuestion]) -> Mapping[str, Sequence[str]]:
    """The passages of what the questions with evidence call relevant, as far as it is indexed, by document path."""
    generation = cornerman.store.current()
    paths = [document.path for document in generation.documents.values()]
    wanted = {document for question in questions if question.evidence for document in question.relevant}
    found: dict[str, list[str]] = {}
    for row, document_row in enumerate(generation.document_rows.tolist()):
        path = paths[document_row]
        if path in wanted:
            found.setdefault(path, []).append(generation.passages[row].text)
    return found


def _asking(cornerman: Cornerman) -> Callable[[GoldenQuestion], Answer]:
    answering = cornerman.unlogged_answering

    def ask(question: GoldenQuestion) -> Answer:
        return answering.answer(
            Ask(
                text=question.question,
                asker=Asker(id="evaluate", groups=None),
                place=Place(id="terminal", kind="terminal"),
                surface="cli",
                history=question.history,
            )
        )

    return ask


def _write(path: Path, lines: Iterator[dict[str, object]], *, as_json: bool) -> None:
    try:
        with open(path, "w", encoding="utf-8", opener=_for_its_owner) as file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    except OSError as error:
        message = f"--details {path}: cannot be written: {error.strerror}"
        raise fail(message, ExitCode.FAILED, as_json=as_json) from error


def _for_its_owner(path: str, flags: int) -> int:
    """Opens a file that nobody else can read; one that was there before is closed to others."""
    handle = os.open(path, flags, 0o600)
    if stat.S_ISREG(os.fstat(handle).st_mode):  # not a terminal, nor /dev/null
        os.fchmod(handle, 0o600)
    return handle


def _floor(written: str) -> tuple[str, float]:
    name, _, value = written.partition("=")
    try:
        floor = float(value)
    except ValueError:
        floor = None
    if name not in FIGURES or floor is None or not 0 <= floor <= 1:
        wanted = f"one of {', '.join(FIGURES)}, then = and a number from 0 to 1, for example recall@3=0.8"
        raise typer.BadParameter(f"{written!r} is not a floor: give {wanted}", param_hint="--at-least")
    return name, floor


def _below(figures: Mapping[str, object], floors: Mapping[str, float]) -> Sequence[str]:
    """What is below its floor, in words. A figure that could not be measured is below any floor."""
    lines = []
    for name, floor in floors.items():
        value = _figure(figures, name)
        if not isinstance(value, float) or value < floor:
            shown = f"{value:.3f}" if isinstance(value, float) else "not measurable on these questions"
            lines.append(f"{name} is {shown}, below its floor of {floor:g}")
    return lines


def _print(figures: Mapping[str, object]) -> None:
    OUT.print(f"{figures['questions']} questions: {figures['answerable']} answerable, {figures['unanswerable']} not\n")
    by_language = figures["by_language"]
    languages = list(by_language) if isinstance(by_language, Mapping) else []
    table = Table("", "", "all", *(languages if len(languages) > 1 else ()), box=None, pad_edge=False)
    for name, label in FIGURES.items():
        columns = [figures] + [_mapping(by_language)[language] for language in languages if len(languages) > 1]
        table.add_row(name, label, *(_shown(_figure(_mapping(column), name)) for column in columns))
    OUT.print(table)
    OUT.print()
    for group, shares in _mapping(figures["status"]).items():
        told = (f"{status} {_shown(_mapping(shares)[status])}" for status in ("answered", "unsure", "gap"))
        OUT.print(f"{group}: " + ", ".join(told))
    error, brier = _shown(figures["calibration_error"]), _shown(figures["brier"])
    OUT.print(f"confidence: {error} away from the truth on average, Brier score {brier} (less is better)")
    latency = _mapping(figures["latency_ms"])
    OUT.print(f"latency: {_shown(latency['p50'], 1)} ms median, {_shown(latency['p95'], 1)} ms at the 95th percentile")


def _print_wrong(what: str, judged: Sequence[Judged]) -> None:
    """Some of the questions that came out wrong, with what was found first."""
    if not judged:
        return
    OUT.print(f"\n{what} ({len(judged)}):", markup=False)
    for one in judged[:_LISTED]:
        found = one.documents[0] if one.documents else "nothing"
        wanted = f" instead of {one.question.relevant[0]}" if one.question.answerable and not one.right else ""
        judgement = f" ({one.answer.status}, {one.answer.confidence:.0%})" if one.right else ""
        OUT.print(f"  {one.question.id}: {one.question.question} → {found}{wanted}{judgement}", markup=False)
    if len(judged) > _LISTED:
        OUT.print(f"  … and {len(judged) - _LISTED} more: `--details FILE` writes down what was found for each")


def _figure(figures: Mapping[str, object], name: str) -> object:
    """A figure by the name it is printed with: `unanswerable.gap` stands below `status`."""
    group, _, share = name.partition(".")
    return _mapping(_mapping(figures["status"])[group])[share] if share else figures[name]


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _shown(value: object, digits: int = 3) -> str:
    return f"{value:.{digits}f}" if isinstance(value, float) else "–"
