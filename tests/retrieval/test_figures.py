from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.figures import asked_figures, figures, fitting

APPROVALS = ["| up to 8% | the AE |", "| up to 15% | RSM |", "| up to 25% | VP Sales |", "| above 25% | CRO and CFO |"]
ORDERS = ["| below $50,000 | deal desk |", "| $50,000 to $250,000 | CFO |", "| above $250,000 | CEO |"]
TEAMS = ["| up to 50k | A |", "| 50–100k | B |", "| 100–500k | C |", "| 500–900k | D |", "| above 900k | E |"]
SEATS = ["| 1-10 | 40 |", "| 11-50 | 30 |", "| 51-100 | 28 |", "| 101-200 | 25 |", "| 201 and more | 20 |"]
RAMP = ["| 1 | 0% |", "| 2 | 25% |", "| 3 | 50% |", "| 4 to 6 | 75% |", "| 7 and later | 100% |"]
APPROVALS_IN_RUSSIAN = ["| до 8% | менеджер |", "| до 15% | руководитель |", "| свыше 15% | директор |"]
CREDITS = ["- 99.5% or better: no credit", "- 99.0% to 99.5%: a fifth of the fee", "- below 99.0%: two fifths"]


def rows_fitting(question: str, rows: list[str], head: str = "", language: str = "en") -> list[str]:
    return [rows[place] for place in sorted(fitting(figures(question, language), rows, head, language))]


@pytest.mark.parametrize(
    ("question", "rows", "right"),
    [
        ("who approves an 18% discount", APPROVALS, 2),
        ("who approves 15 percent", APPROVALS, 1),
        ("can i give 30 pct", APPROVALS, 3),
        ("who signs a 120k order", ORDERS, 1),
        ("an order of $1.5m", ORDERS, 2),
        ("who signs for $49,999.99", ORDERS, 0),
        ("what do they get back at 99.2% uptime", CREDITS, 1),
        ("and at 98,7%", CREDITS, 2),
        ("who signs a 20k deal", TEAMS, 0),
        ("who signs a deal of $60,000", TEAMS, 1),
        ("who signs a deal of 300 thousand", TEAMS, 2),
        ("who signs a deal of $2 million", TEAMS, 4),
    ],
)
def test_the_row_whose_range_holds_the_asked_figure_fits(question, rows, right) -> None:
    assert rows_fitting(question, rows) == [rows[right]]


def test_russian_ranges_are_read() -> None:
    assert rows_fitting("кто подпишет 10 процентов", APPROVALS_IN_RUSSIAN, language="ru") == [APPROVALS_IN_RUSSIAN[1]]


@pytest.mark.parametrize(("month", "right"), [(3, 2), (5, 3), (11, 4)])
def test_a_bare_number_fits_where_the_columns_head_says_what_it_counts(month, right) -> None:
    assert rows_fitting(f"my quota in month {month}", RAMP, head="| Month in the job | Share of quota |") == [
        RAMP[right]
    ]


def test_a_bare_number_fits_nothing_where_no_word_beside_it_is_known() -> None:
    assert rows_fitting("where is the SOC 2 report", RAMP, head="| Month in the job | Share of quota |") == []


@pytest.mark.parametrize(("users", "right"), [(20, 1), (25, 1), (5, 0), (900, 4)])
def test_only_a_column_of_ranges_counts(users, right) -> None:
    assert rows_fitting(f"the price for {users} users", SEATS, "| Users | Price per user |") == [SEATS[right]]


def test_per_cent_never_meets_money() -> None:
    assert rows_fitting("who approves 18%", ORDERS) == []


def test_rows_of_single_figures_are_no_ranges() -> None:
    assert rows_fitting("a discount of 18%", ["| Gatehand | 18% |", "| Berthline | 20% |"]) == []


def test_versions_and_words_with_digits_are_no_figures() -> None:
    assert figures("is SOC2 in v4.2 of G2, file 10.2.3?", "en") == ()


@given(st.integers(0, 10_000), st.integers(1, 500), st.integers(2, 8))
def test_every_figure_fits_one_step_of_a_staircase(asked: int, step: int, steps: int) -> None:
    rows = [f"| up to {step * n}% | level {n} |" for n in range(1, steps + 1)] + [f"| above {step * steps}% | last |"]

    (row,) = rows_fitting(f"who approves {asked}%", rows)

    assert row == rows[min(max(-(-asked // step), 1), steps + 1) - 1]


@given(st.text(max_size=80), st.lists(st.text(max_size=60), max_size=6))
def test_any_text_can_be_read(question: str, rows: list[str]) -> None:
    places = fitting(figures(question, "en"), rows, "", "en")

    assert places <= set(range(len(rows)))


@pytest.mark.parametrize(
    ("question", "right"),
    [("and 30?", 3), ("and 12", 1), ("and 30%?", 3), ("and for 3 years?", None), ("and 200k?", None)],
)
def test_a_bare_figure_of_a_follow_up_counts_what_the_one_before_did(question, right) -> None:
    asked = asked_figures(question, ("what is month 3", "who approves an 18% discount"), "en")
    assert fitting(asked, APPROVALS, "", "en") == (frozenset() if right is None else {right})
    assert fitting(asked_figures(question, (), "en"), APPROVALS, "", "en") == ({3} if "%" in question else frozenset())
