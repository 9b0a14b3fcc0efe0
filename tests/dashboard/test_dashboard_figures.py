from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from dashboard_samples import HEAD, NOW, figures, insights
from gap_fakes import InMemoryBoard

from bot.console.periods import PeriodError, picked
from bot.insights.model import Figures
from bot.wiring import Cornerman
from bot.wiring.dashboard import dashboard
from config.loading import load_settings

BERLIN = ZoneInfo("Europe/Berlin")
NONE = Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, None, None)


async def soup(get, path: str = "/dashboard", **changes) -> BeautifulSoup:
    response = await get(path, **changes)
    assert response.status == 200
    return BeautifulSoup(await response.text(), "html.parser")


def cards(page: BeautifulSoup) -> dict[str, str]:
    return {
        card.select_one(".label").text: " | ".join(
            one.get_text(" ", strip=True) for one in card.select(":scope > span")[1:]
        )
        for card in page.select(".figure")
    }


async def test_figures_stand_beside_those_of_the_period_before(get) -> None:
    shown = cards(await soup(get))
    assert shown["Questions"] == "120 | 20% more than 100 before"
    assert shown["Answered"] == "75% | as before | unsure 15, no answer 15"
    assert shown["Helpful"] == "83% | as before | of 36 rated; 90 were answered"
    assert shown["Gaps closed"] == "4 | as before | median 3.5 days after the first question"


async def test_better_and_worse_are_said_in_words(get) -> None:
    now = figures(answered=60, unsure=40, no_answer=20, gaps_opened=30, gaps_closed=9, answer_ms=200.0)
    before = figures(100, gaps_opened=20, gaps_closed=20, answer_ms=900.0)
    shown = cards(await soup(get, insights=insights(now=now, before=before)))
    assert shown["Answered"].startswith("50% | worse: 25 points down from 75%")
    assert shown["Gaps opened"] == "30 | 50% more than 20 before"
    assert shown["Gaps closed"].startswith("9 | worse: 55% fewer than 20 before")
    assert shown["Time to answer"].startswith("0.2")
    assert "better:" in shown["Time to answer"]


async def test_few_questions_are_called_too_few_and_give_no_share(get) -> None:
    page = await soup(get, insights=insights(now=figures(19), before=figures(300)))
    shown = cards(page)
    assert shown["Questions"].startswith("19")
    assert shown["Answered"] == "– | too few: shares need 20 questions"
    assert "%" not in shown["Helpful"]
    assert "Fewer than 20 questions" in page.text
    assert "Answered and helpful" not in page.text


async def test_what_was_few_before_is_no_trend(get) -> None:
    shown = cards(await soup(get, insights=insights(now=figures(40), before=figures(4))))
    assert shown["Questions"] == "40 | 4 before"
    shown = cards(await soup(get, insights=insights(now=figures(900), before=figures(21))))
    assert shown["Questions"] == "900 | 21 before"
    shown = cards(await soup(get, insights=insights(now=figures(40), before=figures(4))))
    assert shown["Answered"] == "75% | too few to compare | unsure 5, no answer 5"


async def test_shares_are_compared_where_there_were_enough_ratings(get) -> None:
    few_rated = figures(100, helpful=8, unhelpful=3)
    shown = cards(await soup(get, insights=insights(now=figures(answered=91), before=few_rated)))
    assert shown["Helpful"].startswith("83% | too few to compare")
    assert shown["Answered"].startswith("76% | 1 point up from 75%"), "neither better nor worse: that may be chance"


async def test_without_any_question_the_page_says_so_and_leads_on(get) -> None:
    page = await soup(get, insights=insights(now=NONE, before=NONE), board=InMemoryBoard())
    assert "Nobody has asked anything yet" in page.text
    assert page.select_one(".notice a")["href"] == "/"
    assert not page.select(".figure")


async def test_a_time_without_questions_is_said(get) -> None:
    page = await soup(get, insights=insights(now=NONE))
    assert "Nobody asked anything in this time." in page.text
    assert cards(page)["Time to answer"] == "–"


async def test_every_chart_has_the_same_as_a_table_that_stands_open_without_scripts(get) -> None:
    page = await soup(get)
    tables = {chart["data-table"] for chart in page.select("[data-chart]")}
    assert tables == {table["id"] for table in page.select("details[open] table")}
    rows = page.select("table[id='table:questions'] tbody tr")
    assert len(rows) == 30
    assert sum(int(cell.text) for row in rows for cell in row.select("td")) == 120
    assert "120 questions: 90 answered, 15 unsure, 15 without an answer." in page.select_one("[role=img]")["aria-label"]


