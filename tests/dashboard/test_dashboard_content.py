from __future__ import annotations

import csv
import io

import pytest
from bs4 import BeautifulSoup
from dashboard_samples import CONTENT, HEAD, OWNER, PRICING, RIVAL, RUSSIAN, insights, use
from fakes import DocumentPages

from content_index.model import Document


async def soup(get, path: str = "/content", viewer=HEAD, **changes) -> BeautifulSoup:
    response = await get(path, viewer, **changes)
    assert response.status == 200
    return BeautifulSoup(await response.text(), "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [one.text for one in page.select("tbody .main a")]


async def test_every_page_stands_with_its_use_the_most_used_first(get) -> None:
    page = await soup(get)
    assert titles(page) == ["Pricing", "Rival Inc.", "Скидки"]
    row = [cell.text for cell in page.select("tbody tr")[0].select("td")[1:]]
    assert row == ["Dana Reyes", "30", "9", "15", "91% of 11", "23 Nov 2026", "12 Oct 2026", "10 Jan 2027"]
    assert "86 days overdue" in page.select("tbody tr")[1].text
    assert "never" in page.select("tbody tr")[2].text
    assert "3 of 3" in page.select_one("h1").text


async def test_few_ratings_are_counts(get) -> None:
    read = insights(documents=[use(PRICING.path, 4, helpful=2, unhelpful=1)])
    assert "2 of 3" in (await soup(get, insights=read)).select("tbody tr")[0].text


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("never", ["Скидки"]),
        ("used", ["Pricing", "Rival Inc."]),
        ("overdue", ["Rival Inc."]),
        ("odd", ["Pricing", "Rival Inc.", "Скидки"]),
    ],
)
async def test_pages_are_chosen_by_their_use(get, chosen: str, expected: list[str]) -> None:
    assert titles(await soup(get, f"/content?filter={chosen}")) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("title", ["Pricing", "Rival Inc.", "Скидки"]),
        ("title&order=desc", ["Скидки", "Rival Inc.", "Pricing"]),
        ("uses&order=asc", ["Скидки", "Rival Inc.", "Pricing"]),
        ("due", ["Rival Inc.", "Pricing", "Скидки"]),
        ("helpful", ["Pricing", "Rival Inc.", "Скидки"]),
        ("reviewed", ["Pricing", "Rival Inc.", "Скидки"]),
        ("last_used", ["Pricing", "Rival Inc.", "Скидки"]),
        ("odd", ["Pricing", "Rival Inc.", "Скидки"]),
    ],
)
async def test_each_column_sorts(get, sort: str, expected: list[str]) -> None:
    assert titles(await soup(get, f"/content?sort={sort}")) == expected


async def test_a_head_that_is_pressed_again_turns_the_order(get) -> None:
    page = await soup(get, "/content?sort=title&filter=used&days=7")
    head = page.select_one("th[aria-sort]")
    assert (head["aria-sort"], head.select_one("a")["href"]) == (
        "ascending",
        "/content?days=7&sort=title&order=desc&filter=used",
    )


async def test_the_file_has_the_same_pages_in_the_same_order(get) -> None:
    odd = Document(id="d-odd", source="s", path="-1+1.md", title="@SUM(1)", kind="faq", language="en", fingerprint="f")
    response = await get("/content.csv?sort=title", HEAD, documents=DocumentPages([*CONTENT, (odd, "")]))
    rows = list(csv.reader(io.StringIO((await response.text()).removeprefix("\ufeff"))))
    assert [row[0] for row in rows[1:]] == ["'-1+1.md", PRICING.path, RIVAL.path, RUSSIAN.path]
    assert rows[1][1] == "'@SUM(1)"
    assert rows[2][3:] == ["30", "9", "15", "10", "1", "2026-11-23 09:30:00", "2026-10-12", "2027-01-10"]


async def test_an_owner_of_nothing_is_told_so(get) -> None:
    page = await soup(get, "/content", OWNER, documents=DocumentPages([(RIVAL, "")]))
    assert "no page here that is yours" in page.text


async def test_before_anything_is_indexed_the_page_says_how(get) -> None:
    response = await get("/content", documents=DocumentPages(None))
    assert response.status == 503
    assert "cornerman reindex" in await response.text()


async def test_new_people_stand_by_month_with_what_they_asked_about(get) -> None:
    page = await soup(get, "/newcomers")
    rows = [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in page.select("tbody tr")]
    assert rows == [
        ["November 2026", "3", "14", "4 of 14", "Pricing (6), Rival Inc. (2)"],
        ["October 2026", "8", "60", "15%", "Rival Inc. (20)"],
    ]


async def test_new_people_as_a_file_a_row_for_each_topic(get) -> None:
    text = (await (await get("/newcomers.csv")).text()).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(set(rows[0])) == len(rows[0])
    assert rows[1:] == [
        ["2026-11-01", "3", "14", "4", "Pricing", "6"],
        ["2026-11-01", "3", "14", "4", "Rival Inc.", "2"],
        ["2026-10-01", "8", "60", "9", "Rival Inc.", "20"],
    ]


async def test_before_anybody_asks_there_are_no_new_people(get) -> None:
    assert (
        "Nobody has asked a first question yet" in (await soup(get, "/newcomers", insights=insights(cohorts=()))).text
    )
