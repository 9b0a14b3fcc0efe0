from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import aiohttp
import pytest
from bs4 import BeautifulSoup
from dashboard_samples import HEAD, NOW, REP, word
from fakes import DocumentPages, QuestionLog, ScriptedAnswering
from gap_fakes import InMemoryBoard, gap
from sample_answers import answer
from vote_samples import KeptVotes

from bot.conversation_model import Vote
from bot.deliveries.model import Delivery
from bot.model import Answer, Ask, Asker, LoggedQuestion, Place
from bot.ports import KeepingError

ASKED = LoggedQuestion(
    id="q7", asked_at=NOW - timedelta(days=9), question="do we <i>ship</i> to Peru?", asker=REP.id, place="console",
    place_kind="browser", workspace=REP.workspace, thread=None, surface="console", status="gap", confidence=0.1,
    passages=(), generation="g0", latency_ms={}, language="en",
)  # fmt: skip


class KeptDeliveries:
    def __init__(self, *held: Delivery) -> None:
        self.held = {one.key: one for one in held}
        self.is_down = False

    def of_receiver(self, surface: str, workspace: str, receiver: str, limit: int) -> Sequence[Delivery]:
        if self.is_down:
            raise KeepingError("down")
        wanted = (surface, workspace, receiver)
        return [one for one in self.held.values() if (one.surface, one.workspace, one.receiver) == wanted][:limit]

    def shown(self, key: str, at: datetime) -> bool:
        self.held[key] = replace(self.held[key], state="sent", sent_at=at)
        return True


def closed_board() -> InMemoryBoard:
    return InMemoryBoard(*(gap(f"g{number}", state="closed") for number in range(1, 9)))


def answering(status: str = "answered") -> ScriptedAnswering:
    return ScriptedAnswering(lambda _ask: answer(status=status))


async def notices(get, viewer=REP, **changes) -> list[str]:
    response = await get("/", viewer, **{"board": closed_board(), "unlogged": answering()} | changes)
    assert response.status == 200
    page = BeautifulSoup(await response.text(), "html.parser")
    return [one.text for one in page.select(".since p")]


async def test_who_asked_is_told_on_their_next_visit_and_nobody_else(get) -> None:
    held, log = KeptDeliveries(word()), QuestionLog([ASKED])
    given = {"deliveries": held, "feedback": KeptVotes(), "log": log}
    assert await notices(get, HEAD, **given) == []
    assert await notices(get, replace(REP, workspace="T0OTHER"), **given) == []
    assert held.held["closed:g1:1"].state == "due"
    assert await notices(get, REP, **given) == ["do we <i>ship</i> to Peru?"]
    assert (held.held["closed:g1:1"].state, held.held["closed:g1:1"].sent_at) == ("sent", NOW)


async def test_it_stands_for_a_day_so_that_no_reload_loses_it(get) -> None:
    lately = word(state="sent", sent_at=NOW - timedelta(hours=20))
    old = word("closed:g1:0", state="sent", sent_at=NOW - timedelta(hours=30), due_at=NOW - timedelta(hours=31))
    given = {"deliveries": KeptDeliveries(lately, old), "feedback": KeptVotes(), "log": QuestionLog([ASKED])}
    assert len(await notices(get, **given)) == 1
    given["deliveries"] = KeptDeliveries(old, word("other", kind="assigned"), word("gone", state="withdrawn"))
    assert await notices(get, **given) == []


async def test_the_answer_is_asked_anew_as_the_reader_may_see_it(get) -> None:
    given = {"deliveries": KeptDeliveries(word()), "feedback": KeptVotes(), "log": QuestionLog([ASKED])}
    response = await get("/", REP, board=closed_board(), unlogged=answering(), **given)
    page = BeautifulSoup(await response.text(), "html.parser")
    assert page.select_one(".since a")["href"] == "/?q=do+we+%3Ci%3Eship%3C%2Fi%3E+to+Peru%3F"


async def test_what_they_say_of_it_is_a_vote_and_the_notice_goes(get, post) -> None:
    votes = KeptVotes()
    given = {"deliveries": KeptDeliveries(word()), "feedback": votes, "log": QuestionLog([ASKED])}
    response = await post("/since", {"key": "closed:g1:1", "vote": "unhelpful"}, REP, unlogged=answering(), **given)
    assert (response.status, response.headers["Location"]) == (303, "/")
    assert votes.kept["q7", REP.id] == Vote("q7", REP.id, helpful=False, voted_at=NOW)
    assert await notices(get, **given) == []


async def test_a_vote_from_before_it_was_answered_hides_nothing(get) -> None:
    votes = KeptVotes()
    votes.vote(Vote("q7", REP.id, helpful=False, voted_at=NOW - timedelta(days=8)))
    given = {"deliveries": KeptDeliveries(word()), "feedback": votes, "log": QuestionLog([ASKED])}
    assert len(await notices(get, **given)) == 1


