"""Questions with known answers, read from JSON lines."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluation_metrics import holds_evidence
from bot.json_lines import numbered_lines

_NAMED = 3
_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")
"""What JSON's "\\ud800" alone is, and no file, log or terminal takes."""


class QuestionFileError(Exception):
    """A file of golden questions cannot be used. The message names file, line and key, and what is needed."""


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question as a rep types it, and what answers it.

    `relevant` are document paths in their source, the one with the evidence first; `evidence` is a literal quote
    (empty: not measured); `history` are earlier questions of the thread; `base` names the question that this one is a
    twin or a follow-up of. Where `answerable` is False nothing answers it, and `near_miss` tells whether some page is
    on the same topic.
    """

    id: str
    question: str
    relevant: tuple[str, ...]
    evidence: str = ""
    heading: str = ""
    kind: str = "other"
    language: str = "en"
    answerable: bool = True
    near_miss: bool = False
    history: tuple[str, ...] = ()
    base: str | None = None

    @property
    def group(self) -> str:
        """Questions of one group are not independent of each other."""
        return self.base or self.id


@dataclass(frozen=True, slots=True)
class UnknownDocument:
    """A document that a question calls relevant and that lacks what is wanted of it: that can only be missed."""

    question: str
    document: str


def unknown_documents(questions: Iterable[GoldenQuestion], indexed: Collection[str]) -> list[UnknownDocument]:
    """What the questions call relevant and is not among the paths of the indexed documents, in their order."""
    return [
        UnknownDocument(question.id, document)
        for question in questions
        for document in question.relevant
        if document not in indexed
    ]


def stale_evidence(questions: Iterable[GoldenQuestion], passages: Mapping[str, Sequence[str]]) -> list[UnknownDocument]:
    """The questions whose evidence no passage of their relevant documents holds any more, with the first of these.

    `passages` are the texts of each document by its path; a document that is not among them is another matter.
    """
    return [
        UnknownDocument(question.id, held[0])
        for question in questions
        if question.evidence
        and (held := [document for document in question.relevant if document in passages])
        and not any(holds_evidence(text, question.evidence) for document in held for text in passages[document])
    ]


def read_questions(path: Path) -> list[GoldenQuestion]:
    """The questions of a file, a JSON object a line; empty lines are passed over. Raises QuestionFileError."""
    lines = [_Line(path, number, line) for number, line in numbered_lines(path, "question", QuestionFileError)]
    questions: dict[int, GoldenQuestion] = {}
    number_of: dict[str, int] = {}
    for line in lines:
        question = questions[line.number] = _question(line)
        earlier = number_of.setdefault(question.id, line.number)
        if earlier != line.number:
            raise line.error(
                "id",
                f'"{question.id}" is that of line {earlier} too: give each question its own (without one it has the '
                "number of its line)",
            )
    _check_contradictions(path, questions)
    return list(questions.values())


def _check_contradictions(path: Path, questions: Mapping[int, GoldenQuestion]) -> None:
    """`questions` by line. Raises QuestionFileError where one is said to be answerable and not."""
    first: dict[tuple[str, tuple[str, ...]], int] = {}
    found = []
    for number, question in questions.items():
        asked = " ".join(question.question.casefold().split()).rstrip(" ?!."), question.history
        earlier = first.setdefault(asked, number)
        if questions[earlier].answerable != question.answerable:
            found.append(f'lines {earlier} and {number} ("{question.question}")')
    if found:
        more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        raise QuestionFileError(
            f"{path}: the same question is answerable and is not, in {', '.join(found[:_NAMED])}{more}: "
            "keep what is true"
        )


class _Line:
    """One line of the file, and its values by key, each of the type that is asked for."""

    def __init__(self, path: Path, number: int, line: str) -> None:
        self.number = number
        self._where = f"{path}, line {number}"
        try:
            values = json.loads(line)
        except json.JSONDecodeError as error:
            raise QuestionFileError(f"{self._where}: is not JSON ({error.msg}, column {error.colno})") from error
        except RecursionError as error:
            raise QuestionFileError(f"{self._where}: is nested too deeply; write one flat JSON object") from error
        except ValueError as error:  # Python reads no integer of thousands of digits
            raise QuestionFileError(f"{self._where}: holds a number of too many digits; shorten it") from error
        if not isinstance(values, dict):
            raise QuestionFileError(f'{self._where}: must be one JSON object, for example {{"question": "…"}}')
        self._values: dict[str, Any] = values

    def has(self, key: str) -> bool:
        """Whether anything was given for the key."""
        return self._values.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        """A text; must be there and not empty where there is no default."""
        value = self._values.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.error(key, "must be a text" + ("" if default is not None else " that is not empty"))
        return self._whole(key, value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; none where the key is missing."""
        value = self._values.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, "must be a list of texts")
        return tuple(self._whole(key, text) for text in value)

    def truth(self, key: str, *, default: bool) -> bool:
        """Either true or false."""
        value = self._values.get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, "must be true or false")
        return value

    def _whole(self, key: str, text: str) -> str:
        half = _HALF_A_CHARACTER.search(text)
        if half:
            raise self.error(key, f"holds \\u{ord(half[0]):x}, half a character: write the character itself")
        return text

    def error(self, key: str, needs: str) -> QuestionFileError:
        """What is wrong with a key of this line."""
        return QuestionFileError(f"{self._where}: `{key}` {needs}")


def _question(line: _Line) -> GoldenQuestion:
    relevant = line.texts("relevant")
    answerable = line.truth("answerable", default=bool(relevant))
    if not (line.has("relevant") or line.has("answerable")):
        # A question whose key was forgotten or misspelt would count as one that nothing answers.
        raise line.error("relevant", 'is missing: name the documents that answer it, or write "answerable": false')
    if answerable and not relevant:
        raise line.error("relevant", "must name at least one document where `answerable` is true")
    if relevant and not answerable:
        raise line.error("relevant", "must be empty where `answerable` is false")
    return GoldenQuestion(
        id=line.text("id", str(line.number)),
        question=line.text("question"),
        relevant=relevant,
        evidence=line.text("evidence", ""),
        heading=line.text("heading", ""),
        kind=line.text("kind", "other"),
        language=line.text("lang", "en"),
        answerable=answerable,
        near_miss=line.truth("near_miss", default=False),
        history=line.texts("history"),
        base=line.text("base", "") or None,
    )
