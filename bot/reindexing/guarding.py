"""Golden questions asked of the index that serves and of the one that is to: where answers get worse, it does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import floor

from bot.evaluation import judge
from bot.evaluation_metrics import holds_key_words
from bot.golden_questions import GoldenQuestion
from bot.model import Answer
from bot.reindexing.model import Guarding, Worse

LONGEST_QUOTE = 300
_NOTHING = ""

AskGolden = Callable[[GoldenQuestion], Answer]


def compare(
    questions: Sequence[GoldenQuestion],
    before: AskGolden,
    after: AskGolden,
    worse: float,
    progress: Callable[[int, int], None],
) -> Guarding:
    """Asks each question of both. `worse` is the share of them whose answers may get worse.

    What `progress` raises ends it; it is told how many of how many are asked.
    """
    found: list[Worse] = []
    better = 0
    for done, question in enumerate(questions):
        progress(done, len(questions))
        first, then = before(question), after(question)
        was, will_be = worth(question, first), worth(question, then)
        better += will_be > was
        if will_be < was:
            found.append(
                Worse(question.question, _first(first), _first(then), _quoted(first), _quoted(then)),
            )
    progress(len(questions), len(questions))
    return Guarding(len(questions), floor(worse * len(questions)), tuple(found), better)


def worth(question: GoldenQuestion, answer: Answer) -> int:
    """What an answer is worth, so that it can be told whether another is worse.

    Of a question that nothing answers: 1 where the answer is not called one. Else a point for each of: the right
    document is among the first three, it comes first, it is called an answer, and the words that count are quoted.
    """
    judged = judge(question, answer, 0.0)
    if not question.answerable:
        return int(answer.status != "answered")
    called = judged.right and answer.status == "answered"
    quoted = called and holds_key_words(answer.text, question.evidence, answer.language)
    return judged.found + judged.right + called + quoted


def may_serve(guarding: Guarding) -> bool:
    """Whether no more answers get worse than may."""
    return len(guarding.worse) <= guarding.allowed


def _first(answer: Answer) -> str:
    return answer.sources[0].document if answer.sources and answer.status != "gap" else _NOTHING


def _quoted(answer: Answer) -> str:
    quoted = " ".join(answer.text.split()) if answer.status == "answered" else ""
    return quoted if len(quoted) <= LONGEST_QUOTE else f"{quoted[: LONGEST_QUOTE - 1].rstrip()}…"
