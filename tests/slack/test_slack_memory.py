from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bot.slack.conversations import PAUSE_SECONDS, DirectConversations
from bot.slack.duplicates import RecentDuplicates


def test_a_key_that_was_seen_makes_the_whole_request_a_repetition() -> None:
    duplicates = RecentDuplicates()
    assert duplicates.first_time(("event 1", "message C 5.1"))
    assert not duplicates.first_time(("event 2", "message C 5.1"))
    assert not duplicates.first_time(("event 2", "message C 5.2"))
    assert duplicates.first_time(("event 3", "message C 5.3"))


def test_what_cannot_be_told_apart_is_always_new() -> None:
    duplicates = RecentDuplicates()
    assert duplicates.first_time(())
    assert duplicates.first_time(())


def test_the_oldest_keys_are_forgotten() -> None:
    duplicates = RecentDuplicates(size=2)
    assert all(duplicates.first_time((key,)) for key in "abc")
    assert duplicates.first_time(("a",))
    assert not duplicates.first_time(("c",))


def test_of_many_threads_one_is_first() -> None:
    duplicates = RecentDuplicates()
    with ThreadPoolExecutor(8) as pool:
        firsts = list(pool.map(duplicates.first_time, [("event 1", "message 1")] * 200))
    assert firsts.count(True) == 1


def test_a_quick_message_goes_on_with_the_conversation_and_a_late_one_begins_another() -> None:
    conversations = DirectConversations()
    assert conversations.join("D1", "1000.1", None) == "1000.1"
    assert conversations.join("D1", "1200.1", None) == "1000.1"
    assert conversations.join("D2", "1201.1", None) == "1201.1"
    late = f"{1200.1 + PAUSE_SECONDS + 1:.1f}"
    assert conversations.join("D1", late, None) == late


def test_a_thread_on_an_answer_goes_on_with_its_conversation() -> None:
    conversations = DirectConversations()
    begun = conversations.join("D1", "1000.1", None)
    conversations.add("D1", "1000.2", begun)
    assert conversations.join("D1", "1400.1", "1000.2") == begun
    assert conversations.join("D1", "1500.1", "900.1") == "900.1"


def test_conversations_forget_the_oldest() -> None:
    conversations = DirectConversations(size=1)
    conversations.join("D1", "1000.1", None)
    conversations.join("D2", "1000.2", None)
    assert conversations.join("D1", "1000.3", None) == "1000.3"
