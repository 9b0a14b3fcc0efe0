from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup
from console_samples import Get, answered, script
from fakes import DocumentPages, QuestionLog, ScriptedAnswering
from test_console_ask import THREAD, logged

from bot.model import Answer, Ask
from content_index.ports import NoIndexError


def preview_url(question: str, **more: str) -> str:
    return "/preview?" + urlencode({"q": question, **more})


async def parsed(get: Get, path: str, **changes: object) -> BeautifulSoup:
    return BeautifulSoup(await (await get(path, **changes)).text(), "html.parser")


async def test_an_answer_is_drawn_for_a_computer_and_for_a_telephone(get: Get) -> None:
    page = await parsed(get, preview_url("discount?"))
    assert [h2.text for h2 in page.select(".preview h2")] == ["On a computer", "On a phone"]
    for frame in page.select(".bk-frame"):
        assert "You may give 15%" in frame.text
        assert frame.select_one(".bk-who").text.split() == ["Cornerman", "APP", "09:30", "UTC"]
        assert frame.select_one("[lang=en] .bk") is not None
    assert page.select_one('link[href="/static/block_kit.css"]') is not None


@pytest.mark.parametrize("view", ["desktop", "phone"])
async def test_one_width_can_be_chosen(get: Get, view: str) -> None:
    page = await parsed(get, preview_url("discount?", thread=THREAD, view=view))
    assert [frame["class"] for frame in page.select(".bk-frame")] == [["bk-frame", f"bk-{view}"]]
    (current,) = page.select(".filters [aria-current]")
    assert parse_qs(urlsplit(current["href"]).query) == {"q": ["discount?"], "thread": [THREAD], "view": [view]}


async def test_a_width_that_is_none_is_both(get: Get) -> None:
    assert len((await parsed(get, preview_url("discount?", view="wall"))).select(".bk-frame")) == 2


async def test_the_ask_page_links_to_the_preview_of_its_answer(get: Get) -> None:
    page = await parsed(get, "/?" + urlencode({"q": "discount?", "thread": THREAD}))
    link = page.find("a", string="See it as in Slack")
    assert link["href"] == preview_url("discount?", thread=THREAD)
    assert page.select_one("main > .preview-link") is not None
    back = (await parsed(get, link["href"])).select("main p a")[-1]
    assert back["href"] == "/?" + urlencode({"q": "discount?", "thread": THREAD})


async def test_the_preview_asks_as_the_ask_page_does(get: Get) -> None:
    answering = ScriptedAnswering(script)
    log = QuestionLog([logged("first"), logged("second")])
    for path in ("/?", "/preview?"):
        query = urlencode({"q": " second ", "thread": THREAD})
        await get(path + query, answering=answering, log=log, groups=frozenset({"sales"}))
    page, preview = answering.asked
    assert page == preview
    assert (preview.asker.groups, preview.history) == (frozenset({"sales"}), ("first",))
    await get(preview_url("x", thread="no thread"), answering=answering)
    assert re.fullmatch("[0-9a-f]{32}", str(answering.asked[-1].thread))


async def test_without_a_question_there_is_a_field_that_asks_for_one(get: Get) -> None:
    answering = ScriptedAnswering(script)
    page = await parsed(get, "/preview?q=+&view=phone", answering=answering)
    assert page.select_one("form")["action"] == "/preview"
    assert page.select_one('input[name="q"]').has_attr("autofocus")
    assert page.select_one(".bk-frame") is None
    assert answering.asked == []


async def test_a_gap_is_drawn_in_its_own_language(get: Get) -> None:
    page = await parsed(get, preview_url("weather"))
    assert "Не нашёл ответа." in page.select_one(".bk-frame [lang=ru]").text
    assert page.html["lang"] == "en"


async def test_the_page_speaks_the_readers_language(get: Get) -> None:
    page = await parsed(get, preview_url("x"), headers={"Accept-Language": "ru"})
    assert page.h1.text == "Как это выглядит в Slack"
    assert [h2.text for h2 in page.select(".preview h2")] == ["На компьютере", "На телефоне"]
    assert (await parsed(get, "/?q=x", headers={"Accept-Language": "ru"})).find("a", string="Показать как в Slack")


async def test_without_an_index_the_page_says_how_to_make_one(get: Get) -> None:
    def no_index(_: Ask) -> Answer:
        raise NoIndexError("There is no index yet.")

    none = DocumentPages(None)
    asked = await get(preview_url("x"), answering=ScriptedAnswering(no_index), documents=none)
    empty = await get("/preview", documents=none)
    assert (asked.status, empty.status) == (503, 200)
    for response in (asked, empty):
        assert "cornerman reindex" in await response.text()


async def test_without_slack_there_is_neither_page_nor_link(get: Get) -> None:
    assert (await get("/preview", preview=None)).status == 404
    assert "/preview" not in await (await get("/?q=x", preview=None)).text()


async def test_what_is_drawn_needs_no_inline_style_and_no_script(get: Get) -> None:
    hostile = replace(answered(), text='<script>alert(1)</script> <https://e.com/"onclick=x|y>')
    response = await get(preview_url("x"), answering=ScriptedAnswering(lambda ask: hostile))
    page = BeautifulSoup(await response.text(), "html.parser")
    assert "'unsafe" not in response.headers["Content-Security-Policy"]
    assert not page.select("style, [style], [onclick], script:not([src])")
    assert [script["src"] for script in page.select("script")] == ["/static/console.js"]
