"""What somebody may not see changes nothing that they are told."""

from __future__ import annotations

import pytest
from fakes import HashingEmbedder
from retrieval_samples import DIMENSIONS, Generations, build

from retrieval.engine import RetrievalEngine
from retrieval.model import Filters, Query, Retrieved

FOR_MANAGERS = "---\naudience: [managers]\n---\n"
FOR_BUYERS = "---\nbuyer_safe: true\n---\n"
GUESTS = Filters(groups=None, guests=True)
FILLER = {
    f"filler{n}.md": f"{FOR_BUYERS}# Filler {n}\n\nThe heron number {n} stands in water and eats fish."
    for n in range(4)
}


def ask(pages: dict[str, str], question: str, *history: str, filters: Filters) -> Retrieved:
    engine = RetrievalEngine(Generations(build(FILLER | pages)), HashingEmbedder(dimensions=DIMENSIONS))
    return engine.search(Query(question, history, filters))


def for_buyers(pages: dict[str, str]) -> dict[str, str]:
    return {path: FOR_BUYERS + text for path, text in pages.items()}


def told(found: Retrieved) -> tuple[object, ...]:
    return found.repaired, found.follows, found.reason, found.quote and found.quote.text, found.status


@pytest.mark.parametrize(
    ("public", "restricted", "question", "history"),
    [
        pytest.param(
            {"hours.md": "# Hours\n\nWe operate from nine to five. Operators answer the phone."},
            {
                f"memo{n}.md": f"{FOR_MANAGERS}# Memo\n\nThe layoffs become operational in {m}."
                for n, m in enumerate(("May", "June", "July"))
            },
            "operasional hours",
            (),
            id="a word of which only the stem is public",
        ),
        pytest.param(
            {
                "zq.md": "# Mail\n\nZQ support is by mail.",
                "zebra.md": "# Zebra\n\nShipping of zebra quark boxes is free.",
            },
            {"secret.md": f"{FOR_MANAGERS}# Plan\n\nThe ZQ (Zebra Quark) is our next hardware."},
            "zq hardware",
            (),
            id="what an acronym stands for",
        ),
        pytest.param(
            {f"price{n}.md": f"# Price {n}\n\nThe kestrelon price is {n}." for n in range(3)},
            {f"plan{n}.md": f"{FOR_MANAGERS}# Plan {n}\n\nThe kestrelan starts in May {n}." for n in range(6)},
            "kestrelen price",
            (),
            id="a more frequent word that might have been meant",
        ),
        pytest.param(
            {f"price{n}.md": f"# Price {n}\n\nThe kestrelon price is {n}." for n in range(3)},
            {
                f"plan{n}.md": f"{FOR_MANAGERS}# Hidden plan {n}\n\nNobody should know the hidden plan yet."
                for n in range(9)
            },
            "hidden plan",
            ("what is the kestrelon price",),
            id="whether a question leans on the one before",
        ),
    ],
)
def test_restricted_pages_change_nothing_that_others_are_told(public, restricted, question, history) -> None:
    others = Filters(groups=frozenset({"sales"}))
    assert told(ask(public | restricted, question, *history, filters=others)) == told(
        ask(public, question, *history, filters=others)
    )


RESELLERS = {f"v{n}.md": "# Docs\n\nThe reseller program pays a reseller margin for each deal.\n" for n in range(24)}


@pytest.mark.parametrize(
    ("filters", "memo"),
    [
        pytest.param(Filters(groups=frozenset({"sales"})), f"{FOR_MANAGERS}# Memo\n\n{{}}\n", id="for a group"),
        pytest.param(GUESTS, f"{FOR_BUYERS}# Memo\n\n> [!INTERNAL]\n> {{}}\n", id="internal"),
        pytest.param(GUESTS, "# Memo\n\n{}\n", id="not for buyers"),
    ],
)
@pytest.mark.parametrize(
    ("public", "hidden", "without", "question"),
    [
        pytest.param(
            {"terms.md": "# Contract\n\nNotice to cancel a contract is sixty days.\n"},
            "We acquire Zanzicorp.",
            "We acquire Somebody.",
            "zanzicorp notice",
            id="a word that stands nowhere else",
        ),
        pytest.param(
            {"terms.md": "# Contract\n\nZanzicorp wants sixty days of notice to cancel a contract.\n"},
            "We acquire Zanzicorp.",
            "We acquire Somebody.",
            "zanzicorp notice for a heron",
            id="how many say it",
        ),
        pytest.param(
            RESELLERS | {"old.md": "# Old\n\nThe resseller list.\n"},
            "The resseller plan.",
            "The banana plan.",
            "resseller margin program",
            id="a word that others are taken for where it is rare",
        ),
        pytest.param(
            RESELLERS,
            " ".join(f"resel{letter}er" for letter in "bcdfghjkmnpqrs"),
            " ".join(f"xxxxx{letter}er" for letter in "bcdfghjkmnpqrs"),
            "the reselzer program",
            id="words that might have been meant, too many to look at",
        ),
        pytest.param(
            {"terms.md": "# Contract\n\nNotice to cancel a contract is sixty days.\n"},
            "Die Kündigungsfrist für jeden Vertrag unserer Wiederverkäufer beträgt sechzig Tage, sagt der Vertrieb.",
            "The notice for each of the contracts of our resellers is sixty days, as everybody in sales will say.",
            "was ist die notice für contract",
            id="which languages are spoken",
        ),
    ],
)
def test_no_confidence_hangs_on_what_is_for_others(*, public, hidden, without, question, filters, memo) -> None:
    def found(text: str) -> Retrieved:
        pages = {f"memo{number}.md": memo.format(text) for number in range(3)}
        return ask(pages | for_buyers(public), question, filters=filters)

    with_it, without_it = found(hidden), found(without)
    assert told(with_it) == told(without_it)
    assert with_it.confidence == pytest.approx(without_it.confidence, abs=2e-3)  # the mean length of a passage counts
    assert [one.passage.id for one in with_it.passages] == [one.passage.id for one in without_it.passages]


