"""Cards over a real index: the part that a topic opens, what is logged, and what nobody may see."""

from __future__ import annotations

import pytest
from card_pages import GLOBEX, GLOBEX_RU, PARTNER
from fakes import DocumentPages, FixedClock, QuestionLog
from retrieval_samples import build, engine, reader

from bot.answering import QuestionAnswering
from bot.battlecards.desk import Battlecards, Opened
from bot.model import Ask, Asker, Place
from bot.stores.unlogged import Unlogged
from content_index.model import Source
from content_index.ports import NoIndexError

HEAD = "---\nkind: battlecard\ncompetitors: [{names}]\n{more}---\n"
PAGES = {
    "globex.md": HEAD.format(names="Globex, GBX", more="title: 'Battlecard: Globex'\n") + GLOBEX,
    "globex.ru.md": HEAD.format(names="Globex, Глобекс", more="language: ru\ntitle: Карточка Globex\n") + GLOBEX_RU,
    "initech.md": HEAD.format(names="Initech", more="buyer_safe: true\ntitle: 'Battlecard: Initech'\n") + PARTNER,
    "faq.md": "# FAQ\n\n## Price\n\nOur price is $390. Globex costs more.\n",
}


class Office:
    """The desk, with the log that it writes."""

    def __init__(self) -> None:
        read = [reader().read(Source("pages", "memory"), path, text.encode(), None) for path, text in PAGES.items()]
        self.pulled: set[str] = set()
        self.pages = DocumentPages([(one.document, one.markdown) for one in read], lambda: self.pulled)
        self.ids = {one.document.path: one.document.id for one in read}
        self.log = QuestionLog()
        clock = FixedClock()
        answering = QuestionAnswering(engine(build(PAGES)), Unlogged(), clock, "https://corner.acme.example")
        self.cards = Battlecards(pages=self.pages, unlogged=answering, log=self.log, clock=clock)

    def ask(self, text: str, language: str = "en", *, guests: bool = False) -> Opened:
        return self.cards.ask(asks(text, guests=guests), language)


def asks(text: str, *, guests: bool = False) -> Ask:
    return Ask(text, Asker("U1", groups=frozenset()), Place("C1", "private", "T1", guests), "slack")


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("globex carriers book free", "win"),
        ("gbx price quote", "h-price"),
        ("globex landmines", "landmines"),
        ("gbx objections", "objections"),
        ("globex references halden tile", "proof"),
    ],
)
def test_a_topic_opens_the_part_that_says_most_of_it(office: Office, typed: str, key: str) -> None:
    opened = office.ask(typed).card
    assert opened is not None
    assert opened.card.document.path == "globex.md"
    assert opened.part.key == key


def test_of_several_cards_a_topic_opens_the_one_that_tells_of_it(office: Office) -> None:
    opened = office.ask("globex запись для перевозчика бесплатна").card
    assert opened is not None
    assert opened.card.document.path == "globex.ru.md"
    assert [len(opened.competitor.cards), opened.part.key] == [2, "win"]


def test_the_card_in_ones_own_language_is_opened(office: Office) -> None:
    paths = [office.ask("globex", language).card.card.document.path for language in ("en", "ru")]
    assert paths == ["globex.md", "globex.ru.md"]
    assert len(office.ask("globex", "de").cards) == 2


def test_what_is_logged_is_the_card_that_was_opened_and_nothing_else(office: Office) -> None:
    office.ask("")
    office.ask("initek")
    assert office.log.recent(9) == []
    office.ask("gbx price quote")
    (question,) = office.log.recent(9)
    assert question.question == "battlecard Globex price quote"
    assert question.document == "globex.md"
    assert {path for _, path in question.passages} == {"globex.md"}
    assert (question.place_kind, question.groups, question.thread) == ("private", (), None)
    opened = office.ask("globex").card
    assert opened is not None
    plain = office.log.find(opened.question_id)
    assert (plain.question, plain.status, plain.confidence) == ("battlecard Globex", "answered", 1.0)
    turned = office.cards.turn(office.ids["globex.md"], "proof", frozenset(), guests=False)
    assert turned is not None
    assert (turned.part.key, turned.question_id) == ("proof", "")
    assert len(office.log.recent(9)) == 2


def test_a_competitor_without_a_card_is_a_gap_whatever_other_pages_say(office: Office) -> None:
    opened = office.ask("Umbrella price")
    assert (opened.card, opened.typed, len(opened.all)) == (None, "Umbrella price", 2)
    assert [(one.question, one.status) for one in office.log.recent(9)] == [("battlecard Umbrella price", "gap")]


def test_a_pulled_page_is_no_card(office: Office) -> None:
    office.pulled.add(office.ids["initech.md"])
    assert office.ask("initech").card is None
    assert [one.name for one in office.ask("").all] == ["Globex"]
    assert office.cards.turn(office.ids["initech.md"], "win", frozenset(), guests=False) is None
    assert office.cards.choose(asks(""), office.ids["initech.md"]).card is None


def test_guests_have_cards_for_buyers_alone_without_what_is_internal(office: Office) -> None:
    assert office.ask("globex price", guests=True).card is None
    opened = office.ask("initech margin", guests=True).card
    assert opened is not None
    assert [part.key for part in opened.parts] == ["win"]
    assert office.cards.turn(office.ids["globex.md"], "win", frozenset(), guests=True) is None
    assert "Globex" not in str(office.ask("umbrella", guests=True).all)


def test_without_an_index_that_is_said(office: Office) -> None:
    cards = replace_pages(office)
    with pytest.raises(NoIndexError):
        cards.ask(asks("globex"), "en")


def replace_pages(office: Office) -> Battlecards:
    answering = QuestionAnswering(engine(build(PAGES)), Unlogged(), FixedClock(), "")
    return Battlecards(pages=DocumentPages(None), unlogged=answering, log=office.log, clock=FixedClock())


def test_an_alias_in_the_header_is_a_name_of_the_competitor_and_elsewhere_it_is_none() -> None:
    def competitors(header: str) -> tuple[str, ...]:
        text = f"---\n{header}---\n# Acme\n\nWords.\n"
        return reader().read(Source("pages", "memory"), "a.md", text.encode(), None).document.competitors

    card = "kind: battlecard\ncompetitor: Acme\n"
    assert competitors(card + "aliases: [Acme Inc, AC, /old/acme]\n") == ("Acme", "Acme Inc", "AC")
    assert competitors(card + "alias: AC\n") == ("Acme", "AC")
    assert competitors("kind: faq\ncompetitor: Acme\naliases: [Other]\n") == ("Acme",)
