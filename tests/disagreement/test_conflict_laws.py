"""What holds of any two texts."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from content_index.disagreement.comparing import disagreement
from content_index.disagreement.statements import read

SUBJECTS = ("The trial", "Support for SAP", "A refund", "The discount", "Data in the EU", "Der Rabatt", "Скидка")
VERBS = ("is", "is not", "takes", "costs", "ends on", "is approved by", "may be given within", "beträgt", "составляет")
VALUES = (
    "10%", "up to 15 percent", "30 days", "two weeks", "$5k", "€1.200", "31 May 2026", "Q3 2026", "end of May",
    "Maria Lopez",
    "the CFO", "at least 50 seats", "10–20%", "free of charge", "unlimited", "99.9%", "14 дней", "drei Monate", "24/7",
    "9:00 to 17:00", "Monday", "only on Enterprise",
)  # fmt: skip
CLAUSES = st.builds(lambda *words: " ".join(words), *map(st.sampled_from, (SUBJECTS, VERBS, VALUES)))
PIECES = st.one_of(
    CLAUSES.map("{}.".format),
    CLAUSES.map("- {}".format),
    CLAUSES.map("## {}".format),
    CLAUSES.map("> {}?".format),
    st.lists(st.sampled_from(VALUES), min_size=2, max_size=3).map(
        lambda cells: f"| Plan | Value |\n|---|---|\n| Basic | {cells[0]} |\n| Pro | {cells[1]} |"
    ),
)
TEXTS = st.one_of(st.lists(PIECES, max_size=4).map("\n\n".join), st.text(max_size=200))
TITLES = st.sampled_from(("", "Pricing", "Price list 2025", "Battlecard: Orbit", "FAQ: what does it cost?"))
PASSAGES = st.tuples(TITLES, TITLES, TEXTS)
MANY = settings(deadline=None, max_examples=150)


@MANY
@given(PASSAGES, PASSAGES)
def test_the_other_way_round_the_same_is_found(one, other):
    there, back = disagreement(read(*one), read(*other)), disagreement(read(*other), read(*one))
    assert (there is None) == (back is None)
    if there and back:
        assert (there.kind, there.first, there.first_value) == (back.kind, back.second, back.second_value)
        assert there.likelihood == back.likelihood


@MANY
@given(PASSAGES)
def test_no_passage_contradicts_itself(passage):
    assert disagreement(read(*passage), read(*passage), likely=0) is None


@MANY
@given(PASSAGES, PASSAGES)
def test_what_is_told_stands_in_the_texts(one, other):
    found = disagreement(read(*one), read(*other), likely=0)
    if found:
        assert 0 <= found.first.start < found.first.end <= len(one[2])
        assert 0 <= found.second.start < found.second.end <= len(other[2])
        assert found.why
        assert 0 <= found.likelihood <= 1


@MANY
@given(st.text(), st.text(), st.text())
def test_any_text_can_be_read(title, heading, text):
    read(title, heading, text)


@MANY
@given(st.text(alphabet="0123456789.,:/-–%$€ kmMaprQH()|\n*#>x", max_size=80))
def test_any_figures_can_be_read(text):
    read("", "", text)


def test_lines_that_end_as_on_old_computers_are_read() -> None:
    first = read("Discounts", "", "Two-year deals\r\rCustomers who sign for two years get a discount of 15%.")
    second = read("Rules", "", "Customers who sign for two years get a discount of 10%.")
    found = disagreement(first, second)
    assert found is not None
    assert (found.first_value, found.second_value) == ("15%", "10%")


def test_lists_of_many_figures_are_compared_as_any_others() -> None:
    rows = [" ".join(f"{unit + row / 10:.1f}%" for unit in range(8)) for row in range(1, 21)]
    first, second = (
        read("Reseller discounts", "Discounts", "\n".join(f"- Reseller discount {row}" for row in of))
        for of in (rows, rows[7:] + rows[:7])
    )
    found, turned = disagreement(first, second), disagreement(second, first)
    assert (found is None) == (turned is None)