async def test_nobody_votes_on_what_others_were_told(post) -> None:
    votes = KeptVotes()
    given = {"deliveries": KeptDeliveries(word()), "feedback": votes, "log": QuestionLog([ASKED])}
    given |= {"unlogged": answering()}
    assert (await post("/since", {"key": "closed:g1:1", "vote": "helpful"}, HEAD, **given)).status == 404
    assert (await post("/since", {"key": "closed:g1:1", "vote": "odd"}, REP, **given)).status == 404
    assert not votes.kept


async def test_what_cannot_be_read_costs_no_page(get) -> None:
    held = KeptDeliveries(word())
    held.is_down = True
    assert await notices(get, deliveries=held, feedback=KeptVotes(), log=QuestionLog([ASKED])) == []
    down = QuestionLog([ASKED], down=True)
    assert await notices(get, deliveries=KeptDeliveries(word()), feedback=KeptVotes(), log=down) == []


class AskedOf:
    """An answering that keeps who asked what anew."""

    def __init__(self, *answered: str, groups: frozenset[str] = REP.groups or frozenset()) -> None:
        self._answered = answered
        self._groups = groups
        self.asked: list[str] = []

    def answer(self, ask: Ask) -> Answer:
        raise AssertionError("nobody asked anew")

    def answer_again(self, question: LoggedQuestion, asker: Asker, place: Place) -> Answer:
        self.asked.append(question.id)
        assert (asker.id, place.kind, place.guests) == (REP.id, "browser", False)
        if "broken" in self._answered:
            raise OSError("the index is not readable")
        return answer(status="answered" if question.id in self._answered and asker.groups == self._groups else "gap")


async def test_where_it_is_not_answered_for_them_nothing_is_shown_and_nobody_counts_as_told(get) -> None:
    given = {"feedback": KeptVotes(), "log": QuestionLog([ASKED])}
    for unlogged in (AskedOf(), AskedOf("q7", groups=frozenset({"board"})), AskedOf("broken")):
        held = KeptDeliveries(word())
        assert await notices(get, deliveries=held, unlogged=unlogged, **given) == []
        assert (unlogged.asked, held.held["closed:g1:1"].state) == (["q7"], "due")
    held = KeptDeliveries(word())
    assert await notices(get, deliveries=held, documents=DocumentPages(None), **given) == []
    assert held.held["closed:g1:1"].state == "due"
    assert len(await notices(get, deliveries=held, unlogged=AskedOf("q7"), **given)) == 1


@pytest.mark.parametrize("state", ["open", "dismissed", "snoozed"])
async def test_a_closing_that_was_taken_back_is_not_told(get, state: str) -> None:
    held = KeptDeliveries(word(), word("closed:gone", about={"gap": "gone", "question": "q7"}))
    lately = KeptDeliveries(word(state="sent", sent_at=NOW - timedelta(hours=1)))
    given = {"feedback": KeptVotes(), "log": QuestionLog([ASKED]), "board": InMemoryBoard(gap("g1", state=state))}
    assert await notices(get, deliveries=held, **given) == await notices(get, deliveries=lately, **given) == []
    assert held.held["closed:g1:1"].state == "due"


async def test_a_gap_that_became_part_of_a_closed_one_is_told(get) -> None:
    merged = InMemoryBoard(gap("g1", state="merged", merged_into="g2"), gap("g2", state="closed"))
    given = {"deliveries": KeptDeliveries(word()), "feedback": KeptVotes(), "log": QuestionLog([ASKED])}
    assert len(await notices(get, board=merged, **given)) == 1
    merged.gaps["g2"] = gap("g2")
    assert await notices(get, board=merged, **given) == []


async def test_a_gap_that_was_closed_twice_is_told_once(get) -> None:
    again, before = word("closed:g1:2"), word("closed:g1:1", due_at=NOW - timedelta(days=3))
    held = KeptDeliveries(again, before)
    given = {"deliveries": held, "feedback": KeptVotes(), "log": QuestionLog([ASKED])}
    assert len(await notices(get, **given)) == 1
    held.held["closed:g1:2"] = replace(again, state="sent", sent_at=NOW - timedelta(days=2))
    assert await notices(get, **given) == []


async def test_three_are_asked_and_shown_at_a_visit_and_each_is_asked_once(open_dashboard) -> None:
    words = [word(f"closed:g{n}:1", about={"gap": f"g{n}", "question": f"q{n}"}) for n in range(1, 9)]
    log = QuestionLog([replace(ASKED, id=f"q{n}", question=f"question {n}") for n in range(1, 9)])
    unlogged, held = AskedOf(*(f"q{n}" for n in range(4, 9))), KeptDeliveries(*words)
    address = await open_dashboard(
        REP, deliveries=held, feedback=KeptVotes(), log=log, board=closed_board(), unlogged=unlogged
    )
    seen = []
    async with aiohttp.ClientSession() as session:
        for _ in range(3):
            response = await session.get(address)
            page = BeautifulSoup(await response.text(), "html.parser")
            seen.append([one.text for one in page.select(".since p")])
    assert seen == [[], ["question 4", "question 5", "question 6"], ["question 4", "question 5", "question 6"]]
    assert unlogged.asked == [f"q{n}" for n in range(1, 7)]
    assert [one.state for one in held.held.values()] == ["due"] * 3 + ["sent"] * 3 + ["due"] * 2
