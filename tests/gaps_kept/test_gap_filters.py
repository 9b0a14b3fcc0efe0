"""Which gaps a filter finds, and in which order."""

from __future__ import annotations

from typing import Any

import pytest
from gap_kept_samples import DAY, NOON, a_gap, asked, log, place
from sqlalchemy import Engine

from bot.gaps.model import GAP_STATES, GapFilter
from bot.stores.gaps import SqlGaps


@pytest.fixture
def gaps(engine: Engine) -> SqlGaps:
    return SqlGaps(engine)


def ids(gaps: SqlGaps, **wanted: Any) -> list[str]:
    return [gap.id for gap in gaps.listing(GapFilter(**wanted), 100)]


def test_gaps_come_by_priority(gaps: SqlGaps) -> None:
    gaps.write([a_gap("b", rank=1), a_gap("a", rank=1), a_gap("c", rank=3), a_gap("d", rank=-1)], [])
    assert ids(gaps) == ["c", "a", "b", "d"]
    assert [gap.id for gap in gaps.listing(GapFilter(), 2, offset=1)] == ["a", "b"]


def test_every_state_is_counted_whatever_states_are_wanted(gaps: SqlGaps) -> None:
    gaps.write([a_gap(f"{state}{number}", state=state) for state in GAP_STATES for number in range(2)], [])
    gaps.write([a_gap("stale", kind="stale")], [])
    assert gaps.count(GapFilter(states=("closed",))) == dict.fromkeys(GAP_STATES, 2) | {"open": 3}
    assert gaps.count(GapFilter(kinds=("stale", "conflicting"))) == {"open": 1}
    assert ids(gaps, states=("snoozed", "merged")) == ["merged0", "merged1", "snoozed0", "snoozed1"]
    assert len(ids(gaps, states=())) == 11


def test_what_is_wanted_must_all_be_so(gaps: SqlGaps) -> None:
    gaps.write(
        [
            a_gap("a", kind="stale", product="Ladle", competitor="Globex", stage="discovery"),
            a_gap("b", kind="missing", product="Ladle", competitor="Initech", last_asked=NOON + DAY),
            a_gap("c", state_at=NOON + 2 * DAY),
        ],
        [],
    )
    assert ids(gaps, kinds=("stale",)) == ["a"]
    assert ids(gaps, product="Ladle") == ["a", "b"]
    assert ids(gaps, product="Ladle", competitor="Initech") == ["b"]
    assert ids(gaps, stage="discovery", competitor="Initech") == []
    assert ids(gaps, asked_since=NOON + DAY) == ["b"]
    assert ids(gaps, ids=("a", "c", "x'); --")) == ["a", "c"]
    assert ids(gaps, entered_since=NOON + DAY) == ["c"]
    assert ids(gaps, entered_before=NOON + DAY) == ["a", "b"]
    assert ids(gaps, entered_since=NOON, entered_before=NOON) == []


def test_an_owner_is_who_has_it_or_where_nobody_has_it_is_suggested(gaps: SqlGaps) -> None:
    gaps.write([a_gap("a", owner="Pricing"), a_gap("b", owner="Pricing", assigned="U1"), a_gap("c", assigned="U1")], [])
    gaps.write([a_gap("d")], [])
    assert ids(gaps, owners=("Pricing",)) == ["a"]
    assert ids(gaps, owners=("U1",)) == ["b", "c"]
    assert ids(gaps, owners=("U1", "Pricing", "Legal")) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("cookbook", ["a"]),
        ("COOKBOOK soup", ["a"]),
        ("скидка", ["b"]),
        ("СКИДКА ёлка", ["b"]),
        ("елка", ["b"]),
        ("cookbook скидка", []),
        ("100%", ["c"]),
        ("_", ["c"]),
        ("[a-z]", ["c"]),
        ("O'Brien", ["c"]),
        ("\\", ["c"]),
        ("*", []),
        ("", ["a", "b", "c"]),
    ],
)
def test_words_are_found_in_titles_and_questions_in_every_alphabet(
    engine: Engine, gaps: SqlGaps, words: str, expected: list[str]
) -> None:
    log(engine, asked(1, question="which Soup?"), asked(2, question="Какая Скидка на ЁЛКА?"), asked(3, question="?"))
    titles = {"a": "a Cookbook", "b": "Цены", "c": "100% _ [a-z] of O'Brien \\"}
    for one, (name, title) in zip(gaps.waiting(3), titles.items(), strict=True):
        place(gaps, one, a_gap(name, title=title))
    assert ids(gaps, words=words) == expected


def test_a_team_has_the_gaps_that_its_people_asked_about(engine: Engine, gaps: SqlGaps) -> None:
    log(
        engine,
        asked(1, groups=("sales", "emea")),
        asked(2, groups=("legal",)),
        asked(3, asker="U1", workspace="T2", groups=("legal",)),  # the same id in another workspace is another person
        asked(4, groups=None),
    )
    for one, name in zip(gaps.waiting(4), "abcd", strict=True):
        place(gaps, one, a_gap(name))
    assert ids(gaps, teams=("emea",)) == ["a"]
    assert ids(gaps, teams=("legal",)) == ["b", "c"]
    assert ids(gaps, teams=("emea", "legal")) == ["a", "b", "c"]
    assert ids(gaps, teams=("nobody",)) == []
    assert ids(gaps, teams=("emea",), people=frozenset({"U4"})) == ["a", "d"]
    assert gaps.count(GapFilter(teams=("legal",))) == {"open": 2}
