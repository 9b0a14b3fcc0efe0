"""The console in a real, headless browser."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio
from browsers import IN_BROWSER
from console_samples import OpenConsole, asked
from fakes import QuestionLog
from playwright.async_api import Browser, Page, Request, expect

pytestmark = IN_BROWSER

OpenPage = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(open_console_in_session: OpenConsole, browser: Browser) -> AsyncIterator[OpenPage]:
    """Opens the first page of a new console. Anything that the browser complains of fails the test."""
    complaints: list[str] = []
    async with AsyncExitStack() as stack:

        def complain_of(request: Request) -> None:
            # Leaving a page drops what it was still loading, on a busy machine its icon: that is no fault of the page.
            if request.failure != "net::ERR_ABORTED":
                complaints.append(f"{request.failure}: {request.url}")

        async def opened(path: str = "/", *, log: QuestionLog | None = None, **options: Any) -> Page:
            address = await open_console_in_session(log=log or QuestionLog())
            context = await browser.new_context(base_url=address, **options)
            stack.push_async_callback(context.close)
            page = await context.new_page()
            page.on("console", lambda said: complaints.append(said.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("requestfailed", complain_of)
            await page.goto(path)
            return page

        yield opened
    assert complaints == []


async def test_a_question_is_asked_and_its_source_opened_by_keyboard_alone(open_page: OpenPage) -> None:
    page = await open_page()
    await expect(page.get_by_role("textbox", name="Your question")).to_be_focused()
    await page.keyboard.type("What discount can I give?")
    await page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Pricing › Discounts").first
    await link.wait_for()
    for _ in range(12):
        await page.keyboard.press("Tab")
        if await link.evaluate("element => element === document.activeElement"):
            break
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/documents/d-pricing?**#slide-4")
    await expect(page.locator(":target")).to_be_in_viewport()
    assert "q=What+discount+can+I+give%3F" in page.url
    assert await page.locator(":target").text_content() == "Discounts"
    assert await page.evaluate("scrollY") > 500


async def test_the_contents_lead_to_a_heading_in_any_script(open_page: OpenPage) -> None:
    page = await open_page("/documents/d-pricing")
    await page.locator(".contents a", has_text="Скидки и условия").click()
    await expect(page.locator(":target")).to_be_in_viewport()
    assert await page.locator(":target").text_content() == "Скидки и условия"


async def test_a_slash_goes_to_the_field(open_page: OpenPage) -> None:
    page = await open_page("/?q=discount")
    assert not await page.locator("[data-slash]").evaluate("field => field === document.activeElement")
    await page.keyboard.press("/")
    await page.keyboard.type("a/b")
    assert await page.locator("[data-slash]").input_value() == "a/b"


async def test_everything_works_without_javascript(open_page: OpenPage) -> None:
    page = await open_page(java_script_enabled=False)
    await page.get_by_role("textbox", name="Your question").fill("What discount can I give?")
    await page.get_by_role("button", name="Ask").click()
    await page.get_by_role("textbox", name="Ask a follow-up").fill("and the weather?")
    await page.get_by_role("button", name="Follow up").click()
    assert "thread=" in page.url
    assert "Не нашёл ответа" in str(await page.locator("article.answer").text_content())
    await page.goto("/documents")
    await page.get_by_role("link", name="Pricing").click()
    await page.get_by_text("On this page").click()
    await page.get_by_role("link", name="Discounts").click()
    assert page.url.endswith("#slide-4")


@pytest.mark.parametrize(
    "path",
    ["/", "/?q=discount", "/?q=weather", "/documents", "/documents/d-pricing", "/log", "/preview?q=discount"],
)
async def test_no_page_scrolls_sideways_on_a_telephone(open_page: OpenPage, path: str) -> None:
    page = await open_page(path, viewport={"width": 320, "height": 640})
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(("path", "words"), [("/documents", "Owner: Dana Reyes"), ("/log", "Status: Answered")])
async def test_every_column_of_a_list_can_be_read_on_a_telephone(open_page: OpenPage, path: str, words: str) -> None:
    page = await open_page(path, viewport={"width": 390, "height": 844}, log=QuestionLog([asked(1)]))
    assert await page.locator(".list").evaluate("list => list.scrollWidth <= list.parentElement.clientWidth")
    outside = "cells => cells.filter(c => c.getBoundingClientRect().right > innerWidth || !c.checkVisibility()).length"
    assert await page.locator(".list tbody td:not(:empty)").evaluate_all(outside) == 0
    label, _, value = words.partition(": ")
    cell = page.locator(f".list td[data-label='{label}']", has_text=value).first
    assert await cell.evaluate("cell => getComputedStyle(cell, '::before').content") == f'"{label}: "'


async def test_a_wide_table_scrolls_in_its_own_box(open_page: OpenPage) -> None:
    page = await open_page("/documents/d-pricing", viewport={"width": 360, "height": 640})
    assert await page.locator("article .scroll").evaluate("box => box.scrollWidth > box.clientWidth")


_CONTRAST = """() => {
  const numbers = colour => colour.match(/[0-9.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (numbers(colour)[3] !== 0) return numbers(colour);
    }
    return [255, 255, 255];
  };
  const bad = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || !e.checkVisibility() || getComputedStyle(e).backgroundColor.startsWith("color")) continue;
    const [a, b] = [light(numbers(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) bad.push(e.tagName + "." + e.className + ": " + e.textContent.trim());
  }
  return bad;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    ["/", "/?q=discount", "/?q=moon", "/?q=weather", "/documents", "/documents/d-pricing", "/preview?q=discount"],
)
async def test_every_word_stands_out_from_its_ground(open_page: OpenPage, scheme: str, path: str) -> None:
    page = await open_page(path, color_scheme=scheme)
    ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (int(ground.removeprefix("rgb(").split(",")[0]) < 60) == (scheme == "dark")
    assert await page.evaluate(_CONTRAST) == []


async def test_a_preview_has_the_width_of_its_device_and_gives_nothing_to_press(open_page: OpenPage) -> None:
    page = await open_page("/?q=discount", viewport={"width": 1000, "height": 800}, java_script_enabled=False)
    await page.get_by_role("link", name="See it as in Slack").click()
    widths = {name: await page.locator(f".bk-{name}").bounding_box() for name in ("desktop", "phone")}
    assert {name: box and box["width"] for name, box in widths.items()} == {"desktop": 760, "phone": 420}
    for frame, beside in (("desktop", True), ("phone", False)):
        words = await page.locator(f".bk-{frame} .bk-words").last.bounding_box()
        link = await page.locator(f".bk-{frame} .bk-accessory").last.bounding_box()
        assert words is not None
        assert link is not None
        assert (link["y"] < words["y"] + words["height"]) == beside
    await expect(page.get_by_role("button", name="This helped").first).to_be_disabled()
    await page.locator(".bk-phone summary").first.click()
    await expect(page.locator(".bk-phone .bk-options").first).to_be_visible()


async def test_times_are_shown_in_the_readers_own_zone(open_page: OpenPage) -> None:
    page = await open_page(timezone_id="Asia/Tokyo", locale="en-GB")
    assert await page.locator("footer time").text_content() == "24 Nov 2026, 03:05"
    assert await page.locator("footer time").get_attribute("title") == "23 Nov 2026, 18:05 UTC"
