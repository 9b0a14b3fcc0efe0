from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from bot.chat.workers import Workers
from bot.conversation_model import PostedAnswer
from bot.ports import KeepingError
from bot.slack.conversations import PAUSE_SECONDS, DirectConversations
from bot.stores.posted_answers import SqlPostedAnswers

ANSWER = PostedAnswer("q1", "T1", "D1", "1000.2", "1000.1", datetime(2026, 11, 24, 9, 30, tzinfo=UTC))


class Down:
    """Posted answers of a database that is down."""

    def at(self, *_: object) -> None:
        raise KeepingError("the database does not answer")

    latest_in_place = at


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(1, "test")
    yield made
    made.close()


@pytest.fixture
def posted(database: Engine) -> SqlPostedAnswers:
    return SqlPostedAnswers(database)


@pytest.fixture
def conversations(posted: SqlPostedAnswers, workers: Workers) -> DirectConversations:
    return DirectConversations(posted, workers)


async def test_a_quick_message_goes_on_with_the_conversation_and_a_late_one_begins_another(
    conversations: DirectConversations,
) -> None:
    assert await conversations.join("T1", "D1", "1000.1", None) == "1000.1"
    assert await conversations.join("T1", "D1", "1200.1", None) == "1000.1"
    assert await conversations.join("T1", "D2", "1201.1", None) == "1201.1"
    late = f"{1200.1 + PAUSE_SECONDS + 1:.1f}"
    assert await conversations.join("T1", "D1", late, None) == late


async def test_a_thread_on_an_answer_goes_on_with_its_conversation(conversations: DirectConversations) -> None:
    begun = await conversations.join("T1", "D1", "1000.1", None)
    conversations.answered("D1", begun, "1000.2")
    assert await conversations.join("T1", "D1", "1400.1", "1000.2") == begun
    assert await conversations.join("T1", "D1", "1500.1", "900.1") == "900.1"


async def test_after_a_restart_conversations_are_known_from_the_database(
    conversations: DirectConversations, posted: SqlPostedAnswers
) -> None:
    posted.remember(ANSWER)
    assert await conversations.join("T1", "D1", "1100.1", None) == "1000.1"
    assert await conversations.join("T1", "D1", "2000.1", "1000.2") == "1000.1"
    assert await conversations.has_answer("T1", "D1", "1000.1")
    assert not await conversations.has_answer("T1", "D1", "3000.1")


async def test_another_replicas_answer_is_noticed_after_a_pause_of_ones_own(
    conversations: DirectConversations, posted: SqlPostedAnswers
) -> None:
    assert await conversations.join("T1", "D1", "100.1", None) == "100.1"
    posted.remember(ANSWER)
    assert await conversations.join("T1", "D1", "1010.1", None) == "1000.1"


async def test_what_was_answered_after_a_message_is_not_what_it_goes_on_with(
    conversations: DirectConversations, posted: SqlPostedAnswers
) -> None:
    posted.remember(replace(ANSWER, message="1100.2", thread="1100.1"))
    assert await conversations.join("T1", "D1", "1050.1", None) == "1050.1"


async def test_conversations_forget_the_oldest(posted: SqlPostedAnswers, workers: Workers) -> None:
    conversations = DirectConversations(posted, workers, size=1)
    await conversations.join("T1", "D1", "1000.1", None)
    await conversations.join("T1", "D2", "1000.2", None)
    assert await conversations.join("T1", "D1", "1000.3", None) == "1000.3"


async def test_a_database_that_is_down_makes_each_message_its_own_conversation(workers: Workers) -> None:
    conversations = DirectConversations(Down(), workers)
    assert await conversations.join("T1", "D1", "1000.1", None) == "1000.1"
    assert await conversations.join("T1", "D1", "1400.1", "1000.2") == "1000.2"
    assert await conversations.has_answer("T1", "D1", "1000.2")
