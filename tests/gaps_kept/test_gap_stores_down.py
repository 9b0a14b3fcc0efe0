"""What the stores of gaps do where the database is down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import pytest
from database_fixtures import Outage, wait_for_workers
from gap_kept_samples import NOON, SECOND, a_delivery, a_gap, change, placed
from sqlalchemy import Engine

from bot.deliveries.model import Announced
from bot.digests.model import Subscription
from bot.gaps.model import GapFilter, Signalled
from bot.ports import KeepingError
from bot.stores.deliveries import SqlDeliveries
from bot.stores.gaps import SqlGaps
from bot.stores.leases import SqlLeases
from bot.stores.people import SqlPeople
from bot.stores.subscriptions import SqlSubscriptions

SECRET = "Globex is for sale"
WAITING = Signalled("q1", NOON, SECRET, "en", (), "T1", "U1", 0.5, None, ("no_answer",), NOON)
WEEKLY = Subscription("s1", "manager", "slack", "T1", SECRET, "week", time(9), "UTC")
GAP = a_gap(title=SECRET)

VERBS: dict[str, Callable[[Engine], object]] = {
    "waiting": lambda engine: SqlGaps(engine).waiting(5),
    "place": lambda engine: SqlGaps(engine).place(placed(WAITING, "g1"), GAP, [change()]),
    "take_out": lambda engine: SqlGaps(engine).take_out("q1", GAP, [change()]),
    "find": lambda engine: SqlGaps(engine).find("g1"),
    "listing": lambda engine: SqlGaps(engine).listing(GapFilter(words=SECRET), 5),
    "count": lambda engine: SqlGaps(engine).count(GapFilter(words=SECRET)),
    "questions": lambda engine: SqlGaps(engine).questions("g1"),
    "gap_of": lambda engine: SqlGaps(engine).gap_of("q1"),
    "members": lambda engine: SqlGaps(engine).members(),
    "signals": lambda engine: SqlGaps(engine).signals("q1"),
    "write": lambda engine: SqlGaps(engine).write([GAP], [change()], {"q1": "g1"}, by="U1"),
    "keep_vectors": lambda engine: SqlGaps(engine).keep_vectors({"q1": b""}, "m1"),
    "history": lambda engine: SqlGaps(engine).history("g1"),
    "changed_since": lambda engine: SqlGaps(engine).changed_since(NOON),
    "set_apart": lambda engine: SqlGaps(engine).set_apart("g1", "g2", change()),
    "apart": lambda engine: SqlGaps(engine).apart("g1"),
    "take": lambda engine: SqlLeases(engine).take("gaps", "a", 60),
    "give_back": lambda engine: SqlLeases(engine).give_back("gaps", "a"),
    "add": lambda engine: SqlDeliveries(engine).add([a_delivery(about={"gap": SECRET})]),
    "claim": lambda engine: SqlDeliveries(engine).claim(["slack"], "a", NOON, 60, 5),
    "begun": lambda engine: SqlDeliveries(engine).begun("k", "a", Announced("D1", "1")),
    "sent": lambda engine: SqlDeliveries(engine).sent("k", "a", NOON),
    "failed": lambda engine: SqlDeliveries(engine).failed("k", "a", SECRET, NOON + SECOND),
    "withdrawn": lambda engine: SqlDeliveries(engine).withdrawn("k", "a", SECRET),
    "told": lambda engine: SqlDeliveries(engine).told(["g1"]),
    "delivery": lambda engine: SqlDeliveries(engine).find("k"),
    "of_receiver": lambda engine: SqlDeliveries(engine).of_receiver("slack", "T1", "U1", 5),
    "at": lambda engine: SqlDeliveries(engine).at("T1", "D1", "1"),
    "lately": lambda engine: SqlDeliveries(engine).lately(5),
    "keep": lambda engine: SqlSubscriptions(engine).keep(WEEKLY),
    "drop": lambda engine: SqlSubscriptions(engine).drop("s1"),
    "subscription": lambda engine: SqlSubscriptions(engine).find("s1"),
    "all": lambda engine: SqlSubscriptions(engine).all(),
    "subscriptions": lambda engine: SqlSubscriptions(engine).of_receiver("slack", "T1", "C1"),
    "names": lambda engine: SqlPeople(engine).names("T1", ["U1"]),
    "names_of": lambda engine: SqlPeople(engine).names_of([("T1", "U1")]),
    "groups_of": lambda engine: SqlPeople(engine).groups_of("T1", "U1"),
    "teams": lambda engine: SqlPeople(engine).teams(),
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_says_so_without_what_was_to_be_kept(engine: Engine, outage: Outage, verb: str) -> None:
    outage.is_down = True
    with pytest.raises(KeepingError) as raised:
        VERBS[verb](engine)
    assert "connection refused" in str(raised.value)
    assert SECRET not in str(raised.value)
    outage.lift()
    wait_for_workers("keeping")
