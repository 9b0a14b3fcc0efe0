"""Whose price is quoted: ours, where ours was asked for."""

from __future__ import annotations

import pytest
from retrieval_samples import build, engine

from content_index.generation import Generation
from retrieval.model import Filters, Query
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


@pytest.mark.parametrize("hidden", ["audience: [legal]\n", ""], ids=["others alone", "internal"])
def test_a_rival_on_a_card_that_the_asker_may_not_see_changes_nothing(hidden) -> None:
    notice = "# Contract\n\nNotice to cancel a contract is sixty days.\n"
    card = RIVAL.replace("kind:", f"{hidden}kind:")
    if not hidden:
        card = f"{card.partition('## What')[0]}> [!INTERNAL]\n> SlotHarbor costs $219 per site.\n"
    guest = Filters(groups=frozenset(), guests=not hidden)
    asked = Query("how many days of notice to cancel a slotharbor contract", filters=guest)
    with_card = engine(build({"terms.md": notice, "rival.md": card}))
    assert with_card.search(asked).signs["unspoken"] == 0
    assert with_card.search(Query(asked.text, filters=Filters(groups=frozenset({"legal"})))).signs["unspoken"] == 1
    without = engine(build({"terms.md": notice, "rival.md": card.replace("SlotHarbor", "Somebody")})).search(asked)
    assert with_card.search(asked).confidence == without.confidence


@pytest.mark.parametrize("name", ["Monday", "Close"])
def test_a_day_or_an_everyday_word_names_no_rival(name) -> None:
    notice = "# Contract\n\nSend the notice to end a contract within the week.\n"
    content = build({"terms.md": notice, "rival.md": RIVAL.replace("[SlotHarbor, Slot-Harbor Pro]", f"[{name}]")})
    found = engine(content).search(Query(f"may i send notice to end a contract {name.lower()}"))
    assert found.passages[0].document.path == "terms.md"
    assert found.signs["unspoken"] == 0


def test_what_is_a_rival_here_and_a_product_there_is_neither() -> None:
    notice = "# Contract\n\nNotice to cancel a contract is sixty days.\n"
    ours = OURS.replace("[Berthline]", "[Berthline, SlotHarbor]")
    found = engine(build({"terms.md": notice, "ours.md": ours, "rival.md": RIVAL})).search(
        Query("how many days of notice to cancel a slotharbor contract")
    )
    assert found.passages[0].document.path == "terms.md"
    assert found.signs["unspoken"] == 0


def test_of_a_rival_no_words_are_quoted_that_speak_of_another_company() -> None:
    ours = "# Costs per site\n\nIt costs $390 per site, and whoever asks what it costs per site is told.\n"
    theirs = RIVAL.replace("They cost $219 per site, and Berthline costs more per site than they do.", "Ask Ann.")
    found = engine(build({"ours.md": ours, "rival.md": theirs})).search(Query("what does slotharbor cost per site"))
    assert {one.document.path for one in found.passages} == {"ours.md", "rival.md"}
    assert found.quote is not None
    assert "390" not in found.quote.text
