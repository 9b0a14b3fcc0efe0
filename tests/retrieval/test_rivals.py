"""Whose price is quoted: ours, where ours was asked for."""

from __future__ import annotations

import pytest
from retrieval_samples import build, engine

from content_index.generation import Generation
from retrieval.model import Filters, Query
from retrieval.rivals import AHEAD, ASIDE, Rivals

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


def test_what_a_card_on_a_rival_says_is_no_answer_on_our_product_that_it_does_not_say() -> None:
    silent = RIVAL.replace(", and Berthline costs more per site than they do", "")
    found = engine(build({"rival.md": silent})).search(Query("how much does berthline cost per site"))
    assert found.signs["unspoken"] == 1
    assert found.status != "answered"
    spoken = engine(build({"rival.md": RIVAL})).search(Query("how much does berthline cost per site"))
    assert spoken.signs["unspoken"] == 0


def test_of_our_product_no_words_on_a_rival_are_quoted_while_others_are_near() -> None:
    silent = RIVAL.replace(", and Berthline costs more per site than they do", ", each site that it costs")
    ours = "---\nproducts: [Berthline]\n---\n# Berthline\n\nAsk Ann what a site costs.\n"
    found = engine(build({"ours.md": ours, "rival.md": silent})).search(Query("how much does berthline cost per site"))
    assert {one.document.path for one in found.passages} == {"ours.md", "rival.md"}
    assert found.quote is not None
    assert "219" not in found.quote.text


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


def test_a_rival_named_in_the_thread_is_still_spoken_of_unless_the_question_names_our_product(content) -> None:
    asked = engine(content).search(Query("and for a month?", ("what does slotharbor cost per site",)))
    assert asked.passages[0].document.path == "rival.md"
    notice = "# Contract\n\nNotice to cancel a contract is sixty days.\n"
    terms = build({"terms.md": notice, "ours.md": OURS, "rival.md": RIVAL})
    history = ("what does slotharbor cost per site",)
    assert engine(terms).search(Query("and the notice to cancel a contract?", history)).signs["unspoken"] == 1
    assert engine(terms).search(Query("and the notice to cancel berthline?", history)).signs["unspoken"] == 0


@pytest.mark.parametrize(
    "question",
    [
        "is berthline billed yearly by finance, unlike slotharbor",
        "a slotharbor customer asks how berthline is billed by finance",
    ],
)
def test_where_ours_and_theirs_are_named_either_may_be_quoted(question) -> None:
    ours = OURS.partition("| Plan")[0] + "Berthline costs $390 per site and month, billed yearly by finance.\n"
    found = engine(build({"ours.md": ours, "rival.md": RIVAL})).search(Query(question))
    assert found.passages[0].document.path == "ours.md"
    assert found.quote is not None
    assert "$390" in found.quote.text


@pytest.mark.parametrize(
    ("hidden", "guests", "internal"),
    [("audience: [legal]\n", False, False), ("buyer_safe: true\n", True, True), ("", True, False)],
    ids=["others alone", "internal", "not for buyers"],
)
def test_a_rival_on_a_card_that_the_asker_may_not_see_changes_nothing(hidden, guests, internal) -> None:
    notice = "---\nbuyer_safe: true\n---\n# Contract\n\nNotice to cancel a contract is sixty days.\n"
    card = RIVAL.replace("kind:", f"{hidden}kind:")
    if internal:
        card = f"{card.partition('## What')[0]}> [!INTERNAL]\n> SlotHarbor costs $219 per site.\n"
    guest = Filters(groups=frozenset(), guests=guests)
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


NOTICE = "# Contract\n\nNotice to cancel a contract is sixty days.\n"


def unspoken(pages: dict[str, str], question: str) -> int:
    found = engine(build(pages)).search(Query(question))
    assert found.passages[0].document.path == "terms.md"
    return int(found.signs["unspoken"])


@pytest.mark.parametrize(
    ("alias", "said"), [("Berthline", "a Berthline contract"), ("Close", "the close of a deal"), ("Monday", "a Monday")]
)
def test_our_product_an_everyday_word_and_a_day_are_no_other_name_of_a_rival(alias, said) -> None:
    pages = {
        "terms.md": f"---\nproducts: [Berthline]\n---\n# Contract\n\nNotice to cancel a contract is sent on {said}.\n",
        "rival.md": RIVAL.replace("[SlotHarbor, Slot-Harbor Pro]", f"[SlotHarbor, {alias}]"),
    }
    assert unspoken(pages, "on what day is notice to cancel a slotharbor contract sent") == 1


def test_a_page_that_speaks_of_several_rivals_makes_them_no_one_company() -> None:
    pages = {
        "terms.md": "# Contract\n\nBetacorp wants sixty days of notice to cancel a contract.\n",
        "alpha.md": RIVAL.replace("[SlotHarbor, Slot-Harbor Pro]", "[Alphacorp]"),
        "overview.md": "---\ncompetitors: [Alphacorp, Betacorp]\n---\n# Market\n\nThey sell docks.\n",
    }
    assert unspoken(pages, "days of notice to cancel an alphacorp contract") == 1
    assert unspoken(pages, "days of notice to cancel a betacorp contract") == 0


