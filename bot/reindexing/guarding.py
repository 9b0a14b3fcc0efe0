"""Golden questions asked of the index that serves and of the one that is to: where answers get worse, it does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import floor

from bot.evaluation_metrics import holds_key_words
from bot.golden_questions import GoldenQuestion
from bot.model import Answer
from bot.reindexing.model import Guarding, Worse
from bot.shortening import cut
from content_index.plain_text import plain_text

LONGEST_QUOTE = 300

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
                Worse(
                    " › ".join((*question.history, question.question)),
                    _shown(first),
                    _shown(then),
                    _quoted(first),
                    _quoted(then),
                ),
            )
    progress(len(questions), len(questions))
    return Guarding(len(questions), floor(worse * len(questions)), tuple(found), better)


def worth(question: GoldenQuestion, answer: Answer) -> int:
    """What an answer is worth, so that it can be told whether another is worse.

    It counts what a reader is shown. Of a question that nothing answers: 1 where the answer is not called one. Else a
    point for each of: a right document is among the sources, it comes first, it is called an answer, and the words that
    count are quoted.
    """
    if not question.answerable:
        return int(answer.status != "answered")
    shown = [source.document for source in answer.sources]
    right = bool(shown) and shown[0] in question.relevant
    called = right and answer.status == "answered"
    quoted = called and holds_key_words(answer.text, question.evidence, answer.language)
    return any(document in question.relevant for document in shown) + right + called + quoted


def may_serve(guarding: Guarding) -> bool:
    """Whether no more answers get worse than may."""
    return len(guarding.worse) <= guarding.allowed


def _shown(answer: Answer) -> str:
    return ", ".join(source.document for source in answer.sources) if answer.status != "gap" else ""


def _quoted(answer: Answer) -> str:
    """The words alone: a run is told in places that show no Markdown, where a link would be its address."""
    return cut(plain_text(answer.text), LONGEST_QUOTE) if answer.status == "answered" else ""
