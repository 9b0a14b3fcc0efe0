"""How good each engine's answers are, by the judge of `cornerman evaluate`, and how far apart engines are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.evaluation import Judged, judge
from bot.evaluation_metrics import interval, mean
from bot.golden_questions import GoldenQuestion
from bot.model import Answer, AnswerPassage

FIGURES: Mapping[str, Callable[[Judged], float | None]] = {
    "R@1": lambda judged: _within(judged.rank, 1),
    "R@3": lambda judged: _within(judged.rank, 3),
    "R@5": lambda judged: _within(judged.rank, 5),
    "evidence@3": lambda judged: _within(judged.evidence_rank, 3) if judged.question.evidence else None,
}
"""What is measured of an answerable question, 0 or 1; None where it gives nothing to measure."""


def judged(question: GoldenQuestion, told: Mapping[str, Any]) -> Judged:
    """What the answer of an engine is worth; `told` as `EngineProcess.ask` gives it."""
    passages = tuple(
        AnswerPassage(
            passage_id="",
            document_id=hit["document"],
            document=hit["document"],
            heading="",
            text=hit["text"],
            score=hit["score"],
            url="",
        )
        for hit in told["hits"]
    )
    answer = Answer(
        question_id=question.id,
        question=question.question,
        status="unsure",  # peers do not say; nothing here hangs on it
        confidence=passages[0].score if passages else 0.0,
        text=told["quote"],
        bold=(),
        say=None,
        sources=(),
        passages=passages,
        generation="",
        language=question.language,
    )
    return judge(question, answer, told["ms"])


def figures(answers: Sequence[Judged], base: Sequence[Judged]) -> dict[str, Any]:
    """Each figure with its 95% interval, and by how much it is above that of `base` on the same questions.

    Intervals are bootstrapped over groups of related questions; that of the difference over both answers to each.
    """
    told: dict[str, Any] = {}
    for name, figure in FIGURES.items():
        values = [(own.question, figure(own), figure(other)) for own, other in zip(answers, base, strict=True)]
        kept = [(q, own, other) for q, own, other in values if q.answerable and own is not None and other is not None]
        differences = [(question, own - other) for question, own, other in kept]
        told[name] = {
            "value": mean(own for _, own, _ in kept),
            "interval_95": interval(_grouped([(question, own) for question, own, _ in kept])),
            "difference": mean(difference for _, difference in differences),
            "difference_interval_95": interval(_grouped(differences)),
        }
    return told


def words_a_passage(answers: Sequence[Judged]) -> float | None:
    """The mean length of the first three passages: a longer one holds the evidence more easily."""
    return mean(len(passage.text.split()) for each in answers for passage in each.answer.passages[:3])


def _grouped(values: Sequence[tuple[GoldenQuestion, float]]) -> list[list[float]]:
    groups: dict[str, list[float]] = {}
    for question, value in values:
        groups.setdefault(question.group, []).append(value)
    return list(groups.values())


def _within(rank: int | None, count: int) -> float:
    return float(rank is not None and rank <= count)
