"""What is wrong with the content, in the console."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from dashboard_samples import ADMINISTRATOR, CONTENT, HEAD, MANAGER, NOW, OWNER, REP
from fakes import DocumentPages
from health_samples_page import HOSTILE, health

from bot.content_health.desk import HealthDesk, HealthSources
from bot.viewer import Viewer

BOARD = replace(HEAD, groups=frozenset({"board", "sales"}))


async def soup(get: Any, query: str = "", viewer: Viewer = HEAD, **given: Any) -> BeautifulSoup:
    response = await get(f"/content/health{query}", viewer, **({"health": health()} | given))
    assert response.status == 200
    return BeautifulSoup(await response.text(), "html.parser")


def headings(page: BeautifulSoup) -> list[str]:
    return [" ".join(one.text.split()) for one in page.select("section.health h2")]


async def test_findings_stand_by_kind_with_their_number_the_gravest_first(get: Any) -> None:
    page = await soup(get)
    assert headings(page) == [
        "Dead links 1",
        "Contradictions 1",
        "Near-duplicates 1",
        "Without an owner 1",
        "Review overdue 1",
        "Pictures without text 1",
    ]
    assert "6 of 6" in page.select_one("h1").text
    link = page.select_one("section.health li a")
    assert (link.text, link["href"]) == ("Pricing › Rates", "/documents/d-pricing#rates")


async def test_a_contradiction_shows_both_sides_with_their_dates_and_words(get: Any) -> None:
    page = await soup(get, "?kind=conflict")
    sides = [" ".join(one.text.split()) for one in page.select("blockquote")]
    assert sides[0].startswith("Pricing › Rates reviewed 12 Oct 2026 · Dana Reyes It is 15%")
    assert sides[1] == "Rival Inc. › Rates reviewed 1 Jun 2026 · Sam Okoro It is 10%."
    assert "15% here, 10% in “Rival Inc.”" in page.text


async def test_what_pages_say_is_never_markup(get: Any) -> None:
    body = await (await get("/content/health", health=health())).text()
    assert HOSTILE not in body
    assert "&lt;script&gt;" in body


@pytest.mark.parametrize("viewer", [OWNER, MANAGER, HEAD, ADMINISTRATOR], ids=lambda viewer: viewer.name)
async def test_no_finding_names_a_page_outside_its_readers_audience(get: Any, viewer: Viewer) -> None:
    assert "Board numbers" not in (await soup(get, viewer=viewer)).text


async def test_who_is_in_the_audience_reads_of_it(get: Any) -> None:
    page = await soup(get, viewer=BOARD)
    assert "Too long to quote 1" in headings(page)
    assert "Contradictions 2" in headings(page)


async def test_owners_read_of_their_pages_alone(get: Any) -> None:
    page = await soup(get, viewer=OWNER)
    assert headings(page) == ["Dead links 1", "Contradictions 1"]
    assert "your pages" in page.select_one(".lead").text


@pytest.mark.parametrize(("viewer", "status"), [(REP, 403), (replace(HEAD, guest=True), 403), (OWNER, 200)])
async def test_the_page_is_for_owners_and_managers(get: Any, viewer: Viewer, status: int) -> None:
    assert (await get("/content/health", viewer, health=health())).status == status


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?kind=dead-link", ["Dead links 1"]),
        ("?owner=Sam+Okoro&kind=conflict", ["Contradictions 1"]),
        ("?owner=-", ["Without an owner 1"]),
        ("?source=playbooks&kind=overdue", ["Review overdue 1"]),
        ("?source=elsewhere", []),
        ("?kind=odd", []),
    ],
)
async def test_filters_choose_what_is_shown(get: Any, query: str, expected: list[str]) -> None:
    assert headings(await soup(get, query)) == expected


async def test_what_is_not_known_yet_is_said(get: Any) -> None:
    class NotYet:
        def of(self, _generation: str) -> None:
            return None

    desk = HealthDesk(HealthSources(NotYet(), DocumentPages(CONTENT)), lambda: NOW, NOW.date)
    page = await soup(get, health=desk)
    assert "Dead links: being looked for: come back in a few minutes." in page.text


async def test_nothing_wrong_is_said_and_so_is_an_empty_filter(get: Any) -> None:
    nothing = HealthDesk(HealthSources(health()._sources.known, DocumentPages(None)), lambda: NOW, NOW.date)
    assert "Nothing is wrong" in (await soup(get, health=nothing)).text
    assert "Choose another filter" in (await soup(get, "?kind=odd")).text


async def test_the_page_of_use_leads_there_and_without_it_there_is_none(get: Any) -> None:
    assert 'href="/content/health"' in await (await get("/content", health=health())).text()
    assert 'href="/content/health"' not in await (await get("/content")).text()
    assert (await get("/content/health")).status == 404


async def test_it_speaks_russian(get: Any) -> None:
    body = await (await get("/content/health", health=health(), language="ru")).text()
    assert "Здоровье материалов" in body
    assert "Битые ссылки" in body


async def test_the_process_that_answers_health_is_another_page(get: Any) -> None:
    assert (await get("/health", health=health())).content_type == "application/json"
