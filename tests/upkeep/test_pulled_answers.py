"""A page that its owner pulled is in no answer of any replica, and comes back; what else was said of it is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from fakes import FixedClock, HashingEmbedder, QuestionLog
from sqlalchemy import Engine

from bot.answering import QuestionAnswering
from bot.document_pages import IndexedPages
from bot.model import Answer, Ask, Asker, Place
from bot.sentences import freshness
from bot.stores.upkeep import SqlUpkeep
from bot.upkeep.known import WatchedUpkeep
from bot.upkeep.model import DocumentAct, UpkeepVerb
from content_index.lexical import LexicalIndex
from content_index.model import Source
from content_index.reading import FileReader
from content_index.reindexing import Reindexer
from content_index.sources import open_source
from content_index.store import GenerationStore
from retrieval.engine import RetrievalEngine

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PAGES = {
    "pricing.md": "---\nkind: policy\nreviewed: 2026-01-05\n---\n# Pricing\n\n## Discounts\n\n"
    "A discount above 15% needs the deal desk.\n\n> [!SAY]\n> Our price falls with every hundred seats.\n",
    "partners.md": "# Partners\n\n## Discounts of partners\n\n"
    "A discount of partners above 20% needs the channel desk.\n",
    "security.md": "# Security\n\n## Patching\n\nCritical holes are patched within three days.\n",
    "travel.md": "# Travel\n\n## Hotels\n\nBook hotels up to 180 dollars a night without asking.\n",
}
QUESTION = "who approves a discount above 15%?"
BOUND = 400
"""Looks of a twentieth of a second: far longer than the watch takes; timing never decides."""


@dataclass
class Index:
    store: GenerationStore
    ids: Mapping[str, str]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("pulled")
    (folder / "content").mkdir()
    for name, text in PAGES.items():
        (folder / "content" / name).write_text(text, encoding="utf-8")
    store = GenerationStore(folder / "index", LexicalIndex.load)
    reindexer = Reindexer(store, FileReader(), HashingEmbedder(), open_source, LexicalIndex.build)
    reindexer.run([Source("wiki", str(folder / "content"))], lambda _: None)
    return Index(store, {one.path: one.id for one in store.current().documents.values()})


@dataclass
class Replica:
    """One process: its own memory, over a database that all share."""

    index: Index
    known: WatchedUpkeep

    def answer(self, question: str = QUESTION, *history: str) -> Answer:
        engine = RetrievalEngine(self.index.store, HashingEmbedder())
        door = QuestionAnswering(engine, QuestionLog(), FixedClock(NOW), "http://console", upkeep=self.known)
        return door.answer(Ask(question, Asker("U1"), Place("D1", "direct"), "slack", history=history))

    def pages(self, question: str = QUESTION, *history: str) -> set[str]:
        """Every page that an answer holds anything of."""
        answer = self.answer(question, *history)
        return {one.document for one in (*answer.sources, *answer.passages)}


@pytest.fixture
def upkeep(engine: Engine) -> SqlUpkeep:
    return SqlUpkeep(engine)


@pytest.fixture
def replica(index: Index, upkeep: SqlUpkeep, tmp_path: Path) -> Replica:
    return Replica(index, WatchedUpkeep(upkeep, tmp_path / "upkeep.json", {"policy": 90}))


@pytest.fixture
def do(index: Index, upkeep: SqlUpkeep) -> Callable[..., None]:
    done: list[str] = []

    def act(verb: UpkeepVerb, path: str = "pricing.md", note: str = "") -> None:
        done.append(verb)
        at = NOW + timedelta(seconds=len(done))
        by = ("U0DANA", "Dana", "slack")
        upkeep.act(DocumentAct(f"a{len(done)}", index.ids[path], path, path, verb, *by, at, note), "wiki")

    return act


def test_a_pulled_page_is_in_no_answer_and_comes_back(replica: Replica, do: Callable[..., None]) -> None:
    before = replica.answer()
    assert before.sources[0].document == "pricing.md"
    assert before.say == "Our price falls with every hundred seats."
    for verb in ("pulled", "retired"):
        do(verb)
        replica.known.look()
        pulled = replica.answer()
        assert "pricing.md" not in replica.pages()
        assert "deal desk" not in pulled.text
        assert pulled.say is None
        do("restored")
        replica.known.look()
        back = replica.answer()
        assert (back.text, back.say, back.status) == (before.text, before.say, before.status)


@pytest.mark.parametrize("question", ["and above 20%?", "what about partners?", "and for critical holes?"])
def test_a_pulled_page_is_in_no_follow_up(replica: Replica, do: Callable[..., None], question: str) -> None:
    assert "pricing.md" in replica.pages(question, QUESTION)
    do("pulled")
    replica.known.look()
    assert "pricing.md" not in replica.pages(question, QUESTION)


def test_an_answer_of_before_that_is_made_anew_holds_nothing_of_it(replica: Replica, do: Callable[..., None]) -> None:
    log = QuestionLog()
    engine = RetrievalEngine(replica.index.store, HashingEmbedder())
    door = QuestionAnswering(engine, log, FixedClock(NOW), "http://console", upkeep=replica.known)
    door.answer(Ask(QUESTION, Asker("U1"), Place("D1", "direct"), "slack"))
    do("pulled")
    replica.known.look()
    again = door.answer_again(log.questions[0], Asker("U1"), Place("D1", "direct"))
    assert "pricing.md" not in {one.document for one in (*again.sources, *again.passages)}


def test_it_is_in_no_list_of_pages_unless_they_are_asked_for(
    replica: Replica, index: Index, do: Callable[..., None]
) -> None:
    pages = IndexedPages(index.store, replica.known)
    do("pulled")
    replica.known.look()
    assert "pricing.md" not in {one.path for one in pages.listing()}
    assert "pricing.md" in {one.path for one in pages.listing(hidden=True)}
    assert pages.document(index.ids["pricing.md"]) is None
    found = pages.document(index.ids["pricing.md"], hidden=True)
    assert found is not None
    assert "deal desk" in found[1]


def test_all_replicas_over_one_database_agree_within_the_watch(
    index: Index, upkeep: SqlUpkeep, do: Callable[..., None], tmp_path: Path
) -> None:
    first, second = (WatchedUpkeep(upkeep, tmp_path / name / "upkeep.json") for name in ("one", "two"))
    waiting = threading.Event()
    with first, second:
        replicas = [Replica(index, first), Replica(index, second)]
        assert all("pricing.md" in one.pages() for one in replicas)
        for verb, shown in (("pulled", False), ("restored", True)):
            do(verb)
            for one in replicas:
                assert any(bool(one.known.hidden()) is not shown or waiting.wait(0.05) for _ in range(BOUND))
            assert [("pricing.md" in one.pages()) is shown for one in replicas] == [True, True]
        assert replicas[0].answer().text == replicas[1].answer().text


def test_work_and_reviews_are_told_with_the_source(replica: Replica, do: Callable[..., None]) -> None:
    source = replica.answer().sources[0]
    assert (source.reviewed, source.review_due, source.needs_work) == (date(2026, 1, 5), date(2026, 4, 5), False)
    assert freshness(source, NOW.date(), "en") == "review due 233 days ago"
    do("needs_work", note="new tiers")
    replica.known.look()
    source = replica.answer().sources[0]
    assert source.needs_work
    assert "working on it" in freshness(source, NOW.date(), "en")
    assert "new tiers" not in freshness(source, NOW.date(), "en")
    do("verified")
    replica.known.look()
    source = replica.answer().sources[0]
    assert (source.reviewed, source.review_due, source.needs_work) == (date(2026, 11, 24), date(2027, 2, 22), False)
    assert freshness(source, NOW.date(), "en") == "reviewed 24 Nov"
