"""The dashboard in a real, headless browser, judged by axe-core."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio
from browsers import IN_BROWSER, findings
from dashboard_samples import ADMINISTRATOR, HEAD, NOW, OWNER, PRICING, REP, WordVectors, board, insights
from fakes import FixedClock, QuestionLog
from gap_fakes import InMemoryBoard, gap
from playwright.async_api import Browser, Page, expect
from vote_samples import KeptVotes, logged_question

from bot.insights.question_map import QuestionMap
from bot.viewer import Viewer

pytestmark = IN_BROWSER

OpenPage = Callable[..., Awaitable[Page]]
_PAGES = ["/", "/dashboard", "/dashboard?days=x", "/gaps", "/gaps?state=open", "/gaps/g1", "/gaps/g3", "/map",
          "/content", "/newcomers", "/log", "/digest", "/digest/schedules/s1"]  # fmt: skip
_PHONE = {"viewport": {"width": 360, "height": 740}}
_DESKTOP = {"viewport": {"width": 1280, "height": 900}}


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(
    open_dashboard_in_session: Callable[..., Awaitable[str]], browser: Browser
) -> AsyncIterator[OpenPage]:
    """Opens a page of a new console. Anything that the browser complains of fails the test."""
    complaints: list[str] = []
    async with AsyncExitStack() as stack:

        async def opened(
            path: str, viewer: Viewer = HEAD, changes: dict[str, Any] | None = None, **options: Any
        ) -> Page:
            address = await open_dashboard_in_session(viewer, **(changes or {}))
            context = await browser.new_context(base_url=address, **options)
            stack.push_async_callback(context.close)
            page = await context.new_page()
            page.on("console", lambda said: complaints.append(said.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            await page.goto(path)
            return page

        yield opened
    assert [one for one in complaints if "400 (Bad Request)" not in one] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [_DESKTOP, _PHONE], ids=["desktop", "phone"])
async def test_axe_finds_nothing_serious_and_no_page_scrolls_sideways(
    open_page: OpenPage, size: dict[str, Any], scheme: str
) -> None:
    page = await open_page(_PAGES[0], ADMINISTRATOR, color_scheme=scheme, **size)
    for path in _PAGES:
        await page.goto(path)
        assert await findings(page) == [], path
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["viewport"]["width"], path


async def test_open_forms_and_dialogs_pass_axe_too_in_russian(open_page: OpenPage) -> None:
    page = await open_page("/gaps", locale="ru", color_scheme="dark", **_PHONE)
    for verb in ("move", "assign", "snooze", "dismiss", "close"):
        await page.evaluate(f"document.getElementById('dialog:{verb}').showModal()")
        assert await findings(page) == [], verb
        await page.evaluate(f"document.getElementById('dialog:{verb}').close()")
    for path in ("/gaps/g1", "/digest", "/dashboard"):
        await page.goto(path)
        await page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert await findings(page) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(("path", "viewer"), [("/log", REP), ("/gaps", OWNER), ("/content", OWNER)])
async def test_what_others_than_managers_see_passes_axe_too(open_page: OpenPage, path: str, viewer: Viewer) -> None:
    page = await open_page(path, viewer, **_PHONE)
    assert await findings(page) == []


async def test_charts_are_drawn_of_their_tables_which_fold_away(open_page: OpenPage) -> None:
    page = await open_page("/dashboard", **_DESKTOP)
    await expect(page.locator(".plot canvas")).to_have_count(2)
    drawn = """canvas => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return new Set(data.filter((_, i) => i % 4 === 0)).size;
    }"""
    assert await page.locator(".plot canvas").first.evaluate(drawn) > 5
    await expect(page.locator("table[id='table:questions']")).to_be_hidden()
    await page.get_by_text("The same as a table").first.press("Enter")
    await expect(page.locator("table[id='table:questions']")).to_be_visible()
    box = await page.locator(".plot").first.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 100)
    await expect(page.locator(".reading").first).to_contain_text("Answered 3")


async def test_charts_follow_the_width_of_the_window(open_page: OpenPage) -> None:
    page = await open_page("/dashboard", **_DESKTOP)
    await page.set_viewport_size(_PHONE["viewport"])
    await expect(page.locator(".plot canvas").first).to_have_js_property("clientHeight", 240)
    await page.wait_for_function("document.querySelector('.plot canvas').clientWidth <= 340")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_the_board_is_worked_by_keys_alone(open_page: OpenPage) -> None:
    held = board()
    page = await open_page("/gaps", changes={"board": held}, **_DESKTOP)
    await page.locator("#gap-g1").focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#gap-g2")).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#gap-g3")).to_be_focused()
    for _ in range(4):
        await page.keyboard.press("ArrowLeft")
    await expect(page.locator("#gap-g1")).to_be_focused()
    await page.keyboard.press("d")
    await expect(page.get_by_role("dialog", name="Dismiss the gap")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#gap-g1")).to_be_focused()
    await page.keyboard.press("s")
    await page.get_by_role("dialog").get_by_role("button", name="Snooze").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("off the board until 1 Dec")
    assert held.gaps["g1"].state == "snoozed"
    await expect(page.locator("[data-column=snoozed] #gap-g1")).to_be_focused()
    assert "done" not in page.url
    await page.keyboard.press("o")
    await expect(page.locator("[data-column=open] #gap-g1")).to_be_focused()
    assert held.gaps["g1"].state == "open"


async def test_a_column_says_how_many_cards_are_below_and_goes_there(open_page: OpenPage) -> None:
    held = InMemoryBoard(*(gap(f"g{number}", title=f"question {number}", rank=9 - number) for number in range(8)))
    page = await open_page("/gaps", changes={"board": held}, locale="ru", **_DESKTOP)
    column = page.locator("[data-column=open]")
    below = column.locator("[data-below]")
    await expect(below).to_have_text(re.compile(r"^ещё \d ниже ↓$"))
    while await below.is_visible():
        await below.click()
        await page.wait_for_timeout(50)
    assert await column.locator("ol").evaluate("one => one.scrollTop + one.clientHeight >= one.scrollHeight - 4")
    await column.locator("ol").evaluate("one => { one.scrollTop = 0; }")
    await expect(below).to_be_visible()
    for heading in await page.locator(".column h2").all():
        assert await heading.evaluate("one => one.clientHeight < 32 && one.scrollWidth <= one.clientWidth")
    assert await page.locator("[data-column=closed] [data-below]").count() == 0


async def test_focus_is_seen(open_page: OpenPage) -> None:
    page = await open_page("/gaps", **_DESKTOP)
    await page.locator("#gap-g1").focus()
    await page.keyboard.press("ArrowDown")
    assert await page.locator("#gap-g2").evaluate("link => getComputedStyle(link).outlineStyle") == "solid"


async def test_a_card_is_dragged_to_a_column(open_page: OpenPage) -> None:
    held = board()
    page = await open_page("/gaps", changes={"board": held}, **_DESKTOP)
    await page.drag_and_drop("[data-card=g2]", "[data-column=dismissed]")
    dialog = page.get_by_role("dialog", name="Dismiss the gap")
    await expect(dialog).to_contain_text("does <b>Rival</b> have SOC 2?")
    await dialog.get_by_label("Why it is no gap").select_option("other")
    await dialog.get_by_label("In your words").fill("asked for fun")
    await dialog.get_by_role("button", name="Dismiss").click()
    await expect(page.locator("[data-column=dismissed] #gap-g2")).to_be_visible()
    assert held.gaps["g2"].state_reason == "asked for fun"
    await page.drag_and_drop("[data-card=g3]", "[data-column=open]")
    await expect(page.locator("[data-column=open] #gap-g3")).to_be_visible()
    assert held.gaps["g3"].assigned == ""


async def test_on_a_telephone_a_button_moves_a_card(open_page: OpenPage) -> None:
    held = board()
    page = await open_page("/gaps", changes={"board": held}, has_touch=True, **_PHONE)
    await page.locator("[data-card=g1]").get_by_role("button", name="Move").tap()
    await page.get_by_role("dialog", name="Where to?").get_by_role("button", name="With somebody").tap()
    dialog = page.get_by_role("dialog", name="Assign the gap")
    await dialog.get_by_label("Owner, as the content names them").select_option("Sam Okoro")
    await dialog.get_by_role("button", name="Assign").tap()
    await expect(page.locator("[data-column=assigned] #gap-g1")).to_be_visible()
    assert held.gaps["g1"].assigned == "Sam Okoro"


async def test_without_scripts_all_of_it_works_by_links_and_forms(open_page: OpenPage) -> None:
    held = board()
    page = await open_page("/dashboard", changes={"board": held}, java_script_enabled=False, **_PHONE)
    await expect(page.locator("table[id='table:questions']")).to_be_visible()
    await page.get_by_role("link", name="All gaps").click()
    await expect(page.get_by_role("button", name="Move")).to_have_count(0)
    await page.locator("#gap-g1").click()
    await page.locator("summary", has_text="Dismiss").click()
    await page.get_by_label("In your words").fill("no gap")
    await page.get_by_role("button", name="Dismiss").click()
    await expect(page.get_by_role("status")).to_contain_text("is dismissed: no gap")
    await page.get_by_role("button", name="Reopen").click()
    await page.get_by_label("скидка на три года?").check()
    await page.get_by_role("button", name="Make them a gap of their own").click()
    assert "/gaps/g1-split" in page.url
    assert [one.question_id for one in held.questions["g1-split"]] == ["q2"]


async def test_the_map_says_what_is_under_the_pointer_and_opens_it_by_key(open_page: OpenPage) -> None:
    page = await open_page("/map", **_DESKTOP)
    await page.locator("g.hole a[href='/gaps/g1']").focus()
    await expect(page.locator("[data-map-said]")).to_have_text("what discount on a three-year deal")
    await page.locator("[data-map] g.gap path").hover(force=True)
    await expect(page.locator("[data-map-said]")).to_have_text("=cmd|' /C calc'!A0")
    await page.locator("g.hole a[href='/gaps/g1']").press("Enter")
    await page.wait_for_url("**/gaps/g1")


async def test_closing_offers_the_page_on_the_same_topic_first(open_page: OpenPage) -> None:
    page = await open_page("/gaps", **_DESKTOP)
    await page.locator("#gap-g1").focus()
    await page.keyboard.press("c")
    await expect(page.get_by_role("dialog").locator("select[name=document]")).to_have_value(PRICING.path)


async def test_a_map_appears_by_itself_once_it_is_made(open_page: OpenPage) -> None:
    page = await open_page("/map", changes={"map": QuestionMap(insights(), WordVectors(), FixedClock(NOW))}, **_DESKTOP)
    await expect(page.locator("svg[data-map]")).to_be_visible(timeout=15_000)


async def test_on_a_telephone_the_pages_stand_in_one_line_with_the_open_one_in_sight(open_page: OpenPage) -> None:
    page = await open_page("/digest", ADMINISTRATOR, **_PHONE)
    line = await page.locator(".top nav").bounding_box()
    assert line is not None
    assert line["height"] < 60
    await expect(page.locator(".top nav [aria-current]")).to_be_in_viewport()
    await page.goto("/gaps")
    await expect(page.locator(".keys")).to_be_hidden()


async def test_an_empty_board_and_a_dashboard_without_questions_pass_axe(open_page: OpenPage) -> None:
    page = await open_page("/gaps", changes={"board": InMemoryBoard()}, **_PHONE)
    assert await findings(page) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
async def test_an_answer_is_rated_by_keys_alone_and_the_reason_passes_axe(open_page: OpenPage, scripts: bool) -> None:
    votes = KeptVotes()
    changes = {"feedback": votes, "log": QuestionLog([logged_question(REP)])}
    page = await open_page("/?q=discount", REP, changes, java_script_enabled=scripts, **_PHONE)
    await page.get_by_role("button", name="Not helpful").press("Enter")
    await page.wait_for_url("**/answers/q1#answer:vote")
    await expect(page.get_by_role("status")).to_contain_text("What was wrong with it?")
    if scripts:
        assert await findings(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await page.get_by_label("Reason").select_option("outdated")
    await page.get_by_label("In your words").fill("it is 20% now")
    await page.get_by_role("button", name="Save").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("with your reason")
    assert votes.kept["q1", REP.id].reason == "outdated"
    await page.get_by_role("button", name="Helpful").press("Enter")
    await expect(page.get_by_role("button", name="Not helpful")).to_be_visible()
    assert votes.kept["q1", REP.id].helpful


async def test_titles_begin_where_the_header_does_at_every_width(open_page: OpenPage) -> None:
    page = await open_page("/dashboard", **_DESKTOP)
    begins = "name => document.querySelector(name).getBoundingClientRect().left"
    for path in ("/dashboard", "/gaps", "/map", "/content", "/documents"):
        await page.goto(path)
        for width in (360, 900, 1_200, 1_920):
            await page.set_viewport_size({"width": width, "height": 900})
            edges = [await page.evaluate(begins, name) for name in (".brand", "main h1")]
            assert edges[0] == edges[1], (path, width)
