from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from database_fixtures import PATIENT, Outage
from sqlalchemy import Engine, event, func, select

from bot.conversation_model import KnownConversation
from bot.ports import KeepingError
from bot.stores import conversations as stores
from bot.stores.conversations import WRITTEN_AGAIN, SqlConversations
from bot.stores.tables import ConversationRow

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EMEA = "https://smba.trafficmanager.net/emea/"
AMER = "https://smba.trafficmanager.net/amer/"
CHAT = KnownConversation("T1", "a:robin", "personal", EMEA, person="robin")
CHANNEL = KnownConversation("T1", "19:deals@thread.tacv2", "channel", EMEA, team="19:sales@thread.tacv2", name="Deals")
GROUP = KnownConversation("T1", "19:desk@thread.v2", "group", EMEA)


class Watch:
    """The time of day, as a test sets it."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time


class Writes:
    """Counts the inserts and deletes that reach a database."""

    def __init__(self, engine: Engine) -> None:
        self.count = 0
        event.listen(engine, "before_cursor_execute", self._executed)

    def _executed(self, _connection: object, _cursor: object, statement: str, *_others: object) -> None:
        self.count += statement.startswith(("INSERT", "DELETE"))


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def known(engine: Engine, watch: Watch) -> SqlConversations:
    return SqlConversations(engine, now=watch)


@pytest.fixture
def writes(engine: Engine) -> Writes:
    return Writes(engine)


def rows(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(ConversationRow)) or 0


def test_a_conversation_is_found_by_its_id_in_its_workspace_alone(known: SqlConversations) -> None:
    for one in (CHAT, CHANNEL, GROUP):
        known.keep(one)
    for one in (CHAT, CHANNEL, GROUP):
        assert known.find("T1", one.id) == one
    assert known.find("T2", CHAT.id) is None


def test_what_is_heard_anew_takes_the_place_of_what_was_known(known: SqlConversations) -> None:
    known.keep(CHANNEL)
    moved = replace(CHANNEL, service=AMER, name="Big deals", team="19:other@thread.tacv2")
    known.keep(moved)
    assert known.find("T1", CHANNEL.id) == moved


def test_a_name_and_a_team_that_are_not_told_stay(known: SqlConversations, writes: Writes) -> None:
    known.keep(CHANNEL)
    before = writes.count
    known.keep(replace(CHANNEL, name="", team=""))
    assert writes.count == before
    known.keep(replace(CHANNEL, name="", team="", service=AMER))
    known.keep(replace(CHANNEL, service=AMER))
    assert writes.count == before + 1
    assert known.find("T1", CHANNEL.id) == replace(CHANNEL, service=AMER)


def test_the_personal_chat_with_somebody(known: SqlConversations) -> None:
    known.keep(CHAT)
    known.keep(replace(CHAT, workspace="T2", id="a:elsewhere"))
    known.keep(GROUP)
    assert known.of_person("T1", "robin") == CHAT
    assert known.of_person("T1", "lee") is None
    assert known.of_person("T1", "") is None


def test_a_chat_that_is_made_anew_takes_the_place_of_the_one_before(
    known: SqlConversations, watch: Watch, engine: Engine
) -> None:
    others = (replace(CHAT, id="a:lee", person="lee"), replace(CHAT, workspace="T2"), CHANNEL)
    for one in (CHAT, *others):
        known.keep(one)
    watch.time += timedelta(minutes=1)
    anew = replace(CHAT, id="a:robin-2")
    known.keep(anew)
    assert known.of_person("T1", "robin") == anew
    assert known.find("T1", CHAT.id) is None
    assert all(known.find(one.workspace, one.id) == one for one in others)
    # The one before may come back after all.
    known.keep(CHAT)
    assert known.of_person("T1", "robin") == CHAT
    assert rows(engine) == 4


def test_chats_that_nobody_is_named_in_do_not_take_each_others_place(known: SqlConversations, engine: Engine) -> None:
    for n in range(3):
        known.keep(replace(CHAT, id=f"a:{n}", person=""))
    assert rows(engine) == 3


def test_the_one_heard_of_last_serves_for_all(known: SqlConversations, watch: Watch) -> None:
    assert known.any_of("T1") is None
    for one in (CHAT, CHANNEL, replace(GROUP, workspace="T2")):
        known.keep(one)
        watch.time += timedelta(minutes=1)
    assert known.any_of("T1") == CHANNEL
    watch.time += WRITTEN_AGAIN
    known.keep(CHAT)
    assert known.any_of("T1") == CHAT


def test_what_is_forgotten_is_not_known_until_it_is_heard_of_again(known: SqlConversations) -> None:
    known.keep(CHAT)
    known.keep(CHANNEL)
    known.forget("T1", CHAT.id)
    known.forget("T2", CHANNEL.id)
    assert known.find("T1", CHAT.id) is None
    assert known.find("T1", CHANNEL.id) == CHANNEL
    known.keep(CHAT)
    assert known.of_person("T1", "robin") == CHAT


def test_a_team_is_forgotten_with_its_channels_and_nothing_else(known: SqlConversations) -> None:
    of_it = (CHANNEL, replace(CHANNEL, id="19:more@thread.tacv2"))
    others = (CHAT, GROUP, replace(CHANNEL, workspace="T2"), replace(CHANNEL, id="19:x@thread.tacv2", team="19:y"))
    for one in (*of_it, *others):
        known.keep(one)
    known.forget_team("T1", "")
    assert known.find("T1", CHANNEL.id) == CHANNEL
    known.forget_team("T1", CHANNEL.team)
    assert [known.find("T1", one.id) for one in of_it] == [None, None]
    assert all(known.find(one.workspace, one.id) == one for one in others)
    known.keep(CHANNEL)
    assert known.find("T1", CHANNEL.id) == CHANNEL


def test_what_is_the_same_is_written_once_an_hour(known: SqlConversations, writes: Writes, watch: Watch) -> None:
    for _ in range(100):
        known.keep(CHANNEL)
        watch.time += WRITTEN_AGAIN / 200
    assert writes.count == 1
    watch.time = NOON + WRITTEN_AGAIN
    known.keep(CHANNEL)
    assert writes.count == 2
    watch.time = NOON - timedelta(days=1)  # a clock that was set back does not keep anything from being written
    known.keep(CHANNEL)
    assert writes.count == 3


@pytest.mark.parametrize("look", ["find", "of_person", "any_of"])
def test_what_another_replica_forgot_is_written_once_somebody_missed_it(
    known: SqlConversations, engine: Engine, watch: Watch, look: str
) -> None:
    replica = SqlConversations(engine, now=watch)
    known.keep(CHAT)
    replica.forget("T1", CHAT.id)
    known.keep(CHAT)
    missed = {
        "find": lambda: known.find("T1", CHAT.id),
        "of_person": lambda: known.of_person("T1", "robin"),
        "any_of": lambda: known.any_of("T1"),
    }
    assert missed[look]() is None
    known.keep(CHAT)
    assert replica.find("T1", CHAT.id) == CHAT


def test_what_another_replica_forgot_is_written_after_an_hour_in_any_case(
    known: SqlConversations, engine: Engine, watch: Watch
) -> None:
    replica = SqlConversations(engine, now=watch)
    known.keep(CHAT)
    replica.forget("T1", CHAT.id)
    watch.time += WRITTEN_AGAIN
    known.keep(CHAT)
    assert replica.find("T1", CHAT.id) == CHAT


def test_what_is_forgotten_while_it_is_written_is_not_taken_for_written(
    known: SqlConversations, engine: Engine, watch: Watch
) -> None:
    writing, may_go_on = threading.Event(), threading.Event()

    def committed(_connection: object) -> None:
        if threading.current_thread().name == "keeping" and not writing.is_set():
            writing.set()
            may_go_on.wait(PATIENT)

    event.listen(engine, "checkin", lambda *_: committed(None))
    with ThreadPoolExecutor(1) as pool:
        kept = pool.submit(known.keep, CHAT)
        assert writing.wait(PATIENT)
        known.forget("T1", CHAT.id)
        may_go_on.set()
        kept.result(PATIENT)
    assert known.find("T1", CHAT.id) is None
    known.keep(CHAT)
    assert known.find("T1", CHAT.id) == CHAT


def test_replicas_that_keep_the_same_person_at_once_all_do(engine: Engine) -> None:
    replicas = [SqlConversations(engine) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        kept = [pool.submit(replicas[n % 4].keep, replace(CHAT, id=f"a:{n % 3}", service=str(n))) for n in range(48)]
        for one in kept:
            one.result(PATIENT)
    found = replicas[0].of_person("T1", "robin")
    assert found is not None
    replicas[0].keep(replace(CHAT, id="a:last"))
    assert replicas[1].of_person("T1", "robin") == replace(CHAT, id="a:last")
    assert rows(engine) == 1


def test_what_could_not_be_kept_is_kept_at_the_next_occasion(known: SqlConversations, outage: Outage) -> None:
    outage.is_down = True
    for _ in range(2):
        with pytest.raises(KeepingError, match="connection refused"):
            known.keep(CHAT)
    for look in (lambda: known.find("T1", "x"), lambda: known.of_person("T1", "x"), lambda: known.any_of("T1")):
        with pytest.raises(KeepingError):
            look()
    outage.lift()
    known.keep(CHAT)
    outage.is_down = True
    for forget in (known.forget, known.forget_team):
        with pytest.raises(KeepingError):
            forget("T1", CHAT.id)
    outage.lift()
    assert known.find("T1", CHAT.id) == CHAT


def test_the_memory_is_bounded(known: SqlConversations, writes: Writes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "REMEMBERED", 2)
    several = [replace(GROUP, id=f"19:{n}@thread.v2") for n in range(3)]
    for one in (*several, several[2], several[1]):
        known.keep(one)
    assert writes.count == 3
    known.keep(several[0])
    assert writes.count == 4


def test_ids_that_no_database_takes_are_found_as_they_were_given(known: SqlConversations) -> None:
    odd = replace(CHAT, id="a:\0" + "x" * 400, person="\ud83d" * 300, name="n\0")
    known.keep(odd)
    assert known.find("T1", odd.id) is not None
    assert known.of_person("T1", odd.person) is not None
    known.forget("T1", odd.id)
    assert known.any_of("T1") is None