async def test_long_periods_are_told_by_weeks_that_hold_every_question(get) -> None:
    page = await soup(get, "/dashboard?days=90")
    rows = page.select("table[id='table:questions'] tbody tr")
    assert len(rows) == 13
    assert sum(int(cell.text) for row in rows for cell in row.select("td")) == 120


async def test_the_most_pressing_gaps_lead_to_their_pages(get) -> None:
    page = await soup(get)
    assert [link["href"] for link in page.select(".top-gaps a")] == ["/gaps/g1", "/gaps/g2", "/gaps/g3"]
    assert "does <b>Rival</b> have" in page.select(".top-gaps a")[1].text


async def test_the_page_speaks_russian(get) -> None:
    page = await soup(get, language="ru")
    shown = cards(page)
    assert shown["Вопросы"] == "120 | на 20\xa0% больше, чем раньше (100)"
    assert "3,5 дня" in shown["Закрытые пробелы"]


async def test_the_days_as_a_file(get) -> None:
    response = await get("/dashboard.csv?days=7")
    assert response.headers["Content-Disposition"] == 'attachment; filename="cornerman-2026-11-18-2026-11-24.csv"'
    rows = list(csv.reader(io.StringIO((await response.text()).removeprefix("\ufeff"))))
    assert rows[0] == ["Day", "Questions", "Answered", "Unsure", "No answer", "Helpful", "Not helpful"]
    assert sum(int(row[1]) for row in rows[1:]) == 120


@pytest.mark.parametrize(
    "query",
    [
        "days=0",
        "days=x",
        "days=99999",
        "from=2026-11-20&to=2026-11-01",
        "from=yesterday",
        "from=2020-01-01",
        "from=2027-01-01",
    ],
)
@pytest.mark.parametrize("page", ["/dashboard", "/content", "/digest", "/log"])
async def test_days_that_cannot_be_shown_are_said_with_the_form_to_mend_them(get, page: str, query: str) -> None:
    response = await get(f"{page}?{query}")
    assert response.status == 400
    text = await response.text()
    assert "These days cannot be shown" in text
    assert "<form" in text


async def test_a_database_that_is_down_is_said_in_words(get) -> None:
    down = insights()
    down.is_down = True
    for path in ("/dashboard", "/content", "/newcomers", "/log", "/dashboard.csv", "/log.csv"):
        response = await get(path, HEAD, insights=down)
        assert response.status == 503
        assert "The database does not answer" in await response.text()


def test_a_preset_ends_now_and_begins_at_midnight_of_the_companys_zone() -> None:
    days = picked({"days": "7"}, NOW, BERLIN)
    assert (days.first, days.last) == (date(2026, 11, 18), date(2026, 11, 24))
    assert days.period.start.astimezone(BERLIN).isoformat() == "2026-11-18T00:00:00+01:00"
    assert days.period.end == NOW


def test_days_across_the_end_of_summer_time_are_whole() -> None:
    days = picked({"from": "2026-10-24", "to": "2026-10-26"}, NOW, BERLIN)
    assert days.period.end - days.period.start == timedelta(days=3, hours=1)
    assert days.query == {"from": "2026-10-24", "to": "2026-10-26"}
    assert days.length == 3


def test_only_one_end_may_be_given() -> None:
    assert picked({"to": "2026-11-10"}, NOW, BERLIN).first == date(2026, 10, 12)
    assert picked({"from": "2026-11-10"}, NOW, BERLIN).last == date(2026, 11, 24)
    with pytest.raises(PeriodError):
        picked({"from": "0001-01-01"}, NOW, BERLIN)


async def test_without_teams_there_is_nothing_to_choose_one_by(get) -> None:
    assert (await soup(get)).select("select[name=team]")
    for path in ("/dashboard", "/gaps", "/log", "/newcomers", "/map", "/digest"):
        assert not (await soup(get, path, teams={})).select("select[name=team]"), path


def test_a_group_of_channels_alone_is_no_team(tmp_path: Path) -> None:
    settings = tmp_path / "cornerman.toml"
    groups = 'deals = ["C0123ABCD", "19:abc@thread.tacv2"]\nsales = ["C0123ABCD", "U0123ABCD"]\nall = ["S0123ABCD"]'
    sources = 'data_dir = "data"\n[[sources]]\nname = "playbooks"\nlocation = "content"\n'
    settings.write_text(f"{sources}[groups]\n{groups}\n", encoding="utf-8")
    with Cornerman(load_settings(settings, {})) as cornerman:
        assert set(dashboard(cornerman).teams) == {"sales", "all"}