MARKED = for_buyers(
    {
        "brand.md": "# Brand\n\nOur brand colour is teal.\n\n"
        "> [!INTERNAL]\n> The brumbleforth floor is 18%.\n\nLogos are blue.",
        "price.md": "# Price\n\nPrices end in nine.\n\n> [!INTERNAL]\n> The brumbleforth floor is 18%, step two.",
    }
)


@pytest.mark.parametrize(
    "question", ["brumbleforth", "what is the brumbleforth floor", "what is the brumblefort floor"]
)
def test_guests_learn_nothing_from_what_is_internal(question: str) -> None:
    inside = ask(MARKED, question, filters=Filters(groups=None))
    outside = ask(MARKED, question, filters=GUESTS)
    assert inside.quote is not None
    assert "18%" in inside.quote.text
    assert outside.status == "gap"
    assert outside.repaired is None
    assert outside.reason is not None
    assert "brumblefort" in str(outside.reason.words)
    assert not [ranked for ranked in outside.passages if "brumbleforth" in ranked.passage.text]


def test_guests_still_find_what_stands_around_it() -> None:
    for question, words in (("brand colour teal", "teal"), ("logos blue", "Logos are blue.")):
        found = ask(MARKED, question, filters=GUESTS)
        assert found.quote is not None
        assert words in found.quote.text


def test_guests_find_no_table_with_an_internal_row() -> None:
    table = {"prices.md": f"{FOR_BUYERS}# Prices\n\n| Plan | Price |\n|---|---|\n| INTERNAL: floor | 3 |\n| Plus | 9 |"}
    assert "prices.md" in [
        ranked.document.path for ranked in ask(table, "plus price", filters=Filters(groups=None)).passages
    ]
    assert "prices.md" not in [ranked.document.path for ranked in ask(table, "plus price", filters=GUESTS).passages]


STORY = {"story.md": f"{FOR_BUYERS}# Corvane\n\nCorvane waits 51 minutes at the gate."}
CARDS = {
    "card.md": "---\nkind: battlecard\ncompetitors: [Yardolith]\n---\n# Yardolith\n\n"
    "The yardolith gate waits 94 minutes. > [!SAY]\n> Ask who runs the yardolith gate.",
    "gate.md": "# Gate\n\nCorvane pays 12 dollars for each minute at the gate, says the gatekeepster.",
    "shut.md": "---\nbuyer_safe: false\n---\n# Gate\n\nThe gatekeepster waits at the Corvane gate.",
}


@pytest.mark.parametrize(
    "question",
    ["how long does corvane wait at the gate", "yardolith gate", "what does the gatekeepsterr say", "gatekeepster"],
)
def test_guests_find_what_is_marked_as_safe_for_buyers_and_nothing_else(question: str) -> None:
    inside = ask(STORY | CARDS, question, filters=Filters(groups=None))
    outside = ask(STORY | CARDS, question, filters=GUESTS)
    paths = {ranked.document.path for ranked in outside.passages}
    assert paths <= {*STORY, *FILLER}
    assert not CARDS.keys().isdisjoint({ranked.document.path for ranked in inside.passages})
    assert told(outside) == told(ask(STORY, question, filters=GUESTS))
    assert (outside.say, outside.repaired) == (None, None)


def test_guests_are_quoted_a_page_that_is_safe_for_buyers() -> None:
    found = ask(STORY | CARDS, "how long does corvane wait at the gate", filters=GUESTS)
    assert found.quote is not None
    assert "51 minutes" in found.quote.text


def test_a_page_that_is_safe_for_buyers_is_for_its_audience_alone() -> None:
    page = {"story.md": "---\nbuyer_safe: true\naudience: [partners]\n---\n# Corvane\n\nCorvane waits 51 minutes."}
    for groups, seen in ((frozenset({"partners"}), True), (frozenset[str](), False)):
        found = ask(page, "how long does corvane wait", filters=Filters(groups=groups, guests=True))
        assert ("story.md" in [ranked.document.path for ranked in found.passages]) is seen


def test_where_nothing_is_safe_for_buyers_guests_are_told_that_there_is_no_answer() -> None:
    content = build(CARDS)
    found = RetrievalEngine(Generations(content), HashingEmbedder(dimensions=DIMENSIONS)).search(
        Query("how long does corvane wait at the gate", filters=GUESTS)
    )
    assert (found.status, found.passages, found.quote, found.repaired) == ("gap", (), None, None)
