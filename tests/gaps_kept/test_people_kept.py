"""Who has asked, since when, and with which groups."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from gap_kept_samples import NOON, SECOND, asked, log
from sqlalchemy import Engine, select

from bot.model import LoggedQuestion
from bot.stores.gap_tables import PersonRow
from bot.stores.people import SqlPeople


@pytest.fixture
def people(engine: Engine) -> SqlPeople:
    return SqlPeople(engine)


def by(person: str, second: int, **changes: Any) -> LoggedQuestion:
    moment = NOON + second * SECOND
    return asked(1, id=f"{person}{second}{changes}"[:60], asker=person, asked_at=moment, **changes)


def first_and_last(engine: Engine, person: str) -> tuple[datetime, datetime, str]:
    with engine.connect() as connection:
        columns = (PersonRow.first_asked, PersonRow.last_asked, PersonRow.surface)
        return tuple(connection.execute(select(*columns).where(PersonRow.id == person)).one())  # type: ignore[return-value]


def test_first_and_last_are_those_of_all_questions_however_they_come(engine: Engine) -> None:
    log(engine, by("U1", 5), by("U1", 3), by("U2", 4), by("U1", 4))
    assert first_and_last(engine, "U1") == (NOON + 3 * SECOND, NOON + 5 * SECOND, "slack")
    log(engine, by("U1", 9, surface="teams"))
    log(engine, by("U1", 1))
    log(engine, by("U1", 5))
    assert first_and_last(engine, "U1") == (NOON + SECOND, NOON + 9 * SECOND, "teams")
    assert first_and_last(engine, "U2") == (NOON + 4 * SECOND, NOON + 4 * SECOND, "slack")


def test_a_name_is_the_latest_that_was_told(engine: Engine, people: SqlPeople) -> None:
    log(engine, by("U1", 1, name="Ann"), by("U1", 3), by("U1", 2, name="Anna"), by("U2", 1), by("U3", 1, name="Боб"))
    assert people.names("T1", ["U1", "U2", "U3", "U9"]) == {"U1": "Anna", "U3": "Боб"}
    log(engine, by("U1", 0, name="Old"), by("U2", 0, name="Cy"))
    log(engine, by("U1", 9))
    assert people.names("T1", ["U1", "U2"]) == {"U1": "Anna", "U2": "Cy"}
    assert people.names("T2", ["U1"]) == {}
    assert people.names("T1", []) == {}


def test_people_of_several_workspaces_are_named_at_once(engine: Engine, people: SqlPeople) -> None:
    log(engine, by("U1", 1, name="Ann"), by("U1", 1, name="Bea", workspace="T2"), by("U3", 1, name="Cy"))
    assert people.names_of([("T2", "U1"), ("T1", "U3")]) == {"U1": "Bea", "U3": "Cy"}
    assert people.names_of([("", "U1"), ("", "U3"), ("", "U9")]) == {"U3": "Cy"}
    assert people.names_of([]) == {}


def test_many_people_are_named(engine: Engine, people: SqlPeople, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.stores.people.AT_ONCE", 2)
    log(engine, *(by(f"U{number}", number, name=f"N{number}") for number in range(7)))
    assert people.names("T1", [f"U{number}" for number in range(9)]) == {f"U{n}": f"N{n}" for n in range(7)}


def test_groups_are_those_of_the_latest_question_that_tells_them(engine: Engine, people: SqlPeople) -> None:
    log(engine, by("U1", 1, groups=("sales", "emea")), by("U2", 1, groups=("sales",)), by("U3", 1))
    assert people.groups_of("T1", "U1") == {"sales", "emea"}
    assert people.groups_of("T1", "U3") == people.groups_of("T2", "U1") == frozenset()
    assert list(people.teams()) == ["emea", "sales"]
    log(engine, by("U1", 3), by("U1", 4, groups=None))
    assert people.groups_of("T1", "U1") == {"sales", "emea"}
    log(engine, by("U1", 6, groups=("legal", "emea")), by("U1", 5, groups=("sales",)), by("U1", 7, groups=None))
    assert people.groups_of("T1", "U1") == {"legal", "emea"}
    log(engine, by("U2", 6, groups=()), by("U1", 8, groups=("emea", "legal")))
    assert people.groups_of("T1", "U2") == frozenset()
    assert list(people.teams()) == ["emea", "legal"]


def test_who_only_said_thank_you_or_is_nobody_has_asked_nothing(engine: Engine, people: SqlPeople) -> None:
    log(engine, by("U1", 1, status="small_talk", name="Ann", groups=("sales",)), by("", 1, name="Ann"))
    assert people.names("T1", ["U1", ""]) == {}
    assert list(people.teams()) == []
