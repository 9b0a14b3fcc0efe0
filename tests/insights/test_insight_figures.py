from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from database_fixtures import Outage, wait_for_workers
from kept_company import MONDAY, Company, later

from bot.insights.model import LogFilter, Period, Scope
from bot.model import TERMINAL
from bot.ports import KeepingError
from bot.stores.insights import SqlInsights

WEEK = Period(MONDAY, later(days=7))
EVERYBODY = Scope()
SALES = Scope(teams=("sales",))


def test_nothing_was_asked(insights: SqlInsights) -> None:
    figures = insights.figures(WEEK, EVERYBODY)
    assert (figures.questions, figures.people, figures.helpful, figures.told) == (0, 0, 0, 0)
    assert figures.answer_ms is None
    assert figures.filled_days is None
    assert [day.questions for day in insights.days(WEEK, EVERYBODY, "UTC")] == [0] * 7
    assert insights.documents(WEEK, EVERYBODY) == []
    assert insights.cohorts(6, EVERYBODY) == []


def test_each_question_counts_by_its_status_and_small_talk_nowhere(company: Company, insights: SqlInsights) -> None:
    company.asks(
        {"latency_ms": {"total": 10.0}},
        {"status": "unsure", "latency_ms": {"total": 30.0}},
        {"status": "gap", "asker": "U2", "latency_ms": {"total": 50.0}},
        {"status": "gap", "asker": "U1", "workspace": "T2", "latency_ms": {}},
        {"status": "small_talk", "asker": "U7", "latency_ms": {"total": 9000.0}},
    )
    figures = insights.figures(WEEK, EVERYBODY)
    assert (figures.questions, figures.answered, figures.unsure, figures.no_answer) == (4, 1, 1, 2)
    assert figures.people == 3, "an id says who somebody is within a workspace"
    assert figures.answer_ms == 30.0


def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle(
    company: Company, insights: SqlInsights
) -> None:
    company.asks(*({"latency_ms": {"total": total}} for total in (10.0, 20.0, 40.0, 1000.0)))
    assert insights.figures(WEEK, EVERYBODY).answer_ms == 30.0


def test_a_period_includes_its_start_and_not_its_end(company: Company, insights: SqlInsights) -> None:
    just_before = timedelta(microseconds=1)
    company.asks(*({"asked_at": at} for at in (MONDAY - just_before, MONDAY, WEEK.end - just_before, WEEK.end)))
    assert insights.figures(WEEK, EVERYBODY).questions == 2
    assert insights.figures(WEEK.before, EVERYBODY).questions == 1


def test_one_who_was_not_helped_outweighs_all_who_were(company: Company, insights: SqlInsights) -> None:
    company.asks({}, {}, {"status": "gap"}, {})
    company.votes("q1", "U1", helpful=True)
    company.votes("q1", "U2", helpful=False)
    company.votes("q2", "U1", helpful=True)
    company.votes("q3", "U1", helpful=False)
    figures = insights.figures(WEEK, EVERYBODY)
    assert (figures.helpful, figures.unhelpful) == (1, 2)


def test_who_changes_their_mind_is_counted_as_they_think_now(company: Company, insights: SqlInsights) -> None:
    company.asks({})
    company.votes("q1", "U1", helpful=False)
    company.votes("q1", "U1", helpful=True, at=later(hours=1))
    company.votes("q1", "U1", helpful=False, at=later(minutes=1))
    figures = insights.figures(WEEK, EVERYBODY)
    assert (figures.helpful, figures.unhelpful) == (1, 0)


def test_a_vote_that_was_there_before_its_question_counts(company: Company, insights: SqlInsights) -> None:
    company.votes("q1", "U1", helpful=False)
    company.asks({})
    assert insights.figures(WEEK, EVERYBODY).unhelpful == 1


def test_a_question_handed_over_counts_once_however_often(company: Company, insights: SqlInsights) -> None:
    company.asks({}, {}, {"asked_at": later(days=-1)})
    for question, asker in (("q1", "U1"), ("q1", "U2"), ("q2", "U1"), ("q3", "U1"), ("unknown", "U1")):
        company.hands_over(question, asker, later(days=1))
    assert insights.figures(WEEK, EVERYBODY).escalated == 2


