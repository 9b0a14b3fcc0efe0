"""The cross-encoder of the settings: what it scores, and what it says where it cannot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_models import small_bert, small_cross_encoder

from content_index.embedding.model_files import Naming
from content_index.embedding.pair_scorer import PairScorer
from content_index.ports import ModelError

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("model")]

NAMING = Naming("retrieval.reranker", 'retrieval.reranker = "FOLDER"', "no reranking")
PASSAGES = ["the price of a plan", "a refund is ten dollars", "the dog", "rain " * 2000 + "refund"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_cross_encoder(tmp_path_factory.mktemp("models") / "cross")


def test_scores_are_those_of_sentence_transformers(model: Path) -> None:
    from sentence_transformers import CrossEncoder

    scores = PairScorer(str(model), NAMING).scores("who may approve it", PASSAGES[:3])
    wanted = CrossEncoder(str(model), device="cpu").predict([("who may approve it", text) for text in PASSAGES[:3]])
    np.testing.assert_allclose(scores, wanted, atol=1e-5)
    assert int(np.argmax(scores)) == 1


def test_what_has_no_place_in_the_model_is_left_unread(model: Path) -> None:
    scores = PairScorer(str(model), NAMING).scores("who may approve it", PASSAGES)
    assert scores[3] < scores[1]


def test_a_model_that_was_not_trained_to_score_two_texts_is_refused(tmp_path: Path) -> None:
    embedding = small_bert(tmp_path / "embedding")
    several = small_cross_encoder(tmp_path / "several", labels=3)
    for folder in (embedding, several):
        with pytest.raises(ModelError, match=r"retrieval\.reranker .* holds no cross-encoder .* for no reranking"):
            PairScorer(str(folder), NAMING).scores("who", ["it"])


def test_a_folder_without_a_model_is_told_in_words_and_read_once(tmp_path: Path, model: Path) -> None:
    folder = tmp_path / "cross"
    folder.mkdir()
    scorer = PairScorer(str(folder), NAMING)
    with pytest.raises(ModelError, match=r"retrieval\.reranker") as first:
        scorer.scores("who", ["it"])
    folder.rmdir()
    folder.symlink_to(model)
    with pytest.raises(ModelError) as second:
        scorer.scores("who", ["it"])
    assert str(first.value) == str(second.value)
