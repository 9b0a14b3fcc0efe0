"""A review that cannot be written into its page: what is told of it, and of which sources nothing is."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from fakes import FixedClock
from sqlalchemy import Engine

from bot.reindexing.rights import SourceRights
from bot.stores.upkeep import SqlUpkeep
from bot.upkeep.desk import Done
from bot.upkeep.telling import done_told
from bot.viewer import Viewer
from bot.wiring.upkeep import UpkeepParts
from config.review_settings import ReviewSettings
from content_index.model import Document

PAGE = Document("d", "wiki", "pricing.md", "Pricing", "policy", "en", "f")
ADMIN = Viewer("U1", "Ann", groups=None, roles=frozenset({"administrator"}))


class Bucket:
    """A source that can only be read."""

    def read(self, _path: str) -> bytes:
        return b"# Pricing\n"


class Folder(Bucket):
    """A source that can be written to."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def write(self, _path: str, content: bytes, _before: bytes | None, _message: str) -> None:
        self.written.append(content)


def verified(engine: Engine, files: Bucket, reviews: ReviewSettings) -> Done:
    cornerman = SimpleNamespace(
        settings=SimpleNamespace(reviews=reviews),
        stores=SimpleNamespace(upkeep=SqlUpkeep(engine)),
        upkeep=SimpleNamespace(kept=lambda document: document, look=lambda: None),
        store=SimpleNamespace(current=lambda: SimpleNamespace(documents={"d": PAGE})),
        reindexes=SimpleNamespace(rights=SourceRights({"wiki": ()})),
        clock=FixedClock(),
        sources=lambda: [SimpleNamespace(name="wiki")],
        open_source=lambda _source: files,
    )
    desk = UpkeepParts(cornerman).desk  # type: ignore[arg-type] # as much of it as this needs
    done = desk.act(ADMIN, "verified", "d")
    assert done.state.reviewed == date(2026, 11, 24)
    return done


@pytest.mark.parametrize(
    ("reviews", "told"),
    [
        (ReviewSettings(), ""),
        (ReviewSettings(write_back=True), "its source cannot be written to"),
        (ReviewSettings(write_back=False), ""),
    ],
)
def test_of_a_source_that_is_only_read_it_is_told_where_somebody_asked_for_it(
    engine: Engine, reviews: ReviewSettings, told: str
) -> None:
    assert verified(engine, Bucket(), reviews).not_written == told


def test_a_source_that_takes_it_has_it_written_and_the_file_is_told(engine: Engine) -> None:
    files = Folder()
    done = verified(engine, files, ReviewSettings())
    assert (done.not_written, done.written) == ("", "pricing.md")
    assert "file itself was set to today as well: pricing.md" in done_told(done, "en")
    assert "в сам файл: pricing.md" in done_told(done, "ru")
    assert b"reviewed: 2026-11-24" in files.written[0]
