"""How a page was used, on the page itself, for those who keep it and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from dashboard_samples import MANAGER, REP, InMemoryInsights
from keeping_samples import DANA, KeptPages, kept_pages

from bot.insights.model import DocumentUse
from bot.viewer import Viewer

PAGE = "/documents/d-pricing"


@pytest.fixture
def held(tmp_path: Path) -> Iterator[KeptPages]:
    with kept_pages(tmp_path) as made:
        yield made


def path_of(held: KeptPages) -> str:
    return held.desk.document(DANA, "d-pricing").path


async def shown(get: Any, held: KeptPages, insights: InMemoryInsights, viewer: Viewer = DANA, **more: Any) -> str:
    response = await get(PAGE, viewer, upkeep=held.desk, documents=held.documents, insights=insights, **more)
    assert response.status == 200
    page = BeautifulSoup(await response.text(), "html.parser")
    return "\n".join(one.get_text("|", strip=True) for one in page.select("section[aria-labelledby='use:title']"))


async def test_who_keeps_it_finds_a_month_and_a_quarter_beside_those_before(get, held: KeptPages) -> None:
    used = DocumentUse(path_of(held), 1_234, 17, 40, 6, 2, None)
    words = await shown(get, held, InMemoryInsights(documents=[used]))
    assert "30 days|1,234 (before: 1,234)|17|40 (before: 40)|3 (before: 0)|6 of 8" in words
    assert "90 days|" in words
    assert "Как использовали эту страницу" in await shown(get, held, InMemoryInsights(documents=[used]), language="ru")


@pytest.mark.parametrize("viewer", [REP, MANAGER], ids=lambda one: one.name)
async def test_nobody_else_does(get, held: KeptPages, viewer: Viewer) -> None:
    used = DocumentUse(path_of(held), 9, 4, 3, 1, 0, None)
    insights = InMemoryInsights(documents=[used])
    assert await shown(get, held, insights, viewer) == ""
    assert insights.asked == []


async def test_of_one_person_alone_the_number_is_not_told(get, held: KeptPages) -> None:
    words = await shown(get, held, InMemoryInsights(documents=[DocumentUse(path_of(held), 3, 1, 0, 0, 0, None)]))
    assert "|fewer than 2|" in words
    assert "not rated" in words


async def test_with_the_database_down_the_page_is_there_all_the_same(get, held: KeptPages) -> None:
    insights = InMemoryInsights()
    insights.is_down = True
    assert await shown(get, held, insights) == ""
