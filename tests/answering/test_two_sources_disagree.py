"""Where another source that the asker may see says something else than the quoted words, the answer says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations, count
from pathlib import Path
from typing import Any

from fakes import FixedClock, HashingEmbedder, QuestionLog
from library import BASE_URL, Library, Page

from bot.answering import QuestionAnswering
from bot.disagreeing import SURE, other_source
from bot.model import Answer, Ask, Asker, Place
from bot.upkeep.known import NothingSaid
from content_index.conflicts import KeptConflicts
from content_index.conflicts.bringing_up import bring_up
from content_index.conflicts.model import Conflict, Conflicts
from content_index.disagreement.comparing import disagreement
from content_index.disagreement.statements import read
from content_index.lexical import LexicalIndex
from content_index.model import Document, Source
from content_index.reading import FileReader
from content_index.reindexing import Reindexer
from content_index.sources import open_source
from content_index.store import GenerationStore
from retrieval.engine import RetrievalEngine
from retrieval.model import Query, Thresholds

PRICING = Page(
    "pricing.md",
    "Customers who sign for two years get a discount of 15%.",
    "Discounts",
    more={"reviewed": date(2026, 10, 3)},
)
PARTNERS = Page(
    "rules.md",
    "Discount for customers who sign for two years: 10%.",
    "Deal desk rules",
    more={"reviewed": date(2026, 3, 2)},
)
ASKED = "what discount do customers who sign for two years get"


class Compared:
    """Implements KnownConflicts: some pages, each compared with each."""

    def __init__(self, *pages: Page) -> None:
        said = [(page.passage.id, read(page.document.title, page.heading, page.text)) for page in pages]
        self._found = [
            Conflict(first, second, one.kind, one.first, one.second, one.first_value, one.second_value, 0.99)
            for (first, mine), (second, yours) in combinations(said, 2)
            if (one := disagreement(mine, yours)) is not None
        ]

    def of(self, generation: str) -> Conflicts:
        assert generation == "g1"
        return Conflicts(self._found)


def answered(*pages: Page, groups: frozenset[str] = frozenset(), guests: bool = False) -> tuple[Answer, Any]:
    log = QuestionLog()
    answering = QuestionAnswering(Library(pages), log, FixedClock(), BASE_URL, conflicts=Compared(*pages))
    place = Place("C1", "channel", guests=guests)
    answer = answering.answer(Ask(ASKED, Asker("U1", groups=groups), place, "slack"))
    return answer, log.questions[-1]


def test_both_values_stand_in_the_note_with_their_pages_and_dates() -> None:
    answer, logged = answered(PRICING, PARTNERS)
    assert answer.note == (
        "Two sources disagree: 15% in “Discounts” (reviewed 3 Oct 2026), "
        "10% in “Deal desk rules” (reviewed 2 Mar 2026)."
    )
    assert [source.document for source in answer.sources] == ["pricing.md", "rules.md"]
    assert logged.flags == ("conflicting",)


def test_sources_that_agree_are_not_spoken_of() -> None:
    agreeing = Page("rules.md", "Discount for customers who sign for two years: 15 percent.", "Deal desk rules")
    answer, logged = answered(PRICING, agreeing)
    assert not answer.note
    assert not answer.conflicting
    assert logged.flags == ()


def test_nothing_is_told_of_a_page_for_others() -> None:
    for_managers = Page(PARTNERS.path, PARTNERS.text, PARTNERS.title, more={"audience": ("managers",)})
    assert "10%" not in str(answered(PRICING, for_managers)[0])
    assert answered(PRICING, for_managers, groups=frozenset({"managers"}))[0].conflicting


def test_guests_are_told_of_nothing_internal() -> None:
    open_page = Page(PRICING.path, PRICING.text, PRICING.title, more={"buyer_safe": True})
    kept = Page(PARTNERS.path, PARTNERS.text, PARTNERS.title, internal=True, more={"buyer_safe": True})
    answer, _ = answered(open_page, kept, guests=True)
    assert "10%" not in str(answer)
    assert not answer.conflicting


def test_a_page_without_a_date_is_said_to_have_none() -> None:
    undated = Page(PARTNERS.path, PARTNERS.text, PARTNERS.title, more={"reviewed": None})
    assert "10% in “Deal desk rules” (no review date)" in answered(PRICING, undated)[0].note


def test_a_long_title_of_one_word_is_cut_and_still_names_its_page() -> None:
    long = Page(PARTNERS.path, PARTNERS.text, f"Deal_desk_{'rules_' * 30}")
    assert "10% in “Deal_desk_rules_rules_" in answered(PRICING, long)[0].note


def test_one_page_that_says_two_things_is_no_second_source() -> None:
    twice = Page("pricing.md", f"{PRICING.text}\n\n{PARTNERS.text}", "Discounts")
    assert not answered(twice)[0].conflicting


def test_while_pages_are_still_compared_nothing_is_said_and_nothing_counts() -> None:
    log = QuestionLog()
    answering = QuestionAnswering(Library((PRICING, PARTNERS)), log, FixedClock(), BASE_URL)
    answer = answering.answer(Ask(ASKED, Asker("U1"), Place("D1", "direct"), "slack"))
    assert answer.conflicting is None
    assert log.questions[-1].flags == ()


def test_what_contradicts_the_nearest_of_a_gap_is_not_told() -> None:
    found = replace(Library((PRICING, PARTNERS)).search(Query(ASKED)), status="gap")
    assert other_source(found, found.passages[0], Compared(PRICING, PARTNERS).of("g1").pairs, guests=False) is None
    sure = replace(found, status="answered")
    assert other_source(sure, sure.passages[0], Compared(PRICING, PARTNERS).of("g1").pairs, guests=False) is not None


def test_what_may_be_no_contradiction_is_not_told_while_a_rep_may_be_on_a_call() -> None:
    found = Library((PRICING, PARTNERS)).search(Query(ASKED))
    (sure,) = Compared(PRICING, PARTNERS).of("g1").pairs
    for doubtful in (replace(sure, likelihood=SURE - 0.01), replace(sure, kind="name"), replace(sure, kind="yes_no")):
        assert other_source(found, found.passages[0], [doubtful], guests=False) is None


class Reviewed(NothingSaid):
    """The owner of the deal desk's rules said that they are right, after the page's own date."""

    def kept(self, document: Document) -> Document:
        return replace(document, reviewed=date(2026, 11, 20)) if document.path == PARTNERS.path else document


def test_a_review_that_the_owner_said_here_is_the_date_in_the_note() -> None:
    conflicts = Compared(PRICING, PARTNERS)
    answering = QuestionAnswering(
        Library((PRICING, PARTNERS)), QuestionLog(), FixedClock(), BASE_URL, conflicts=conflicts, upkeep=Reviewed()
    )
    answer = answering.answer(Ask(ASKED, Asker("U1"), Place("D1", "direct"), "slack"))
    assert "10% in “Deal desk rules” (reviewed 20 Nov 2026)" in answer.note
    assert [source.reviewed for source in answer.sources] == [date(2026, 10, 3), date(2026, 11, 20)]


def test_an_index_that_was_looked_through_answers_with_both_and_their_dates(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for page in (PRICING, PARTNERS):
        head = f"---\ntitle: {page.title}\nreviewed: {page.document.reviewed}\n---\n"
        (content / page.path).write_text(f"{head}# {page.title}\n\n## Two years\n\n{page.text}\n", encoding="utf-8")
    store, embedder = GenerationStore(tmp_path / "index", LexicalIndex.load), HashingEmbedder()
    reindexer = Reindexer(store, FileReader(), embedder, open_source, LexicalIndex.build)
    reindexer.run([Source("wiki", str(content))], lambda _: None)
    engine = RetrievalEngine(store, embedder, thresholds=Thresholds(0.0, 0.0))
    answering = QuestionAnswering(
        engine, QuestionLog(), FixedClock(), BASE_URL, conflicts=KeptConflicts(store.directory, lambda: next(seconds))
    )
    seconds = count(0.0, 10.0)
    ask = Ask(ASKED, Asker("U1"), Place("D1", "direct"), "slack")
    assert answering.answer(ask).conflicting is None
    assert bring_up(store.directory)
    answer = answering.answer(ask)
    assert answer.conflicting
    assert {source.title for source in answer.sources} == {"Discounts", "Deal desk rules"}
    assert "15% in “Discounts” (reviewed 3 Oct 2026)" in answer.note
    assert "10% in “Deal desk rules” (reviewed 2 Mar 2026)" in answer.note
