"""Whether a new index answers golden questions worse than the one that serves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_answers import answer, source

from bot.golden_questions import GoldenQuestion
from bot.model import Answer, AnswerPassage
from bot.reindexing.guarding import LONGEST_QUOTE, compare, may_serve, worth
from bot.reindexing.model import Guarding, Worse

QUESTION = GoldenQuestion("q1", "what discount on two years", ("pricing.md",), evidence="a two-year deal gets 15% off")
NOTHING = GoldenQuestion("q2", "do we have an office in Peru", (), answerable=False)


def said(*documents: str, status: str = "answered", text: str = "A two-year deal gets 15% off.") -> Answer:
    sources = tuple(source(document=one) for one in documents)
    passages = tuple(AnswerPassage(f"{one}#1", one, one, "", "", 0.5, "") for one in documents)
    return answer(status=status, sources=sources, passages=passages, text=text)


@pytest.mark.parametrize(
    ("question", "given", "worth_it"),
    [
        (QUESTION, said("pricing.md"), 4),
        (QUESTION, said("pricing.md", text="Ask the deal desk."), 3),
        (QUESTION, said("pricing.md", status="unsure"), 2),
        (QUESTION, said("faq.md", "pricing.md"), 1),
        (QUESTION, said("faq.md"), 0),
        (NOTHING, said("faq.md", status="unsure"), 1),
        (NOTHING, said(status="gap"), 1),
        (NOTHING, said("faq.md"), 0),
    ],
)
def test_what_an_answer_is_worth(question: GoldenQuestion, given: Answer, worth_it: int) -> None:
    assert worth(question, given) == worth_it


def test_what_gets_worse_is_named_with_what_came_first_before_and_after() -> None:
    asked: list[tuple[int, int]] = []
    guarding = compare(
        [QUESTION, NOTHING],
        lambda one: {"q1": said("pricing.md"), "q2": said("faq.md")}[one.id],
        lambda one: {"q1": said("faq.md", status="gap"), "q2": said(status="gap")}[one.id],
        0.5,
        lambda done, total: asked.append((done, total)),
    )
    assert guarding == Guarding(
        2, 1, (Worse(QUESTION.question, "pricing.md", "", "A two-year deal gets 15% off.", ""),), 1
    )
    assert asked == [(0, 2), (1, 2), (2, 2)]


@pytest.mark.parametrize(("share", "worse", "may"), [(0.0, 0, True), (0.0, 1, False), (0.5, 1, True), (0.49, 1, False)])
def test_so_many_may_get_worse(share: float, worse: int, may: bool) -> None:
    questions = [QUESTION, NOTHING]
    after = said("faq.md") if worse else said("pricing.md")
    guarding = compare(
        questions,
        lambda one: said("pricing.md") if one.answerable else said(status="gap"),
        lambda one: after if one.answerable else said(status="gap"),
        share,
        lambda _done, _total: None,
    )
    assert (len(guarding.worse), may_serve(guarding)) == (worse, may)


def test_a_follow_up_is_told_with_what_was_asked_before_it() -> None:
    follow_up = replace(QUESTION, question="and on three?", history=("what discount on two years",))
    guarding = compare([follow_up], lambda _: said("pricing.md"), lambda _: said(), 0, lambda *_: None)
    assert guarding.worse[0].question == "what discount on two years › and on three?"


def test_the_words_are_quoted_without_their_markdown() -> None:
    text = "**15%** off, see [the *deal* desk](desk.md#who)\n\n- and <b>`RFP`</b>"
    guarding = compare([QUESTION], lambda _: said("pricing.md", text=text), lambda _: said(), 0, lambda *_: None)
    assert guarding.worse[0].quoted_before == "15% off, see the deal desk and RFP"


def test_long_quotes_are_cut() -> None:
    guarding = compare(
        [QUESTION], lambda _: said("pricing.md", text="15% off " * 99), lambda _: said(), 0, lambda *_: None
    )
    assert len(guarding.worse[0].quoted_before) == LONGEST_QUOTE


def test_what_the_progress_raises_ends_it() -> None:
    def stop(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        compare([QUESTION], lambda _: said(), lambda _: said(), 0, stop)
