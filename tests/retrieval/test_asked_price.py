from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from retrieval_samples import build, engine

from retrieval.asked_price import asked_price
from retrieval.model import Query


@pytest.mark.parametrize(
    ("asked", "language", "said"),
    [
        ("how much is gatehand", "en", "what is the price of gatehand"),
        ("and how much are extra doors?", "en", "and what is the price of extra doors?"),
        ("What does Gatehand cost?", "en", "what is the price of Gatehand"),
        ("how much would a kiosk cost", "en", "what is the price of a kiosk"),
        ("what's the cost of onboarding", "en", "what is the price of onboarding"),
        ("сколько стоит Gatehand?", "ru", "какая цена Gatehand?"),
        ("сколько будет стоить внедрение", "ru", "какая цена внедрение"),
    ],
)
def test_who_asks_how_much_a_thing_is_asks_for_its_price(asked: str, language: str, said: str) -> None:
    assert asked_price(asked, language) == said


@pytest.mark.parametrize(
    "asked",
    [
        "how much is the referral fee for a second deal",  # says itself what it is about
        "how much discount can I give",
        "how many sites are there",
        "what does Gatehand do",
        "cost",
    ],
)
def test_what_asks_for_something_else_stays(asked: str) -> None:
    assert asked_price(asked, "en") == asked


@given(
    st.lists(
        st.sampled_from(["gatehand", "extra", "doors", "onboarding", "discount", "kiosk", "15%", "fee"]),
        min_size=1,
        max_size=5,
    )
)
def test_what_a_price_is_asked_of_is_kept(things: list[str]) -> None:
    thing = " ".join(things)
    assert asked_price(f"how much is {thing}", "en") in {f"how much is {thing}", f"what is the price of {thing}"}


SENTENCE = "The price of Standard with QuickStart and a kiosk is under $7,000."
PRICES = f"""# Onboarding

{SENTENCE}

| Item | USD |
| --- | --- |
| Guided | 6500 |
| QuickStart | 1900 |
| Kiosk G2 | 2900 |
"""


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how much is quickstart", "QuickStart | 1900"),
        ("kiosk price", "Kiosk G2 | 2900"),
        ("what does standard cost", SENTENCE),
    ],
)
def test_a_price_is_quoted_from_the_row_of_what_was_asked_for(question: str, words: str) -> None:
    quote = engine(build({"prices.md": PRICES})).search(Query(question)).quote
    assert quote is not None
    assert words in quote.text
