from __future__ import annotations

from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from bs4 import BeautifulSoup, Tag
from dashboard_samples import HEAD, NOW, REP
from fakes import QuestionLog
from sqlalchemy import Engine
from vote_samples import KeptVotes, logged_question

from bot.conversation_model import Vote
from bot.model import LoggedQuestion
from bot.stores.feedback import SqlFeedback
from bot.stores.gaps import SqlGaps

ASKED = logged_question(REP)


def given(votes: KeptVotes | SqlFeedback, *questions: LoggedQuestion, **changes: Any) -> dict[str, Any]:
    return {"feedback": votes, "log": QuestionLog(questions or [ASKED]), **changes}


def box(html: str) -> Tag | None:
    return BeautifulSoup(html, "html.parser").select_one(".vote")


def buttons(html: str) -> list[str]:
    shown = box(html)
    return [one.text for one in shown.select("button")] if shown else []


async def test_below_an_answer_its_asker_says_whether_it_helps(get) -> None:
    html = await (await get("/?q=discount", REP, **given(KeptVotes()))).text()
    assert buttons(html) == ["👍 Helpful", "👎 Not helpful"]
    assert box(html).select_one("form")["action"] == "/answers/q1/vote"
    russian = await (await get("/?q=discount", REP, language="ru", **given(KeptVotes()))).text()
    assert buttons(russian) == ["👍 Полезно", "👎 Не помогло"]
    assert box(await (await get("/?q=discount", REP)).text()) is None  # nothing keeps votes


@pytest.mark.parametrize("changes", [{"status": "gap"}, {"small_talk": True}, {"generation": ""}])
async def test_what_is_no_answer_is_not_rated(get, changes: dict[str, Any]) -> None:
    html = await (await get("/?q=x", REP, answers=changes, **given(KeptVotes()))).text()
    assert buttons(html) == []


@pytest.mark.parametrize(
    ("form", "kept"),
    [
        ({"vote": "helpful", "reason": "wrong", "reason_words": "odd"}, (True, None, "")),
        ({"vote": "unhelpful"}, (False, None, "")),
        ({"vote": "unhelpful", "reason": "outdated", "reason_words": " it is <20%> now "},
         (False, "outdated", "it is <20%> now")),
        ({"vote": "unhelpful", "reason": "no such reason"}, (False, None, "")),
    ],
)  # fmt: skip
async def test_a_vote_is_kept_and_leads_to_the_answer(post, form: dict[str, str], kept: tuple[Any, ...]) -> None:
    votes = KeptVotes()
    response = await post("/answers/q1/vote", form, REP, **given(votes))
    assert (response.status, response.headers["Location"]) == (303, "/answers/q1#answer:vote")
    assert list(votes.kept.values()) == [Vote("q1", REP.id, kept[0], NOW, kept[1], kept[2])]


async def test_the_vote_stands_below_the_answer_with_its_reason_and_can_be_changed(get, post) -> None:
    votes = KeptVotes()
    votes.vote(Vote("q1", REP.id, False, NOW, "too_long", "<b>long</b>"))
    html = await (await get("/answers/q1", REP, **given(votes))).text()
    shown = box(html)
    assert shown.select_one("[role=status]").text == (
        "You found this not helpful. Thank you. It is noted, with your reason."
    )
    assert shown.select_one("option[selected]")["value"] == "too_long"
    assert shown.select_one("textarea").text == "<b>long</b>"
    assert buttons(html) == ["Save", "👍 Helpful"]
    await post("/answers/q1/vote", {"vote": "helpful"}, REP, **given(votes))
    assert [one.helpful for one in votes.kept.values()] == [True]
    assert buttons(await (await get("/answers/q1", REP, **given(votes))).text()) == ["👎 Not helpful"]


async def test_a_vote_without_a_reason_is_asked_for_one(get) -> None:
    votes = KeptVotes()
    votes.vote(Vote("q1", REP.id, helpful=False, voted_at=NOW))
    said = box(await (await get("/answers/q1", REP, **given(votes))).text()).select_one("[role=status]").text
    assert said == "You found this not helpful. Noted. What was wrong with it?"


async def test_the_answer_is_shown_again_and_nothing_is_asked_anew(get) -> None:
    log = QuestionLog([replace(ASKED, follows=("earlier?",))])
    response = await get("/answers/q1", REP, feedback=KeptVotes(), log=log)
    page = BeautifulSoup(await response.text(), "html.parser")
    assert "15% off" in page.select_one("article.answer").text
    assert [one["value"] for one in page.select("[name=thread]")] == [ASKED.thread, ASKED.thread]
    assert len(log.questions) == 1


@pytest.mark.parametrize("viewer", [HEAD, replace(REP, workspace="T0OTHER")], ids=["somebody else", "of elsewhere"])
async def test_nobody_sees_or_rates_what_others_were_told(get, post, viewer) -> None:
    votes = KeptVotes()
    assert (await get("/answers/q1", viewer, **given(votes))).status == 404
    assert (await post("/answers/q1/vote", {"vote": "helpful"}, viewer, **given(votes))).status == 404
    assert not votes.kept


async def test_only_what_was_answered_is_rated(post) -> None:
    votes = KeptVotes()
    gap, broken = replace(ASKED, status="gap"), replace(ASKED, generation="")
    for one in (gap, broken):
        assert (await post("/answers/q1/vote", {"vote": "unhelpful"}, REP, **given(votes, one))).status == 404
    assert (await post("/answers/other/vote", {"vote": "unhelpful"}, REP, **given(votes))).status == 404
    assert (await post("/answers/q1/vote", {"vote": "perhaps"}, REP, **given(votes))).status == 400
    assert not votes.kept


async def test_a_vote_comes_from_a_page_of_the_console_alone(post) -> None:
    votes = KeptVotes()
    response = await post("/answers/q1/vote", {"vote": "unhelpful"}, REP, token="forged", **given(votes))
    assert (response.status, votes.kept) == (403, {})


async def test_a_database_that_is_down_is_said_in_words(get, post) -> None:
    down = KeptVotes()
    down.is_down = True
    response = await post("/answers/q1/vote", {"vote": "unhelpful"}, REP, **given(down))
    assert (response.status, "The database does not answer" in await response.text()) == (503, True)
    log = QuestionLog([ASKED], down=True)
    assert (await get("/answers/q1", REP, feedback=KeptVotes(), log=log)).status == 503


async def test_whom_nobody_knows_is_offered_nothing(open_dashboard) -> None:
    address = await open_dashboard(REP, **given(KeptVotes()))
    async with aiohttp.ClientSession(headers={"X-Forwarded-For": "203.0.113.9"}) as session:
        assert box(await (await session.get(f"{address}/?q=discount")).text()) is None
        response = await session.post(f"{address}/answers/q1/vote", data={"vote": "helpful"})
        assert response.status == 403


async def test_a_vote_counts_for_a_gap_until_it_is_changed(post, engine: Engine) -> None:
    kept, gaps = SqlFeedback(engine), SqlGaps(engine)
    await post("/answers/q1/vote", {"vote": "unhelpful", "reason": "outdated"}, REP, **given(kept))
    assert list(gaps.signals("q1")) == ["outdated"]
    await post("/answers/q1/vote", {"vote": "helpful"}, REP, **given(kept))
    assert list(gaps.signals("q1")) == []
    assert [(one.voter, one.helpful) for one in kept.votes("q1")] == [(REP.id, True)]
