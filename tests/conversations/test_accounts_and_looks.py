from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from database_fixtures import Outage
from sqlalchemy import Engine

from bot.accounts import Account
from bot.ports import KeepingError
from bot.stores.accounts import SqlAccounts
from bot.stores.looks import SqlLooks
from bot.viewer import Look

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DANA = Account("dana", "$argon2id$…", ("manager", "rep"), ("sales",), "dana@acme.example", NOON, NOON)


def test_an_account_comes_back_whole_and_only_once(engine: Engine) -> None:
    accounts = SqlAccounts(engine)
    assert accounts.add(DANA)
    assert not accounts.add(replace(DANA, name="Dana", roles=("administrator",)))
    assert accounts.find(" DANA ") == DANA
    assert accounts.find("sam") is None
    assert accounts.add(replace(DANA, name="bo\0b"))
    assert [account.name for account in accounts.listing()] == ["bo\ufffdb", "dana"]


def test_a_password_is_changed_and_an_account_removed(engine: Engine) -> None:
    accounts = SqlAccounts(engine)
    accounts.add(DANA)
    later = NOON + timedelta(hours=1)
    assert accounts.change_password("Dana", "new", later)
    assert accounts.find("dana") == replace(DANA, password_hash="new", password_changed_at=later)
    assert not accounts.change_password("sam", "new", later)
    assert accounts.remove("DANA")
    assert not accounts.remove("dana")
    assert accounts.find("dana") is None


def test_looks_come_back_newest_first_of_one_or_of_everybody(engine: Engine) -> None:
    looks = SqlLooks(engine)
    for minute, person in enumerate(["U1", "U2", "U1"]):
        looks.keep(Look(NOON + timedelta(minutes=minute), person, f"Name of {person}", "gap", f"g{minute}"))
    assert [look.subject for look in looks.lately(10)] == ["g2", "g1", "g0"]
    assert [look.subject for look in looks.lately(1, "U1")] == ["g2"]
    assert looks.lately(10, "U2") == [Look(NOON + timedelta(minutes=1), "U2", "Name of U2", "gap", "g1")]
    assert [look.subject for look in looks.lately(10, before=NOON + timedelta(minutes=2))] == ["g1", "g0"]


def test_what_cannot_be_stored_is_made_storable(engine: Engine) -> None:
    looks = SqlLooks(engine)
    looks.keep(Look(NOON, "U\0" + "1" * 300, "\ud800", "log", "w\0" + "x" * 5000))
    kept = looks.lately(1)[0]
    assert (kept.person[:3], kept.name, len(kept.subject)) == ("U\ufffd1", "\ufffd", 1000)


def test_a_database_that_is_down_is_said_to_be(engine: Engine, outage: Outage) -> None:
    outage.is_down = True
    for verb in (
        lambda: SqlAccounts(engine).find("dana"),
        lambda: SqlLooks(engine).keep(Look(NOON, "U1", "", "log")),
        lambda: SqlLooks(engine).lately(1),
    ):
        with pytest.raises(KeepingError):
            verb()
