"""A training page is named below a sure answer that its asker alone reads, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest
from builders import document, passage, retrieved
from fakes import FixedClock, QuestionLog

from bot.answering import QuestionAnswering
from bot.model import Answer, Ask, Asker, Place
from bot.training import NEARNESS, SCORE
from bot.upkeep.known import NothingSaid
from content_index.model import Document, Sentence
from retrieval.model import Query, RankedPassage, Retrieved

PRICING, OTHER = document(), document("faq.md")
FIRST_DAYS = document("first-days.md", kind="Training", title="Your first 30 days", audience=("sales",))
NEAR = 0.5


class Found:
    """A search that finds what it is given."""

    def __init__(self, found: Retrieved) -> None:
        self.found = found

    def search(self, _query: Query) -> Retrieved:
        return self.found


class BeingWorkedOn(NothingSaid):
    def needs_work(self, document: str) -> bool:
        return document == FIRST_DAYS.id


def ranked(of: Document, score: float, near: float | None = NEAR, **changes: object) -> RankedPassage:
    parts = {} if near is None else {"sentence": near}
    return RankedPassage(passage(of, **changes), of, score, parts)


def found(*others: RankedPassage, first: Document = PRICING, **changes: object) -> Retrieved:
    made = retrieved((first, passage(first), 0.9), **changes)
    return replace(made, passages=(ranked(first, 0.9), *others))


def answer(
    given: Retrieved,
    kind: Literal["direct", "channel", "private", "terminal", "browser"] = "direct",
    *,
    guests: bool = False,
    suggest: bool = True,
    worked_on: bool = False,
) -> Answer:
    door = QuestionAnswering(
        Found(given),
        QuestionLog(),
        FixedClock(),
        "http://console",
        suggest_training=suggest,
        upkeep=BeingWorkedOn() if worked_on else None,
    )
    return door.answer(Ask("discount?", Asker("U1"), Place("P1", kind, guests=guests), "slack"))


SURE = found(ranked(FIRST_DAYS, 0.8), ranked(OTHER, 0.75))


@pytest.mark.parametrize("kind", ["direct", "private", "terminal", "browser"])
def test_who_reads_alone_is_told_of_it_below_the_sources_not_among_them(kind) -> None:
    told = answer(SURE, kind)
    assert told.training is not None
    assert (told.training.title, told.training.audience) == ("Your first 30 days", ("sales",))
    assert told.training.url == "http://console/documents/first-days.md#discounts"
    assert [one.document for one in told.sources] == ["pricing.md", "faq.md"]
    assert [one.document for one in told.passages] == ["pricing.md", "first-days.md", "faq.md"]


def test_in_a_channel_it_is_a_source_like_any_other() -> None:
    told = answer(SURE, "channel")
    assert told.training is None
    assert [one.document for one in told.sources] == ["pricing.md", "first-days.md", "faq.md"]


def test_it_can_be_switched_off() -> None:
    told = answer(SURE, suggest=False)
    assert told.training is None
    assert [one.document for one in told.sources] == ["pricing.md", "first-days.md", "faq.md"]


@pytest.mark.parametrize("status", ["unsure", "gap"])
def test_below_what_is_not_sure_stands_none(status) -> None:
    assert answer(replace(SURE, status=status)).training is None


def test_an_answer_from_a_training_page_leads_to_no_other() -> None:
    coaching = document("coaching.md", kind="training")
    assert answer(found(ranked(FIRST_DAYS, 0.8), first=coaching)).training is None


def test_without_quoted_words_nothing_is_on_their_topic() -> None:
    assert answer(replace(SURE, quote=None)).training is None


@pytest.mark.parametrize(
    ("score", "near", "named"),
    [
        (SCORE, NEAR * NEARNESS, True),
        (SCORE - 0.01, NEAR, False),
        (0.8, NEAR * NEARNESS - 0.01, False),
        (0.8, 0.0, False),
        (0.8, None, False),
    ],
)
def test_it_must_be_near_by_words_and_by_meaning(score: float, near: float | None, named: bool) -> None:
    assert (answer(found(ranked(FIRST_DAYS, score, near))).training is not None) is named


def test_one_page_alone_is_named_the_best() -> None:
    second = document("second.md", kind="training", title="Second")
    told = answer(
        found(ranked(FIRST_DAYS, 0.6, 0.1), ranked(OTHER, 0.7), ranked(second, 0.65), ranked(FIRST_DAYS, 0.6))
    )
    assert told.training is not None
    assert told.training.title == "Second"


def test_that_its_owner_works_on_it_comes_along() -> None:
    told = answer(SURE, worked_on=True)
    assert told.training is not None
    assert told.training.needs_work


def test_guests_are_told_of_none_that_is_internal_as_a_whole() -> None:
    text = "Never tell a buyer."
    secret = ranked(FIRST_DAYS, 0.8, text=text, sentences=(Sentence(0, len(text), callout="internal"),))
    assert answer(found(secret), guests=True).training is None
    assert answer(found(secret)).training is not None
    assert answer(SURE, guests=True).training is not None
