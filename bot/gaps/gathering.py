"""Questions of a file gathered into gaps in the order of their arrival, by the index that serves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from bot.gaps.clusters import AskedOnce, Clusters
from bot.gaps.wording import QuestionModel, readings, vectors_of
from bot.golden_questions import QuestionFileError
from bot.json_lines import read_named

_PERHAPS = 3
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Unanswered(BaseModel):
    """A line of the file. `lang` is an ISO 639-1 code; `history` are earlier questions of the thread, oldest first."""

    model_config = ConfigDict(strict=True, frozen=True)

    id: _Text
    question: _Text
    lang: _Text = "en"
    history: list[_Text] = []


@dataclass(frozen=True, slots=True)
class Gathered:
    """The gap of each question, by its id, and which other gaps may be the same as that one, most likely first.

    A gap goes by the id of the question that began it.
    """

    gaps: Mapping[str, str]
    perhaps: Mapping[str, Sequence[str]]


def read_unanswered(path: Path) -> list[Unanswered]:
    """The questions of a file, a JSON object a line; empty lines are passed over. Raises QuestionFileError."""
    return read_named(path, "question", _read, QuestionFileError)


def asked(questions: Sequence[Unanswered], model: QuestionModel) -> list[AskedOnce]:
    """The questions as they are placed while serving."""
    read = [readings(one.question, one.lang, one.history, model.languages) for one in questions]
    return [
        AskedOnce(one.id, one.question, one.lang, vector, tuple(one.history))
        for one, vector in zip(questions, vectors_of(read, model), strict=True)
    ]


def gathered(questions: Sequence[AskedOnce]) -> Gathered:
    """Place questions one after the other; what may be the same is told at the end, when all are known."""
    clusters = Clusters()
    gaps: dict[str, str] = {}
    for question in questions:
        gaps[question.id] = clusters.gap_for(question) or question.id
        clusters.add(question, gaps[question.id])
    perhaps = {gap: clusters.perhaps(gap, _PERHAPS) for gap in dict.fromkeys(gaps.values())}
    return Gathered(gaps, {question: perhaps[gap] for question, gap in gaps.items()})


def _read(line: str, where: str) -> Unanswered:
    try:
        return Unanswered.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        raise QuestionFileError(f"{where}: {_mend(first['type'], first['loc'], first['msg'])}") from error


def _mend(kind: str, place: Collection[int | str], message: str) -> str:
    key = next(iter(place), "")
    if kind == "json_invalid":
        reason = message.removeprefix("Invalid JSON: ").replace("at line 1 column", "at column")
        return f"is not JSON ({reason}); write one JSON object a line"
    if not key:
        return 'must be one JSON object, for example {"id": "1", "question": "…", "lang": "en"}'
    if kind == "missing":
        return f"`{key}` is missing: give each question its `id` and its `question`"
    return f"`{key}` must be " + ("a list of texts" if key == "history" else "a text that is not empty")
