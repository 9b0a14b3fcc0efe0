from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.conversation_model import OwnerReply, OwnerRequest
from bot.ports import KeepingError
from bot.stores.owner_requests import REPLY_LENGTH, SqlOwnerRequests

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def a_request(number: int = 1, **changes: object) -> OwnerRequest:
    request = OwnerRequest(
        id=f"r{number}",
        question_id=f"q{number}",
        question="is there a floor for partners?",
        asker="U1",
        workspace="T1",
        owner="Pricing team",
        owner_id="UOWNER",
        place="DOWNER",
        message=f"1700.{number}",
        document="pricing.md",
        asked_at=NOON + number * MINUTE,
    )
    return replace(request, **changes)  # type: ignore[arg-type]


def a_reply(text: str, minutes: int = 10) -> OwnerReply:
    return OwnerReply(text, "UOWNER", NOON + minutes * MINUTE)


@pytest.fixture
def requests(engine: Engine) -> SqlOwnerRequests:
    return SqlOwnerRequests(engine)


def test_a_request_is_found_by_id_by_message_and_by_question(requests: SqlOwnerRequests) -> None:
    requests.keep(a_request())
    assert requests.find("r1") == a_request()
    assert requests.at("T1", "DOWNER", "1700.1") == a_request()
    assert requests.of_question("q1", "U1") == a_request()
    assert requests.find("r2") is None
    assert requests.at("T2", "DOWNER", "1700.1") is None
    assert requests.of_question("q1", "U2") is None


def test_one_that_is_kept_twice_stays_as_it_was(requests: SqlOwnerRequests) -> None:
    requests.keep(a_request(reply=a_reply("12%")))
    requests.keep(a_request(owner="another", reply=a_reply("again")))
    assert requests.find("r1") == a_request(reply=a_reply("12%"))


def test_the_latest_reply_counts_and_all_are_kept(requests: SqlOwnerRequests, engine: Engine) -> None:
    requests.keep(a_request())
    for reply in (a_reply("12%", 10), a_reply("sorry: 15%", 12), a_reply("late", 11), a_reply("15%", 12)):
        requests.reply("r1", reply)
    answered = a_request(reply=a_reply("15%", 12))
    assert requests.find("r1") == answered
    assert requests.at("T1", "DOWNER", "1700.1") == answered
    assert requests.of_question("q1", "U1") == answered
    assert list(requests.drafts(9)) == [answered]
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM owner_replies").scalar() == 4


def test_those_without_a_reply_wait_oldest_first(requests: SqlOwnerRequests) -> None:
    for number in (3, 1, 2):
        requests.keep(a_request(number))
    requests.keep(a_request(4, owner_id="UOTHER"))
    requests.keep(a_request(5, workspace="T2"))
    requests.reply("r2", a_reply("12%"))
    assert list(requests.waiting("T1", "UOWNER")) == [a_request(1), a_request(3)]
    assert list(requests.waiting("T1", "UNOBODY")) == []


def test_drafts_come_newest_first(requests: SqlOwnerRequests) -> None:
    for number in (1, 2, 3, 4):
        requests.keep(a_request(number))
    requests.reply("r2", a_reply("two", 10))
    requests.reply("r3", a_reply("three", 12))
    requests.reply("r1", a_reply("one", 11))
    assert [request.id for request in requests.drafts(9)] == ["r3", "r1", "r2"]
    assert [request.id for request in requests.drafts(2)] == ["r3", "r1"]


def test_a_reply_to_nothing_is_trouble(requests: SqlOwnerRequests) -> None:
    with pytest.raises(KeepingError, match="IntegrityError"):
        requests.reply("r1", a_reply("12%"))


def test_hostile_text_is_kept_as_far_as_it_can_be(requests: SqlOwnerRequests) -> None:
    requests.keep(a_request(question="\0?" + "x" * 50_000, document="d" * 9_000, owner="o\ud83d" * 999))
    requests.reply("r1", a_reply("\0" + "y" * 50_000))
    kept = requests.find("r1")
    assert kept is not None
    assert kept.reply == a_reply("\ufffd" + "y" * (REPLY_LENGTH - 1))
    assert kept.question.startswith("\ufffd?x")
