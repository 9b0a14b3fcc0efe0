"""Which questions are searched together with those before them in their thread."""

from __future__ import annotations

import pytest
from retrieval_samples import engine

from retrieval.model import Query

BEFORE = "what is the reseller margin for every region"


def follows(text: str, *history: str) -> tuple[str, ...]:
    return engine().search(Query(text, history or (BEFORE,))).follows


@pytest.mark.parametrize(
    "text",
    [
        "and for charities?",
        "And if that account expands before the renewal in the third quarter of next year?",
        "what about customers who pay in advance",
        "How about Gitlab?",
        "ok, and net 60?",
        "but can finance approve that on a Sunday",
        "what if they only want forty seats",
        "same for the critical ones",
        "then what",
        "who signs it?",
        "does that apply to charities too",
        "how fast do they come back to me",
        "what else is there",
        "why?",
        "payment?",
        "whats the standard approval",
        "а если заплатят сразу за год?",
        "а для партнёров из Казахстана?",
        "кто их согласует?",
        "сколько это стоит",
        "что насчёт продления",
        "«а на три года?»",
    ],
)
def test_a_question_that_leans_on_the_last_one_is_searched_with_it(text: str) -> None:
    assert follows(text) == (BEFORE,)


@pytest.mark.parametrize(
    "text",
    [
        "who approves a discount above fifteen percent",
        "how quickly do we patch critical vulnerabilities in security",
        "Android app roadmap for tablets",
        "who is the king of france",
        "the buyer says they compared every vendor on the market and it took them two months, how do I answer?",
        "which president's club criteria hold this year",
        "какую скидку на продление утверждает финансовый отдел",
        "что делать, если клиент просит рассрочку на полгода",
    ],
)
def test_a_question_that_says_all_it_means_stands_for_itself(text: str) -> None:
    assert follows(text) == ()
    alone, in_thread = engine().search(Query(text)), engine().search(Query(text, (BEFORE,)))
    assert [ranked.passage.id for ranked in in_thread.passages] == [ranked.passage.id for ranked in alone.passages]
    assert in_thread.confidence == alone.confidence


def test_without_earlier_questions_nothing_is_followed() -> None:
    assert engine().search(Query("and for charities?")).follows == ()


def test_a_follow_up_to_a_follow_up_goes_back_to_what_both_are_about() -> None:
    earlier = ("which seats do charities get in the north", BEFORE, "and for charities?")
    assert follows("who signs it?", *earlier) == (BEFORE, "and for charities?")


@pytest.mark.parametrize("text", ["patch security", "payment terms"])
def test_a_terse_question_that_is_answered_by_itself_stands_for_itself(text: str) -> None:
    alone, in_thread = engine().search(Query(text)), engine().search(Query(text, (BEFORE,)))
    assert alone.status == "answered"
    assert in_thread.follows == ()
    assert in_thread.quote == alone.quote
