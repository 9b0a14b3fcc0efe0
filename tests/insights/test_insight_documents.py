from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from kept_company import MONDAY, Company, later

from bot.conversation_model import PostedAnswer
from bot.deliveries.model import Delivery
from bot.insights.model import Cohort, DocumentUse, Period, Scope
from bot.stores.deliveries import SqlDeliveries
from bot.stores.insights import SqlInsights
from bot.stores.posted_answers import SqlPostedAnswers

WEEK = Period(MONDAY, later(days=7))
EVERYBODY = Scope()


def test_how_a_document_was_used(company: Company, insights: SqlInsights) -> None:
    company.asks(
        {},
        {"asked_at": later(hours=1)},
        {"asker": "U2"},
        {"status": "gap", "document": "pricing.md"},
        {"document": "legal.md"},
        {"document": "old.md", "asked_at": later(days=-30)},
        {"document": "", "status": "gap"},
    )
    company.votes("q1", "U1", helpful=True)
    company.votes("q3", "U1", helpful=False)
    company.votes("q4", "U1", helpful=False)
    company.clicks("q1", "U1", "pricing.md", later(hours=2))
    company.clicks("q1", "U2", "pricing.md", later(hours=2))
    company.clicks("q1", "U1", "pricing.md", later(days=-9))
    company.clicks("none", "U1", "opened.md", later(days=-9))
    assert insights.documents(WEEK, EVERYBODY) == [
        DocumentUse("pricing.md", 3, 2, 2, 1, 1, later(hours=1)),
        DocumentUse("legal.md", 1, 1, 0, 0, 0, MONDAY),
        DocumentUse("old.md", 0, 0, 0, 0, 0, later(days=-30)),
        DocumentUse("opened.md", 0, 0, 0, 0, 0, None),
    ]


def test_documents_of_a_team_and_of_an_owner(company: Company, insights: SqlInsights) -> None:
    company.asks({"groups": ("sales",)}, {"asker": "U2", "groups": ("emea",), "document": "legal.md"})
    company.clicks("q1", "U1", "legal.md", MONDAY)
    company.clicks("q1", "U2", "pricing.md", MONDAY)
    sales = {use.document: use for use in insights.documents(WEEK, Scope(teams=("sales",)))}
    assert (sales["pricing.md"].uses, sales["pricing.md"].clicks) == (1, 0)
    assert (sales["legal.md"].uses, sales["legal.md"].clicks, sales["legal.md"].last_used) == (0, 1, None)
    owned = insights.documents(WEEK, Scope(documents=frozenset({"legal.md", "none.md"})))
    assert [(use.document, use.uses, use.clicks) for use in owned] == [("legal.md", 1, 1)]


def test_new_people_and_what_they_ask_in_their_first_thirty_days(company: Company, insights: SqlInsights) -> None:
    june, july = datetime(2026, 6, 30, 23, 59, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    company.asks(
        {"asked_at": june, "groups": ("sales",)},
        {"asked_at": datetime(2026, 7, 20, tzinfo=UTC), "document": "legal.md", "status": "gap"},
        {"asked_at": datetime(2026, 7, 20, tzinfo=UTC), "document": "legal.md"},
        {"asked_at": datetime(2026, 7, 30, 23, 59, tzinfo=UTC), "document": "late.md"},
        {"asked_at": july, "asker": "U2", "document": ""},
        {"asked_at": datetime(2026, 9, 1, tzinfo=UTC), "asker": "U3"},
        {"asked_at": datetime(2026, 9, 1, tzinfo=UTC), "asker": "U4", "status": "small_talk"},
    )
    newest = [
        Cohort(date(2026, 9, 1), 1, 1, 0, (("pricing.md", 1),)),
        Cohort(date(2026, 7, 1), 1, 1, 0, ()),
        Cohort(date(2026, 6, 1), 1, 3, 1, (("legal.md", 1), ("pricing.md", 1))),
    ]
    assert insights.cohorts(6, EVERYBODY) == newest
    assert insights.cohorts(2, EVERYBODY) == newest[:2]
    assert insights.cohorts(6, Scope(teams=("sales",))) == newest[2:]
    near = insights.cohorts(6, Scope(documents=frozenset({"legal.md"})))
    assert [(cohort.month.month, cohort.questions) for cohort in near] == [(9, 0), (7, 0), (6, 2)]


def test_shares_are_answers_that_stand_elsewhere_than_asked_and_were_not_brought_there(
    company: Company, insights: SqlInsights
) -> None:
    first, other, _ = company.asks({}, {"document": "legal.md"}, {"status": "gap"})
    posted = SqlPostedAnswers(company.engine)

    def stands(question: str, place: str, message: str, at: datetime = MONDAY) -> None:
        posted.remember(PostedAnswer(question, first.workspace, place, message, None, at))

    stands("q1", first.place, "1")  # where it was asked
    stands("q1", "C9", "2")
    stands("q1", "C8", "3", later(days=-1))
    stands(other.id, "C9", "4")
    stands("q3", "C9", "5")
    stands("q1", "D7", "6")
    word = Delivery("closed:q1", "closed", "slack", first.workspace, "U7", {"question": "q1"}, MONDAY)
    SqlDeliveries(company.engine).add([replace(word, place="D7", message="6", state="sent")])
    assert insights.shares(WEEK, "pricing.md") == 1
    assert insights.shares(WEEK.before, "pricing.md") == 1
    assert insights.shares(WEEK, "legal.md") == 1
    assert insights.shares(WEEK, "unknown.md") == 0
