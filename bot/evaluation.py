"""Golden questions asked, answers scored: how a company guards its content, and how Cornerman is measured."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field

from bot.evaluation_metrics import (
    auroc,
    brier,
    calibration_error,
    coverage_at_precision,
    first_hit,
    holds_evidence,
    holds_key_words,
    interval,
    mean,
    percentile,
    reliability,
)
from bot.golden_questions import GoldenQuestion, QuestionFileError, read_questions
from bot.model import Answer

__all__ = ["Evaluation", "GoldenQuestion", "QuestionFileError", "evaluate", "read_questions"]

FOUND_WITHIN = 3
"""Documents among which a relevant one makes confidence right."""
PRECISION = 0.9
"""The precision at which coverage is told."""
_STATUSES = ("answered", "unsure", "gap")
_MRR_DEPTH = 10
_PASSAGES_IN_DETAILS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """One question, its answer, and what the answer is worth.

    `rank` is that of the first relevant document (from 1, by its best passage), `evidence_rank` that of the first
    passage of a relevant document that holds the evidence; None where there is none.
    """

    question: GoldenQuestion
    answer: Answer
    milliseconds: float
    documents: tuple[str, ...]
    rank: int | None
    evidence_rank: int | None
    quote_hit: bool

    @property
    def right(self) -> bool:
        """Whether answering was no mistake: something answers the question, and that came first."""
        return self.question.answerable and self.rank == 1

    @property
    def found(self) -> bool:
        """What confidence is a probability of: a relevant document is among the first three."""
        return self.rank is not None and self.rank <= FOUND_WITHIN


@dataclass(frozen=True)
class Evaluation:
    """All questions of one run, judged."""

    judged: Sequence[Judged] = field(default_factory=tuple)

    def as_json(self) -> dict[str, object]:
        """Every figure by name; None where the questions give nothing to measure it on."""
        kinds = dict.fromkeys(j.question.kind for j in self.judged)
        languages = dict.fromkeys(j.question.language for j in self.judged)
        return {
            **_figures(self.judged),
            "intervals_95": {f"recall@{k}": _recall_interval(self.judged, k) for k in (1, 3)},
            "reliability": [asdict(one) for one in reliability(_judged(self.judged))],
            "latency_ms": {
                "p50": percentile([j.milliseconds for j in self.judged], 0.50),
                "p95": percentile([j.milliseconds for j in self.judged], 0.95),
            },
            "by_kind": {kind: _figures([j for j in self.judged if j.question.kind == kind]) for kind in kinds},
            "by_language": {
                language: _figures([j for j in self.judged if j.question.language == language])
                for language in languages
            },
        }

    @property
    def missed(self) -> list[Judged]:
        """What is answerable without a relevant document among the first three, as confidence counts it."""
        return [one for one in self.judged if one.question.answerable and not one.found]

    @property
    def too_modest(self) -> list[Judged]:
        """What came first, and was not called answered all the same."""
        return [one for one in self.judged if one.right and one.answer.status != "answered"]

    @property
    def wrongly_answered(self) -> list[Judged]:
        """What nothing answers and was called answered all the same."""
        return [one for one in self.judged if not one.question.answerable and one.answer.status == "answered"]

    def details(self) -> Iterator[dict[str, object]]:
        """One record for each question, in the order asked."""
        for judged in self.judged:
            yield {
                "id": judged.question.id,
                "question": judged.question.question,
                "relevant": list(judged.question.relevant),
                "rank": judged.rank,
                "status": judged.answer.status,
                "confidence": judged.answer.confidence,
                "quote": judged.answer.text,
                "quote_hit": judged.quote_hit if judged.question.evidence else None,
                "documents": list(judged.documents),
                "passages": [
                    {"document": passage.document, "heading": passage.heading, "text": passage.text}
                    for passage in judged.answer.passages[:_PASSAGES_IN_DETAILS]
                ],
                "latency_ms": judged.milliseconds,
            }


def evaluate(
    ask: Callable[[GoldenQuestion], Answer],
    questions: Sequence[GoldenQuestion],
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Asks each question in turn and judges the answer; `progress` is told how many of how many are done."""
    judged = []
    for done, question in enumerate(questions, start=1):
        started = time.perf_counter()
        answer = ask(question)
        judged.append(judge(question, answer, (time.perf_counter() - started) * 1000))
        if progress:
            progress(done, len(questions))
    return Evaluation(tuple(judged))


def judge(question: GoldenQuestion, answer: Answer, milliseconds: float) -> Judged:
    """What one answer is worth."""
    documents = tuple(dict.fromkeys(passage.document for passage in answer.passages))
    holding = (
        rank
        for rank, passage in enumerate(answer.passages, start=1)
        if passage.document in question.relevant and holds_evidence(passage.text, question.evidence)
    )
    return Judged(
        question=question,
        answer=answer,
        milliseconds=milliseconds,
        documents=documents,
        rank=first_hit(documents, question.relevant),
        evidence_rank=next(holding, None),
        quote_hit=holds_key_words(answer.text, question.evidence, answer.language),
    )


def _figures(judged: Sequence[Judged]) -> dict[str, object]:
    answerable = [j for j in judged if j.question.answerable]
    unanswerable = [j for j in judged if not j.question.answerable]
    proven = [j for j in answerable if j.question.evidence]
    near = [j for j in unanswerable if j.question.near_miss]
    sure = [j.answer.confidence for j in answerable]
    return {
        "questions": len(judged),
        "answerable": len(answerable),
        "unanswerable": len(unanswerable),
        **{f"recall@{k}": mean(_within(j.rank, k) for j in answerable) for k in (1, 3, 5)},
        f"mrr@{_MRR_DEPTH}": mean(1 / j.rank if j.rank and j.rank <= _MRR_DEPTH else 0.0 for j in answerable),
        **{f"evidence@{k}": mean(_within(j.evidence_rank, k) for j in proven) for k in (1, 3)},
        "quote_hit": mean(float(j.quote_hit) for j in proven),
        "auroc": auroc(sure, [j.answer.confidence for j in unanswerable]),
        "auroc_near": auroc(sure, [j.answer.confidence for j in near]),
        "coverage_at_90_precision": coverage_at_precision(
            [(j.answer.confidence, j.right, j.question.answerable) for j in judged], PRECISION
        ),
        "brier": brier(_judged(judged)),
        "calibration_error": calibration_error(_judged(judged)),
        "status": {"answerable": _statuses(answerable), "unanswerable": _statuses(unanswerable)},
    }


def _judged(judged: Sequence[Judged]) -> list[tuple[float, bool]]:
    return [(j.answer.confidence, j.found) for j in judged]


def _within(rank: int | None, count: int) -> float:
    return float(rank is not None and rank <= count)


def _statuses(judged: Sequence[Judged]) -> dict[str, float | None]:
    shares = {status: mean(float(j.answer.status == status) for j in judged) for status in _STATUSES}
    return {**shares, "not_answered": mean(float(j.answer.status != "answered") for j in judged)}


def _recall_interval(judged: Sequence[Judged], count: int) -> list[float] | None:
    groups: dict[str, list[float]] = {}
    for j in judged:
        if j.question.answerable:
            groups.setdefault(j.question.group, []).append(_within(j.rank, count))
    found = interval(list(groups.values()))
    return None if found is None else list(found)
