from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import Evaluation, GoldenQuestion, evaluate
from bot.evaluation_metrics import (
    auroc,
    calibration_error,
    coverage_at_precision,
    first_hit,
    holds_evidence,
    holds_key_words,
    interval,
    percentile,
    reliability,
)
from bot.model import Answer, AnswerPassage


def answer(*passages: tuple[str, str], confidence: float = 0.5, status: str = "unsure", quote: str = "") -> Answer:
    return Answer(
        question_id="1",
        question="?",
        status=status,
        confidence=confidence,
        text=quote,
        bold=(),
        say=None,
        sources=(),
        passages=tuple(
            AnswerPassage(str(n), path, path, f"heading of {path}", text, 1 / (n + 1), "")
            for n, (path, text) in enumerate(passages)
        ),
        generation="g",
        language="en",
    )


FIRST = GoldenQuestion("a", "seats?", ("faq.md",), evidence="the **lowest** package is [5 users](x.md)", kind="policy")
SECOND = GoldenQuestion("b", "w9?", ("tax.md", "legal.md"), evidence="W-9", kind="link", base="a")
NOTHING = GoldenQuestion("c", "hipaa?", (), kind="policy", answerable=False)
ANSWERS = {
    "a": answer(
        ("other.md", "nothing"),
        ("other.md", "the lowest package is 5 users"),
        ("faq.md", "Note: the lowest package is 5 users, always."),
        confidence=0.9,
        status="answered",
        quote="The lowest package: 5 users",
    ),
    "b": answer(("legal.md", "see below"), ("tax.md", "the W-9 form"), confidence=0.4),
    "c": answer(("other.md", "nothing"), confidence=0.6, status="gap"),
}


@pytest.fixture
def judged() -> Evaluation:
    return evaluate(lambda question: ANSWERS[question.id], [FIRST, SECOND, NOTHING])


def test_the_figures_are_those_counted_by_hand(judged) -> None:
    figures = judged.as_json()
    expected = {
        "questions": 3,
        "answerable": 2,
        "unanswerable": 1,
        "recall@1": 0.5,
        "recall@3": 1.0,
        "recall@5": 1.0,
        "mrr@10": 0.75,
        "evidence@1": 0.0,
        "evidence@3": 1.0,
        "quote_hit": 0.5,
        "auroc": 0.5,
        "auroc_near": None,
        "coverage_at_90_precision": 0.0,
    }
    assert {name: figures[name] for name in expected} == expected
    assert figures["status"]["answerable"] == {"answered": 0.5, "unsure": 0.5, "gap": 0.0, "not_answered": 0.5}
    assert figures["status"]["unanswerable"] == {"answered": 0.0, "unsure": 0.0, "gap": 1.0, "not_answered": 1.0}


def test_each_kind_and_language_has_its_own_figures(judged) -> None:
    figures = judged.as_json()
    assert figures["by_kind"]["link"]["recall@1"] == 1.0
    assert figures["by_kind"]["policy"]["questions"] == 2
    assert figures["by_kind"]["link"]["auroc"] is None
    assert figures["by_language"]["en"]["recall@3"] == 1.0
    json.dumps(figures, allow_nan=False)


def test_details_name_the_documents_best_first_and_the_passages(judged) -> None:
    first = next(iter(judged.details()))
    assert first["id"] == "a"
    assert first["documents"] == ["other.md", "faq.md"]
    assert first["passages"][2] == {
        "document": "faq.md",
        "heading": "heading of faq.md",
        "text": "Note: the lowest package is 5 users, always.",
    }
    assert (first["status"], first["confidence"]) == ("answered", 0.9)
    assert first["latency_ms"] >= 0


def test_progress_is_told_after_each_question() -> None:
    told = []
    evaluate(lambda question: ANSWERS[question.id], [FIRST, NOTHING], lambda *step: told.append(step))
    assert told == [(1, 2), (2, 2)]


