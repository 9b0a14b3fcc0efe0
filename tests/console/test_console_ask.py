from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup, Tag
from console_samples import Get, answered, gap, script, unsure
from fakes import DocumentPages, QuestionLog, ScriptedAnswering
from syrupy.assertion import SnapshotAssertion

from bot.model import Answer, Ask, LoggedQuestion
from content_index.ports import NoIndexError

THREAD = "0123456789abcdef0123456789abcdef"


def logged(question: str, thread: str | None = THREAD) -> LoggedQuestion:
    return LoggedQuestion(
        id=question, asked_at=datetime(2026, 11, 24, 9, tzinfo=UTC), question=question, asker="console",
        place="console", place_kind="browser", workspace="", thread=thread, surface="console", status="answered",
        confidence=0.9, passages=(), generation="g1", latency_ms={},
    )  # fmt: skip


def ask_url(question: str, **more: str) -> str:
    return "/?" + urlencode({"q": question, **more})


def article(html: str) -> Tag:
    found = BeautifulSoup(html, "html.parser").select_one("article.answer")
    assert found is not None
    return found


async def test_the_first_visit_offers_a_focused_field_and_examples_to_click(get: Get) -> None:
    response = await get("/")
    page = BeautifulSoup(await response.text(), "html.parser")
    field = page.select_one('input[name="q"]')
    assert response.status == 200
    assert field is not None
    assert field.has_attr("autofocus")
    assert [a["href"] for a in page.select(".examples a")] == ["/?q=What+discount+can+I+give%3F"]


@pytest.mark.parametrize(("name", "answer"), [("answered", answered()), ("unsure", unsure()), ("gap", gap())])
async def test_an_answer_is_shown_as_a_rep_sees_it(
    get: Get, snapshot: SnapshotAssertion, name: str, answer: Answer
) -> None:
    response = await get(ask_url("What discount can I give?"), answering=ScriptedAnswering(lambda ask: answer))
    lines = str(article(await response.text())).splitlines()
    assert "\n".join(line for line in lines if line.strip()) == snapshot(name=name)


async def test_words_marked_as_internal_stand_in_a_box_that_says_so(get: Get) -> None:
    passages = tuple(replace(passage, internal=True) for passage in answered().passages[:1])
    internal = replace(answered(), internal=True, passages=passages)
    html = await (await get(ask_url("x"), answering=ScriptedAnswering(lambda ask: internal))).text()
    box = article(html).select_one("aside.callout.internal")
    assert box is not None
    assert "Internal: not for customers" in box.text
    assert box.select_one(".quote") is not None
    assert len(BeautifulSoup(html, "html.parser").select(".ranked .locked")) == 1
    plain = article(await (await get(ask_url("x"))).text())
    assert plain.select_one(".internal") is None


async def test_a_training_page_stands_in_one_line_below_the_answer(get: Get) -> None:
    page = replace(
        answered().sources[0],
        title="<b>First</b> days",
        url="javascript:alert(1)",
        audience=("board",),
        needs_work=True,
    )
    training = replace(answered(), training=page)
    html = await (await get(ask_url("x"), answering=ScriptedAnswering(lambda ask: training))).text()
    line = article(html).select_one("p.learn")
    assert line is not None
    told = "its owner is working on it: check before you rely on it · 🔒 only for board"
    assert " ".join(line.text.split()) == f"To learn more: <b>First</b> days · {told}"
    assert line.select_one("a, b") is None
    linked = replace(training, language="ru", training=answered().sources[0])
    html = await (await get(ask_url("x"), answering=ScriptedAnswering(lambda ask: linked))).text()
    line = article(html).select_one("p.learn")
    assert line is not None
    assert line.text.startswith("Узнать больше: ")
    assert line.select_one("a")["href"].startswith("/documents/")
    assert article(await (await get(ask_url("x"))).text()).select_one(".learn") is None


async def test_words_that_are_the_line_to_say_are_shown_once(get: Get) -> None:
    line = answered().say
    answer = replace(answered(), text=line, bold=())
    html = await (await get(ask_url("x"), answering=ScriptedAnswering(lambda ask: answer))).text()
    shown = article(html)
    assert shown.text.count(line) == 1
    assert line in shown.select_one(".callout.say").text
    assert shown.select_one(".quote") is None
    assert "quote=" in shown.select_one(".sources a")["href"]


async def test_the_question_reaches_the_answering_as_the_console_asks_it(get: Get) -> None:
    answering = ScriptedAnswering(script)
    await get(ask_url("  two   words "), answering=answering, groups=frozenset({"sales"}))
    (ask,) = answering.asked
    assert (ask.text, ask.surface, ask.place.kind, ask.asker.id) == ("two words", "console", "browser", "console")
    assert ask.asker.groups == frozenset({"sales"})
    assert re.fullmatch(r"[0-9a-f]{32}", ask.thread or "")


async def test_a_follow_up_keeps_the_thread_of_the_question_before(get: Get) -> None:
    answering = ScriptedAnswering(script)
    first = BeautifulSoup(await (await get(ask_url("first"), answering=answering)).text(), "html.parser")
    hidden = first.select_one('form.follow input[name="thread"]')
    assert hidden is not None
    assert hidden["value"] == answering.asked[0].thread

    log = QuestionLog([logged("first"), logged("other", thread=None)])
    leaning = ScriptedAnswering(lambda ask: replace(script(ask), follows=ask.history or ()))
    response = await get(ask_url("second", thread=THREAD), answering=leaning, log=log)
    assert (leaning.asked[0].thread, leaning.asked[0].history) == (THREAD, ("first",))
    follows = BeautifulSoup(await response.text(), "html.parser").select_one(".follows")
    assert follows is not None
    assert "first" in follows.text
    assert follows.find("a", href="/") is not None


