"""The page about the health of content in a real browser: axe finds nothing, and it fits on a telephone."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable

import pytest
from dashboard_samples import HEAD
from health_samples_page import health
from playwright.async_api import async_playwright
from test_dashboard_browser import _FLAGS, _NAMES, _PHONE, findings

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ru"])
async def test_axe_finds_nothing_serious_about_health_and_nothing_scrolls_sideways(
    open_dashboard: Callable[..., Awaitable[str]], scheme: str, language: str
) -> None:
    chromium = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if chromium is None:
        pytest.skip("no Chromium on the PATH: install it to test the console in a browser")
    address = await open_dashboard(HEAD, health=health())
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        context = await browser.new_context(base_url=address, color_scheme=scheme, locale=language, **_PHONE)
        page = await context.new_page()
        await page.goto("/content/health")
        assert await findings(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
        await browser.close()