def test_no_questions_give_no_figures() -> None:
    figures = Evaluation(()).as_json()
    assert figures["recall@1"] is None
    assert figures["latency_ms"] == {"p50": None, "p95": None}


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("One two three four five six.", True),
        ("one **two** [three](four/five) four five six", True),
        ("one two three four five", True),  # four of five pairs
        ("one two three four", False),  # three of five
        ("six five four three two one", False),
    ],
)
def test_evidence_is_held_by_four_fifths_of_its_word_pairs(text, held) -> None:
    assert holds_evidence(text, "one two three four five six") is held


def test_a_quote_needs_the_telling_words_of_the_evidence_in_any_form() -> None:
    assert holds_key_words("Referral: valid for 120 day", "Referrals are valid for 120 days", "en")
    assert not holds_key_words("Referrals are valid", "Referrals are valid for 120 days", "en")
    assert not holds_key_words("anything", "", "en")


def test_auroc_counts_pairs_and_halves_ties() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]) == 3.5 / 4
    assert auroc([0.9], []) is None


def test_near_misses_are_told_apart_from_what_is_far() -> None:
    near = GoldenQuestion("b", "hipaa baa?", (), answerable=False, near_miss=True)
    figures = evaluate(lambda question: ANSWERS[question.id], [FIRST, near, NOTHING]).as_json()
    assert (figures["auroc"], figures["auroc_near"]) == (1.0, 1.0)
    far = evaluate(lambda question: ANSWERS[question.id], [SECOND, near, NOTHING]).as_json()
    assert (far["auroc"], far["auroc_near"]) == (0.25, 0.5)


def test_confidence_is_compared_with_the_truth(judged) -> None:
    figures = judged.as_json()
    assert figures["brier"] == pytest.approx((0.1**2 + 0.6**2 + 0.6**2) / 3)
    assert figures["calibration_error"] == pytest.approx((0.1 + 0.6 + 0.6) / 3)
    assert [one["count"] for one in figures["reliability"]] == [1, 1, 1]
    assert Evaluation(()).as_json()["calibration_error"] is None


def test_reliability_puts_equal_confidence_in_one_bin_and_the_surest_in_the_last() -> None:
    judged = [(0.62, True), (0.68, False), (1.0, True)]
    sixties, last = reliability(judged)
    assert (sixties.low, sixties.high, sixties.count, sixties.right) == (0.6, 0.7, 2, 0.5)
    assert sixties.confidence == pytest.approx(0.65)
    assert (last.low, last.high, last.confidence, last.right) == (0.9, 1.0, 1.0, 1.0)
    assert calibration_error(judged) == pytest.approx(2 / 3 * 0.15)


def test_coverage_is_the_share_answered_at_the_last_threshold_that_is_precise_enough() -> None:
    questions = [(0.9, True, True), (0.8, True, True), (0.7, False, False), (0.6, True, True), (0.5, False, True)]
    assert coverage_at_precision(questions, 0.9) == 0.5
    assert coverage_at_precision(questions, 0.75) == 0.75
    assert coverage_at_precision([(0.5, True, True), (0.5, False, False)], 0.9) == 0
    assert coverage_at_precision([(0.5, False, False)], 0.9) is None


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.booleans(), st.just(True)), min_size=1))
def test_coverage_is_a_share_and_full_where_all_is_right(questions) -> None:
    covered = coverage_at_precision(questions, 0.9)
    assert 0 <= covered <= 1
    assert coverage_at_precision([(c, True, True) for c, _, _ in questions], 0.9) == 1


def test_the_first_hit_counts_from_one() -> None:
    assert first_hit(["a", "b", "c"], ["c", "b"]) == 2
    assert first_hit(["a"], ["b"]) is None


def test_percentiles_are_values_that_were_measured() -> None:
    assert percentile([4, 1, 3, 2], 0.5) == 2
    assert percentile([4, 1, 3, 2], 0.95) == 4


def test_an_interval_holds_the_mean_and_draws_groups_whole() -> None:
    low, high = interval([[1.0], [0.0], [1.0, 1.0], [0.0]])
    assert 0 <= low <= 0.6 <= high <= 1
    assert interval([[1.0, 0.0]]) == (0.5, 0.5)
    assert interval([]) is None
