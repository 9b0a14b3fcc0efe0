"""Handing a question to an owner, on no platform in particular."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import pytest
from fakes import FixedClock, ScriptedAnswering
from sqlalchemy import Engine

from bot.chat.asking import AskingDesk, Patience
from bot.chat.handover import Delivered, Handover, OwnerLetter
from bot.chat.sight import Sight
from bot.chat.trouble import LookUpError, UndeliveredError
from bot.chat.workers import Workers
from bot.conversation_model import OwnerReply, OwnerRequest
from bot.model import Answer, Ask, LoggedQuestion
from bot.owners import Owners
from bot.stores.owner_requests import SqlOwnerRequests
from bot.stores.posted_answers import SqlPostedAnswers
from bot.stores.seen_requests import SqlSeen

QUESTION = LoggedQuestion(
    id="q1",
    asked_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
    question="is there a floor for partners?",
    asker="rep",
    place="sales",
    place_kind="channel",
    workspace="acme",
    thread=None,
    surface="teams",
    status="unsure",
    confidence=0.4,
    passages=(),
    generation="g1",
    latency_ms={},
)


def nothing_near(ask: Ask) -> Answer:
    return Answer("q1", ask.text, "gap", 0.1, "", (), None, (), (), "g1", "en")


class Post:
    """Reaches whom `people` names; an address of which it is to say `None` cannot be looked up."""

    workspace = "acme"

    def __init__(
        self, people: Mapping[str, Sequence[str] | None], undelivered: Mapping[str, bool] | None = None
    ) -> None:
        self._people = people
        self._undelivered = undelivered or {}
        self.letters: list[OwnerLetter] = []

    async def ids(self, candidate: str) -> Sequence[str]:
        await asyncio.sleep(0)
        found = self._people.get(candidate, ())
        if found is None:
            raise LookUpError("users.by_email")
        return found

    def is_channel(self, owner_id: str) -> bool:
        return owner_id.startswith("#")

    async def sight(self, owner_id: str) -> Sight:
        return Sight(frozenset({owner_id}), guests=False)

    async def write(self, letter: OwnerLetter) -> Delivered:
        if letter.owner_id in self._undelivered:
            raise UndeliveredError("not there", nobody=self._undelivered[letter.owner_id])
        self.letters.append(letter)
        return Delivered(f"chat of {letter.owner_id}", "m1")

    async def take_back(self, delivered: Delivered) -> None:
        raise AssertionError(delivered)

    async def bring(self, request: OwnerRequest, reply: OwnerReply) -> None:
        raise AssertionError(request, reply)


@pytest.fixture
def answering() -> ScriptedAnswering:
    return ScriptedAnswering(nothing_near)


@pytest.fixture
def handover(engine: Engine, answering: ScriptedAnswering) -> Iterator[Handover]:
    workers, clock = Workers(2, "test"), FixedClock()
    desk = AskingDesk(
        answering=answering,
        posted=SqlPostedAnswers(engine),
        seen=SqlSeen(engine, clock),
        clock=clock,
        workers=workers,
        keepers=workers,
        patience=Patience(),
    )
    owners = Owners({"Dana": ["dana", "deputy"], "Lee": ["lee@acme.example"]})
    yield Handover(desk=desk, owners=owners, requests=SqlOwnerRequests(engine), clock=clock, workers=workers)
    workers.close()


async def test_who_sends_twice_at_once_and_later_sends_one_letter(handover: Handover) -> None:
    post = Post({"dana": ["dana"]})
    sent = [handover.send(post, QUESTION, "rep", owner="Dana", note="Friday!") for _ in range(2)]
    assert await asyncio.gather(*sent) == ["owner_sent", "owner_before"]
    assert await handover.send(post, QUESTION, "rep", owner="Dana", note="") == "owner_before"
    assert await handover.send(post, QUESTION, "another", owner="Dana", note="") == "owner_sent"
    assert [(one.asker, one.note) for one in post.letters] == [("rep", "Friday!"), ("another", "")]


async def test_the_letter_can_be_found_again_by_its_owner_alone(handover: Handover) -> None:
    post = Post({"dana": ["dana"]})
    await handover.send(post, QUESTION, "rep", owner="Dana", note="")
    found = await handover.request_in("acme", "chat of dana", "m1", "dana")
    assert found is not None
    assert found == await handover.find(post.letters[0].request_id)
    assert await handover.request_in("acme", "chat of dana", "m1", "rep") is None


@pytest.mark.parametrize("nobody", [True, False])
async def test_the_next_of_an_owners_ids_gets_what_the_first_does_not(handover: Handover, nobody: bool) -> None:
    post = Post({"dana": ["dana"], "deputy": ["deputy"]}, {"dana": nobody})
    assert await handover.send(post, QUESTION, "rep", owner="Dana", note="") == "owner_sent"
    assert [one.owner_id for one in post.letters] == ["deputy"]


@pytest.mark.parametrize(("nobody", "outcome"), [(True, "owner_unknown"), (False, "owner_unreachable")])
async def test_an_id_that_is_nobodys_is_told_from_somebody_who_is_not_reached(
    handover: Handover, nobody: bool, outcome: str
) -> None:
    post = Post({"dana": ["dana"]}, {"dana": nobody})
    assert await handover.send(post, QUESTION, "rep", owner="Dana", note="") == outcome


async def test_an_owner_who_cannot_be_looked_up_is_not_called_unknown(handover: Handover) -> None:
    post = Post({"lee@acme.example": None})
    assert await handover.hindrance(post, "Lee", "rep") is None
    assert await handover.send(post, QUESTION, "rep", owner="Lee", note="") == "owner_unreachable"


async def test_what_stands_in_the_way_is_told_before_a_word_is_written(handover: Handover) -> None:
    assert await handover.hindrance(Post({}), "Dana", "rep") == "owner_unknown"
    assert await handover.hindrance(Post({"dana": ["rep"]}), "Dana", "rep") == "owner_you"
    assert await handover.hindrance(Post({"dana": ["dana"]}), "Dana", "rep") is None


@pytest.mark.parametrize("owner_id", ["dana", "#pricing"])
async def test_an_owner_is_written_what_they_may_see_and_nothing_that_is_for_the_asker_alone(
    handover: Handover, answering: ScriptedAnswering, monkeypatch: pytest.MonkeyPatch, owner_id: str
) -> None:
    seen: list[object] = []

    def again(question: LoggedQuestion, asker: object, place: object) -> Answer:
        seen.extend((asker, place))
        return nothing_near(Ask(question.question, asker, place, "teams"))  # type: ignore[arg-type]

    monkeypatch.setattr(answering, "answer_again", again)
    await handover.send(Post({"dana": [owner_id]}), QUESTION, "rep", owner="Dana", note="")
    eyes = Sight(frozenset({owner_id}), guests=False)
    assert seen == [eyes.asker(owner_id), eyes.place(owner_id, "channel", "acme")]