async def test_a_question_that_stands_for_itself_is_not_called_a_follow_up(get: Get) -> None:
    log = QuestionLog([logged("first")])
    response = await get(ask_url("second", thread=THREAD), answering=ScriptedAnswering(script), log=log)
    page = BeautifulSoup(await response.text(), "html.parser")
    assert page.select_one(".follows") is None
    assert page.select_one('form.follow input[name="thread"]')["value"] == THREAD


async def test_a_page_loaded_again_does_not_follow_up_on_itself(get: Get) -> None:
    answering = ScriptedAnswering(script)
    log = QuestionLog([logged("first"), logged("second")])
    await get(ask_url("second", thread=THREAD), answering=answering, log=log)
    assert answering.asked[0].history == ("first",)


async def test_a_thread_that_is_no_thread_is_ignored(get: Get) -> None:
    answering = ScriptedAnswering(script)
    response = await get(ask_url("hello", thread='"><script>'), answering=answering)
    assert answering.asked[0].thread != '"><script>'
    assert '"><script>' not in await response.text()


async def test_links_to_the_consoles_own_documents_stay_inside_and_lead_back(get: Get) -> None:
    html = await (await get(ask_url("discount?", thread=THREAD))).text()
    links = [a["href"] for a in article(html).select(".sources a.title")]
    assert links == [
        f"/documents/d-pricing?q=discount%3F&thread={THREAD}&{urlencode({'quote': answered().text})}#slide-4",
        "https://wiki.example/rival#strengths",
    ]


async def test_a_document_with_a_link_of_its_own_can_also_be_read_here(get: Get) -> None:
    html = await (await get(ask_url("discount?"))).text()
    assert [a["href"] for a in article(html).select(".sources .facts a")] == [
        "/documents/d-rival?q=discount%3F#strengths"
    ]


async def test_a_source_for_some_alone_says_whose(get: Get) -> None:
    first, second = answered().sources
    closed = replace(answered(), sources=(replace(first, audience=("managers",)), second))
    html = await (await get(ask_url("x"), answering=ScriptedAnswering(lambda ask: closed))).text()
    mine, other = article(html).select(".sources li")
    assert "🔒 only for managers" in mine.text
    assert "only for" not in other.text


async def test_a_document_without_anchors_is_linked_as_a_whole(get: Get) -> None:
    first, second = answered().sources
    whole = (replace(first, url=first.url.partition("#")[0]), replace(second, url="https://wiki.example/rival"))
    answer = replace(answered(), sources=whole)
    html = await (await get(ask_url("x"), answering=ScriptedAnswering(lambda ask: answer))).text()
    links = [a["href"] for a in article(html).select(".sources a")]
    assert len(links) == 3
    assert not [link for link in links if "#" in link]


async def test_an_address_that_runs_script_is_never_linked(get: Get) -> None:
    bad = replace(answered(), sources=(replace(answered().sources[0], url="javascript:alert(1)"),))
    html = await (await get(ask_url("x"), answering=ScriptedAnswering(lambda ask: bad))).text()
    assert "javascript:" not in html
    assert "Pricing › Discounts" in html


@pytest.mark.parametrize(
    "question",
    ["<script>alert(1)</script>", "\"' onmouseover=alert(1) x='", "🥊" * 50, "مرحبا كيف الحال", "x" * 5000, "ы" * 5000],
)
async def test_any_question_is_shown_as_it_was_typed(get: Get, question: str) -> None:
    response = await get(ask_url(question))
    page = BeautifulSoup(await response.text(), "html.parser")
    field = page.select_one("#ask\\:question")
    assert response.status == 200
    assert field is not None
    assert field["value"] == question
    assert field["dir"] == "auto"
    assert [script.get("src") for script in page.find_all("script")] == ["/static/console.js"]


async def test_confidence_latency_and_ranked_passages_wait_under_the_answer(get: Get) -> None:
    page = BeautifulSoup(await (await get(ask_url("x"))).text(), "html.parser")
    found = page.select_one("details.found")
    assert found is not None
    assert not found.has_attr("open")
    assert "87% sure" in found.text
    assert "6.2" in found.text
    assert len(found.select(".ranked > li")) == 2


async def test_words_in_another_language_are_marked_as_such(get: Get) -> None:
    html = await (await get(ask_url("weather"))).text()
    assert article(html)["lang"] == "ru"
    assert "Не нашёл ответа" in article(html).text


async def test_the_page_speaks_the_readers_language(get: Get) -> None:
    html = await (await get("/", headers={"Accept-Language": "fr, ru-RU;q=0.8, en;q=0.3"})).text()
    assert '<html lang="ru">' in html
    assert "Что хочет знать покупатель?" in html


async def test_without_an_index_the_page_says_how_to_make_one(get: Get) -> None:
    response = await get("/", documents=DocumentPages(None))
    assert response.status == 200
    assert "cornerman reindex" in await response.text()


async def test_a_question_without_an_index_says_how_to_make_one(get: Get) -> None:
    def no_index(_: Ask) -> Answer:
        raise NoIndexError("There is no index yet.")

    response = await get(ask_url("x"), answering=ScriptedAnswering(no_index), documents=DocumentPages(None))
    assert response.status == 503
    assert "cornerman reindex" in await response.text()


async def test_an_error_is_a_page_in_words_and_the_question_stays_out_of_the_log(
    get: Get, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Ask) -> Answer:
        raise RuntimeError("disk")

    with caplog.at_level(logging.INFO):
        response = await get(ask_url("confidentialwords"), answering=ScriptedAnswering(broken))
    html = await response.text()
    assert response.status == 500
    assert "Something went wrong" in html
    assert "disk" not in html
    assert "disk" in caplog.text
    assert "confidentialwords" not in caplog.text
