"""What a new generation brings: told once, whoever notices it, and nothing that is no news."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from database_fixtures import upgraded_sqlite
from fakes import FixedClock
from hypothesis import given, settings
from hypothesis import strategies as st
from reach_samples import Built
from sqlalchemy import Engine

from bot.reach.desk import DAYS, ReachDesk
from bot.reach.model import KnownPage, PageNews
from bot.reach.noticing import IN_BULK, Noticer, noticed_of, words_of
from bot.reindexing.rights import SourceRights
from bot.stores.launches import SqlLaunches
from bot.stores.news import SqlNews
from bot.upkeep.rights import UpkeepRights
from content_index.model import Document
from retrieval.model import Filters

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EVERYBODY = Filters(groups=frozenset())


class Replica:
    """A process that serves, its clock, and what it tells of the news."""

    def __init__(self, engine: Engine, now: datetime = NOON) -> None:
        self.clock = FixedClock(now)
        self.serving: Built | None = None
        self.news = SqlNews(engine)
        self.noticer = Noticer(lambda: self.serving, self.news, self.clock)
        rights = UpkeepRights(SourceRights({}))
        self.desk = ReachDesk(
            news=self.news, launches=SqlLaunches(engine), documents=self, rights=rights, clock=self.clock
        )

    def listing(self) -> list[Document]:
        return list(self.serving.documents.values()) if self.serving else []

    def serves(self, generation: str, pages: Mapping[str, str], days: int = 0, fingerprint: str = "") -> int:
        """A generation, so many days after noon; how many pages were noticed in it."""
        self.clock._now = NOON + timedelta(days=days)
        self.serving = Built(generation, pages, fingerprint)
        return self.noticer.tick()

    def told(self, days: int | None = DAYS) -> list[tuple[str, str]]:
        return [(one.verb, one.document.path) for one in self.desk.whats_new(EVERYBODY, days).items]

    def bulk(self) -> list[int]:
        return [one.count for one in self.desk.whats_new(EVERYBODY, DAYS).bulk]


def test_a_first_index_is_told_as_one_line(engine: Engine) -> None:
    replica = Replica(engine)
    assert replica.noticer.tick() == 0, "nothing is indexed"
    assert replica.serves("g1", {"a.md": "a", "b.md": "b"}) == 2
    assert (replica.told(), replica.bulk()) == ([], [2])
    assert replica.noticer.tick() == 0


def test_what_came_in_and_what_changed_since_is_told_new_first_and_once(engine: Engine) -> None:
    replica = Replica(engine)
    replica.serves("g1", {"a.md": "a", "b.md": "b", "c.md": "c"})
    replica.serves("g2", {"a.md": "other", "b.md": "b", "c.md": "c"}, days=1)
    replica.serves("g3", {"a.md": "other", "b.md": "b", "d.md": "d"}, days=2)
    assert replica.told() == [("added", "d.md"), ("changed", "a.md")]
    assert replica.bulk() == [1], "b.md; what is gone is told of nowhere"
    replica.serves("g4", {"a.md": "third", "b.md": "b", "d.md": "d, rewritten"}, days=3)
    assert replica.told() == [("added", "d.md"), ("changed", "a.md")]
    replica.clock._now = NOON + timedelta(days=33)
    assert replica.told() == [("changed", "a.md"), ("changed", "d.md")], "that it came in is too long ago"
    assert replica.told(7) == []
    assert replica.told(None) == [("added", "d.md"), ("changed", "a.md")]


def test_spacing_and_metadata_alone_are_no_news(engine: Engine) -> None:
    replica = Replica(engine)
    replica.serves("g1", {"a.md": "# Title\n\none two"}, fingerprint="1")
    assert replica.serves("g2", {"a.md": "# Title\none\n  two\n"}, fingerprint="2") == 0
    assert replica.serves("g3", {"a.md": "# Title\n\none two"}, fingerprint="owner changed") == 0
    assert replica.serves("g4", {"a.md": "# Title\n\none three"}, fingerprint="4") == 1


def test_a_page_that_was_gone_and_comes_back_as_it_was_is_no_news(engine: Engine) -> None:
    replica = Replica(engine)
    replica.serves("g1", {"a.md": "a", "b.md": "b"})
    replica.serves("g2", {"b.md": "b"}, days=1)
    assert replica.serves("g3", {"a.md": "a", "b.md": "b"}, days=2) == 0
    replica.serves("g4", {"b.md": "b"}, days=3)
    replica.serves("g5", {"a.md": "rewritten", "b.md": "b"}, days=4)
    assert replica.told() == [("changed", "a.md")]


def test_going_back_takes_the_news_back_and_going_forth_again_tells_them(engine: Engine) -> None:
    replica = Replica(engine)
    old, new = {"a.md": "a", "b.md": "b"}, {"a.md": "wrong", "b.md": "b", "c.md": "c"}
    replica.serves("g1", old)
    replica.serves("g2", new, days=1)
    assert replica.told() == [("added", "c.md"), ("changed", "a.md")]
    replica.serves("g1", old, days=2)
    assert replica.told() == []
    replica.serves("g2", new, days=3)
    assert replica.told() == [("added", "c.md"), ("changed", "a.md")]


def test_words_that_come_back_long_after_are_a_change(engine: Engine) -> None:
    replica = Replica(engine)
    replica.serves("g1", {"a.md": "winter"})
    replica.serves("g2", {"a.md": "summer"}, days=10)
    replica.serves("g3", {"a.md": "winter"}, days=190)
    assert replica.told() == [("changed", "a.md")]


def test_many_at_once_are_one_line(engine: Engine) -> None:
    replica = Replica(engine)
    pages = {f"{number}.md": "words" for number in range(IN_BULK + 1)}
    replica.serves("g1", {"a.md": "a"})
    replica.serves("g2", {"a.md": "a"} | pages, days=1)
    assert (replica.told(), replica.bulk()) == ([], [IN_BULK + 1, 1])
    replica.serves("g3", {"a.md": "a"} | pages | {"3.md": "other words"}, days=2)
    assert (replica.told(), replica.bulk()) == ([("changed", "3.md")], [IN_BULK, 1])


def test_of_replicas_that_look_at_once_one_keeps_it(engine: Engine) -> None:
    replicas = [Replica(engine) for _ in range(4)]
    replicas[0].serves("g1", {"a.md": "a", "b.md": "b"})
    for replica in replicas:
        replica.serving = Built("g2", {"a.md": "other", "b.md": "b", "c.md": "c"})
    with ThreadPoolExecutor(4) as pool:
        noticed = list(pool.map(lambda one: one.noticer.tick(), replicas))
    assert sorted(noticed) == [0, 0, 0, 2]
    assert [one.noticer.tick() for one in replicas] == [0, 0, 0, 0]
    assert replicas[1].told() == [("added", "c.md"), ("changed", "a.md")]


def test_a_replica_with_a_disk_of_its_own_finds_nothing_new_in_the_same_content(engine: Engine) -> None:
    here, there = Replica(engine), Replica(engine)
    for number, content in enumerate(({"a.md": "a"}, {"a.md": "other"})):
        assert here.serves(f"here-{number}", content, days=number) == 1
        assert there.serves(f"there-{number}", content, days=number) == 0
    assert here.told() == there.told() == [("changed", "a.md")]


WORDS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["x", "y", " x ", "z"]), max_size=4)


@settings(max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_whatever_comes_each_page_is_told_exactly_where_its_words_are_other_than_before(
    history: list[dict[str, str]],
) -> None:
    known: dict[str, KnownPage] = {}
    for number, pages in enumerate(history):
        built = Built(f"g{number}", pages)
        noticed = noticed_of(built, known, (), first=number == 0, at=NOON)
        told = {one.document: one.verb for one in noticed.news}
        for path, text in pages.items():
            before = known.get(path)
            expected = "added" if before is None else "changed" if before.words != words_of(text) else None
            assert told.get(path) == expected
        assert set(told) <= set(pages)
        known |= {one.document: one for one in noticed.pages}
        again = noticed_of(Built(f"again {number}", pages), known, noticed.news, first=False, at=NOON)
        assert again.news == ()


def test_a_text_that_cannot_be_read_now_is_noticed_later(tmp_path: Path) -> None:
    engine = upgraded_sqlite(tmp_path / "news.db")
    replica = Replica(engine)
    replica.serves("g1", {"a.md": "a"})

    class Gone(Built):
        def texts(self, documents: object) -> list[tuple[str, str]]:
            raise FileNotFoundError("pruned")

    replica.serving = Gone("g2", {"b.md": "b"})
    with suppress(FileNotFoundError):
        replica.noticer.tick()
    replica.serving = Built("g3", {"a.md": "a", "b.md": "b"})
    assert replica.noticer.tick() == 1
    assert replica.told() == [("added", "b.md")]
    engine.dispose()


def test_news_are_kept_as_they_were(engine: Engine) -> None:
    replica = Replica(engine)
    replica.serves("g1", {"a.md": "a"})
    replica.serves("g2", {"a.md": "b"}, days=1)
    at = NOON + timedelta(days=1)
    assert replica.news.since(at) == [PageNews("a.md", "a.md", "changed", at, "g2")]
    assert replica.news.since(at + timedelta(seconds=1)) == []
