from __future__ import annotations

from dataclasses import replace
from typing import get_args
from urllib.parse import quote

import aiohttp
import pytest
from bs4 import BeautifulSoup
from console_samples import CONTENT, PRICING, RIVAL, Get, OpenConsole, answered, asked
from fakes import DocumentPages, QuestionLog, ScriptedAnswering

from content_index.anchors import heading_anchors
from retrieval.model import Status


async def soup(get: Get, path: str, **changes: object) -> BeautifulSoup:
    return BeautifulSoup(await (await get(path, **changes)).text(), "html.parser")


async def test_the_list_has_every_document_that_the_reader_may_see(get: Get) -> None:
    page = await soup(get, "/documents")
    assert [a.text for a in page.select("tbody a")] == ["Pricing", "Rival Inc.", "Скидки"]
    assert "3 of 3" in page.text
    assert "Documents that you may read: 3 · indexed" in page.select_one("footer").text
    assert "for certain groups alone" in page.select_one("footer [title]")["title"]
    assert [cell.text for cell in page.select("td.overdue")] == ["review due 86 days ago"]


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ("pric", ["Pricing"]),
        ("okoro battlecard", ["Rival Inc."]),
        ("HARBOR", ["Pricing"]),
        ("numbers", []),
        ("zzz", []),
    ],
)
async def test_the_list_is_filtered_by_all_the_words(get: Get, wanted: str, titles: list[str]) -> None:
    page = await soup(get, f"/documents?filter={quote(wanted)}")
    listed = [a.text for a in page.select("tbody a")]
    assert listed == titles
    assert "Board numbers" not in page.text


async def test_the_headings_of_a_document_are_what_links_jump_to(get: Get) -> None:
    _, markdown = next(held for held in CONTENT if held[0] is PRICING)
    page = await soup(get, "/documents/d-pricing")
    assert [h["id"] for h in page.select("main :is(h1,h2,h3)")] == [h.anchor for h in heading_anchors(markdown)]
    assert [a["href"] for a in page.select(".contents a")] == [
        "#list-prices",
        "#slide-4",
        "#" + quote("скидки-и-условия"),
    ]


async def test_links_between_documents_lead_to_the_consoles_pages_where_there_is_one(get: Get) -> None:
    first = (await soup(get, "/documents/d-pricing")).select_one("article p")
    assert first is not None
    assert [a["href"] for a in first.select("a")] == ["/documents/d-rival#strengths"]
    assert [(s.text, s["title"]) for s in first.select("span.no-link")] == [
        ("board", "../board.md"),
        ("nothing", "missing.md"),
    ]


async def test_marked_blocks_are_boxes_that_say_what_they_are(get: Get) -> None:
    page = await soup(get, "/documents/d-pricing")
    assert [(box["class"], box.text.split("\n")[1]) for box in page.select("article aside")] == [
        (["callout", "say"], "Say this"),
        (["callout", "internal"], "Internal: not for customers"),
    ]


async def test_a_document_leads_back_to_the_question(get: Get) -> None:
    page = await soup(get, "/documents/d-pricing?q=what+%3Cb%3E&thread=abc")
    back = page.select_one(".back a")
    assert back is not None
    assert back["href"] == "/?q=what+%3Cb%3E&thread=abc"
    assert "what <b>" in back.text


async def test_a_document_with_its_own_home_links_to_it(get: Get) -> None:
    page = await soup(get, "/documents/d-rival")
    assert page.find("a", href=RIVAL.url) is not None


@pytest.mark.parametrize("path", ["/documents/d-secret", "/documents/none", "/nowhere", "/static/../app.py"])
async def test_what_is_not_there_or_not_for_the_reader_is_not_found_in_words(get: Get, path: str) -> None:
    response = await get(path)
    assert response.status == 404
    text = await response.text()
    assert "There is no such page" in text
    assert "Churn" not in text


async def test_the_quoted_words_are_marked_in_the_document_that_the_answer_links_to(get: Get) -> None:
    words = "may give **15%** on a two-year deal"
    said = replace(answered(), text=words, bold=())
    page = await soup(get, "/?q=discount", answering=ScriptedAnswering(lambda _: said))
    first, second = (page.select_one(f".sources li:nth-of-type({n}) a")["href"] for n in (1, 2))
    assert "quote=" in first
    assert "quote=" not in second
    document = await soup(get, first.partition("#")[0])
    assert "".join(mark.text for mark in document.select("mark")) == "may give 15% on a two-year deal"
    assert not (await soup(get, "/documents/d-pricing?quote=nowhere")).select("mark")
    assert "Back to" in document.text


