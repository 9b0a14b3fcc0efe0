"""The buttons that keep a page right, in a real browser: by hand without scripts, on a telephone, judged by axe."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from browsers import IN_BROWSER, findings
from dashboard_samples import InMemoryInsights
from keeping_samples import DANA, KeptPages, kept_pages
from playwright.async_api import Browser, Page, expect
from test_dashboard_browser import _PHONE

from bot.insights.model import DocumentUse

pytestmark = IN_BROWSER
OpenPage = Callable[..., Awaitable[Page]]
PAGE = "/documents/d-pricing"


@pytest.fixture
def held(tmp_path: Path) -> Iterator[KeptPages]:
    with kept_pages(tmp_path) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(
    open_dashboard_in_session: Callable[..., Awaitable[str]], browser: Browser, held: KeptPages
) -> AsyncIterator[OpenPage]:
    """Opens the page of a new console. Anything that the browser complains of fails the test."""
    complaints: list[str] = []
    async with AsyncExitStack() as stack:

        async def opened(**options: Any) -> Page:
            used = DocumentUse(held.desk.document(DANA, "d-pricing").path, 1_234, 17, 140, 6, 2, None)
            insights = InMemoryInsights(documents=[used])
            address = await open_dashboard_in_session(
                DANA, upkeep=held.desk, documents=held.documents, insights=insights
            )
            context = await browser.new_context(base_url=address, **options)
            stack.push_async_callback(context.close)
            page = await context.new_page()
            page.on("console", lambda said: complaints.append(said.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            await page.goto(PAGE)
            return page

        yield opened
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ru"])
async def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways_on_a_telephone(
    open_page: OpenPage, held: KeptPages, scheme: str, language: str
) -> None:
    page = await open_page(color_scheme=scheme, locale=language, **_PHONE)
    for verb in (None, "needs_work", "pulled", "retired"):
        if verb:
            held.did(verb, note="long" * 90)
        await page.goto(f"{PAGE}?said={verb}")
        await page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert await findings(page) == [], verb
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360, verb
    await page.goto("/content")
    assert await findings(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_how_the_page_was_used_is_cut_at_no_edge(open_page: OpenPage, language: str) -> None:
    page = await open_page(locale=language, viewport={"width": 1200, "height": 900})
    table = page.locator("table.use")
    await expect(table).to_be_visible()
    assert await table.evaluate("one => one.scrollWidth <= one.parentElement.clientWidth")
    assert await table.evaluate("one => one.parentElement.scrollWidth <= one.parentElement.clientWidth")


async def test_without_scripts_a_page_is_pulled_and_restored(open_page: OpenPage, held: KeptPages) -> None:
    page = await open_page(java_script_enabled=False, **_PHONE)
    await page.locator("summary", has_text="Pull it now…").click()
    await page.locator("details[open]").get_by_label("Why (optional)").fill("prices of 2025")
    await page.get_by_role("button", name="Pull it now").click()
    await expect(page.get_by_role("status")).to_have_text("Pulled: no answer is made from it any more.")
    await expect(page.get_by_text("Reason: prices of 2025")).to_be_visible()
    assert held.pulled == {"d-pricing"}
    await page.get_by_role("button", name="Restore").click()
    await expect(page.get_by_role("status")).to_have_text("Restored: answers are made from it again.")
    assert held.pulled == set()
