"""Signing in, in a real, headless browser, with a provider on this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio
from browsers import IN_BROWSER, findings
from playwright.async_api import Browser, ConsoleMessage, Page, expect
from sign_in_house import PASSWORD, House, OpenHouse

pytestmark = IN_BROWSER

OpenPage = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser) -> AsyncIterator[OpenPage]:
    """Opens a page of a house for somebody new to it. Anything that the browser complains of fails the test."""
    complaints: list[str] = []
    async with AsyncExitStack() as stack:

        def complain_of(said: ConsoleMessage) -> None:
            # That a page answered 401 or 403 is what some of these tests are about.
            if said.type in {"error", "warning"} and "status of 40" not in said.text:
                complaints.append(said.text)

        async def opened(house: House, path: str = "/", **options: Any) -> Page:
            context = await browser.new_context(base_url=house.url, **options)
            stack.push_async_callback(context.close)
            page = await context.new_page()
            page.on("console", complain_of)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            await page.goto(path)
            return page

        yield opened
    assert complaints == []


async def test_somebody_signs_in_with_slack_reads_what_is_theirs_and_signs_out(
    open_house_in_session: OpenHouse, open_page: OpenPage
) -> None:
    house = await open_house_in_session(groups={"board": ("U1",)})
    page = await open_page(house, "/documents/d-secret#board-numbers")
    await expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    await page.get_by_role("link", name="Sign in with Slack").click()
    await expect(page.get_by_text("Churn is 9%")).to_be_visible()
    assert page.url == f"{house.url}/documents/d-secret#board-numbers"
    await page.get_by_text("Dana Reyes").first.click()
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("status")).to_have_text("You are signed out, in every browser.")
    await page.goto("/documents/d-secret")
    assert "/sign-in?to=" in page.url


async def test_somebody_signs_in_by_password_with_the_keyboard_alone_and_without_javascript(
    open_house_in_session: OpenHouse, open_page: OpenPage
) -> None:
    house = await open_house_in_session(with_providers=False)
    house.account("dana", "administrator")
    page = await open_page(house, "/documents?filter=pri", java_script_enabled=False)
    await expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    await page.keyboard.type("dana")
    await page.keyboard.press("Tab")
    await page.keyboard.type("wrong horse battery")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_have_text("That name and password do not belong together.")
    await page.get_by_label("Name").fill("dana")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{house.url}/documents?filter=pri")
    await expect(page.get_by_role("link", name="Who looked")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious(open_house_in_session: OpenHouse, open_page: OpenPage, scheme: str) -> None:
    house = await open_house_in_session()
    house.account("dana", "administrator")
    page = await open_page(house, "/looks", color_scheme=scheme)
    assert await findings(page) == []
    await page.locator("[name=name]").fill("dana")
    await page.locator("[name=password]").fill("wrong horse battery")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_be_visible()
    assert await findings(page) == []
    await page.locator("[name=name]").fill("dana")
    await page.locator("[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{house.url}/looks")
    await page.reload()
    await page.locator(".account summary").click()
    await expect(page.locator("tbody tr").first).to_be_visible()
    assert await findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "ru"])
async def test_the_sign_in_and_the_account_fit_a_telephone(
    open_house_in_session: OpenHouse, open_page: OpenPage, scheme: str, locale: str
) -> None:
    house = await open_house_in_session()
    house.account("dana-with-a-rather-long-name-for-a-telephone", "administrator")
    page = await open_page(house, "/looks", viewport={"width": 320, "height": 640}, color_scheme=scheme, locale=locale)
    narrow = "document.documentElement.scrollWidth <= 320"
    assert await page.evaluate(narrow)
    assert await page.locator("html").get_attribute("lang") == locale
    await page.locator("[name=name]").fill("dana-with-a-rather-long-name-for-a-telephone")
    await page.locator("[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{house.url}/looks")
    await page.locator(".account summary").click()
    assert await page.evaluate(narrow)


async def test_a_form_on_another_page_signs_nobody_out(open_house_in_session: OpenHouse, open_page: OpenPage) -> None:
    house = await open_house_in_session()
    other = await open_house_in_session()
    house.account("dana")
    page = await open_page(house, "/documents")
    await page.locator("[name=name]").fill("dana")
    await page.locator("[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{house.url}/documents")
    elsewhere = await page.context.new_page()
    await elsewhere.route(f"{other.url}/evil", lambda route: route.fulfill(
        content_type="text/html", body=f'<form method="post" action="{house.url}/sign-out"><button>Win</button></form>'
    ))  # fmt: skip
    await elsewhere.goto(f"{other.url}/evil")
    await elsewhere.get_by_role("button", name="Win").click()
    await expect(elsewhere.get_by_text("not sent from a page of this console")).to_be_visible()
    await page.goto("/documents")
    assert page.url == f"{house.url}/documents"
