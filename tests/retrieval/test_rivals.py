"""Whose price is quoted: ours, where ours was asked for."""

from __future__ import annotations

import pytest
from retrieval_samples import build, engine

from content_index.generation import Generation
from retrieval.model import Query
from retrieval.rivals import ASIDE

OURS = """---
kind: price-list
products: [Berthline]
---
# Price list

| Plan | Dollars |
| --- | --- |
| Standard | 390 a month |
"""
RIVAL = """---
kind: battlecard
products: [Berthline]
competitors: [SlotHarbor, Slot-Harbor Pro]
---
# Battlecard: SlotHarbor

## What it costs

They cost $219 per site, and Berthline costs more per site than they do.
"""


@pytest.fixture(scope="module")
def content() -> Generation:
    return build({"ours.md": OURS, "rival.md": RIVAL})


def first(content: Generation, question: str, *history: str) -> list[str]:
    return [found.document.path for found in engine(content).search(Query(question, history)).passages]


def score(content: Generation, question: str, path: str) -> float:
    found = engine(content).search(Query(question)).passages
    return next(one.score for one in found if one.document.path == path)


def test_a_rivals_page_counts_less_where_only_our_product_is_named(content) -> None:
    question = "how much does berthline cost per site"
    of_no_rival = build({"ours.md": OURS, "rival.md": RIVAL.replace("kind: battlecard", "kind: playbook")})
    assert score(content, question, "rival.md") == pytest.approx(score(of_no_rival, question, "rival.md") - ASIDE)
    assert score(content, question, "ours.md") == pytest.approx(score(of_no_rival, question, "ours.md"))


@pytest.mark.parametrize(
    "question",
    [
        "how much does slotharbor cost per site",
        "berthline or Slot-Harbor Pro: cost per site",
        "what does it cost per site",
    ],
)
def test_it_does_not_where_the_rival_is_named_or_nobody_is(content, question) -> None:
    assert first(content, question)[0] == "rival.md"


def test_what_speaks_of_no_rival_is_no_answer_on_one() -> None:
    notice = "# Contract\n\nNotice to cancel a contract is sixty days.\n"
    with_rival = build({"terms.md": notice, "rival.md": RIVAL})
    ours = engine(with_rival).search(Query("how many days of notice to cancel a contract"))
    theirs = engine(with_rival).search(Query("how many days of notice to cancel a slotharbor contract"))
    assert theirs.passages[0].document.path == "terms.md"
    assert (ours.signs["unspoken"], theirs.signs["unspoken"]) == (0, 1)
    assert ours.status == "answered"
    assert theirs.status != "answered"
    spoken = engine(with_rival).search(Query("what does slotharbor cost per site"))
    assert spoken.signs["unspoken"] == 0


def test_a_rivals_other_names_speak_of_it() -> None:
    card = RIVAL.replace("[SlotHarbor, Slot-Harbor Pro]", "[SlotHarbor, SHP]")
    faq = "# FAQ\n\n## Notice\n\nSlotHarbor wants ninety days of notice from every customer.\n"
    found = engine(build({"card.md": card, "faq.md": faq})).search(Query("days of notice from every shp customer"))
    assert found.passages[0].document.path == "faq.md"
    assert found.signs["unspoken"] == 0


def test_a_rival_named_in_the_thread_is_still_spoken_of(content) -> None:
    assert first(content, "and berthline?", "what does slotharbor cost per site")[0] == "rival.md"
