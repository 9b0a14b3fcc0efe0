"""The first passages in a reranker's order. The reranker is a fake: it wants a word, or breaks."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
import pytest
from fakes import HashingEmbedder
from retrieval_samples import DIMENSIONS, Generations, sample

from content_index.ports import ModelError
from retrieval.engine import RetrievalEngine
from retrieval.model import Filters, Query, Retrieved
from retrieval.reranking import Reranking

QUESTION = "which discount needs the deal desk?"


class WordReranker:
    """Prefers passages with a word; keeps what it was asked."""

    def __init__(self, word: str, *, broken: bool = False) -> None:
        self.asked: list[tuple[str, int]] = []
        self._word = word
        self._broken = broken

    def scores(self, question: str, passages: Sequence[str]) -> np.ndarray:
        self.asked.append((question, len(passages)))
        if self._broken:
            raise ModelError("The reranker is gone.")
        return np.array([self._word in passage for passage in passages], np.float32)


def ask(reranking: Reranking | None, text: str = QUESTION, *history: str) -> Retrieved:
    embedder = HashingEmbedder(dimensions=DIMENSIONS)
    engine = RetrievalEngine(Generations(sample()), embedder, reranking=reranking)
    return engine.search(Query(text, history, Filters(groups=None)))


def ids(found: Retrieved) -> list[str]:
    return [ranked.passage.id for ranked in found.passages]


def test_the_passage_that_the_reranker_prefers_comes_first_and_is_quoted() -> None:
    found, before = ask(Reranking(WordReranker("Severity"), 20)), ask(None)
    assert ids(before)[0] != ids(found)[0]
    assert "Severity" in found.passages[0].passage.text
    assert sorted(ids(found)) == sorted(ids(before))
    assert found.quote is not None
    assert found.quote.passage_id in ids(found)[:3]


def test_passages_that_the_reranker_finds_alike_keep_their_order_and_scores_still_fall() -> None:
    found, before = ask(Reranking(WordReranker("nowhere"), 20)), ask(None)
    assert ids(found) == ids(before)
    assert found.confidence == before.confidence
    moved = ask(Reranking(WordReranker("Severity"), 20))
    assert [ranked.score for ranked in moved.passages] == [ranked.score for ranked in before.passages]


def test_no_more_than_the_first_passages_are_read_all_at_once() -> None:
    reranker = WordReranker("Severity")
    found, before = ask(Reranking(reranker, 2)), ask(None)
    assert reranker.asked == [(QUESTION, 2)]
    assert ids(found)[2:] == ids(before)[2:]
    assert "rerank" in found.timings


def test_a_follow_up_is_reranked_with_what_came_before() -> None:
    reranker = WordReranker("Severity")
    ask(Reranking(reranker, 20), "and who approves it?", QUESTION)
    assert reranker.asked[0][0] == f"{QUESTION} and who approves it?"


def test_a_question_in_a_language_that_the_reranker_does_not_know_keeps_its_order() -> None:
    reranker = WordReranker("Severity")
    russian = "Какая скидка на продление для партнёров?"
    assert ids(ask(Reranking(reranker, 20, frozenset({"en"})), russian)) == ids(ask(None, russian))
    assert not reranker.asked
    ask(Reranking(reranker, 20, frozenset({"en", "ru"})), russian)
    assert reranker.asked


def test_what_finds_nothing_asks_no_reranker() -> None:
    reranker = WordReranker("Severity")
    engine = RetrievalEngine(
        Generations(sample()), HashingEmbedder(dimensions=DIMENSIONS), reranking=Reranking(reranker, 20)
    )
    engine.search(Query("thanks a lot!"))
    engine.search(Query(QUESTION, filters=Filters(kinds=("nothing",), groups=None)))
    assert not reranker.asked


def test_a_reranker_that_breaks_costs_no_answer_and_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    reranking = Reranking(WordReranker("Severity", broken=True), 20)
    with caplog.at_level(logging.WARNING):
        first, second = ask(reranking), ask(reranking)
    assert ids(first) == ids(second) == ids(ask(None))
    assert first.status == ask(None).status
    assert [record.message for record in caplog.records].count(
        "The reranker is gone. Passages keep the order in which they were found."
    ) == 1