def test_gaps_that_opened_and_closed_and_who_was_told(company: Company, insights: SqlInsights) -> None:
    asked = company.asks({"status": "gap"}, {"status": "gap", "asked_at": later(days=-4)}, {"status": "gap"})
    company.gap("new", asked[:1])
    company.gap("filled", asked[1:2], state="closed")
    company.gap("gone", asked[2:], state="merged", merged_into="new")
    company.happened("filled", "closed", later(hours=1))
    company.happened("filled", "reopened", later(days=1))
    company.happened("filled", "closed", later(days=2))
    company.happened("gone", "closed", later(days=2))
    company.told("U1", "q2", later(days=2))
    company.told("U1", "q9", later(days=2))
    company.told("U2", "q2", later(days=2), state="failed")
    company.told("U3", "q2", later(days=2), kind="digest")
    company.told("U4", "q2", later(days=-2))
    figures = insights.figures(WEEK, EVERYBODY)
    assert (figures.gaps_opened, figures.gaps_closed, figures.told, figures.filled_days) == (1, 1, 1, 6.0)


def test_a_closing_that_was_taken_back_does_not_count(company: Company, insights: SqlInsights) -> None:
    asked = company.asks({"status": "gap"}, {"status": "gap"})
    company.gap("open again", asked[:1])
    company.gap("dismissed", asked[1:], state="dismissed")
    for name in ("open again", "dismissed"):
        company.happened(name, "closed", later(days=1))
    company.happened("open again", "reopened", later(days=1, hours=1))
    figures = insights.figures(WEEK, EVERYBODY)
    assert (figures.gaps_closed, figures.filled_days) == (0, None)


def test_a_team_is_the_people_of_its_groups_and_those_that_the_settings_list(
    company: Company, insights: SqlInsights
) -> None:
    asked = company.asks(
        {"groups": ("sales", "emea"), "status": "gap"},
        {"asker": "U2", "groups": ("emea",), "status": "gap"},
        {"asker": "U3", "groups": None},
        {"asker": "U1", "workspace": "T2"},
    )
    company.gap("ours", asked[:1], state="closed")
    company.gap("theirs", asked[1:2], state="closed")
    for gap in ("ours", "theirs"):
        company.happened(gap, "closed", later(days=1))
    company.told("U1", "q1", later(days=1))
    company.told("U2", "q2", later(days=1))
    company.votes("q1", "U2", helpful=False)
    ours = insights.figures(WEEK, SALES)
    assert (ours.questions, ours.people, ours.unhelpful) == (1, 1, 1)
    assert (ours.gaps_opened, ours.gaps_closed, ours.told) == (1, 1, 1)
    both = insights.figures(WEEK, Scope(teams=("sales",), people=frozenset({"U3"})))
    assert (both.questions, both.people) == (2, 2)
    nobody = insights.figures(WEEK, Scope(teams=()))
    assert (nobody.questions, nobody.people, nobody.gaps_opened, nobody.told) == (0, 0, 0, 0)


def test_an_owner_counts_what_stood_first_for_their_documents(company: Company, insights: SqlInsights) -> None:
    asked = company.asks({"status": "gap"}, {"status": "gap", "document": "legal.md"})
    company.gap("ours", asked[:1])
    company.gap("theirs", asked[1:])
    company.told("U1", "q2", later(days=1))
    figures = insights.figures(WEEK, Scope(documents=frozenset({"pricing.md", "other.md"})))
    assert (figures.questions, figures.gaps_opened, figures.told) == (1, 1, 0)
    assert insights.figures(WEEK, Scope(documents=frozenset())).questions == 0


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", [0, 3, 1]),
        ("Europe/Berlin", [0, 1, 3]),  # an hour ahead
        ("Asia/Kolkata", [0, 1, 3]),  # five and a half
        ("America/Los_Angeles", [0, 4, 0]),
        ("Asia/Kathmandu", [0, 0, 4]),  # five and three quarters
    ],
)
def test_days_are_those_of_the_reader(company: Company, insights: SqlInsights, zone: str, expected: list[int]) -> None:
    evening = datetime(2026, 11, 24, 18, 20, tzinfo=UTC)
    night = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    company.asks(
        {"asked_at": evening}, {"asked_at": night}, {"asked_at": night}, {"asked_at": night + timedelta(hours=1)}
    )
    days = insights.days(Period(evening - timedelta(days=1), night + timedelta(hours=2)), EVERYBODY, zone)
    found = {day.day: day.questions for day in days}
    assert [found.get(date(2026, 11, day), 0) for day in (23, 24, 25)] == expected


