"""What all stores have in common: the schema, threads, and a database that is down."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

import pytest
from database_fixtures import Outage, wait_for_workers
from fakes import FixedClock
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from bot.channel_manners import ChannelManners
from bot.conversation_model import Click, OwnerReply, OwnerRequest, PostedAnswer, Vote
from bot.ports import KeepingError
from bot.stores.channels import SqlChannels
from bot.stores.feedback import SqlFeedback
from bot.stores.once import Once
from bot.stores.owner_requests import SqlOwnerRequests
from bot.stores.posted_answers import SqlPostedAnswers
from bot.stores.questions import QuestionStore
from bot.stores.seen_requests import SqlSeen
from config.database import upgrade

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECRET = "Globex is for sale"
VOTE = Vote("q1", "U1", helpful=False, voted_at=NOON, reason="wrong", words=SECRET)
POSTED = PostedAnswer("q1", "T1", "C1", "1700.1", None, NOON)
REQUEST = OwnerRequest("r1", "q1", SECRET, "U1", "T1", "Pricing", "U2", "D2", "1700.2", "pricing.md", NOON)
REPLY = OwnerReply(SECRET, "U2", NOON)

Prepare = Callable[[], None] | None
VERBS: dict[str, Callable[[Engine, Prepare], object]] = {
    "vote": lambda engine, prepare: SqlFeedback(engine, prepare).vote(VOTE),
    "vote_of": lambda engine, prepare: SqlFeedback(engine, prepare).vote_of("q1", "U1"),
    "votes": lambda engine, prepare: SqlFeedback(engine, prepare).votes("q1"),
    "clicked": lambda engine, prepare: SqlFeedback(engine, prepare).clicked(Click("q1", "U1", SECRET, "home", NOON)),
    "clicks": lambda engine, prepare: SqlFeedback(engine, prepare).clicks("q1"),
    "remember": lambda engine, prepare: SqlPostedAnswers(engine, prepare).remember(POSTED),
    "posted at": lambda engine, prepare: SqlPostedAnswers(engine, prepare).at("T1", "C1", "1700.1"),
    "latest_in_place": lambda engine, prepare: SqlPostedAnswers(engine, prepare).latest_in_place("T1", "C1"),
    "heard_since": lambda engine, prepare: SqlPostedAnswers(engine, prepare).heard_since("T1", "C1", NOON),
    "posted of_question": lambda engine, prepare: SqlPostedAnswers(engine, prepare).of_question("q1"),
    "keep": lambda engine, prepare: SqlOwnerRequests(engine, prepare).keep(REQUEST),
    "request at": lambda engine, prepare: SqlOwnerRequests(engine, prepare).at("T1", "D2", "1700.2"),
    "find": lambda engine, prepare: SqlOwnerRequests(engine, prepare).find("r1"),
    "request of_question": lambda engine, prepare: SqlOwnerRequests(engine, prepare).of_question("q1", "U1"),
    "reply": lambda engine, prepare: SqlOwnerRequests(engine, prepare).reply("r1", REPLY),
    "waiting": lambda engine, prepare: SqlOwnerRequests(engine, prepare).waiting("T1", "U2"),
    "drafts": lambda engine, prepare: SqlOwnerRequests(engine, prepare).drafts(5),
    "manners": lambda engine, prepare: SqlChannels(engine, prepare).manners("T1", "C1"),
    "change": lambda engine, prepare: SqlChannels(engine, prepare).change(
        "T1", "C1", ChannelManners(reaction=SECRET), by="U1", at=NOON
    ),
    "first_time": lambda engine, prepare: SqlSeen(engine, FixedClock(), prepare).first_time([SECRET]),
}
every_verb = pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)


@every_verb
def test_a_database_that_is_down_is_told_as_such(engine: Engine, verb: Callable[[Engine, Prepare], object]) -> None:
    outage = Outage(engine)
    outage.is_down = True
    with pytest.raises(KeepingError, match="connection refused"):
        verb(engine, None)


@every_verb
def test_a_database_that_hangs_is_given_up(
    engine: Engine, verb: Callable[[Engine, Prepare], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.stores.keeping.KEEPING_SECONDS", 0.05)
    outage = Outage(engine)
    outage.may_go_on.clear()
    # Were it to wait for the database, it would wait for ever: only this test lets the database go on.
    with pytest.raises(KeepingError, match=r"does not answer within 0\.05 s"):
        verb(engine, None)
    outage.may_go_on.set()
    wait_for_workers("keeping")


@every_verb
def test_trouble_does_not_hold_what_was_to_be_kept(
    bare_engine: Engine, verb: Callable[[Engine, Prepare], object], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(KeepingError) as error:
        verb(bare_engine, None)  # there are no tables
    assert SECRET not in caplog.text + str(error.value)


def test_the_schema_is_brought_up_once_for_all_as_soon_as_the_database_can_be_reached(bare_engine: Engine) -> None:
    attempts = []

    def prepare() -> None:
        attempts.append(len(attempts))
        if len(attempts) < 3:
            raise OperationalError("connect", {}, Exception("connection refused"))
        upgrade(bare_engine)

    ready = Once(prepare)
    for _ in range(2):
        with pytest.raises(KeepingError, match="connection refused"):
            SqlFeedback(bare_engine, ready).votes("q1")
    ready()
    with ThreadPoolExecutor(6) as pool:
        results = [pool.submit(verb, bare_engine, ready) for name, verb in VERBS.items() if name != "reply"]
        assert QuestionStore(bare_engine, ready).find("q1") is None
        for result in results:
            result.result()
    assert len(attempts) == 3


def test_threads_share_a_store(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.stores.keeping.KEEPING_SECONDS", 30)
    feedback = SqlFeedback(engine)
    with ThreadPoolExecutor(8) as pool:
        for number in range(40):
            pool.submit(feedback.clicked, Click("q1", f"U{number}", "pricing.md", "answer", NOON))
    assert len(feedback.clicks("q1")) == 40


def test_a_table_that_is_locked_for_a_moment_is_waited_for(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.stores.keeping.KEEPING_SECONDS", 30)
    feedback, channels = SqlFeedback(engine), SqlChannels(engine)
    with ThreadPoolExecutor(2) as pool, engine.connect() as connection:
        connection.execute(text("UPDATE votes SET helpful = helpful"))
        vote = pool.submit(feedback.vote, VOTE)
        change = pool.submit(partial(channels.change, "T1", "C1", ChannelManners(), by="U1", at=NOON))
        connection.commit()
        vote.result()
        change.result()
    assert list(feedback.votes("q1")) == [VOTE]
    assert channels.manners("T1", "C1") == ChannelManners()
