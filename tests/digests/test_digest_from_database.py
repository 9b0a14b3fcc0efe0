from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from digest_samples import WEEKLY, document
from fakes import DocumentPages, FixedClock
from sqlalchemy import Engine

from benchmarks.log_filling import END, Size, fill
from bot.digests.chart import chart_png
from bot.digests.composing import DigestDesk, DigestManners, DigestSources
from bot.digests.csv_text import digest_csv
from bot.digests.told import told
from bot.owners import Owners
from bot.stores.deliveries import SqlDeliveries
from bot.stores.gaps import SqlGaps
from bot.stores.insights import SqlInsights

START = END - timedelta(days=7)


@pytest.fixture
def desk(engine: Engine) -> DigestDesk:
    fill(engine, Size(questions=1500, days=21, people=40, votes=600, clicks=500, gaps=60, documents=30, teams=3))
    documents = [(document(f"content/{number:04}.md", competitors=("Globex",)), "") for number in range(40)]
    sources = DigestSources(SqlInsights(engine), SqlGaps(engine), DocumentPages(documents), SqlDeliveries(engine))
    manners = DigestManners("https://corner.acme.example", lambda one: one.path, lambda _subscription: frozenset())
    return DigestDesk(sources, manners, Owners({}), FixedClock(END + timedelta(hours=9)))


def test_what_the_parts_of_a_digest_say_agrees(desk: DigestDesk) -> None:
    """On both databases, of a made-up log."""
    weekly = replace(WEEKLY, zone="UTC")  # its days are whole ones: the period begins at midnight there
    digest = desk.of(weekly, START, END)
    assert digest.figures.questions > 100
    assert sum(one.questions for one in digest.days) == digest.figures.questions
    assert digest.figures.answered + digest.figures.unsure + digest.figures.no_answer == digest.figures.questions
    assert digest.closed_count == digest.figures.gaps_closed
    assert {one.gap.state for one in digest.closed} == {"closed"}
    assert [one.told for one in digest.closed] == sorted((one.told for one in digest.closed), reverse=True)
    assert [one.rank for one in digest.gaps] == sorted((one.rank for one in digest.gaps), reverse=True)
    assert len(digest.gaps) == 5 < digest.open_gaps
    assert digest.never_used_count == 10
    assert desk.of(weekly, START, END) == digest


def test_each_kind_is_told_drawn_and_tabled(desk: DigestDesk) -> None:
    for subscription in (
        replace(WEEKLY, teams=("team-01", "team-02")),
        replace(WEEKLY, every="day", language="ru"),
        replace(WEEKLY, kind="owner", owner="Dana Reyes"),
        replace(WEEKLY, kind="owner", owner="Nobody"),
    ):
        digest = desk.preview(subscription)
        assert told(digest).title
        assert digest_csv(digest).startswith("section,name,value,before,url\r\n")
        assert chart_png(digest).startswith(b"\x89PNG")