async def test_rows_items_and_escaped_characters_are_marked_in_their_own_place(get: Get) -> None:
    markdown = "# P\n\n```\nnet 30\n```\n\n- net 30\n\n| A | B |\n|---|---|\n| net 30 | 5 \\* 6 |\n\n> net 30\n"
    held = DocumentPages([(PRICING, markdown)])
    for words, marked in (("| net 30 | 5 \\* 6 |", ["net 30", "5 ", "*", " 6"]), ("net 30", ["net 30"] * 3)):
        page = await soup(get, f"/documents/d-pricing?quote={quote(words)}", documents=held)
        assert [mark.text for mark in page.select("mark")] == marked


async def test_a_document_that_takes_too_long_to_lay_out_is_shown_as_text_and_holds_up_no_other(
    open_console: OpenConsole,
) -> None:
    endless = (PRICING, "- <b>a</b>\n" * 500_000)
    address = await open_console(documents=DocumentPages([endless, (RIVAL, "# Rival Inc.\n\nCheap.\n")]), patience=4.0)
    async with aiohttp.ClientSession() as session:
        for _ in range(2):
            text = await (await session.get(f"{address}/documents/d-pricing")).text()
            assert "takes too long to lay out" in text
            assert "- &lt;b&gt;a&lt;/b&gt;" in text
        text = await (await session.get(f"{address}/documents/d-rival")).text()
    assert "<p>Cheap.</p>" in text


async def test_somebody_in_the_audience_reads_it(get: Get) -> None:
    response = await get("/documents/d-secret", groups=frozenset({"board"}))
    assert response.status == 200
    assert "Churn is 9%" in await response.text()


@pytest.mark.parametrize("path", ["/", "/?q=x", "/documents", "/documents/d-pricing", "/log", "/health", "/nope"])
async def test_every_page_forbids_what_it_does_not_need(get: Get, path: str) -> None:
    response = await get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    html = BeautifulSoup(await response.text(), "html.parser")
    assert not html.select("[style], style, script:not([src])")


async def test_nothing_is_posted(get: Get) -> None:
    response = await get("/", method="POST")
    assert response.status == 405
    assert response.headers["Allow"] == "GET, HEAD"


async def test_the_log_shows_the_newest_questions_first(get: Get) -> None:
    page = await soup(get, "/log", log=QuestionLog([asked(2), asked(1, "gap", "<b>why</b>")]))
    assert [a.text for a in page.select("tbody a")] == ["<b>why</b>", "question 2"]
    assert page.select("tbody time")[0]["datetime"] == "2026-11-24T08:59:00+00:00"


@pytest.mark.parametrize("status", get_args(Status))
async def test_the_log_is_filtered_by_status_and_paged_without_a_gap(get: Get, status: Status) -> None:
    statuses = get_args(Status)
    log = QuestionLog([asked(number, statuses[number % 3]) for number in range(450)])
    seen: list[str] = []
    path: str | None = f"/log?status={status}"
    while path:
        page = await soup(get, path, log=log)
        seen += [a.text for a in page.select("tbody a")]
        older = page.select_one('a[rel="next"]')
        path = str(older["href"]) if older else None
    assert seen == [f"question {number}" for number in range(450) if statuses[number % 3] == status]


async def test_small_talk_stands_apart_from_the_gaps_in_the_log(get: Get) -> None:
    log = QuestionLog([asked(1, "small_talk", "thanks!"), asked(2, "gap", "why")])
    rows = (await soup(get, "/log", log=log)).select("tbody tr")
    assert [row.select_one(".status").text for row in rows] == ["Small talk", "No answer"]
    assert "%" not in rows[0].text
    assert [
        row.select_one(".main").text for row in (await soup(get, "/log?status=gap", log=log)).select("tbody tr")
    ] == ["why"]
    only = (await soup(get, "/log?status=small_talk", log=log)).select("tbody tr")
    assert ["thanks!" in row.text for row in only] == [True]


async def test_an_empty_log_says_so(get: Get) -> None:
    assert "Nobody has asked anything yet" in (await soup(get, "/log?status=odd")).text


async def test_a_log_that_is_down_is_said_on_its_page_and_costs_no_answer(get: Get) -> None:
    down = QuestionLog(down=True)
    response = await get("/log", log=down)
    assert response.status == 503
    assert "cannot be read just now" in await response.text()
    assert (await get("/?q=x", log=down)).status == 200


async def test_health_names_the_generation_or_says_that_there_is_none(get: Get) -> None:
    log = QuestionLog(waiting=3, dropped=2)
    assert (await (await get("/health", log=log)).json()) == {
        "status": "ok", "generation": "g1", "created": "2026-11-23T18:05:00+00:00", "documents": 4, "passages": 12,
        "questions_waiting": 3, "questions_dropped": 2,
    }  # fmt: skip
    response = await get("/health", documents=DocumentPages(None))
    assert response.status == 503
    assert "cornerman reindex" in (await response.json())["reason"]