def test_a_name_within_a_longer_one_is_not_said_by_that() -> None:
    longer = RIVAL.replace("[SlotHarbor, Slot-Harbor Pro]", "[SlotHarbor Info]")
    of_both = {"terms.md": "# Contract\n\nNotice to cancel a SlotHarbor contract is sixty days.\n", "info.md": longer}
    assert unspoken(of_both | {"rival.md": RIVAL}, "days of notice to cancel a slotharbor info contract") == 1
    ours = "---\nproducts: [SlotHarbor Connector]\n---\n# Connector\n\nThe connector costs $20 per site.\n"
    content = build({"ours.md": ours, "rival.md": RIVAL})
    assert first(content, "what does the slotharbor connector cost per site")[0] == "ours.md"


@pytest.mark.parametrize("name", ["E*TRADO", "Slot-Harbor"])
def test_a_name_with_signs_is_found_on_its_own_page_and_in_compounds(name) -> None:
    rival = RIVAL.replace("[SlotHarbor, Slot-Harbor Pro]", f"['{name}']")
    pages = {"terms.md": f"# Contract\n\nNotice to cancel an {name} contract is sixty days.\n", "rival.md": rival}
    assert unspoken(pages, f"days of notice to cancel an {name}-style contract") == 0
    assert unspoken(pages | {"terms.md": NOTICE}, f"days of notice to cancel an {name}-style contract") == 1


def test_a_rivals_name_alone_is_no_answer() -> None:
    found = engine(build({"rival.md": RIVAL})).search(Query("who is the cfo of slotharbor"))
    assert found.signs["unspoken"] == 1
    assert found.status != "answered"
    assert engine(build({"rival.md": RIVAL})).search(Query("what does slotharbor cost per site")).status == "answered"


def test_many_names_on_one_page_take_no_more_memory_than_they_are() -> None:
    names = ", ".join(f"Rival{number}" for number in range(2000))
    page = f"---\ncompetitors: [{names}]\nkind: battlecard\n---\n# All\n\nMany.\n"
    documents = tuple(build({"all.md": page}).documents.values())
    assert len({id(names) for names in Rivals.of(documents, [0]).competitors.values()}) == 1


def test_of_a_rival_no_words_are_quoted_that_speak_of_another_company() -> None:
    ours = "# Costs per site\n\nIt costs $390 per site, and whoever asks what it costs per site is told.\n"
    theirs = RIVAL.replace("They cost $219 per site, and Berthline costs more per site than they do.", "Ask Ann.")
    found = engine(build({"ours.md": ours, "rival.md": theirs})).search(Query("what does slotharbor cost per site"))
    assert {one.document.path for one in found.passages} == {"ours.md", "rival.md"}
    assert found.quote is not None
    assert "390" not in found.quote.text


CARD = """---
kind: battlecard
competitors: [SlotHarbor, SH]
---
# Battlecard: SlotHarbor

## Why people leave them

Their calendar has no rules by door.

## Where they are fine

One warehouse and one shift.
"""
DEALS = """# Lost deals

Deals that we lost to SlotHarbor this year: Toledo. People who leave SlotHarbor come back to us in a year.
"""


@pytest.mark.parametrize("question", ["why do people in Toledo leave slotharbor", "SH: where are they fine"])
def test_the_best_passage_of_a_card_on_a_named_rival_is_a_little_ahead(question: str) -> None:
    def scores(kind: str) -> list[tuple[str, float]]:
        generation = build({"card.md": CARD.replace("kind: battlecard", f"kind: {kind}"), "deals.md": DEALS})
        found = engine(generation).search(Query(question)).passages
        return [(one.passage.text, one.score) for one in found if one.document.path == "card.md"]

    ahead, plain = scores("battlecard"), scores("playbook")
    assert ahead[0] == (plain[0][0], pytest.approx(plain[0][1] + AHEAD))
    assert ahead[1:] == [(text, pytest.approx(score)) for text, score in plain[1:]]


def test_a_card_is_not_ahead_where_ours_is_named_too_nor_for_those_who_may_not_see_it() -> None:
    restricted = CARD.replace("kind: battlecard", "kind: battlecard\naudience: [managers]\nproducts: [Berthline]")
    generation = build({"card.md": restricted, "deals.md": DEALS, "ours.md": OURS})
    rivals = Rivals.of(list(generation.documents.values()), range(3))
    assert len(rivals.asked("why leave slotharbor", (), lambda _: False).ahead) == 1
    assert rivals.asked("berthline or slotharbor", (), lambda _: False).ahead == ()
    assert rivals.asked("what do they cost", ("slotharbor doors",), lambda _: False).ahead != ()
    unseen = Rivals.of(list(generation.documents.values()), (1, 2))
    assert unseen.asked("why leave slotharbor", (), lambda _: False).ahead == ()


def test_a_card_that_our_product_gives_its_name_to_answers_for_it_where_it_does_not_name_the_rival() -> None:
    card = "---\nkind: battlecard\ncompetitors: [SlotHarbor]\n---\n# Berthline vs SlotHarbor\n\n"
    ours = "---\nproducts: [Berthline]\n---\n# Berthline\n\nBerthline is billed by the door. Weeks of trial: 3.\n"
    rules = f"{card}## Reefers\n\n- Rules by door and by temperature for each reefer, set by the site manager.\n"
    found = engine(build({"card.md": rules, "ours.md": ours})).search(Query("who sets berthline rules by temperature"))
    assert found.status == "answered"
    assert found.quote is not None
    assert "site manager" in found.quote.text
    prices = f"{card}## Prices\n\nSlotHarbor costs $99 for a site.\n"
    price = engine(build({"card.md": prices, "ours.md": ours})).search(Query("what does a site with berthline cost"))
    assert price.quote is not None
    assert "$99" not in price.quote.text
