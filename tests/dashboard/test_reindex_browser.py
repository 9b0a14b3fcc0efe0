"""The page about reindexes in a real browser: the bar moves by itself, and axe finds nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from browsers import IN_BROWSER, findings
from dashboard_samples import ADMINISTRATOR
from playwright.async_api import Browser, Page, expect
from reindex_samples import Reindexes, reindexes
from test_dashboard_browser import _PHONE

from content_index.model import ReindexProgress, Wish

pytestmark = IN_BROWSER
OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Reindexes]:
    with reindexes(tmp_path) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(
    open_dashboard_in_session: Callable[..., Awaitable[str]], browser: Browser, held: Reindexes
) -> AsyncIterator[OpenPage]:
    """Opens the page of a new console. Anything that the browser complains of fails the test."""
    complaints: list[str] = []
    async with AsyncExitStack() as stack:

        async def opened(**options: Any) -> Page:
            address = await open_dashboard_in_session(ADMINISTRATOR, reindexing=held.desk)
            context = await browser.new_context(base_url=address, **options)
            stack.push_async_callback(context.close)
            page = await context.new_page()
            page.on("console", lambda said: complaints.append(said.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            await page.goto("/reindex")
            return page

        yield opened
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ru"])
async def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways_on_a_telephone(
    open_page: OpenPage, held: Reindexes, scheme: str, language: str
) -> None:
    page = await open_page(color_scheme=scheme, locale=language, **_PHONE)
    assert await findings(page) == []
    run = held.refused()
    for state in ("refused", "running"):
        if state == "running":
            run = held.asked(Wish(full=True))
            held.goes_on(run, ReindexProgress("embedding", 50, 100, 12.0, f"{'long' * 40}.md"))
        await page.goto(f"/reindex?run={run.id}")
        await page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert await findings(page) == [], state
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360, state


async def test_the_bar_moves_by_itself_and_the_end_is_shown(open_page: OpenPage, held: Reindexes) -> None:
    page = await open_page()
    await page.locator("section[aria-labelledby='reindex:all']").get_by_role("button", name="Reindex").click()
    await expect(page.get_by_role("heading", name="Reindex: about to begin")).to_be_visible()
    run = held.runs.under_way()[0]
    held.goes_on(run, ReindexProgress("embedding", 50, 100))
    await expect(page.locator("[data-status]")).to_have_text("Embedding passages: 50 of 100")
    await expect(page.locator("progress")).to_have_js_property("value", 0.45)
    held.ends(run)
    await expect(page.get_by_role("heading", name="Reindexed")).to_be_visible()
    await expect(page.get_by_text("60 changed", exact=True)).to_be_visible()


async def test_without_scripts_all_of_it_works(open_page: OpenPage, held: Reindexes) -> None:
    run = held.refused()
    page = await open_page(java_script_enabled=False, **_PHONE)
    await page.locator("summary", has_text="Let it serve all the same").click()
    await page.get_by_role("button", name="Let it serve all the same").click()
    forced = held.runs.under_way()[0]
    assert (forced.force, forced.wish) == (True, run.wish)
    held.goes_on(forced, ReindexProgress("reading", 1, 2))
    await page.get_by_role("link", name="Look again").click()
    await expect(page.get_by_text("Reading files: 1 of 2")).to_be_visible()
    await page.get_by_role("button", name="Cancel").click()
    await expect(page.get_by_role("status")).to_have_text("It is being stopped.")
