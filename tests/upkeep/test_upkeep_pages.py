"""Which page people mean, what they want of it, which pages want something of their owners, and how they are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.ports import AskedDocument
from bot.upkeep.attention import attention_of
from bot.upkeep.finding import exact_pages, named_in
from bot.upkeep.model import DocumentAct, DocumentState, UpkeepVerb
from bot.upkeep.page_telling import page_told
from bot.upkeep.wishes import PageWish, read_page_wish
from content_index.model import Document

PRICING = Document("d1", "wiki", "sales/pricing.md", "Pricing", "policy", "en", "f", url="https://wiki.example/pricing")
AGAIN = replace(PRICING, id="d2", source="drive", path="pricing.docx", url="https://drive.example/x#a")
LONG = replace(PRICING, id="d3", path="a.md", title="Pricing: EMEA | APAC", url="https://drive.example/x#b")
WIKI = replace(PRICING, id="d4", path="b.md", title="Numbers", url="https://wiki.example/view?pageId=7")
OTHER = replace(WIKI, id="d5", path="c.md", title="Numbers  of May", url="https://wiki.example/view?pageId=8")
PAGES = (PRICING, AGAIN, LONG, WIKI, OTHER)
LATE = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("Pricing", ["d1", "d2"]),
        ("https://wiki.example/pricing#tiers", ["d1"]),
        ("https://wiki.example/pricing/", ["d1"]),
        ("<https://wiki.example/pricing#:~:text=15%|see here>", ["d1"]),
        ("https://drive.example/x#b", ["d3"]),
        ("https://drive.example/x#c", ["d2", "d3"]),
        ("https://wiki.example/view?pageId=8#top", ["d5"]),
        ("https://console.example/documents/d4#tiers", ["d4"]),
        ("Pricing: EMEA | APAC", ["d3"]),
        ("Numbers of May", ["d5"]),
        ("https://elsewhere.example/", []),
        ("pricing", []),
        ("", []),
    ],
)
def test_what_is_called_just_that(words: str, ids: list[str]) -> None:
    assert [one.id for one in exact_pages(PAGES, words)] == ids


@pytest.mark.parametrize(
    ("text", "ids", "note", "exact"),
    [
        ("Numbers: wrong: all", ["d4"], "wrong: all", True),
        ("Pricing: EMEA | APAC: old", ["d3"], "old", True),
        ("Pricing: EMEA", ["d1", "d2"], "EMEA", True),
        ("https://wiki.example/view?pageId=7#x: old price: x", ["d4"], "old price: x", True),
        ("numbers of june: stale", ["d5"], "stale", False),
        ("zebra: x", [], "", False),
        (" : ", [], "", False),
    ],
)
def test_a_title_and_a_note_are_told_apart(text: str, ids: list[str], note: str, exact: bool) -> None:
    named = named_in(PAGES, text)
    assert (sorted(one.id for one in named.pages), named.note, named.exact) == (ids, note, exact)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("", PageWish()),
        ("  список ", PageWish()),
        ("help", PageWish("help")),
        ("Discount policy", PageWish("page", None, "Discount policy")),
        ("pull  Discount policy: x", PageWish("page", "pulled", "Discount policy: x")),
        ("PULL: a-b", PageWish("page", "pulled", "a-b")),
        ("pulling teeth", PageWish("page", None, "pulling teeth")),
        ("needs-work pricing.md", PageWish("page", "needs_work", "pricing.md")),
        ("needs\u2014work a", PageWish("page", "needs_work", "a")),
        ("needs_work a", PageWish("page", "needs_work", "a")),
        ("нужна правка Цены: новые", PageWish("page", "needs_work", "Цены: новые")),
        ("в архив Цены", PageWish("page", "retired", "Цены")),
        ("верно Цены", PageWish("page", "verified", "Цены")),
        ("вернуть Цены", PageWish("page", "restored", "Цены")),
        ("restore", PageWish("page", "restored", "")),
    ],
)
def test_what_is_wanted(text: str, wish: PageWish) -> None:
    assert read_page_wish(text) == wish


def test_the_longest_overdue_stand_first_then_pulled_ones_then_those_in_work() -> None:
    due = replace(PRICING, reviewed=date(2026, 10, 1), review_every_days=30)
    longer = replace(due, id="d6", reviewed=date(2026, 9, 1))
    today = replace(due, id="d7", reviewed=date(2026, 10, 29))
    states = {
        "d2": DocumentState("d2", needs_work=True),
        "d3": DocumentState("d3", hidden="pulled", needs_work=True),
        "d4": DocumentState("d4", hidden="retired"),
    }
    found = attention_of((due, AGAIN, LONG, WIKI, OTHER, longer, today), states, TODAY)
    assert [page.id for page, _ in found.pages] == ["d6", "d1", "d7", "d3", "d2"]
    assert (found.right, found.retired, found.looks_after_any) == (1, 1, True)
    assert not attention_of((), states, TODAY).looks_after_any


def act(verb: UpkeepVerb, note: str = "") -> DocumentAct:
    return DocumentAct("a", "d1", "p", "P", verb, "U1", "Dana", "slack", LATE, note)


def test_a_page_tells_how_it_stands_and_what_was_done_by_ones_own_clock() -> None:
    page = replace(PRICING, owner="Dana", reviewed=date(2026, 11, 20), review_every_days=30)
    state = DocumentState("d1", reviewed=date(2026, 11, 20), reviewed_by="Sam")
    asked = AskedDocument("sales/pricing.md", 1_200, 4)
    berlin = ZoneInfo("Europe/Berlin")
    told = page_told(page, state, "en", today=TODAY, zone=berlin, acts=[act("restored")] * 20, asked=asked)
    assert told.context == "sales/pricing.md · wiki · Owner: Dana"
    assert told.lines == (
        "Sam said on 20 Nov 2026 that it is still right.",
        "The next review is due on 20 Dec 2026.",
        "In the last 7 days it answered 1,200 questions of 4 people.",
    )
    assert not told.grave
    assert told.history == ("28 Nov 2026: restored by Dana",) * 8


def test_a_pulled_page_tells_that_first_and_nothing_of_its_review() -> None:
    page = replace(PRICING, title=" ", reviewed=date(2026, 1, 1), review_every_days=30)
    state = DocumentState("d1", hidden="pulled", hidden_by="Dana", hidden_at=LATE, reason="{old}", needs_work=True,
                          needs_by="Sam", needs_at=LATE)  # fmt: skip
    told = page_told(page, state, "ru", today=TODAY)
    assert told.title == "sales/pricing.md"
    assert told.lines == (
        "Страница снята 27 нояб. 2026\u202fг.: Dana.",
        "Причина: {old}",
        "Нужна правка (Sam, 27 нояб. 2026\u202fг.); в ответах об этом сказано.",
    )
    assert told.grave


def test_of_a_page_of_which_nothing_is_known_that_is_told() -> None:
    assert page_told(PRICING, DocumentState("d1"), "en", today=TODAY).lines == ("It answers like any other page.",)
