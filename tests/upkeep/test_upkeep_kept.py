"""What owners do with their pages is kept, and known to every process within a second."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.stores.upkeep import SqlUpkeep
from bot.upkeep.known import WatchedUpkeep
from bot.upkeep.model import DocumentAct, UpkeepVerb
from config.database import make_engine
from content_index.model import Document

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
PAGE = Document("d1", "wiki", "pricing.md", "Pricing", "battlecard", "en", "f", reviewed=date(2026, 1, 2))


def act(verb: UpkeepVerb, *, number: int = 1, note: str = "", document: str = "d1") -> DocumentAct:
    at = NOW + timedelta(minutes=number)
    return DocumentAct(f"{verb}-{number}", document, "pricing.md", "Pricing", verb, "U0H", "Hannah", "slack", at, note)


@pytest.fixture
def upkeep(engine: Engine) -> SqlUpkeep:
    return SqlUpkeep(engine)


def test_a_page_is_pulled_and_restored(upkeep: SqlUpkeep) -> None:
    assert upkeep.find("d1") is None
    pulled = upkeep.act(act("pulled", note="wrong price"), "wiki")
    assert (pulled.hidden, pulled.hidden_by, pulled.reason, pulled.source) == (
        "pulled",
        "Hannah",
        "wrong price",
        "wiki",
    )
    assert upkeep.find("d1") == pulled
    restored = upkeep.act(act("restored", number=2), "wiki")
    assert (restored.hidden, restored.hidden_at, restored.reason) == ("", None, "")
    assert [one.verb for one in upkeep.history("d1")] == ["restored", "pulled"]


def test_still_right_ends_needs_work_and_leaves_a_pulled_page_pulled(upkeep: SqlUpkeep) -> None:
    upkeep.act(act("needs_work", note="new prices"), "wiki")
    upkeep.act(act("pulled", number=2), "wiki")
    state = upkeep.act(act("verified", number=3), "wiki")
    assert (state.needs_work, state.note, state.reviewed, state.hidden) == (False, "", NOW.date(), "pulled")


def test_of_many_acts_at_once_none_is_lost(upkeep: SqlUpkeep) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: upkeep.act(act("needs_work", number=number), "wiki"), range(20)))
    assert len(upkeep.history("d1", 100)) == 20


def test_every_process_knows_within_a_second(upkeep: SqlUpkeep, tmp_path: Path) -> None:
    changed = threading.Event()
    with WatchedUpkeep(upkeep, tmp_path / "upkeep.json") as known:
        assert known.hidden() == ()
        upkeep.act(act("pulled"), "wiki")
        assert _becomes(lambda: known.hidden() == ("d1",), changed)
        upkeep.act(act("restored", number=2), "wiki")
        assert _becomes(lambda: known.hidden() == (), changed)


def test_a_review_counts_from_the_later_of_both_days(upkeep: SqlUpkeep, tmp_path: Path) -> None:
    upkeep.act(act("verified"), "wiki")
    known = WatchedUpkeep(upkeep, tmp_path / "upkeep.json", {"Battlecard": 90})
    kept = known.kept(PAGE)
    assert (kept.reviewed, kept.review_every_days, kept.review_due) == (
        date(2026, 11, 28), 90, date(2026, 11, 28) + timedelta(days=90),
    )  # fmt: skip
    other = Document("d2", "wiki", "b.md", "B", "faq", "en", "f", reviewed=date(2026, 12, 1), review_every_days=5)
    assert known.kept(other) is other


def test_with_a_database_that_is_down_at_the_start_what_was_pulled_stays_so(upkeep: SqlUpkeep, tmp_path: Path) -> None:
    upkeep.act(act("pulled"), "wiki")
    file = tmp_path / "data" / "upkeep.json"
    assert WatchedUpkeep(upkeep, file).hidden() == ("d1",)
    down = SqlUpkeep(make_engine(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}"))
    assert WatchedUpkeep(down, file).hidden() == ("d1",)


def _becomes(true: object, wait: threading.Event) -> bool:
    """Looked for far longer than it takes; timing never decides."""
    assert callable(true)
    return any(true() or wait.wait(0.05) for _ in range(400))
