from __future__ import annotations

from collections.abc import Sequence

import pytest
from kept_company import MONDAY, Company, later
from sqlalchemy import Engine, event

from bot.insights.model import FoundQuestion, LogFilter, Period, Scope
from bot.stores import insights as insights_module
from bot.stores.insights import SqlInsights

EVERYBODY = Scope()


def ids(found: Sequence[FoundQuestion]) -> list[str]:
    return [one.id for one in found]


def test_a_question_is_found_with_all_that_is_known_of_it(company: Company, insights: SqlInsights) -> None:
    asked = company.asks({"name": "Dana Reyes", "status": "gap", "document": "legal.md", "language": "de"})
    company.gap("g1", asked)
    assert insights.search(LogFilter(), EVERYBODY, 10) == [
        FoundQuestion(
            id="q1",
            asked_at=MONDAY,
            question="what is the discount floor?",
            asker="U1",
            name="Dana Reyes",
            workspace="T1",
            surface="slack",
            status="gap",
            resolution="no_answer",
            confidence=0.8,
            document="legal.md",
            language="de",
            gap="g1",
        )
    ]


def test_the_newest_come_first_page_by_page_and_small_talk_never(company: Company, insights: SqlInsights) -> None:
    company.asks(*({"asked_at": later(hours=hour)} for hour in (1, 3, 2, 3)), {"status": "small_talk"})
    pages = [insights.search(LogFilter(), EVERYBODY, 2, offset) for offset in (0, 2, 4)]
    assert [ids(page) for page in pages] == [["q4", "q2"], ["q3", "q1"], []]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("DISCOUNT", ["q1"]),
        ("скидка", ["q2"]),
        ("СКИДКА  ГОДА", ["q2"]),
        ("еще", ["q2"]),
        ("100%", ["q3"]),
        ("_", ["q4"]),
        ("[a]*", ["q4"]),
        ("\\d", ["q4"]),
        ("floor discount", ["q1"]),
        ("floor nothing", []),
        ("", ["q4", "q3", "q2", "q1"]),
    ],
)
def test_words_are_found_in_any_letters_and_mean_themselves(
    company: Company, insights: SqlInsights, words: str, expected: list[str]
) -> None:
    texts = ("the Discount floor?", "Какая Скидка на два года, ещё раз", "100% refund", "file_name [a]* \\d?")
    company.asks(*({"question": text, "asked_at": later(hours=hour)} for hour, text in enumerate(texts)))
    assert ids(insights.search(LogFilter(words=words), EVERYBODY, 10)) == expected


def test_what_became_of_each_question_is_told_truthfully(company: Company, insights: SqlInsights) -> None:
    company.asks({}, {}, {}, {"status": "unsure"}, {"status": "gap"}, {"status": "gap"})
    company.votes("q1", "U1", helpful=True)
    company.votes("q2", "U1", helpful=True)
    company.votes("q2", "U2", helpful=False)
    company.votes("q6", "U1", helpful=True)
    expected = {
        "q1": "helpful",
        "q2": "unhelpful",
        "q3": "unrated",
        "q4": "unsure",
        "q5": "no_answer",
        "q6": "helpful",
    }
    assert {one.id: one.resolution for one in insights.search(LogFilter(), EVERYBODY, 10)} == expected
    for resolution in set(expected.values()):
        found = insights.search(LogFilter(resolution=resolution), EVERYBODY, 10)  # type: ignore[arg-type]
        assert set(ids(found)) == {name for name, became in expected.items() if became == resolution}


def test_filters_narrow(company: Company, insights: SqlInsights) -> None:
    asked = company.asks(
        {"groups": ("sales",)},
        {"asker": "U2", "surface": "teams", "document": "legal.md", "groups": ("emea",)},
        {"asked_at": later(days=9), "asker": "U2"},
    )
    company.gap("g1", asked[:1])
    for wanted, expected in (
        (LogFilter(surface="teams"), ["q2"]),
        (LogFilter(asker="U2"), ["q3", "q2"]),
        (LogFilter(document="legal.md"), ["q2"]),
        (LogFilter(gap="g1"), ["q1"]),
        (LogFilter(period=Period(MONDAY, later(days=1))), ["q2", "q1"]),
        (LogFilter(asker="U2", surface="slack"), ["q3"]),
    ):
        assert ids(insights.search(wanted, EVERYBODY, 10)) == expected
    assert ids(insights.search(LogFilter(), Scope(teams=("sales",)), 10)) == ["q1"]
    assert ids(insights.search(LogFilter(), Scope(documents=frozenset({"legal.md"})), 10)) == ["q2"]


def test_an_export_is_read_a_part_at_a_time_and_leaves_nothing_out(
    company: Company, engine: Engine, insights: SqlInsights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insights_module, "EXPORTED_AT_ONCE", 3)
    company.asks(*({"id": f"q{number:02}", "asked_at": later(hours=number // 3)} for number in range(10)))
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    exported = insights.export(LogFilter(), EVERYBODY)
    assert statements == []
    assert next(exported).id == "q09"
    read = len([one for one in statements if one.startswith("SELECT questions.id")])
    assert read == 1
    assert [one.id for one in exported] == [f"q{number:02}" for number in range(8, -1, -1)]
    assert [one.id for one in insights.export(LogFilter(words="nothing"), EVERYBODY)] == []


def test_a_sample_is_spread_over_the_whole_period(company: Company, insights: SqlInsights) -> None:
    company.asks(*({"id": f"q{number:03}", "asked_at": later(minutes=number)} for number in range(100)))
    period = Period(MONDAY, later(days=1))
    sample = insights.sample(period, EVERYBODY, 10)
    assert ids(sample) == [f"q{number:03}" for number in range(99, 0, -10)]
    assert len(insights.sample(period, EVERYBODY, 33)) == 33
    assert len(insights.sample(period, EVERYBODY, 1000)) == 100
    assert insights.sample(period.before, EVERYBODY, 10) == []
