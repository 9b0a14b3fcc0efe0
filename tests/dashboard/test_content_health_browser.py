"""The page about the health of content in a real browser: axe finds nothing, and it fits on a telephone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from browsers import IN_BROWSER, findings
from dashboard_samples import HEAD
from health_samples_page import health
from playwright.async_api import Browser
from test_dashboard_browser import _PHONE

pytestmark = IN_BROWSER


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ru"])
async def test_axe_finds_nothing_serious_about_health_and_nothing_scrolls_sideways(
    open_dashboard_in_session: Callable[..., Awaitable[str]], browser: Browser, scheme: str, language: str
) -> None:
    address = await open_dashboard_in_session(HEAD, health=health())
    async with await browser.new_context(base_url=address, color_scheme=scheme, locale=language, **_PHONE) as context:
        page = await context.new_page()
        await page.goto("/content/health")
        assert await findings(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
