"""Sources that are opened below answers in the console count like those that are opened in chat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from bs4 import BeautifulSoup
from dashboard_samples import ADMINISTRATOR, BASE, NOW, OWNER, PRICING, REP, SECRET
from fakes import QuestionLog
from sample_answers import source
from sqlalchemy import Engine
from vote_samples import logged_question

from bot.console.viewers import EVERYBODY
from bot.content_health.unused import unused, uses_of
from bot.conversation_model import Click
from bot.stores.feedback import SqlFeedback
from bot.stores.insights import SqlInsights
from bot.viewer import Viewer

HERE = source(document_id=PRICING.id, document=PRICING.path, url=f"{BASE}/documents/{PRICING.id}#two-years")
ELSEWHERE = replace(HERE, url="https://wiki.acme.example/pricing.md#two-years", heading="Two years")
PAGE = f"/documents/{PRICING.id}?asked=q1"


@pytest.fixture
def kept(engine: Engine) -> SqlFeedback:
    return SqlFeedback(engine)


@pytest.fixture
def given(kept: SqlFeedback) -> Callable[..., dict[str, Any]]:
    def made(asker: Viewer = REP, shown: Any = HERE, **changes: Any) -> dict[str, Any]:
        log = QuestionLog([logged_question(asker)])
        return {"feedback": kept, "log": log, "answers": {"sources": (shown,)}, **changes}

    return made


def link(html: str) -> str:
    return str(BeautifulSoup(html, "html.parser").select(".sources a.title")[0]["href"])


@pytest.mark.parametrize("reader", [REP, ADMINISTRATOR, EVERYBODY], ids=["signed in", "this machine", "no sign-in"])
async def test_whoever_follows_the_link_below_their_answer_is_counted_once(
    get: Any, given: Any, kept: SqlFeedback, reader: Viewer
) -> None:
    address = link(await (await get("/?q=discount", reader, **given(reader))).text())
    for _ in range(2):
        assert (await get(address, reader, **given(reader))).status == 200
    assert kept.clicks("q1") == [Click("q1", reader.id, PRICING.path, "answer", NOW)]


async def test_a_page_that_was_opened_is_told_as_never_opened_no_longer(get: Any, given: Any, engine: Engine) -> None:
    insights, later = SqlInsights(engine), NOW + timedelta(days=60)
    await get(PAGE, REP, **given())
    assert uses_of(insights, later)[PRICING.path].clicks == 1
    old = replace(PRICING, reviewed=None)
    uses = {old.path: replace(uses_of(insights, later)[old.path], uses=9, last_used=NOW)}
    assert list(unused([old], uses, later)) == []


@pytest.mark.parametrize(
    "asking",
    [
        (f"/documents/{PRICING.id}", {}, "GET"),
        (f"/documents/{PRICING.id}?asked=other", {}, "GET"),
        (PAGE, {"Sec-Purpose": "prefetch;prerender"}, "GET"),
        (PAGE, {"Purpose": "prefetch"}, "GET"),
        (PAGE, {"X-Moz": "prefetch"}, "GET"),
        (PAGE, {}, "HEAD"),
    ],
)
async def test_what_nobody_opened_from_an_answer_of_theirs_is_not_counted(
    open_dashboard: Any, given: Any, kept: SqlFeedback, asking: tuple[str, dict[str, str], str]
) -> None:
    path, headers, method = asking
    address = await open_dashboard(REP, **given())
    async with aiohttp.ClientSession() as session:
        assert (await session.request(method, address + path, headers=headers)).status == 200
    assert kept.clicks("q1") == kept.clicks("other") == []


async def test_anothers_question_and_a_page_of_another_audience_are_not_counted(
    get: Any, given: Any, kept: SqlFeedback
) -> None:
    assert (await get(PAGE, OWNER, **given())).status == 200
    assert (await get(f"/documents/{SECRET.id}?asked=q1", REP, **given())).status == 404
    assert kept.clicks("q1") == []


async def test_a_source_that_stands_elsewhere_is_counted_on_the_way_there(
    open_dashboard: Any, given: Any, kept: SqlFeedback
) -> None:
    address = await open_dashboard(REP, **given(shown=ELSEWHERE))
    async with aiohttp.ClientSession() as session:
        shown = link(await (await session.get(f"{address}/?q=discount")).text())
        assert shown == "/answers/q1/sources/d-pricing?heading=Two+years"
        response = await session.get(address + shown, allow_redirects=False)
        assert (response.status, response.headers["Location"]) == (303, ELSEWHERE.url)
        assert [one.document for one in kept.clicks("q1")] == [PRICING.path]
        # What the answer does not stand on is led to nowhere else.
        response = await session.get(f"{address}/answers/q1/sources/{SECRET.id}", allow_redirects=False)
        assert response.headers["Location"] == f"/documents/{SECRET.id}?asked=q1"
    assert len(kept.clicks("q1")) == 1


async def test_with_the_log_down_the_page_is_there_all_the_same(get: Any, given: Any, kept: SqlFeedback) -> None:
    down = given() | {"log": QuestionLog([logged_question(REP)], down=True)}
    assert (await get(PAGE, REP, **down)).status == 200
    assert kept.clicks("q1") == []
