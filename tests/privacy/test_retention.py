from __future__ import annotations

from datetime import timedelta

import pytest
from database_fixtures import Outage, wait_for_workers
from everything_kept import DANA, HER_WORDS, keep_everything, tables_with
from fakes import FixedClock
from kept_company import MONDAY, Company, gap_row, later
from sqlalchemy import Engine, insert, select, update

from bot.ports import KeepingError
from bot.privacy.retention import Retention
from bot.stores import aging
from bot.stores.gap_tables import GapRow, LookRow, PersonRow
from bot.stores.tables import QuestionRow


def ids(engine: Engine, table: type) -> set[str]:
    with engine.connect() as connection:
        return set(connection.scalars(select(table.id)))


def test_what_is_older_goes_and_what_is_not_stays(
    company: Company, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aging, "AT_ONCE", 2)
    old = [{"id": f"old{number}", "asked_at": later(days=-100), "asker": "U5", "name": "Old"} for number in range(5)]
    asked = company.asks(*old, {"id": "new", "asker": "U6", "asked_at": later(days=-10), "status": "gap"})
    company.gap("gone", asked[:2])
    company.gap("left", [asked[2], asked[5]], title=asked[2].question, signals={"no_answer": 2})
    company.happened("gone", "opened", later(days=-100))
    company.happened("left", "merged", later(days=-100), by="U1", title="somebody's words", into="x")
    company.votes("old1", "U6", helpful=False, at=later(days=-99))
    company.votes("new", "U6", helpful=False, at=later(days=-9))
    company.clicks("none", "U5", "pricing.md", later(days=-99))
    company.told("U5", "old1", later(days=-98))
    company.told("U6", "late", later(days=-98), state="due", sent_at=None)
    with engine.begin() as connection:
        looks = [
            {"looked_at": later(days=days), "person": "M", "name": "", "page": "log", "subject": ""}
            for days in (-91, -1)
        ]
        connection.execute(insert(LookRow), looks)
    kept = Retention(engine, 90, FixedClock(MONDAY))
    overdue = kept.overdue()
    assert (overdue.before, overdue.questions, overdue.looks, overdue.people) == (later(days=-90), 5, 1, 1)
    done = kept.run()
    assert done["questions"] == 5
    assert ids(engine, QuestionRow) == {"new"}
    assert ids(engine, PersonRow) == {"U6"}
    assert ids(engine, GapRow) == {"left"}
    assert tables_with(engine, "U5", "old", "somebody's words") == {}
    assert list(tables_with(engine, "closed:late")) == ["deliveries"], "what is still to be sent is"
    assert "new" in str(tables_with(engine, "new"))
    assert kept.run() == {}
    assert (kept.overdue().questions, kept.overdue().looks, kept.overdue().people) == (0, 0, 0)


def test_in_time_everything_of_everybody_goes(company: Company, engine: Engine) -> None:
    keep_everything(company)
    Retention(engine, 30, FixedClock(later(days=31))).run()
    left = tables_with(engine, DANA, HER_WORDS)
    settings = {
        "accounts",
        "subscriptions",
        "channel_manners",
        "channel_changes",
        "conversations",
        "gap_changes",
        "gaps",
    }
    assert set(left) <= settings
    assert ids(engine, QuestionRow) == set()
    assert HER_WORDS not in str(left)


def test_a_gap_that_was_merged_into_one_that_is_there_stays(company: Company, engine: Engine) -> None:
    asked = company.asks({"status": "gap"})
    company.gap("stays", asked)
    with engine.begin() as connection:
        merged = {"state": "merged", "merged_into": "stays"}
        connection.execute(insert(GapRow), gap_row("into it", later(days=-100)) | merged)
        connection.execute(insert(GapRow), gap_row("into none", later(days=-100)) | merged | {"merged_into": "none"})
    Retention(engine, 90, FixedClock(MONDAY)).run()
    assert ids(engine, GapRow) == {"stays", "into it"}


def test_words_of_a_question_that_is_gone_are_no_title_of_a_merged_gap(company: Company, engine: Engine) -> None:
    asked = company.asks(
        {"id": "old", "question": "somebody's words", "asked_at": later(days=-100), "status": "gap"},
        {"id": "new", "question": "what is new?", "status": "gap"},
    )
    company.gap("stays", asked[1:])
    merged = {"state": "merged", "merged_into": "stays"}
    rows = {
        "by nobody": {"title": "somebody's words"},
        "by a person": {"title": "Harbours", "titled_by": "U9"},
        "still asked": {"title": "what is new?"},
    }
    with engine.begin() as connection:
        for name, changes in rows.items():
            connection.execute(insert(GapRow), gap_row(name, later(days=-50)) | merged | changes)
    kept = Retention(engine, 90, FixedClock(MONDAY))
    kept.run()
    with engine.connect() as connection:
        found = dict(connection.execute(select(GapRow.id, GapRow.title).where(GapRow.state == "merged")).all())
    assert found == {"by nobody": "", "by a person": "Harbours", "still asked": "what is new?"}
    assert tables_with(engine, "somebody's words") == {}
    assert kept.run() == {}


def test_ratings_that_are_wrong_are_mended(company: Company, engine: Engine) -> None:
    company.asks({}, {})
    company.votes("q1", "U1", helpful=True)
    with engine.begin() as connection:
        connection.execute(update(QuestionRow).values(rating=0))
    Retention(engine, 90, FixedClock(MONDAY)).run()
    with engine.connect() as connection:
        assert dict(connection.execute(select(QuestionRow.id, QuestionRow.rating)).all()) == {"q1": 1, "q2": None}


def test_a_database_that_is_down_is_told(engine: Engine, outage: Outage) -> None:
    outage.is_down = True
    with pytest.raises(KeepingError):
        Retention(engine, 90, FixedClock(MONDAY + timedelta())).run()
    outage.lift()
    wait_for_workers("keeping")
