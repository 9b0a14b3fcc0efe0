"""Which gap a question belongs to, and what people's hands change of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gaps.clusters import AskedOnce, Clusters
from bot.gaps.gathering import Gathered, gathered

SOC_2 = ("do we have soc 2", "is there a soc2 attestation", "soc 2 report pls")
ISO = ("are we iso 27001 certified", "iso27001 cert")
ASKED = (
    *SOC_2,
    *ISO,
    "how much is the analytics module",
    "analytics pricing",
    "does it sync with sfdc",
    "salesforce connector",
    "hubspot connector",
    "can they pay monthly",
    "is support open on sundays",
    "wann kommt die neue Version",
    "есть ли интеграция с Salesforce",
    "brightloop battlecard",
    "how do we win against bright loop",
    "",
    "???",
)


def asked(
    text: str, name: str = "", *, language: str = "en", follows: Sequence[str] = (), bare: bool = False
) -> AskedOnce:
    """With a vector that says nothing but which text it is; `bare`: with none."""
    drawn = np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]))
    vector = drawn.normal(size=16).astype(np.float32)
    return AskedOnce(name or text, text, language, None if bare else vector / np.linalg.norm(vector), tuple(follows))


def known(*gaps: Sequence[str], bare: bool = True) -> Clusters:
    """Gaps "0", "1", … of these texts."""
    clusters = Clusters()
    for number, texts in enumerate(gaps):
        for text in texts:
            clusters.add(asked(text, bare=bare), str(number))
    return clusters


def shape(found: Gathered) -> set[frozenset[str]]:
    """Which questions are together, whatever their gap is called."""
    together: dict[str, set[str]] = {}
    for question, gap in found.gaps.items():
        together.setdefault(gap, set()).add(question)
    return {frozenset(questions) for questions in together.values()}


def test_a_question_joins_the_gap_that_asks_for_the_same_thing():
    clusters = known(SOC_2[:2], ISO)
    assert clusters.gap_for(asked("SOC2 report?", bare=True)) == "0"
    assert clusters.gap_for(asked("iso 27001 certifcate", bare=True)) == "1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("do we have a soc 2 report", "do we have an iso 27001 report"),
        ("can data stay in the EU", "can data stay in the UK"),
        ("salesforce integration", "hubspot integration"),
        ("is there an ios app", "is there an android app"),
        ("can they pay monthly", "can they pay annually"),
        ("is the interface in german", "is the interface in japanese"),
        ("do we support sso", "do we support scim"),
    ],
)
def test_what_names_another_thing_of_the_same_kind_is_another_gap(one: str, other: str):
    assert known([one]).gap_for(asked(other, bare=True)) is None


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("salesforce integration", "есть интеграция с Salesforce?", "ru"),
        ("soc 2 report", "у нас есть отчет SOC 2?", "ru"),
        ("price of the analytics module", "was kostet das Analytics Modul", "de"),
    ],
)
def test_another_language_meets_in_what_the_lists_know(one: str, other: str, language: str):
    assert known([one]).gap_for(asked(other, language=language, bare=True)) == "0"


def test_a_follow_up_goes_on_with_what_the_question_before_it_named():
    clusters = known(["do we have a soc 2 report"], ["do we have an iso 27001 report"])
    assert clusters.gap_for(asked("and iso 27001?", follows=("do we have a soc 2 report",), bare=True)) == "1"


def test_a_barred_gap_and_one_that_takes_nothing_are_not_joined():
    clusters = known(SOC_2[:2])
    question = asked("soc 2 report", bare=True)
    assert clusters.gap_for(question, barred={"0"}) is None
    clusters.add(asked(SOC_2[2], bare=True), "0", joins=False)
    assert clusters.gap_for(question) is None
    assert clusters.members("0") == SOC_2


def test_perhaps_names_near_gaps_and_never_the_gap_itself():
    clusters = known(SOC_2[:1], SOC_2[1:], ["can they rent the handhelds"])
    assert clusters.perhaps("0")[0] == "1"
    assert "0" not in clusters.perhaps("0", most=10)
    assert clusters.perhaps("nowhere") == []
    assert len(clusters.perhaps("0", most=0)) == 0


def test_merge_move_and_remove_keep_each_question_in_one_gap():
    clusters = known(SOC_2[:2], ISO)
    clusters.merge("1", "0")
    assert clusters.members("0") == (*SOC_2[:2], *ISO)
    assert clusters.members("1") == ()
    clusters.move(ISO[0], "new")
    assert clusters.members("new") == (ISO[0],)
    assert ISO[0] not in clusters.members("0")
    clusters.remove(ISO[0])
    assert clusters.members("new") == ()
    assert clusters.gap_for(asked("iso 27001 certified", bare=True), barred={"0"}) is None


def test_a_gap_that_was_merged_into_takes_what_both_would_have_taken():
    clusters = known(SOC_2[:2], ISO)
    clusters.merge("1", "0")
    assert clusters.gap_for(asked("iso 27001 cert", bare=True)) == "0"


def test_the_title_is_typed_well_and_stands_for_itself():
    clusters = Clusters()
    clusters.add(asked("hubspot intergration avalable", "typos", bare=True), "g")
    clusters.add(asked("and hubspot?", "follows", follows=("salesforce integration",), bare=True), "g")
    clusters.add(asked("is there a hubspot integration", "good", bare=True), "g")
    assert clusters.central("g") == "good"
    assert clusters.central("nowhere") is None


@given(st.permutations(range(len(ASKED))))
def test_what_questions_are_called_changes_nothing(names: list[int]):
    plain = gathered([asked(text, str(number)) for number, text in enumerate(ASKED)])
    renamed = gathered([asked(text, f"n{name}") for name, text in zip(names, ASKED, strict=True)])
    back = {f"n{name}": str(number) for number, name in enumerate(names)}
    assert {frozenset(back[one] for one in gap) for gap in shape(renamed)} == shape(plain)


@given(st.lists(st.sampled_from(ASKED), max_size=12), st.booleans())
def test_every_question_is_in_exactly_one_gap_and_again_means_the_same(texts: list[str], bare: bool):
    questions = [asked(text, str(number), bare=bare) for number, text in enumerate(texts)]
    found = gathered(questions)
    assert set(found.gaps) == {question.id for question in questions}
    assert gathered(questions) == found
    assert all(gap in found.gaps and gap not in found.perhaps[question] for question, gap in found.gaps.items())


@given(st.lists(st.text(max_size=40), max_size=6), st.sampled_from(["en", "ru", "de", "ja", "xx"]))
def test_any_text_can_be_placed(texts: list[str], language: str):
    found = gathered([asked(text, str(n), language=language, bare=True) for n, text in enumerate(texts)])
    assert len(found.gaps) == len(texts)


HANDS = st.lists(
    st.tuples(st.sampled_from(["add", "move", "merge", "remove"]), st.integers(0, 7), st.sampled_from("abc")),
    max_size=25,
)


@given(HANDS)
def test_what_people_set_is_kept(hands: list[tuple[str, int, str]]):
    clusters = Clusters()
    expected: dict[str, str] = {}
    for verb, number, gap in hands:
        question = ASKED[number]
        if verb == "add":
            clusters.add(asked(question), gap)
            expected[question] = gap
        elif verb == "move":
            clusters.move(question, gap)
            expected |= {question: gap} if question in expected else {}
        elif verb == "remove":
            clusters.remove(question)
            expected.pop(question, None)
        else:
            into = "abc"[number % 3]
            clusters.merge(gap, into)
            expected = {one: into if held == gap else held for one, held in expected.items()}
        clusters.gap_for(asked(ASKED[number - 1]))
        for each in "abc":
            assert set(clusters.members(each)) == {one for one, held in expected.items() if held == each}
            assert (clusters.central(each) is None) == (each not in expected.values())
            assert set(clusters.perhaps(each)) <= set(expected.values()) - {each}
