"""Which competitor is meant: names, other names, shortenings, typing errors, and doubt."""

from __future__ import annotations

import pytest
from card_pages import CARDS, REGIONAL, RUSSIAN, card
from hypothesis import given
from hypothesis import strategies as st

from bot.battlecards.cards import names_of
from bot.battlecards.model import Card
from bot.battlecards.names import Names

PAGES = (
    *CARDS,
    RUSSIAN,
    card("a.md", "SlotHarbor", "x", competitors=("SlotHarbor", "Slot Harbor Pro")),
    card("b.md", "Umbrella", "x", competitors=("Umbrella Systems GmbH",)),
    card("c.md", "ООО", "x", competitors=("ООО Ромашка Плюс",)),
    card("d.md", "Battlecard: doing nothing", "x", competitors=()),
    card("e.md", "Slow", "x", competitors=("Slow Hands",)),
)
NAMES = Names(Card(page.document, names_of(page.document)) for page in PAGES)


@pytest.mark.parametrize(
    ("typed", "name", "topic"),
    [
        ("globex", "Globex", ""),
        ("GBX price", "Globex", "price"),
        ("Глобекс цена за место", "Globex", "цена за место"),
        ("slot-harbor", "SlotHarbor", ""),
        ("slot harbor pro sso", "SlotHarbor", "sso"),
        ("price of slotharbor", "SlotHarbor", "price of"),
        ("umbrella contract", "Umbrella Systems GmbH", "contract"),
        ("ромашка плюс", "ООО Ромашка Плюс", ""),
        ("doing nothing", "doing nothing", ""),
        ("ini tech", "Initech", ""),
    ],
)
def test_a_name_is_known_however_it_is_called(typed: str, name: str, topic: str) -> None:
    meant = NAMES.meant_by(typed)
    assert meant.competitor is not None
    assert (meant.competitor.name, meant.topic, meant.repaired) == (name, topic, False)


@pytest.mark.parametrize(
    ("typed", "name", "topic"),
    [
        ("globx price", "Globex", "price"),
        ("slotharbour", "SlotHarbor", ""),
        ("inittech", "Initech", ""),
        ("глобэкс", "Globex", ""),
    ],
)
def test_a_typing_error_is_forgiven_and_told(typed: str, name: str, topic: str) -> None:
    meant = NAMES.meant_by(typed)
    assert meant.competitor is not None
    assert (meant.competitor.name, meant.topic, meant.repaired) == (name, topic, True)


def test_doubt_is_asked_and_what_is_like_nothing_is_nothing() -> None:
    doubted = NAMES.meant_by("initek price")
    assert doubted.competitor is None
    assert [one.name for one in doubted.like] == ["Initech"]
    assert doubted.topic == "price"
    assert NAMES.meant_by("xyzzy").like == ()
    assert NAMES.meant_by("sh").competitor is None  # two companies shorten to it
    assert NAMES.meant_by("gb").competitor is None


def test_cards_that_share_a_name_are_on_one_competitor() -> None:
    found = Names(Card(page.document, names_of(page.document)) for page in (*CARDS, RUSSIAN, REGIONAL))
    globex = found.meant_by("глобекс").competitor
    assert globex is not None
    assert globex.name == "Globex"
    assert len(globex.cards) == 3


@given(st.text(max_size=60))
def test_whatever_is_typed_is_taken(typed: str) -> None:
    meant = NAMES.meant_by(typed)
    assert len(meant.topic) <= len(typed)
