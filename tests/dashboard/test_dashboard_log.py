from __future__ import annotations

import asyncio
import csv
import io
import threading
from collections.abc import Iterator
from urllib.parse import quote

import aiohttp
import pytest
from bs4 import BeautifulSoup
from dashboard_samples import HEAD, PRICING, REP, InMemoryInsights, found, insights

from bot.insights.model import FoundQuestion, LogFilter, Scope


async def soup(get, path: str = "/log", viewer=HEAD, **changes) -> BeautifulSoup:
    response = await get(path, viewer, **changes)
    assert response.status == 200
    return BeautifulSoup(await response.text(), "html.parser")


def asked(page: BeautifulSoup) -> list[str]:
    return [one.text for one in page.select("tbody .main a")]


async def test_what_became_of_questions_is_told_truthfully(get) -> None:
    page = await soup(get)
    assert asked(page)[:2] == ["what discount on two years?", "=cmd|' /C calc'!A0"]
    assert [one.text for one in page.select("tbody .status")] == [
        "Rated helpful",
        "No answer",
        "Unsure",
        "Rated not helpful",
        "Answered, not rated",
    ]
    assert page.select_one("tbody td a[href='/gaps/g1']") is not None
    assert page.select_one("tbody td a[href='/documents/d-pricing']").text == "Pricing"


async def test_a_page_that_is_not_for_the_reader_is_not_named(get) -> None:
    assert "A page that is not for your groups" in (await soup(get)).text


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("words=two+years", LogFilter(words="two years")),
        ("resolution=no_answer", LogFilter(resolution="no_answer")),
        ("resolution=odd&surface=odd&document=odd.md&page=x", LogFilter()),
        ("surface=teams", LogFilter(surface="teams")),
        (f"document={quote(PRICING.path)}", LogFilter(document=PRICING.path)),
        ("document=board.md", LogFilter()),
        ("gap=g1", LogFilter(gap="g1")),
    ],
)
async def test_the_log_is_searched_by_what_the_address_says(get, query: str, wanted: LogFilter) -> None:
    read = insights()
    for path in ("/log", "/log.csv"):
        await get(f"{path}?{query}", HEAD, insights=read)
    assert read.wanted == [wanted, wanted]


async def test_days_are_those_of_the_companys_zone(get) -> None:
    read = insights()
    await get("/log?from=2026-11-20&to=2026-11-21", HEAD, insights=read)
    period = read.wanted[0].period
    assert period is not None
    assert (period.start.isoformat(), period.end.isoformat()) == (
        "2026-11-19T23:00:00+00:00",
        "2026-11-21T23:00:00+00:00",
    )


async def test_pages_follow_on_each_other_without_a_gap(get) -> None:
    read = insights(questions=[found(number, resolution="unsure") for number in range(120)])
    seen: list[str] = []
    path: str | None = "/log?resolution=unsure"
    while path:
        page = await soup(get, path, insights=read)
        seen += asked(page)
        later = page.select_one("a[rel=next]")
        path = str(later["href"]) if later else None
    assert seen == [f"question {number}" for number in range(120)]


async def test_the_file_holds_all_of_it_and_runs_nothing(get) -> None:
    read = insights(questions=[*insights().questions, *(found(number) for number in range(10, 1_700))])
    response = await get("/log.csv", HEAD, insights=read, names=True)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    rows = list(csv.DictReader(io.StringIO((await response.text()).removeprefix("\ufeff"))))
    assert len(rows) == 5 + 1_690
    assert rows[1]["question"] == "'=cmd|' /C calc'!A0"
    assert rows[0] == {
        "asked at (UTC)": "2026-11-24 08:30:00",
        "question": "what discount on two years?",
        "what became of it": "Rated helpful",
        "confidence": "0.81",
        "where": "Slack",
        "language": "en",
        "page": PRICING.path,
        "gap": "",
        "asked by": "Rita Rep",
    }
    assert rows[2]["page"] == ""


class Endless(InMemoryInsights):
    """An export that nobody could hold in memory; `closed` tells that it was let go."""

    def __init__(self) -> None:
        super().__init__()
        self.closed = threading.Event()

    def export(self, wanted: LogFilter, scope: Scope) -> Iterator[FoundQuestion]:
        try:
            while True:
                yield found(1)
        finally:
            self.closed.set()


async def test_a_file_is_sent_as_it_is_read_and_let_go_with_its_reader_in_silence(open_dashboard, caplog) -> None:
    endless = Endless()
    address = await open_dashboard(HEAD, insights=endless)
    async with aiohttp.ClientSession() as session, session.get(f"{address}/log.csv") as response:
        assert await response.content.readline()
        assert b"question 1" in await response.content.readline()
        response.close()
    assert await asyncio.to_thread(endless.closed.wait, 30)
    await asyncio.sleep(0.1)
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []


async def test_ones_own_questions_say_so(get) -> None:
    page = await soup(get, "/log", REP)
    assert page.select_one("h1").text == "Your questions"
    assert asked(page)[0] == "what discount on two years?"


async def test_nothing_found_and_nothing_asked_are_told_apart(get) -> None:
    assert "Nobody has asked anything yet" in (await soup(get, insights=insights(questions=()))).text
    assert "No question is like that" in (await soup(get, "/log?words=zzz")).text
