"""What a database that knows no gaps yet brings with it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest
from gap_kept_samples import NOON, SECOND
from sqlalchemy import Engine, Table, insert, inspect, select

from bot.stores.gap_tables import PersonRow
from bot.stores.gaps import SqlGaps
from bot.stores.questions import QuestionStore
from bot.stores.tables import Base, OwnerRequestRow, QuestionRow, ShownPassageRow, VoteRow
from config.database import schema_version, upgrade

TO = """
import sys
from alembic import command
from config import database
engine = database.make_engine(sys.argv[1])
with engine.begin() as connection:
    getattr(command, sys.argv[2])(database._alembic(connection), sys.argv[3])
"""
NEW = {"flags", "document", "answer_ms", "rating"}


def migrate(url: str, how: str, version: str) -> None:
    subprocess.run([sys.executable, "-c", TO, url, how, version], check=True, timeout=120)


@pytest.fixture
def old(database_url: str, bare_engine: Engine) -> Engine:
    """A database of the version before."""
    migrate(database_url, "upgrade", "0003")
    return bare_engine


def fill(engine: Engine, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Only the columns that are given: the others are not there yet."""
    with engine.begin() as connection:
        connection.execute(insert(cast("Table", table.__table__)), list(rows))


def question(number: int, **changes: Any) -> dict[str, Any]:
    row = {
        "id": f"q{number}",
        "asked_at": NOON + number * SECOND,
        "question": "is there a cookbook?",
        "asker": f"U{number % 100}",
        "place": "D1",
        "place_kind": "direct",
        "workspace": "T1",
        "thread": None,
        "surface": "slack",
        "status": "gap",
        "confidence": 0.25,
        "generation": "g1",
        "latency_ms": {"total": 4.0},
        "language": "en",
        "follows": [],
    }
    return row | changes


def passage(number: int, rank: int, document: str) -> dict[str, Any]:
    return {"question_id": f"q{number}", "rank": rank, "passage_id": "p", "document": document}


def vote(number: int, voter: str, **changes: Any) -> dict[str, Any]:
    row = {"question_id": f"q{number}", "voter": voter, "helpful": False, "reason": None, "words": ""}
    return row | {"voted_at": NOON + SECOND} | changes


def request(name: str, number: int, second: int) -> dict[str, Any]:
    words = ("question", "workspace", "owner", "owner_id", "place", "message", "document")
    row = {"id": name, "question_id": f"q{number}", "asker": "U1", "asked_at": NOON + second * SECOND}
    return row | dict.fromkeys(words, "x")


def test_what_counted_before_is_carried_over(old: Engine) -> None:
    questions = [
        question(1),
        question(2, status="unsure", asker="U1"),
        question(3, status="answered", asker="U1"),
        question(4, status="small_talk", asker="U4"),
        question(5, surface="cli", place_kind="terminal", asker="root"),
        question(6, generation=""),
        question(7, status="answered"),
    ]
    fill(old, QuestionRow, questions)
    shown = [passage(3, 2, "b.md"), passage(3, 1, "a.md"), passage(7, 1, "c.md")]
    fill(old, ShownPassageRow, shown)
    votes = [
        vote(3, "U8", reason="wrong"),
        vote(3, "U9"),
        vote(7, "U9", helpful=True),
        vote(1, "U9", reason="missing", voted_at=NOON + 60 * SECOND),
    ]
    fill(old, VoteRow, votes)
    fill(old, OwnerRequestRow, [request("r1", 7, 5), request("r2", 7, 6)])

    upgrade(old)

    store, gaps = QuestionStore(old), SqlGaps(old, now=lambda: NOON)
    assert [one.document for one in reversed(store.recent(9, None))] == ["", "", "a.md", "", "", "", "c.md"]
    assert {one.flags for one in store.recent(9, None)} == {()}
    waiting = {one.question_id: one for one in gaps.waiting(9)}
    assert {name: set(one.signals) for name, one in waiting.items()} == {
        "q1": {"no_answer", "missing"},
        "q2": {"unsure"},
        "q3": {"wrong", "unhelpful"},
        "q7": {"escalated"},
    }
    assert (waiting["q3"].nearest, waiting["q1"].told_at) == ("a.md", NOON + 60 * SECOND)
    assert waiting["q7"].told_at == NOON + 6 * SECOND
    columns = (PersonRow.id, PersonRow.first_asked, PersonRow.last_asked, PersonRow.name, PersonRow.surface)
    with old.connect() as connection:
        people = [tuple(row) for row in connection.execute(select(*columns).order_by(PersonRow.id))]
    assert people == [
        ("U1", NOON + SECOND, NOON + 3 * SECOND, "", "slack"),
        ("U6", NOON + 6 * SECOND, NOON + 6 * SECOND, "", "slack"),
        ("U7", NOON + 7 * SECOND, NOON + 7 * SECOND, "", "slack"),
        ("root", NOON + 5 * SECOND, NOON + 5 * SECOND, "", "cli"),
    ]


def test_it_can_be_taken_back_and_done_again(database_url: str, old: Engine) -> None:
    fill(old, QuestionRow, [question(1)])
    tables = set(inspect(old).get_table_names())
    columns = {column["name"] for column in inspect(old).get_columns("questions")}
    upgrade(old)
    assert {column["name"] for column in inspect(old).get_columns("questions")} == columns | NEW
    old.dispose()
    migrate(database_url, "downgrade", "0003")
    assert schema_version(old) == "0003"
    assert set(inspect(old).get_table_names()) == tables
    assert {column["name"] for column in inspect(old).get_columns("questions")} == columns
    upgrade(old)
    assert [one.question_id for one in SqlGaps(old).waiting(9)] == ["q1"]
