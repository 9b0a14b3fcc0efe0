from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bs4 import BeautifulSoup
from dashboard_samples import HEAD, NOW, REP, word
from fakes import QuestionLog

from bot.conversation_model import Vote
from bot.deliveries.model import Delivery
from bot.model import LoggedQuestion
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


class KeptVotes:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Vote] = {}

    def vote(self, vote: Vote) -> None:
        self.kept[vote.question_id, vote.voter] = vote

    def vote_of(self, question_id: str, voter: str) -> Vote | None:
        return self.kept.get((question_id, voter))


async def notices(get, viewer=REP, **changes) -> list[str]:
    response = await get("/", viewer, **changes)
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
    old = word("closed:g1:0", state="sent", sent_at=NOW - timedelta(hours=30))
    given = {"deliveries": KeptDeliveries(old, lately), "feedback": KeptVotes(), "log": QuestionLog([ASKED])}
    assert len(await notices(get, **given)) == 1
    given["deliveries"] = KeptDeliveries(old, word("other", kind="assigned"), word("gone", state="withdrawn"))
    assert await notices(get, **given) == []


async def test_the_answer_is_asked_anew_as_the_reader_may_see_it(get) -> None:
    response = await get("/", REP, deliveries=KeptDeliveries(word()), feedback=KeptVotes(), log=QuestionLog([ASKED]))
    page = BeautifulSoup(await response.text(), "html.parser")
    assert page.select_one(".since a")["href"] == "/?q=do+we+%3Ci%3Eship%3C%2Fi%3E+to+Peru%3F"


async def test_what_they_say_of_it_is_a_vote_and_the_notice_goes(get, post) -> None:
    votes = KeptVotes()
    given = {"deliveries": KeptDeliveries(word()), "feedback": votes, "log": QuestionLog([ASKED])}
    response = await post("/since", {"key": "closed:g1:1", "vote": "unhelpful"}, REP, **given)
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
    assert (await post("/since", {"key": "closed:g1:1", "vote": "helpful"}, HEAD, **given)).status == 404
    assert (await post("/since", {"key": "closed:g1:1", "vote": "odd"}, REP, **given)).status == 404
    assert not votes.kept


async def test_what_cannot_be_read_costs_no_page(get) -> None:
    held = KeptDeliveries(word())
    held.is_down = True
    assert await notices(get, deliveries=held, feedback=KeptVotes(), log=QuestionLog([ASKED])) == []
    down = QuestionLog([ASKED], down=True)
    assert await notices(get, deliveries=KeptDeliveries(word()), feedback=KeptVotes(), log=down) == []
