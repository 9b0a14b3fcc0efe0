"""What is told of cards, in both languages: exactly these words."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from card_pages import CARDS, REGIONAL, RUSSIAN
from syrupy.assertion import SnapshotAssertion

from bot.battlecards.cards import names_of
from bot.battlecards.desk import OpenCard, Opened
from bot.battlecards.model import Card
from bot.battlecards.names import Competitor
from bot.battlecards.parts import parts_of
from bot.battlecards.telling import told
from bot.battlecards.words import card_words

TODAY = date(2026, 11, 24)
PAGES = {page.path: page for page in (*CARDS, RUSSIAN, REGIONAL)}


def open_card(path: str, at: int = 0, **more: object) -> OpenCard:
    page = PAGES[path]
    card = Card(page.document, names_of(page.document))
    all_cards = [Card(one.document, names_of(one.document)) for one in PAGES.values()]
    others = [one for one in all_cards if "Globex" in one.names]
    competitor = Competitor(card.name, card.names, tuple(others) if card in others else (card,))
    document = page.document
    parts = parts_of(page.markdown, title=document.title, language=document.language, names=card.names)
    return replace(OpenCard(card, competitor, parts, at), **more)


COMPETITORS = tuple(
    Competitor(names_of(page.document)[0], names_of(page.document), (Card(page.document, names_of(page.document)),))
    for page in CARDS
)
OPENED = {
    "overview": Opened(open_card("cards/globex.md", question_id="q1")),
    "say": Opened(open_card("cards/globex.md", 3, repaired=True)),
    "price": Opened(open_card("cards/globex.md", 6, topic="sso", found="unsure", needs_work=True)),
    "missed": Opened(open_card("cards/initech.md", topic="sso", found="gap")),
    "russian": Opened(open_card("cards/globex.ru.md", 1)),
    "several": Opened(cards=tuple(one.cards[0] for one in COMPETITORS), topic="price"),
    "like": Opened(like=COMPETITORS, typed="initek", topic="price"),
    "missing": Opened(all=COMPETITORS, typed="Umbrella"),
    "none": Opened(),
    "many": Opened(all=COMPETITORS * 12),
}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", list(OPENED))
def test_it_is_told_in_these_words(name: str, language: str, snapshot: SnapshotAssertion) -> None:
    link = "https://corner.acme.example/documents/{}".format
    assert told(OPENED[name], language, TODAY, lambda one: link(one.id), guests=False) == snapshot


def test_guests_are_not_told_who_keeps_a_page() -> None:
    shown = told(OPENED["overview"], "en", TODAY, lambda one: one.id, guests=True)
    assert "Dana" not in str(shown)


def test_both_languages_say_everything() -> None:
    for one in fields(card_words("en")):
        assert bool(getattr(card_words("ru"), one.name)), one.name
    assert set(card_words("en").parts) == set(card_words("ru").parts)
    assert card_words("fr") is card_words("en")