def test_the_days_when_clocks_change_are_whole(company: Company, insights: SqlInsights) -> None:
    """In Berlin the 25th of October 2026 has 25 hours, in Cairo the 24th of April 2026 begins at one o'clock."""
    first = datetime(2026, 10, 24, 22, tzinfo=UTC)
    company.asks(*({"asked_at": first + timedelta(hours=hour)} for hour in range(26)))
    berlin = insights.days(Period(first, first + timedelta(hours=26)), EVERYBODY, "Europe/Berlin")
    assert [(day.day, day.questions) for day in berlin] == [(date(2026, 10, 25), 25), (date(2026, 10, 26), 1)]
    spring = Period(datetime(2026, 4, 22, 22, tzinfo=UTC), datetime(2026, 4, 24, 21, tzinfo=UTC))
    cairo = insights.days(spring, EVERYBODY, "Africa/Cairo")
    assert [day.day.day for day in cairo] == [23, 24]


def test_the_days_of_a_zone_whose_clocks_change_by_half_an_hour(company: Company, insights: SqlInsights) -> None:
    midnight = datetime(2026, 10, 3, 13, 30, tzinfo=UTC)  # Lord Howe Island: +10:30, from the next day on +11
    company.asks({"asked_at": midnight - timedelta(minutes=1)}, {"asked_at": midnight})
    days = insights.days(
        Period(midnight - timedelta(days=1), midnight + timedelta(days=2)), EVERYBODY, "Australia/Lord_Howe"
    )
    assert [day.questions for day in days] == [1, 1, 0, 0][: len(days)]


def test_days_tell_outcomes(company: Company, insights: SqlInsights) -> None:
    company.asks({}, {"status": "unsure"}, {"status": "gap"}, {"status": "small_talk"})
    company.votes("q1", "U1", helpful=True)
    company.votes("q2", "U1", helpful=False)
    day = insights.days(WEEK, EVERYBODY, "UTC")[0]
    assert (day.answered, day.unsure, day.no_answer, day.helpful, day.unhelpful) == (1, 1, 1, 1, 1)


def test_figures_and_the_sum_of_days_agree(company: Company, insights: SqlInsights) -> None:
    company.asks(
        *({"asked_at": later(hours=7 * number), "status": "gap" if number % 3 else "answered"} for number in range(24))
    )
    figures, days = insights.figures(WEEK, EVERYBODY), insights.days(WEEK, EVERYBODY, "America/St_Johns")
    assert sum(day.questions for day in days) == figures.questions == 24
    assert sum(day.no_answer for day in days) == figures.no_answer == 16


def test_a_database_that_is_down_is_told(insights: SqlInsights, outage: Outage) -> None:
    outage.is_down = True
    with pytest.raises(KeepingError, match="refused"):
        insights.figures(WEEK, EVERYBODY)
    with pytest.raises(KeepingError):
        insights.days(WEEK, EVERYBODY, "Nowhere/At_all")
    outage.lift()
    wait_for_workers("keeping")


def test_what_is_asked_at_a_terminal_counts_nowhere_and_stays_in_the_log(
    company: Company, insights: SqlInsights
) -> None:
    terminal = {"asker": TERMINAL, "workspace": "", "surface": "cli", "place": "terminal", "place_kind": "terminal"}
    company.asks({}, terminal, terminal | {"document": "tried.md"}, {"asker": TERMINAL, "workspace": "T1"})
    figures = insights.figures(WEEK, EVERYBODY)
    assert (figures.questions, figures.people) == (2, 2), "somebody whom Slack calls that is somebody"
    assert sum(day.questions for day in insights.days(WEEK, EVERYBODY, "UTC")) == 2
    assert [(one.document, one.uses) for one in insights.documents(WEEK, EVERYBODY)] == [("pricing.md", 2)]
    assert [(one.people, one.questions) for one in insights.cohorts(6, EVERYBODY)] == [(2, 2)]
    assert {one.id for one in insights.sample(WEEK, EVERYBODY, 10)} == {"q1", "q4"}
    assert {one.id for one in insights.search(LogFilter(surface="cli"), EVERYBODY, 10)} == {"q2", "q3"}
