"""What is sent unasked: each thing is kept once, and held by one replica at a time."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from gap_kept_samples import DAY, NOON, SECOND, a_delivery
from sqlalchemy import Engine

from bot.deliveries.model import Announced, Delivery
from bot.stores.deliveries import SqlDeliveries

LATER = NOON + timedelta(minutes=10)
ANNOUNCED = Announced("D1", "1700.1")


@pytest.fixture
def deliveries(engine: Engine) -> SqlDeliveries:
    return SqlDeliveries(engine)


def keys(found: object) -> list[str]:
    return [one.key for one in found]  # type: ignore[attr-defined]


def found(deliveries: SqlDeliveries, key: str) -> Delivery:
    delivery = deliveries.find(key)
    assert delivery is not None
    return delivery


def test_a_delivery_comes_back_whole(deliveries: SqlDeliveries) -> None:
    whole = Delivery(
        key="digest/ключ",
        kind="digest",
        surface="teams",
        workspace="T1",
        receiver="29:1",
        about={"subscription": "s1", "start": NOON.isoformat()},
        due_at=NOON,
        state="begun",
        attempts=3,
        next_try=LATER,
        place="C1",
        message="1700.1",
        sent_at=NOON + DAY,
        trouble="rate limited",
    )
    assert deliveries.add([whole, a_delivery()]) == 2
    assert deliveries.find(whole.key) == whole
    assert deliveries.find("closed/g1/U1") == a_delivery()
    assert deliveries.find("none") is None


def test_a_key_is_kept_once(deliveries: SqlDeliveries) -> None:
    assert deliveries.add([]) == 0
    assert deliveries.add([a_delivery(1), a_delivery(2), replace(a_delivery(1), receiver="U9")]) == 2
    assert deliveries.add([replace(a_delivery(1), receiver="U8"), a_delivery(3)]) == 1
    assert found(deliveries, a_delivery(1).key).receiver == "U1"


def test_what_is_due_is_claimed_oldest_first_and_by_one(deliveries: SqlDeliveries) -> None:
    deliveries.add([a_delivery(3), a_delivery(1), a_delivery(2), a_delivery(9, due_at=LATER + SECOND)])
    deliveries.add([a_delivery(4, surface="teams"), a_delivery(5, state="sent"), a_delivery(6, state="failed")])
    first = deliveries.claim(["slack"], "a", LATER, 60, 2)
    assert keys(first) == ["closed/g1/U1", "closed/g1/U2"]
    assert [one.attempts for one in first] == [1, 1]
    assert keys(deliveries.claim(["slack", "teams"], "b", LATER, 60, 9)) == ["closed/g1/U3", "closed/g1/U4"]
    assert keys(deliveries.claim(["slack", "teams"], "a", LATER, 60, 9)) == []
    assert keys(deliveries.claim([], "a", LATER, 60, 9)) == []
    again = deliveries.claim(["slack"], "c", LATER + 60 * SECOND, 60, 9)
    assert keys(again) == ["closed/g1/U1", "closed/g1/U2", "closed/g1/U3", "closed/g1/U9"]
    assert [one.attempts for one in again] == [2, 2, 2, 1]


def test_a_delivery_goes_from_due_to_sent(deliveries: SqlDeliveries) -> None:
    deliveries.add([a_delivery(1)])
    key = a_delivery(1).key
    deliveries.claim(["slack"], "a", LATER, 60, 9)
    assert deliveries.begun(key, "a", ANNOUNCED)
    begun = found(deliveries, key)
    assert (begun.state, begun.place, begun.message) == ("begun", "D1", "1700.1")
    assert keys(deliveries.claim(["slack"], "b", LATER + 59 * SECOND, 60, 9)) == []
    (taken_over,) = deliveries.claim(["slack"], "b", LATER + 60 * SECOND, 60, 9)
    assert (taken_over.state, taken_over.message, taken_over.attempts) == ("begun", "1700.1", 2)
    assert deliveries.sent(key, "b", LATER + 61 * SECOND)
    sent = found(deliveries, key)
    assert (sent.state, sent.sent_at, sent.trouble) == ("sent", LATER + 61 * SECOND, "")
    assert deliveries.at("T1", "D1", "1700.1") == sent
    assert deliveries.at("T2", "D1", "1700.1") is None
    assert keys(deliveries.claim(["slack"], "a", LATER + DAY, 60, 9)) == []


def test_whoever_holds_it_no_longer_writes_nothing(deliveries: SqlDeliveries) -> None:
    deliveries.add([a_delivery(1)])
    key = a_delivery(1).key
    assert not deliveries.begun(key, "", ANNOUNCED)
    deliveries.claim(["slack"], "a", LATER, 60, 9)
    deliveries.claim(["slack"], "b", LATER + DAY, 60, 9)
    before = found(deliveries, key)
    assert not deliveries.begun(key, "a", ANNOUNCED)
    assert not deliveries.sent(key, "a", LATER)
    assert not deliveries.failed(key, "a", "x", None)
    assert not deliveries.withdrawn(key, "a", "x")
    assert not deliveries.sent("none", "a", LATER)
    assert found(deliveries, key) == before
    assert deliveries.sent(key, "b", LATER)
    assert not deliveries.failed(key, "b", "x", None)
    assert not deliveries.begun(key, "b", ANNOUNCED)
    assert found(deliveries, key).state == "sent"


def test_what_failed_is_tried_again_at_its_time_or_given_up(deliveries: SqlDeliveries) -> None:
    deliveries.add([a_delivery(1)])
    key = a_delivery(1).key
    deliveries.claim(["slack"], "a", LATER, 3600, 9)
    assert deliveries.failed(key, "a", "rate limited", LATER + 30 * SECOND)
    assert (found(deliveries, key).state, found(deliveries, key).trouble) == ("due", "rate limited")
    assert keys(deliveries.claim(["slack"], "b", LATER + 29 * SECOND, 60, 9)) == []
    assert keys(deliveries.claim(["slack"], "b", LATER + 30 * SECOND, 60, 9)) == [key]
    assert deliveries.failed(key, "b", "no such channel\0", None)
    given_up = found(deliveries, key)
    assert (given_up.state, given_up.trouble, given_up.next_try) == ("failed", "no such channel\ufffd", None)
    assert keys(deliveries.claim(["slack"], "a", LATER + DAY, 60, 9)) == []


def test_what_was_begun_and_failed_keeps_its_message(deliveries: SqlDeliveries) -> None:
    deliveries.add([a_delivery(1)])
    key = a_delivery(1).key
    deliveries.claim(["slack"], "a", LATER, 3600, 9)
    deliveries.begun(key, "a", ANNOUNCED)
    deliveries.failed(key, "a", "down", LATER)
    (again,) = deliveries.claim(["slack"], "b", LATER, 60, 9)
    assert (again.state, again.message, again.trouble) == ("begun", "1700.1", "down")


def test_what_is_not_to_be_sent_after_all_is_withdrawn(deliveries: SqlDeliveries) -> None:
    deliveries.add([a_delivery(1)])
    key = a_delivery(1).key
    deliveries.claim(["slack"], "a", LATER, 60, 9)
    assert deliveries.withdrawn(key, "a", "the gap is open again")
    assert (found(deliveries, key).state, found(deliveries, key).trouble) == ("withdrawn", "the gap is open again")
    assert keys(deliveries.claim(["slack"], "a", LATER + DAY, 60, 9)) == []


def test_what_is_for_the_console_is_done_when_it_is_shown(deliveries: SqlDeliveries) -> None:
    deliveries.add([a_delivery(1, surface="console"), a_delivery(2)])
    assert deliveries.shown(a_delivery(1).key, LATER)
    assert (found(deliveries, a_delivery(1).key).state, found(deliveries, a_delivery(1).key).sent_at) == ("sent", LATER)
    assert not deliveries.shown(a_delivery(1).key, LATER)
    assert not deliveries.shown(a_delivery(2).key, LATER)
    assert found(deliveries, a_delivery(2).key).state == "due"


def test_how_many_people_were_told_of_a_gap(deliveries: SqlDeliveries) -> None:
    sent = [a_delivery(number, state="sent") for number in range(4)]
    deliveries.add(sent)
    deliveries.add(
        [
            a_delivery(1, key="again", state="sent"),  # the same person, when it was closed for the second time
            a_delivery(5),
            a_delivery(6, state="sent", kind="assigned"),
            a_delivery(7, state="sent", about={"gap": "g2"}),
        ]
    )
    assert deliveries.told(["g1", "g2", "g3"]) == {"g1": 4, "g2": 1}
    assert deliveries.told([]) == {}


def test_what_somebody_was_sent_comes_newest_first(deliveries: SqlDeliveries) -> None:
    deliveries.add([a_delivery(number, receiver="U1") for number in (2, 3, 1)])
    deliveries.add([a_delivery(8, receiver="U2"), a_delivery(9, receiver="U1", workspace="T2")])
    assert keys(deliveries.of_receiver("slack", "T1", "U1", 2)) == ["closed/g1/U3", "closed/g1/U2"]
    assert keys(deliveries.of_receiver("teams", "T1", "U1", 2)) == []
    assert keys(deliveries.lately(3)) == ["closed/g1/U9", "closed/g1/U8", "closed/g1/U3"]


def test_of_threads_that_claim_at_once_each_delivery_is_held_by_one(engine: Engine) -> None:
    deliveries = SqlDeliveries(engine)
    deliveries.add([a_delivery(number) for number in range(40)])
    together = threading.Barrier(4)

    def claim(holder: str) -> list[str]:
        together.wait()
        return [key for _ in range(5) for key in keys(SqlDeliveries(engine).claim(["slack"], holder, LATER, 60, 4))]

    with ThreadPoolExecutor(4) as pool:
        claimed = [key for keys in pool.map(claim, "abcd") for key in keys]
    claimed += keys(deliveries.claim(["slack"], "e", LATER, 60, 100))
    assert sorted(claimed) == sorted(a_delivery(number).key for number in range(40))


CLAIM_ALL = """
import sys
from datetime import datetime
from bot.stores.deliveries import SqlDeliveries
from config.database import make_engine
deliveries = SqlDeliveries(make_engine(sys.argv[1]))
sys.stdin.readline()
now = datetime.fromisoformat(sys.argv[3])
print(*(one.key for _ in range(20) for one in deliveries.claim(["slack"], sys.argv[2], now, 60, 2)))
"""


def test_of_two_processes_that_claim_at_once_each_delivery_is_held_by_one(engine: Engine, database_url: str) -> None:
    SqlDeliveries(engine).add([a_delivery(number) for number in range(30)])
    command = [sys.executable, "-c", CLAIM_ALL, database_url]
    processes = [
        subprocess.Popen(
            [*command, holder, LATER.isoformat()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for holder in "ab"
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    claimed = [key for process in processes for key in process.communicate(timeout=60)[0].split()]
    assert sorted(claimed) == sorted(a_delivery(number).key for number in range(30))
